"""Reader of NumPy archives: arrays `x`, `y` and perhaps `x_test`, `y_test` in one `.npz`."""

import math
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
from jaxtyping import Float32, Shaped
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
                return _read(f"{self.path}: the array {name!r}", member, file)
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


def _read(what: str, member: zipfile.ZipInfo, file) -> np.ndarray:
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
    if not all(isinstance(size, int) and size >= 0 for size in shape) or len(shape) > 32:
        raise DataError(f"{what} cannot be read: it has the shape {shape}")
    size = math.prod(shape) * kind.itemsize
    there = member.file_size - file.tell()
    if size != there or member.file_size > _PACKED * (member.compress_size + 1):
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


def features(
    path: Path, arrays: Members, name: str = "x"
) -> Float32[np.ndarray, "samples features"]:
    """Give one array of an archive as a matrix of features.

    Args:
        path: the file, for messages.
        arrays: what `read_archive` gave.
        name: name of the array.

    Returns:
        The matrix.

    Raises:
        DataError: the array is not there, not a matrix, or has values that are not finite.
    """
    x = _named(path, arrays, name)
    if x.ndim != 2:
        raise DataError(
            f"{path}: {name} has the shape {x.shape}; expected [samples features]:"
            f" use {name}.reshape(len({name}), -1)"
        )
    if x.dtype.kind not in "biuf":
        raise DataError(f"{path}: {name} has the type {x.dtype}; expected real numbers")
    if 0 in x.shape:
        raise DataError(f"{path}: {name} is empty, its shape is {x.shape}")
    with np.errstate(over="ignore"):
        single = x.astype(np.float32)
    bad = ~np.isfinite(single)
    if bad.any():
        row, column = divmod(int(bad.argmax()), x.shape[1])
        raise DataError(
            f"{path}: {name}[{row}, {column}] is {x[row, column]}; expected a finite number that"
            " float32 can hold"
        )
    return single


def labels(path: Path, arrays: Members, name: str = "y") -> Shaped[np.ndarray, " samples"]:
    """Give one array of an archive as labels.

    Args:
        path: the file, for messages.
        arrays: what `read_archive` gave.
        name: name of the array.

    Returns:
        int64 for integers and Booleans, str for text.

    Raises:
        DataError: the array is not there, has not one dimension, or neither integers nor text.
    """
    y = _named(path, arrays, name)
    if y.ndim != 1:
        raise DataError(f"{path}: {name} has the shape {y.shape}; expected one label per sample")
    if y.dtype.kind in "biu":
        if y.dtype == np.uint64 and len(y) and y.max() > np.iinfo(np.int64).max:
            raise DataError(f"{path}: {name} has the label {y.max()}; expected labels below 2^63")
        return y.astype(np.int64)
    if y.dtype.kind == "U":
        return y
    raise DataError(f"{path}: {name} has the type {y.dtype}; expected integers or text (str)")


def labelled(
    path: Path, arrays: Members, suffix: str = ""
) -> tuple[Float32[np.ndarray, "samples features"], Shaped[np.ndarray, " samples"]]:
    """Give `x` and `y`, or the pair whose names have a suffix, such as `_test`.

    Args:
        path: the file, for messages.
        arrays: what `read_archive` gave.
        suffix: what follows `x` and `y` in the names.

    Returns:
        Features and labels.

    Raises:
        DataError: the lengths differ, or one of them was refused.
    """
    x = features(path, arrays, "x" + suffix)
    y = labels(path, arrays, "y" + suffix)
    if len(x) != len(y):
        raise DataError(
            f"{path}: x{suffix} has {len(x)} rows but y{suffix} has {len(y)} labels; expected as"
            " many"
        )
    return x, y


def has_test(path: Path, arrays: Members) -> bool:
    """Say whether an archive has a test part.

    Args:
        path: the file, for messages.
        arrays: what `read_archive` gave.

    Returns:
        True if it has `x_test` and `y_test`.

    Raises:
        DataError: it has one of the two and not the other.
    """
    present = [name for name in ("x_test", "y_test") if name in arrays]
    if len(present) == 1:
        raise DataError(f"{path}: there is {present[0]} alone; expected x_test and y_test, or none")
    return bool(present)


def _named(path: Path, arrays: Members, name: str) -> np.ndarray:
    if name not in arrays:
        there = ", ".join(arrays) or "nothing"
        raise DataError(f"{path}: there is no array {name!r}; the archive holds {there}")
    return arrays[name]
