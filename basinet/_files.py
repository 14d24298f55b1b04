"""Files that are written whole or not at all.

Each is written under a temporary name in its folder, `.basinet-` and some letters, brought to the
disk and renamed into place. While a process writes, it holds a lock on what is temporary, so that
`tidy` can tell what a killed process left behind from what somebody is writing now.
"""

import contextlib
import errno
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from basinet._ending import at_the_end
from basinet._locks import lock

_PREFIX = ".basinet-"

_under_way: dict[Path, int] = {}
"""What is being written now, and by which process: forked ones leave it alone."""

_tidied: set[str] = set()
"""The folders that were tidied since this process began."""

_OLD = 86400.0
"""Seconds after which a temporary file is nobody's, where the file system knows no locks."""

_PATIENCE = 5.0
"""Seconds for which somebody is waited for who reads a pipe."""

_ADVICE = {
    errno.ENXIO: "it is a pipe that nobody reads; read it, or give the name of a file",
    errno.ENOSPC: "free some space or choose another folder",
    errno.EDQUOT: "your quota is used up: free some space or choose another folder",
    errno.ELOOP: "it is a link, which is not followed here or leads nowhere; remove it",
    errno.EISDIR: "it is a folder; give the name of a file",
    errno.ENOENT: "make its folder first, or choose another",
    errno.ENAMETOOLONG: "choose a shorter name",
}


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file under a temporary name in its folder and rename it into place.

    A device or a pipe is written to as it is, a link leads to what is written.

    Raises:
        OSError: when the folder cannot be written or the disk is full; an earlier file of that
            name is then left as it was.
    """
    data = content.encode() if isinstance(content, str) else content
    with explained(path):
        goal = _goal(path)
        if goal is None:
            _write_as_it_is(path, data)
            return
        with _temporary_file(goal.parent) as (temporary, handle):
            with os.fdopen(os.dup(handle), "wb") as file:
                file.write(data)
            os.fsync(handle)
            temporary.replace(goal)
            sync_folder(goal.parent)


def _goal(path: Path) -> Path | None:
    """What a file is renamed to; None for a device or a pipe, which that would remove."""
    goal = Path(os.path.realpath(path)) if path.is_symlink() else path
    if goal.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    name = str(path)
    named_by_the_system = name.startswith(("/dev/", "/proc/")) and not name.startswith("/dev/shm/")
    return None if named_by_the_system or (goal.exists() and not goal.is_file()) else goal


def _write_as_it_is(path: Path, data: bytes) -> None:
    """Write to a device or a pipe; one that nobody reads is waited for a little, not for ever."""
    at_once = getattr(os, "O_NONBLOCK", 0)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_TRUNC | at_once)
            break
        except OSError as error:
            if error.errno != errno.ENXIO or time.monotonic() > until:
                raise
            time.sleep(0.05)
    if at_once:
        os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def refuse_unwritable(path: Path) -> None:
    """Refuse a file that could not be written, before what it is to hold is computed.

    Raises:
        OSError: when it is a folder, or its folder does not exist or cannot be written.
    """
    with explained(path):
        goal = _goal(path)
        if goal is not None:
            with _temporary_file(goal.parent):
                pass


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give another name for a library to write a file under, and rename it into place at the end.

    That name lies in a temporary folder beside the file, in which the library can also leave files
    of its own behind when the process is killed.

    Raises:
        OSError: when the folder cannot be written or the disk is full; an earlier file of that
            name is then left as it was.
    """
    with explained(path):
        goal = _goal(path)
    place = Path(tempfile.gettempdir()) if goal is None else goal.parent
    with explained(path), temporary_folder(place) as folder:
        temporary = folder / path.name
        yield temporary
        if goal is None:
            _write_as_it_is(path, temporary.read_bytes())
            return
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        # A library may make its files private; this one gets the permissions of any new file.
        temporary.chmod(folder.stat().st_mode & 0o666)
        temporary.replace(goal)
        sync_folder(goal.parent)


@contextlib.contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Give a new folder below another, which is held while it is used and then removed.

    What it holds may be renamed, or it itself.
    """
    while True:
        path = _new_path(parent)
        path.mkdir()
        handle = _open_folder(path)
        if handle is None or _is_ours(handle, path):
            break
        os.close(handle)
    try:
        yield path
    finally:
        if handle is not None:
            os.close(handle)
        shutil.rmtree(path, ignore_errors=True)
        _under_way.pop(path, None)


def tidy(folder: Path) -> None:
    """Remove what processes left in a folder that were killed while they wrote.

    What a process is writing now stays.
    """
    try:
        names = os.listdir(folder)  # noqa: PTH208 (a folder may hold a million of them)
    except OSError:
        return
    for name in names:
        if name.startswith(_PREFIX):
            _remove_if_left(folder / name)


def is_temporary(name: str) -> bool:
    """Return whether a file of this name in a folder is one that is being written, or was."""
    return name.startswith(_PREFIX)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    handle = _open_folder(folder)
    if handle is not None:
        with contextlib.suppress(OSError):
            os.fsync(handle)
        os.close(handle)


def refuse_endless(path: Path, refusal: type[ValueError] = ValueError) -> None:
    """Refuse to read what would be waited for, or read without end; what is missing passes.

    Raises:
        ValueError: when it is a pipe or a device; of the kind that is given.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise refusal(f"{path}: a pipe or a device, which cannot be read twice; save it as a file")


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say of an error of the system which file could not be written, and what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, "choose another name or folder")
        raise OSError(
            error.errno, f"could not write {path}: {reason}; nothing was changed; {advice}"
        ) from error


@contextlib.contextmanager
def _temporary_file(parent: Path) -> Iterator[tuple[Path, int]]:
    """Give a new file in a folder, open and held; it is removed unless it was renamed."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        path = _new_path(parent)
        # The permissions are those of any new file: the system takes the mask from them.
        handle = os.open(path, flags, 0o666)
        if _is_ours(handle, path):
            break
        os.close(handle)
    try:
        yield path, handle
    finally:
        os.close(handle)
        with contextlib.suppress(OSError):
            path.unlink()
        _under_way.pop(path, None)


def _new_path(parent: Path) -> Path:
    """A new name in a folder, which is tidied when this process writes there for the first time."""
    name = os.path.abspath(parent)  # noqa: PTH100 (a link to it is another name, which does no harm)
    if name not in _tidied and not parent.name.startswith(_PREFIX):
        _tidied.add(name)
        tidy(parent)
    path = parent / f"{_PREFIX}{secrets.token_hex(6)}"
    _under_way[path] = os.getpid()
    return path


def _remove_under_way() -> None:
    """Remove what is half written in a process that ends at once."""
    for path, process in tuple(_under_way.items()):
        if process == os.getpid():
            with contextlib.suppress(OSError):
                path.unlink()
            shutil.rmtree(path, ignore_errors=True)


at_the_end(_remove_under_way)


def _is_ours(handle: int, path: Path) -> bool:
    """Hold something that was just made; False where another process took it for a leftover."""
    if lock(handle) is False:
        return False
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _remove_if_left(path: Path) -> None:
    """Remove a temporary file or folder that nobody holds."""
    with contextlib.suppress(OSError):
        is_folder = path.is_dir() and not path.is_symlink()
        handle = _open_folder(path) if is_folder else os.open(path, os.O_RDWR)
        taken = None if handle is None else lock(handle)
        try:
            age = abs(time.time() - path.stat().st_mtime)  # of the future: a clock has jumped
            if taken is False or (taken is None and age < _OLD):
                return
            if is_folder:
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        finally:
            if handle is not None:
                os.close(handle)


def _open_folder(path: Path) -> int | None:
    """A descriptor of a folder, None where the system gives none."""
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return None
