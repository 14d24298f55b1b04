"""How each named data set becomes training and test part."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from basinet.data.dataset import Dataset
from basinet.data.encode import Raw, Rescale, Standardise
from basinet.data.entangle import entangle
from basinet.data.idx import read_pair
from basinet.data.pixels import BYTES
from basinet.data.split import split
from basinet.data.tables import read_labelled_table

# One matrix for everybody: with another seed, entangled data would be another task.
_ENTANGLE_SEED = 0


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
    train, test = split(name, y, test_fraction, seed)
    return Dataset(
        name, x[train], y[train], x[test], y[test], feature_names, image_shape, Standardise()
    )


def _first_of_equals(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the index of each first occurrence of a row with its label, in the order of rows."""
    _, codes = np.unique(y, return_inverse=True)
    _, first = np.unique(np.column_stack([x, codes]), axis=0, return_index=True)
    return np.sort(first)


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
    return Dataset(name, x_train, y_train, x_test, y_test, None, shape, Rescale(), scale=BYTES)


def _entangled(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    whole = _images(name, files, test_fraction, seed)
    x_train = entangle(whole.x_train, seed=_ENTANGLE_SEED)
    x_test = entangle(whole.x_test, seed=_ENTANGLE_SEED)
    return Dataset(name, x_train, whole.y_train, x_test, whole.y_test, None, None, Raw())


def _grains(name: str, files: list[Path], test_fraction: float, seed: int) -> Dataset:
    x, y, names = read_labelled_table(files[0])
    first = _first_of_equals(x, y)
    return _split(name, x[first], y[first], test_fraction, seed, feature_names=names)


LOADERS: dict[str, Callable[[str, list[Path], float, int], Dataset]] = {
    "digits": _digits,
    "mnist": _images,
    "fashion-mnist": _images,
    "entangled-mnist": _entangled,
    "entangled-fashion-mnist": _entangled,
    "dry-bean": _grains,
    "rice": _grains,
}
