"""Load a data set by its name or its path."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from basinet._closest import close
from basinet.data import archives
from basinet.data.catalogue import (
    CATALOGUE,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
)
from basinet.data.dataset import Dataset
from basinet.data.download import Progress
from basinet.data.encode import Raw, Rescale, Standardise
from basinet.data.entangle import entangle
from basinet.data.errors import DataError
from basinet.data.fetch import fetch
from basinet.data.idx import read_pair
from basinet.data.read import KINDS, is_archive, is_table, member, refuse_label, unknown_kind
from basinet.data.split import split
from basinet.data.tables import read_labelled_table

# One matrix for everybody: with another seed, entangled data would be another task.
_ENTANGLE_SEED = 0


def load(
    name_or_path: str | Path,
    *,
    label: str | None = None,
    test_fraction: float = 0.2,
    seed: int = 0,
    progress: Progress | None = None,
) -> Dataset:
    """Load a data set.

    Args:
        name_or_path: a name of the catalogue; or the path of a CSV file with a header, of a NumPy
            archive (.npz) with `x` and `y` and perhaps `x_test` and `y_test`, or of a folder of
            IDX files. A name comes first: write ./digits for a folder called so.
        label: for a CSV file, the name of the column of labels; the last where none is named.
        test_fraction: part of the samples, between 0 and 1, that becomes the test part where
            the data do not bring one; the split is random and keeps the classes' proportions.
        seed: seed of that split.
        progress: told about downloads, see `fetch`.

    Returns:
        The data set. Pixels of IDX files are divided by 255. Samples that occur twice are
        dropped from "rice" and "dry-bean" before the split.

    Raises:
        DataError: the name is unknown, or the content of a file is damaged or cannot be used.
        DownloadError: the files are not there and could not be downloaded.
        ValueError: `test_fraction` is not between 0 and 1, or a label is named for data without
            columns.
        OSError: a file cannot be read.
    """
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}; expected a value between 0 and 1")
    name = str(name_or_path)
    if name in CATALOGUE:
        refuse_label(name, label)
        return _LOADERS[name](name, fetch(name, progress=progress), test_fraction, seed)
    path = Path(name_or_path).expanduser()
    if not path.exists():
        raise DataError(
            f"{name!r} is neither a known data set nor an existing file or"
            f" folder{close(name, CATALOGUE)}; known are"
            f" {', '.join(CATALOGUE)}; or give the path of {KINDS}"
        )
    if is_table(path):
        x, y, names = read_labelled_table(path, label)
        return _split(name, x, y, test_fraction, seed, feature_names=names)
    refuse_label(path, label)
    if is_archive(path):
        return _archive(path, test_fraction, seed)
    if path.is_dir():
        return _folder(path, test_fraction, seed)
    raise unknown_kind(path)


def _digits(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    del files
    from sklearn.datasets import load_digits

    x, y = map(np.asarray, load_digits(return_X_y=True))
    x, y = x.astype(np.float32), y.astype(np.int64)
    return _split(name, x, y, test_fraction, seed, image_shape=(8, 8))


def _images(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    del test_fraction, seed  # the split is the official one
    x_train, y_train, shape = read_pair(files[0], files[1])
    x_test, y_test, _ = read_pair(files[2], files[3])
    return Dataset(name, x_train, y_train, x_test, y_test, None, shape, Rescale())


def _entangled(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    whole = _images(name, files, test_fraction, seed)
    x_train = entangle(whole.x_train, seed=_ENTANGLE_SEED)
    x_test = entangle(whole.x_test, seed=_ENTANGLE_SEED)
    return Dataset(name, x_train, whole.y_train, x_test, whole.y_test, None, None, Raw())


def _grains(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    x, y, names = read_labelled_table(files[0])
    first = _first_of_equals(x, y)
    return _split(name, x[first], y[first], test_fraction, seed, feature_names=names)


_LOADERS: dict[str, Callable[[str, list[Path], float, int], Dataset]] = {
    "digits": _digits,
    "mnist": _images,
    "fashion-mnist": _images,
    "entangled-mnist": _entangled,
    "entangled-fashion-mnist": _entangled,
    "dry-bean": _grains,
    "rice": _grains,
}


def _archive(path: Path, test_fraction: float, seed: int) -> Dataset:
    arrays = archives.read_archive(path)
    x, y = archives.labelled(path, arrays)
    if not archives.has_test(path, arrays):
        return _split(str(path), x, y, test_fraction, seed)
    x_test, y_test = archives.labelled(path, arrays, "_test")
    return Dataset(str(path), x, y, x_test, y_test, None, None, Standardise())


def _folder(path: Path, test_fraction: float, seed: int) -> Dataset:
    images, labels = member(path, TRAIN_IMAGES), member(path, TRAIN_LABELS)
    x, y, shape = read_pair(images, labels)
    image_shape = shape if len(shape) > 1 else None
    if not any(path.glob("t10k-*")):
        return _split(str(path), x, y, test_fraction, seed, image_shape=image_shape)
    x_test, y_test, _ = read_pair(member(path, TEST_IMAGES), member(path, TEST_LABELS))
    return Dataset(str(path), x, y, x_test, y_test, None, image_shape, Standardise())


def _split(
    name: str,
    x: np.ndarray,
    y: np.ndarray,
    test_fraction: float,
    seed: int,
    *,
    feature_names: tuple[str, ...] | None = None,
    image_shape: tuple[int, ...] | None = None,
) -> Dataset:
    parts = split(name, x, y, test_fraction, seed)
    return Dataset(name, *parts, feature_names, image_shape, Standardise())


def _first_of_equals(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the index of each first occurrence of a row with its label, in the order of rows."""
    _, codes = np.unique(y, return_inverse=True)
    _, first = np.unique(np.column_stack([x, codes]), axis=0, return_index=True)
    return np.sort(first)
