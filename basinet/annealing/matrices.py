"""Symmetric matrices from archives of NumPy and SciPy.

Nothing that a file announces is believed before it was compared with what the file holds, and no
index is followed that leads outside of a matrix.
"""

from pathlib import Path

import numpy as np
import scipy.sparse

from basinet.data.archives import Members, read_archive

IDLE = 10**7
"""Variables without any entry that a file may announce."""

_LARGEST = 2**31 - 2
"""The most variables: their numbers have 32 bits."""


def check_size(n: int, entries: int) -> None:
    """Refuse numbers of variables that are out of all proportion to the entries of a file.

    Raises:
        ValueError: when there are more than `_LARGEST`, or more than `IDLE` that have no entry.
    """
    if n > _LARGEST or n > IDLE + 2 * entries:
        raise ValueError(
            f"it announces {n} variables and has {entries} entries; expected no more than"
            f" {min(_LARGEST, IDLE + 2 * entries)} variables"
        )


def from_archive(path: Path) -> tuple[scipy.sparse.coo_array, np.ndarray | None, float]:
    """Return the matrix, the field and the offset of an archive.

    That is one with the arrays `couplings` and perhaps `field` and `offset`, or a sparse matrix as
    `scipy.sparse.save_npz` writes it; without a field and an offset they are None and 0.

    Raises:
        ValueError: when it is none of the two, or damaged.
        OSError: when it cannot be read.
    """
    try:
        arrays = read_archive(path)
    except ValueError as error:
        raise ValueError("no archive of numbers, or cut off") from error
    if "couplings" in arrays:
        matrix = _numbers(arrays, "couplings", 2)
        field = _numbers(arrays, "field", 1) if "field" in arrays else None
        offset = float(_numbers(arrays, "offset", 0)) if "offset" in arrays else 0.0
        if not np.isfinite(offset):
            raise ValueError(f"offset is {offset}; expected a finite number")
        return scipy.sparse.coo_array(matrix), field, offset
    if "format" in arrays:
        return _sparse(arrays), None, 0.0
    raise ValueError(
        f"the archive holds {', '.join(sorted(arrays)) or 'nothing'}; expected `couplings`, or a"
        " matrix as scipy.sparse.save_npz writes it"
    )


def _sparse(arrays: Members) -> scipy.sparse.coo_array:
    """The matrix that `scipy.sparse.save_npz` wrote: its indices are looked at one by one."""
    kind = arrays["format"]
    form = kind.item() if kind.shape == () else ""
    form = form.decode("ascii", "replace") if isinstance(form, bytes) else str(form)
    known = {
        "coo": ("row", "col"),
        "csr": ("indices", "indptr"),
        "csc": ("indices", "indptr"),
    }
    if form not in known:
        raise ValueError(f"the matrix has the format {form[:20]!r}; save it as csr, csc or coo")
    lacking = {"shape", "data", *known[form]} - set(arrays)
    if lacking:
        raise ValueError(f"the archive lacks {', '.join(sorted(lacking))}")
    shape = tuple(int(size) for size in _numbers(arrays, "shape", 1, whole=True))
    values = _numbers(arrays, "data", 1)
    if len(shape) != 2 or min(shape) < 0:
        raise ValueError(f"the matrix has the shape {shape}; expected a square one")
    check_size(max(shape), len(values))
    first, second = (_numbers(arrays, name, 1, whole=True) for name in known[form])
    if form == "coo":
        places = first, second
    else:
        major = shape[0] if form == "csr" else shape[1]
        if len(second) != major + 1 or second[0] != 0 or second[-1] != len(values):
            raise ValueError("indptr does not fit the other arrays")
        if (second[1:] < second[:-1]).any():
            raise ValueError("indptr goes down")
        places = np.repeat(np.arange(major), np.diff(second.astype(np.int64))), first
        places = places if form == "csr" else places[::-1]
    for size, numbers in zip(shape, places, strict=True):
        if len(numbers) != len(values):
            raise ValueError(f"there are {len(values)} values and {len(numbers)} indices")
        if len(numbers) and not (numbers.min() >= 0 and numbers.max() < size):
            raise ValueError(f"an index is not from 0 to {size - 1}")
    return scipy.sparse.coo_array((values, places), shape=shape)


def _numbers(arrays: Members, name: str, axes: int, *, whole: bool = False) -> np.ndarray:
    found = arrays[name]
    if found.ndim != axes or found.dtype.kind not in ("iu" if whole else "biuf"):
        expected = "whole numbers" if whole else "real numbers"
        raise ValueError(
            f"{name} has the type {found.dtype} and the shape {found.shape}; expected {expected}"
            f" with {axes} axes"
        )
    return found
