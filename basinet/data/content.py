"""Checksums of the user's own data files, to tell whether they are still the same."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from basinet.data.catalogue import CATALOGUE
from basinet.data.reading import Reading


def content(name: str) -> str | None:
    """Return a checksum of what a data set's name or path leads to.

    Two paths with the same bytes have the same one, wherever they are. Named data sets have none:
    what they hold is fixed.

    Args:
        name: a name of the catalogue, or the path of a file or of a folder.

    Returns:
        64 hexadecimal digits; None for a named data set, and where there is nothing to read.
    """
    if name in CATALOGUE:
        return None
    path = Path(name).expanduser()
    try:
        files = _files(path)
        parts = _of_files(path, tuple((file, *_stamp(file)) for file in files))
    except OSError:
        return None
    if len(parts) == 1:
        return parts[0]
    listed = "".join(
        f"{name} {part}\n" for name, part in zip(_names(path, files), parts, strict=True)
    )
    return hashlib.sha256(listed.encode()).hexdigest()


def contents(readings: Iterable[Reading]) -> dict[str, str]:
    """Return the checksum of each file and folder of the user's own that is read."""
    names = {name for r in readings for name in (r.data, r.test) if name is not None}
    found = {name: content(name) for name in sorted(names)}
    return {name: digest for name, digest in found.items() if digest is not None}


def _files(path: Path) -> list[Path]:
    """All files that may be read with a path: those of a folder, or arrays beside one another."""
    if path.is_dir():
        listed = sorted(path.glob("*ubyte*")) or sorted(path.rglob("*"))
        return [file for file in listed if file.is_file()]
    return sorted(path.parent.glob("*.npy")) if path.suffix.lower() == ".npy" else [path]


def _names(path: Path, files: list[Path]) -> list[str]:
    base = path if path.is_dir() else path.parent
    return [file.relative_to(base).as_posix() for file in files]


@lru_cache(maxsize=16)
def _of_files(path: Path, stamps: tuple[tuple[Path, int, int, int], ...]) -> list[str]:
    # The stamps are part of the key: what changed is read again.
    del path
    return [_of_file(*stamp) for stamp in stamps]


def _stamp(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=64)
def _of_file(file: Path, *stamp: int) -> str:
    # The stamp is part of the key: a file that changed is read again.
    del stamp
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
