"""Locks of the operating system on open files: a lock ends with the process that holds it."""

import errno

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None

_NONE_THERE = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF)


def lock(handle: int) -> bool | None:
    """Take the lock of an open file or folder, without waiting.

    Args:
        handle: its file descriptor; the lock ends at the latest when that is closed.

    Returns:
        Whether it was taken; None where the system or the file system knows no locks.
    """
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NONE_THERE:
            return None
        raise
    return True


def unlock(handle: int) -> None:
    """Give a lock back, also where a forked process has the file open too."""
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_UN)
