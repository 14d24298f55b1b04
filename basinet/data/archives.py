"""Readers of NumPy's files: archives of named arrays (`.npz`), and single arrays (`.npy`)."""

import math
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.lib import format as npy

from basinet.data.errors import DataError

_PACKED = 1100
"""How many bytes at most become one when they are packed."""


class Members:
    """The arrays of an archive by name; each is read when it is asked for."""

    def __init__(self, path: Path, names: dict[str, zipfile.ZipInfo]):
        self.path, self.members = path, names

    def __getitem__(self, name: str) -> np.ndarray:
        member = self.members[name]
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(member) as file:
                most = _PACKED * (member.compress_size + 1)
                return _read(f"{self.path}: the array {name!r}", member.file_size, most, file)
        except DataError:
            raise
        except Exception as error:  # what a damaged archive makes readers raise has no end
            raise DataError(f"{self.path}: damaged .npz archive ({_short(error)})") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __contains__(self, name: str) -> bool:
        return name in self.members


def read_archive(path: Path) -> Members:
    """Open an archive; an array is read when it is asked for, without pickle.

    Args:
        path: the `.npz` file.

    Returns:
        The arrays by name. Asking for one raises DataError where it is damaged, holds Python
        objects or is not as large as its header says; no more than that is unpacked.

    Raises:
        DataError: the file is no archive or damaged.
        OSError: the file cannot be read.
    """
    with path.open("rb"):
        pass
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception as error:
        what = "not an .npz archive; write one with numpy.savez(path, x=x, y=y)"
        if zipfile.is_zipfile(path):
            what = f"damaged .npz archive ({_short(error)})"
        raise DataError(f"{path}: {what}") from error
    arrays = [member for member in members if member.filename.endswith(".npy")]
    return Members(path, {member.filename.removesuffix(".npy"): member for member in arrays})


def read_array(path: Path) -> np.ndarray:
    """Read a single array, without pickle and no more of it than its header announces.

    Args:
        path: the `.npy` file.

    Raises:
        DataError: the file is damaged, holds Python objects, or is no array.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        try:
            return _read(f"{path}: the array", size, size, file)
        except EOFError as error:
            raise DataError(f"{path}: the file ends within its header") from error
        except DataError:
            raise
        except Exception as error:  # what a header that lies makes NumPy raise has no end
            raise DataError(f"{path}: damaged .npy file ({_short(error)})") from error


def _read(what: str, file_size: int, most: int, file) -> np.ndarray:
    """Read an array, no more of it than its header announces."""
    try:
        version = npy.read_magic(file)
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        with warnings.catch_warnings():  # that it may be of Python 2 helps nobody
            warnings.simplefilter("ignore")
            shape, by_columns, kind = header(file)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise
    except Exception as error:  # NumPy evaluates the header, which then may raise anything
        raise DataError(f"{what} cannot be read: its header is not one of NumPy's") from error
    if kind.hasobject:
        raise DataError(
            f"{what} cannot be read: it holds Python objects; expected numbers or text, never"
            " Python objects"
        )
    if not all(type(size) is int and size >= 0 for size in shape) or len(shape) > 32:
        raise DataError(f"{what} cannot be read: it has the shape {shape}")
    size = math.prod(shape) * kind.itemsize
    there = file_size - file.tell()
    if size != there or file_size > most:
        raise DataError(
            f"{what} cannot be read: its header announces the shape {shape}, which takes"
            f" {size:,} bytes, but there are {there:,}"
        )
    flat = np.empty(math.prod(shape), kind)
    if size:
        view, filled = memoryview(cast("Any", flat.view(np.uint8))), 0
        while filled < size:
            count = file.readinto(view[filled : filled + 2**20])
            if not count:
                raise DataError(f"{what} cannot be read: it ends after {filled:,} bytes")
            filled += count
    # Only at the end of the member its checksum is looked at.
    if file.read(1):
        raise DataError(f"{what} cannot be read: there is more than its header announces")
    return flat.reshape(shape[::-1]).T if by_columns else flat.reshape(shape)


def _short(error: Exception) -> str:
    """What a reader says of a fault, in one short line."""
    return " ".join(str(error).split())[:100] or type(error).__name__
