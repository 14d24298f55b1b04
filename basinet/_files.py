"""Files that are written whole or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file under a temporary name in its folder and rename it into place.

    Raises:
        OSError: when the folder cannot be written or the disk is full; an earlier file of that
            name is then left as it was.
    """
    with _explained(path):
        handle, name = tempfile.mkstemp(prefix=_prefix(path), dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            _put_in_place(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give another name for a library to write a file under, and rename it into place at the end.

    That name lies in a temporary folder beside the file, in which the library can also leave files
    of its own behind when the process is killed.

    Raises:
        OSError: when the folder cannot be written or the disk is full; an earlier file of that
            name is then left as it was.
    """
    with (
        _explained(path),
        tempfile.TemporaryDirectory(prefix=_prefix(path), dir=path.parent) as folder,
    ):
        temporary = Path(folder) / path.name
        yield temporary
        _put_in_place(temporary, path)


def remove_leftovers(path: Path) -> None:
    """Remove what writing this file left behind when its process was killed."""
    for leftover in path.parent.glob(f"{_prefix(path)}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                leftover.unlink()


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say of an error of the system which file could not be written, and what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OSError(
            error.errno,
            f"could not write {path}: {reason}; nothing was changed."
            " Free some space or choose another folder",
        ) from error


def _put_in_place(temporary: Path, path: Path) -> None:
    """Rename a file once it is on the disk, with the permissions of any new file."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.chmod(0o666 & ~_umask())
    temporary.replace(path)


def _prefix(path: Path) -> str:
    """How the temporary names of a file begin."""
    return f".{path.name}-"


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
