"""Reader of MATLAB's files (`.mat`) up to version 7; nothing in them is executed."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from basinet.data import matfile, named
from basinet.data.errors import DataError
from basinet.data.roles import roles
from basinet.data.samples import Form

_PACKED = 1100
"""How many bytes at most become one when they are packed."""

_LEAST = 2**20

Claim = tuple[tuple[int, ...], int]
"""The shape that an array is said to have, and how many bytes that takes."""


def parts(
    path: Path,
    label: str | None = None,
    labelled: bool = True,
    form: Form | None = None,
    weight: str | None = None,
) -> named.Parts:
    """Return the samples of each part that a file holds; only arrays that are needed are read.

    Args:
        path: the file.
        label: the name of the labels; None for the usual ones.
        labelled: whether labels are needed.
        form: what a model learnt from.
        weight: the name of the weights; None where there are none.

    Raises:
        DataError: the file is damaged, of version 7.3, or lacks features or labels.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(32)
        if start.startswith((b"\x89HDF\r\n\x1a\n", b"MATLAB 7.3")):
            raise DataError(f"{path}: a MATLAB file of version 7.3; save it with -v7")
    try:
        found = _File(path)
    except Exception as error:  # what a damaged file makes a reader raise has no end
        raise _damaged(path, error) from error
    wanted = sorted(set(roles(found.there, label, weight).values()))
    if wanted:
        _refuse_lies(path, {name: found.there[name] for name in wanted})
    return named.parts(path, found, label, labelled, form, weight)


def _refuse_lies(path: Path, wanted: dict[str, Claim]) -> None:
    """Refuse arrays that are said to be larger than the file can hold."""
    for name, (shape, claimed) in wanted.items():
        if not all(side >= 0 for side in shape) or claimed > _most(path):
            raise DataError(
                f"{path}: the array {name!r} is said to have the shape {tuple(shape)}, which takes"
                f" {claimed:,} bytes, but the file has {path.stat().st_size:,}"
            )


def _most(path: Path) -> int:
    return max(_PACKED * path.stat().st_size, _LEAST)


class _File:
    """The arrays of a file, each read when it is asked for; old files, of version 4, by SciPy."""

    def __init__(self, path: Path):
        self.path, self.held = path, {}
        content = path.read_bytes()
        if 0 in content[:4]:
            from scipy.io import whosmat

            self.there: dict[str, Claim] = {
                name: (shape, 8 * math.prod(map(int, shape))) for name, shape, _ in whosmat(path)
            }
            return
        self.content, self.held = content, matfile.variables(content)
        self.there = {name: (one.shape, one.bytes) for name, one in self.held.items()}

    def __getitem__(self, name: str) -> np.ndarray:
        try:
            if self.held:
                return matfile.values(self.content, self.held[name], _most(self.path))
            from scipy.io import loadmat

            found = loadmat(self.path, variable_names=[name], chars_as_strings=True)[name]
            return np.asarray(found.toarray() if hasattr(found, "toarray") else found)
        except Exception as error:
            raise _damaged(self.path, error) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.there)

    def __contains__(self, name: str) -> bool:
        return name in self.there


def _damaged(path: Path, error: Exception) -> DataError:
    said = " ".join(str(error).split())[:100] or type(error).__name__
    return DataError(f"{path}: damaged, or no MATLAB file ({said})")
