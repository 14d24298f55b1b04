"""Reader of MATLAB's files (`.mat`) up to version 7, by SciPy; nothing in them is executed."""

from pathlib import Path
from typing import Any

import numpy as np

from basinet.data import named
from basinet.data.errors import DataError
from basinet.data.roles import roles
from basinet.data.samples import Form

_PACKED = 1100
"""How many bytes at most become one when they are packed."""

_LEAST = 2**20
_BYTES = {"logical": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "char": 4}


def parts(
    path: Path, label: str | None = None, labelled: bool = True, form: Form | None = None
) -> named.Parts:
    """Return the samples of each part that a file holds; only arrays that are needed are read.

    Args:
        path: the file.
        label: the name of the labels; None for the usual ones.
        labelled: whether labels are needed.
        form: what a model learnt from.

    Raises:
        DataError: the file is damaged, of version 7.3, or lacks features or labels.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(32)
        if start.startswith((b"\x89HDF\r\n\x1a\n", b"MATLAB 7.3")):
            raise DataError(f"{path}: a MATLAB file of version 7.3; save it with -v7")
    from scipy.io import whosmat

    try:
        there = {name: (shape, kind) for name, shape, kind in whosmat(path)}
    except Exception as error:  # what a damaged file makes the reader raise has no end
        raise _damaged(path, error) from error
    wanted = sorted(set(roles(there, label).values()))
    if wanted:
        _refuse_lies(path, {name: there[name] for name in wanted})
    return named.parts(path, _Mat(path, dict.fromkeys(there)), label, labelled, form)


def _refuse_lies(path: Path, wanted: dict[str, Any]) -> None:
    """Refuse arrays that are said to be larger than the file can hold."""
    size = path.stat().st_size
    for name, (shape, kind) in wanted.items():
        claimed = _BYTES.get(kind, 8)
        for side in shape:
            claimed *= int(side)
        if not all(side >= 0 for side in shape) or claimed > max(_PACKED * size, _LEAST):
            raise DataError(
                f"{path}: the array {name!r} is said to have the shape {tuple(shape)}, which takes"
                f" {claimed:,} bytes, but the file has {size:,}"
            )


class _Mat:
    """The arrays of a file, each read when it is asked for."""

    def __init__(self, path: Path, names: dict[str, None]):
        self.path, self.names = path, names

    def __getitem__(self, name: str) -> np.ndarray:
        from scipy.io import loadmat

        try:
            found = loadmat(self.path, variable_names=[name], chars_as_strings=True)[name]
            found = np.asarray(found.toarray() if hasattr(found, "toarray") else found)
        except Exception as error:
            raise _damaged(self.path, error) from error
        return _texts(found) if found.dtype == object else found

    def __iter__(self) -> Any:
        return iter(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self.names


def _texts(cells: np.ndarray) -> np.ndarray:
    """A cell array of texts as text; anything else stays and is refused by its type."""
    flat = list(cells.reshape(-1))
    if all(isinstance(cell, np.ndarray) and cell.dtype.kind == "U" for cell in flat):
        return np.array(["".join(cell.reshape(-1).tolist()) for cell in flat])
    return cells


def _damaged(path: Path, error: Exception) -> DataError:
    said = " ".join(str(error).split())[:100] or type(error).__name__
    return DataError(f"{path}: damaged, or no MATLAB file ({said})")
