"""Files of the user's own: features to predict on, and labelled samples to score."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data import archives
from basinet.data.catalogue import TEST_IMAGES, TEST_LABELS
from basinet.data.errors import DataError
from basinet.data.idx import read_images, read_pair
from basinet.data.tables import read_feature_table, read_labelled_table

KINDS = (
    "a CSV file with a header (.csv, .csv.gz), a NumPy archive with x and y (.npz), or a folder of"
    " IDX files (train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz], t10k-...)"
)
_IMAGES = re.compile(r"images([-.])idx\d")


def read_features(
    path: str | Path, *, columns: Sequence[str] | None = None, label: str | None = None
) -> Float32[np.ndarray, "samples features"]:
    """Read features to predict on; labels are not needed.

    Args:
        path: a CSV file; a NumPy archive (its `x_test` if it has a test part, else `x`); a file
            of images in IDX format; or a folder of IDX files, of which the test images (t10k)
            are read.
        columns: for a CSV file, the names of the features in the order wanted; further columns
            are left aside. Where none are named: all columns but the label.
        label: for a CSV file, the name of a column of labels, which may be there or not.

    Returns:
        The features, not encoded; grey values of IDX files are divided by 255.

    Raises:
        DataError: the content is damaged or cannot be used; the message says where and why.
        FileNotFoundError: there is no such file.
        OSError: the file cannot be read.
    """
    path = existing(path)
    if is_table(path):
        return read_feature_table(path, columns, label)
    if is_archive(path):
        arrays = archives.read_archive(path)
        tested = archives.has_test(path, arrays)
        return archives.features(path, arrays, "x_test" if tested else "x")
    if path.is_dir():
        return read_images(member(path, TEST_IMAGES))[0]
    if "idx" in path.name:
        return read_images(path)[0]
    raise unknown_kind(path)


def read_labelled(
    path: str | Path, label: str | None = None
) -> tuple[
    Float32[np.ndarray, "samples features"],
    Shaped[np.ndarray, " samples"],
    tuple[str, ...] | None,
]:
    """Read features and labels to score a prediction.

    Args:
        path: a CSV file; a NumPy archive (`x_test` and `y_test` if it has them, else `x` and
            `y`); a file of images in IDX format with its labels beside it; or a folder of IDX
            files, of which the test part (t10k) is read.
        label: for a CSV file, the name of the column of labels; the last where none is named.

    Returns:
        The features, not encoded; the labels, int64 or str; the names of the features if the
        file is a table, else None.

    Raises:
        DataError: the content is damaged or cannot be used; the message says where and why.
        ValueError: a label column is named, but the file is no CSV file.
        FileNotFoundError: there is no such file.
        OSError: the file cannot be read.
    """
    path = existing(path)
    if is_table(path):
        return read_labelled_table(path, label)
    refuse_label(path, label)
    if is_archive(path):
        arrays = archives.read_archive(path)
        tested = archives.has_test(path, arrays)
        return *archives.labelled(path, arrays, "_test" if tested else ""), None
    if path.is_dir():
        x, y, _ = read_pair(member(path, TEST_IMAGES), member(path, TEST_LABELS))
        return x, y, None
    if _IMAGES.search(path.name):
        labels = _IMAGES.sub(r"labels\1idx1", path.name)
        x, y, _ = read_pair(path, member(path.parent, labels))
        return x, y, None
    raise unknown_kind(path)


def existing(path: str | Path) -> Path:
    """Give the path if there is something at it.

    Args:
        path: of a file or folder.

    Returns:
        The path, with a leading ~ replaced.

    Raises:
        FileNotFoundError: there is nothing.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder; expected {KINDS}")
    return path


def is_table(path: Path) -> bool:
    """Tell a CSV file by its name.

    Args:
        path: a file or folder.

    Returns:
        True for .csv and .csv.gz.
    """
    return path.name.lower().endswith((".csv", ".csv.gz")) and not path.is_dir()


def is_archive(path: Path) -> bool:
    """Tell a NumPy archive by its name.

    Args:
        path: a file or folder.

    Returns:
        True for .npz.
    """
    return path.suffix.lower() == ".npz" and not path.is_dir()


def member(folder: Path, name: str) -> Path:
    """Find an IDX file in a folder, packed or not.

    Args:
        folder: the folder.
        name: name of the file, with or without .gz.

    Returns:
        Its path.

    Raises:
        DataError: it is not there; the message says what is.
    """
    bare = name.removesuffix(".gz")
    for candidate in (folder / bare, folder / f"{bare}.gz"):
        if candidate.is_file():
            return candidate
    there = sorted(entry.name for entry in folder.iterdir())
    listed = ", ".join(there[:8]) + (", ..." if len(there) > 8 else "")
    raise DataError(
        f"{folder}: there is no {bare} or {bare}.gz; the folder holds {listed or 'nothing'}"
    )


def refuse_label(path: Path | str, label: str | None) -> None:
    """Refuse a label column for data that have no columns.

    Args:
        path: the file or data set, for the message.
        label: the name given, or None.

    Raises:
        ValueError: a name was given.
    """
    if label is not None:
        raise ValueError(f"{path}: the label column {label!r} was named, but only CSV has columns")


def unknown_kind(path: Path) -> DataError:
    """Make the error for a file of a kind that cannot be read.

    Args:
        path: the file.

    Returns:
        The error, to be raised.
    """
    return DataError(f"{path}: unknown kind of file; expected {KINDS}")
