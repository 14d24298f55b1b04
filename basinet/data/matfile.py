"""MATLAB's files of version 5 to 7, read byte by byte so that no damaged one can harm.

After 128 bytes of text come elements: a kind and a size in 32 bits each, then the content; a matrix
is an element of elements (flags, sides, name, values), and may be packed by zlib. See MathWorks,
"MAT-File Format". Read are numbers, truth values, text, cells of text and sparse matrices.
"""

import math
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

_MATRIX, _PACKED = 14, 15
_CELL, _CHAR, _SPARSE = 1, 4, 5
_COMPLEX, _SIDES, _START = 8, 32, 2048

_STORED = dict(zip((1, 2, 3, 4, 5, 6, 7, 9, 12, 13), "bBhHiIfdqQ", strict=True))
"""How values are stored, by the kind of their element."""

_MEANT = dict(zip(range(6, 16), "dfbBhHiIqQ", strict=True))
"""What they are, by the class of the matrix."""

_TEXT = {2: "latin-1", 4: "utf-16", 16: "utf-8", 17: "utf-16", 18: "utf-32"}


class Variable(NamedTuple):
    """A matrix of a file, whose values have not been read.

    Attributes:
        shape: its sides.
        bytes: how much its values take.
        element: where it is in the file: the kind of the element, and its content.
    """

    shape: tuple[int, ...]
    bytes: int
    element: tuple[int, memoryview]


class _Body(NamedTuple):
    """A matrix taken apart, as far as its name."""

    kind: int
    is_complex: bool
    shape: tuple[int, ...]
    name: str
    rest: Iterator[tuple[int, memoryview]]


def variables(data: bytes) -> dict[str, Variable]:
    """Return the matrices in the content of a file, by their names.

    Raises:
        ValueError: when the content is damaged.
    """
    order = _order(data)
    found: dict[str, Variable] = {}
    for element in _elements(memoryview(data)[128:], order):
        if element[0] not in (_MATRIX, _PACKED):
            continue
        body = _body(_matrix(element, order, _START), order)
        size = np.dtype(_MEANT.get(body.kind, "d")).itemsize
        found[body.name] = Variable(body.shape, math.prod(body.shape) * size, element)
    return found


def values(data: bytes, variable: Variable, most: int) -> np.ndarray:
    """Return the values of a matrix: numbers, or text; objects for what is neither.

    Args:
        data: the content of the file.
        variable: one of its `variables`.
        most: bytes that it may take when it is unpacked.

    Raises:
        ValueError: when it is damaged.
    """
    order = _order(data)
    return _values(_body(_matrix(variable.element, order, most), order), order)


def _order(data: bytes) -> str:
    mark = data[126:128]
    if mark not in (b"IM", b"MI"):
        raise ValueError("no mark of MATLAB in its head")
    return "<" if mark == b"IM" else ">"


def _elements(data: memoryview, order: str, *, cut: bool = False) -> Iterator[tuple[int, Any]]:
    """Yield the kind and the content of each element; one that is cut off where that is known."""
    at, integers = 0, np.dtype(f"{order}u4")
    while at + 8 <= len(data):
        kind, size = (int(one) for one in np.frombuffer(data[at : at + 8], integers))
        begin, step = at + 8, size
        if kind >> 16:  # a small one, whose content follows at once
            kind, size, begin, step = kind & 0xFFFF, kind >> 16, at + 4, 0
            if size > 4:
                raise ValueError("a small element is large")
        if begin + size > len(data) and not cut:
            raise ValueError("an element goes beyond the end")
        yield kind, data[begin : begin + size]
        # All but packed ones end at a multiple of eight bytes.
        at = at + 8 + (step if kind == _PACKED else step + -step % 8)


def _matrix(element: tuple[int, memoryview], order: str, most: int) -> memoryview:
    """The content of a matrix, unpacked as far as is wanted."""
    kind, content = element
    if kind == _MATRIX:
        return content
    try:
        unpacked = zlib.decompressobj().decompress(content, most + 8)
    except zlib.error as error:
        raise ValueError(f"a packed element is damaged: {error}") from None
    inner = next(_elements(memoryview(unpacked), order, cut=True), (0, memoryview(b"")))
    if inner[0] != _MATRIX:
        raise ValueError("a packed element holds no matrix")
    return inner[1]


def _body(content: memoryview, order: str) -> _Body:
    parts = _elements(content, order, cut=True)
    try:
        flags, sides, name = (next(parts)[1] for _ in range(3))
    except StopIteration:
        raise ValueError("a matrix has no head") from None
    if len(flags) != 8 or len(sides) % 4 or not 2 <= len(sides) // 4 <= _SIDES:
        raise ValueError("a matrix has no flags or no sides")
    word = int(np.frombuffer(flags[:4], f"{order}u4")[0])
    shape = tuple(int(side) for side in np.frombuffer(sides, f"{order}i4"))
    if min(shape) < 0:
        raise ValueError("a matrix has a negative side")
    is_complex = bool(word >> 8 & _COMPLEX)
    return _Body(word & 0xFF, is_complex, shape, bytes(name).decode("latin-1"), parts)


def _values(body: _Body, order: str) -> np.ndarray:
    if body.kind in _MEANT:
        found = _numbers(body, order)
        made = found.astype(np.dtype(_MEANT[body.kind])).reshape(body.shape, order="F")
        return made.astype(complex) if body.is_complex else made
    if body.kind == _CHAR:
        return _rows(body, order)
    if body.kind == _CELL:
        cells = [_body(content, order) for kind, content in body.rest if kind == _MATRIX]
        if len(cells) == math.prod(body.shape) and all(cell.kind == _CHAR for cell in cells):
            return np.array(["".join(_rows(cell, order).tolist()) for cell in cells])
    if body.kind == _SPARSE:
        return _filled(body, order)
    return np.full(body.shape, None, object)


def _numbers(body: _Body, order: str, count: int | None = None) -> np.ndarray:
    """The next values of a matrix: as many as its sides say, or as many as are wanted."""
    kind, content = next(body.rest, (0, memoryview(b"")))
    if kind not in _STORED:
        raise ValueError(f"{body.name} has no values")
    found = np.frombuffer(_whole(content, _STORED[kind]), f"{order}{_STORED[kind]}")
    wanted = math.prod(body.shape) if count is None else count
    if len(found) != wanted:
        raise ValueError(f"{body.name} has {len(found):,} values, not {wanted:,}")
    return found


def _whole(content: memoryview, code: str) -> memoryview:
    return content[: len(content) - len(content) % np.dtype(code).itemsize]


def _rows(body: _Body, order: str) -> np.ndarray:
    """The rows of a matrix of letters, each as a text."""
    kind, content = next(body.rest, (0, memoryview(b"")))
    if kind not in _TEXT or len(body.shape) != 2:
        raise ValueError(f"{body.name} has no text")
    ending = "" if kind in (2, 16) else "-le" if order == "<" else "-be"
    letters = list(bytes(content).decode(_TEXT[kind] + ending))
    if len(letters) != math.prod(body.shape):
        raise ValueError(f"{body.name} has {len(letters):,} letters")
    rows = np.array(letters, "U1").reshape(body.shape, order="F")
    return np.array(["".join(row) for row in rows.tolist()] or [""])


def _filled(body: _Body, order: str) -> np.ndarray:
    """A sparse matrix with its zeros; no number leads out of it."""
    if len(body.shape) != 2:
        raise ValueError(f"{body.name} is sparse and no matrix")
    _, places = next(body.rest, (0, memoryview(b"")))
    row = np.frombuffer(_whole(places, "i"), f"{order}i4")
    start = _numbers(body, order, body.shape[1] + 1).astype(np.int64)
    count = int(start[-1])
    if start[0] or np.any(np.diff(start) < 0) or count > len(row):
        raise ValueError(f"{body.name} has columns that begin nowhere")
    row = row[:count]
    if count and (row.min() < 0 or row.max() >= body.shape[0]):
        raise ValueError(f"{body.name} has values in rows that do not exist")
    kind, content = next(body.rest, (0, memoryview(b"")))
    if kind not in _STORED:
        raise ValueError(f"{body.name} has no values")
    found = np.frombuffer(_whole(content, _STORED[kind]), f"{order}{_STORED[kind]}")
    if len(found) < count:
        raise ValueError(f"{body.name} has {len(found):,} values, not {count:,}")
    made = np.zeros(body.shape)
    made[row, np.repeat(np.arange(body.shape[1]), np.diff(start))] = found[:count]
    return made
