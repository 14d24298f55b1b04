"""Files that are written whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file under a temporary name in its folder and rename it into place.

    Raises:
        OSError: when the folder cannot be written or the disk is full; an earlier file of that
            name is then left as it was.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(prefix=_prefix(path), dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(
            error.errno,
            f"could not write {path}: {reason}; nothing was changed."
            " Free some space or choose another folder",
        ) from error


def remove_leftovers(path: Path) -> None:
    """Remove what writing this file left behind when its process was killed."""
    for leftover in path.parent.glob(f"{_prefix(path)}*"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def _prefix(path: Path) -> str:
    """How the temporary names of a file begin."""
    return f".{path.name}-"


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
