"""Reader of NumPy archives: arrays `x`, `y` and perhaps `x_test`, `y_test` in one `.npz`."""

import zipfile
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data.errors import DataError


def read_archive(path: Path) -> dict[str, np.ndarray]:
    """Read all arrays of an archive, without pickle.

    Args:
        path: the `.npz` file.

    Returns:
        The arrays by name.

    Raises:
        DataError: the file is no archive or damaged, or an array holds Python objects.
        OSError: the file cannot be read.
    """
    path.stat()
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path}: not an .npz archive; write one with numpy.savez(path, x=x, y=y)")
    arrays: dict[str, np.ndarray] = {}
    try:
        with np.load(path, allow_pickle=False) as archive:
            for name in archive.files:
                try:
                    arrays[name] = np.asarray(archive[name])
                except ValueError as error:
                    raise DataError(
                        f"{path}: the array {name!r} cannot be read ({error}); expected numbers or"
                        " text, never Python objects"
                    ) from error
    # RuntimeError: the archive needs a password or an unknown way of unpacking.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise DataError(f"{path}: damaged .npz archive ({error})") from error
    return arrays


def features(
    path: Path, arrays: dict[str, np.ndarray], name: str = "x"
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
    bad = np.argwhere(~np.isfinite(single))
    if len(bad):
        row, column = map(int, bad[0])
        raise DataError(
            f"{path}: {name}[{row}, {column}] is {x[row, column]}; expected a finite number that"
            " float32 can hold"
        )
    return single


def labels(
    path: Path, arrays: dict[str, np.ndarray], name: str = "y"
) -> Shaped[np.ndarray, " samples"]:
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
        return y.astype(np.int64)
    if y.dtype.kind == "U":
        return y
    raise DataError(f"{path}: {name} has the type {y.dtype}; expected integers or text (str)")


def labelled(
    path: Path, arrays: dict[str, np.ndarray], suffix: str = ""
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


def has_test(path: Path, arrays: dict[str, np.ndarray]) -> bool:
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


def _named(path: Path, arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name not in arrays:
        there = ", ".join(arrays) or "nothing"
        raise DataError(f"{path}: there is no array {name!r}; the archive holds {there}")
    return arrays[name]
