"""Matrix Market text: symmetric matrices of real numbers.

SciPy's reader writes beyond its arrays where a file has more lines than it announces (1.17), and
ends the process; files come from anywhere, so they are read here, line by line.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse

from basinet.annealing.words import lines_of, number, shown, whole

_KNOWN = {
    "what": ("matrix",),
    "form": ("coordinate", "array"),
    "numbers": ("real", "double", "integer", "pattern"),
    "symmetry": ("general", "symmetric"),
}


@dataclass(frozen=True)
class _Header:
    """What the first lines of a file announce.

    Attributes:
        coordinate: whether entries come with their places; else all come, column by column.
        pattern: whether entries have no values.
        symmetric: whether only the lower triangle is there.
        shape: rows and columns.
        entries: lines that follow.
    """

    coordinate: bool
    pattern: bool
    symmetric: bool
    shape: tuple[int, int]
    entries: int


def read_market(path: Path, check_size: Callable[[int, int], None]) -> scipy.sparse.coo_array:
    """Return a Matrix Market file as a matrix; without values, every entry is 1.

    Args:
        path: the file.
        check_size: is given the larger side and the number of entries, and raises where they are
            out of proportion.

    Raises:
        ValueError: when it is none, or not as its header says.
        OSError: when it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline(1000)
            rows = lines_of(file, "%", 2)
            header = _header(first, next(rows, (0, [])))
            check_size(max(header.shape), header.entries)
            return _coordinates(header, rows) if header.coordinate else _dense(header, rows)
    except UnicodeDecodeError as error:
        raise ValueError("this is no text; expected a Matrix Market file") from error


def _header(first: str, sizes: tuple[int, list[str]]) -> _Header:
    words = first.lower().split()
    if len(words) != 5 or words[0] != "%%matrixmarket":
        raise ValueError("no Matrix Market file, or cut off: its first line is not a header")
    for (name, known), word in zip(_KNOWN.items(), words[1:], strict=True):
        if word not in known:
            raise ValueError(f"its {name} is {word[:40]!r}; expected {' or '.join(known)}")
    at, given = sizes
    _, form, numbers, symmetry = words[1:]
    if len(given) != (3 if form == "coordinate" else 2):
        raise ValueError(f"no Matrix Market file, or cut off: line {at} gives no sizes")
    found = [*whole(at, given[:2]), *(whole(at, given[2:]) if given[2:] else ())]
    rows, columns = found[:2]
    symmetric = symmetry == "symmetric"
    if min(found) < 0 or (symmetric and rows != columns):
        raise ValueError(f"line {at} is {shown(given)}; expected sizes of a matrix")
    if form == "array" and numbers == "pattern":
        raise ValueError("it announces all entries, and no values")
    every = rows * (rows + 1) // 2 if symmetric else rows * columns
    entries = found[2] if form == "coordinate" else every
    return _Header(form == "coordinate", numbers == "pattern", symmetric, (rows, columns), entries)


def _coordinates(header: _Header, rows: Iterator[tuple[int, list[str]]]) -> scipy.sparse.coo_array:
    places, values, width = array("q"), array("d"), 2 if header.pattern else 3
    for at, words in rows:
        if len(words) != width:
            raise ValueError(f"line {at} is {shown(words)}; expected {width} numbers")
        pair = whole(at, words[:2])
        if not all(1 <= one <= size for one, size in zip(pair, header.shape, strict=True)):
            raise ValueError(f"line {at} begins {shown(words)}, which is outside of the matrix")
        places.extend(pair)
        values.append(1.0 if header.pattern else number(at, words[2]))
    _check_count(header, len(values))
    i, j = np.array(places, np.int64).reshape(-1, 2).T - 1
    found = np.array(values, np.float64)
    if header.symmetric:
        if (i < j).any():
            raise ValueError("it is symmetric, and has an entry above the diagonal")
        off = i != j
        i, j = np.concatenate([i, j[off]]), np.concatenate([j, i[off]])
        found = np.concatenate([found, found[off]])
    return scipy.sparse.coo_array((found, (i, j)), shape=header.shape)


def _dense(header: _Header, rows: Iterator[tuple[int, list[str]]]) -> scipy.sparse.coo_array:
    values = array("d")
    for at, words in rows:
        values.extend(number(at, word) for word in words)
        if len(values) > header.entries:
            break
    _check_count(header, len(values))
    found, (n, columns) = np.array(values, np.float64), header.shape
    if not header.symmetric:
        return scipy.sparse.coo_array(found.reshape(columns, n).T)
    matrix = np.zeros((n, n))
    j, i = np.triu_indices(n)  # column by column from the diagonal down
    matrix[i, j] = matrix[j, i] = found
    return scipy.sparse.coo_array(matrix)


def _check_count(header: _Header, found: int) -> None:
    if found != header.entries:
        raise ValueError(
            f"it announces {header.entries} entries and has"
            f" {'more' if found > header.entries else found}; it may be cut off"
        )
