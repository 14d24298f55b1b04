"""The strict reader of CSV files: a header, commas, UTF-8, numbers, one column of labels.

It needs no library; what it does not read is left to `basinet.data.loose`. Read in blocks of rows,
so that the text of a large table is never held as Python strings at once. A value that cannot be
used is named by its column and its line.
"""

import contextlib
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Shaped

from basinet._closest import close
from basinet.data.errors import DataError, NotPlainError
from basinet.data.files import PACKED, opened
from basinet.data.header import UNNAMED, check_names, fault_of, single
from basinet.data.labels import settle
from basinet.data.samples import Samples

_BLOCK_ROWS = 4096
_LONGEST = 2**26
"""Bytes of a line, after which it is given up."""

_LABEL = 256
"""Letters of a label: every label of a table takes as much memory as the longest."""

_NAMED = 40
"""Columns that a message names."""

_ENDING_IN_R = re.compile(r"[^\r]*\r\n?|[^\r]+")


@dataclass(frozen=True)
class _Block:
    """Some rows of the table: the cells by column, and the line on which each row ends."""

    columns: list[tuple[str, ...]]
    lines: list[int]


@dataclass(frozen=True)
class _Open:
    """A table whose header was read and whose rows are still to come."""

    path: Path
    names: tuple[str, ...]
    rows: Iterator[_Block]


def read_labelled_table(
    path: Path, label: str | None = None
) -> tuple[
    Float32[np.ndarray, "samples features"], Shaped[np.ndarray, " samples"], tuple[str, ...]
]:
    """Read a CSV file of features and labels.

    Args:
        path: the file, as for `read_plain`.
        label: name of the column of labels; the last column where none is named.

    Returns:
        The features; the labels, int64 if each of them is written as an integer and else str;
        the names of the features.

    Raises:
        DataError: the file is refused as in `read_plain`.
        OSError: the file cannot be read.
    """
    found = read_plain(path, label)
    assert found.y is not None
    assert found.names is not None
    return found.x, settle(path, [found.y])[0][0], found.names


def read_plain(
    path: Path,
    label: str | None = None,
    *,
    labelled: bool = True,
    columns: Sequence[str] | None = None,
    drop: Collection[str] = (),
    weight: str | None = None,
) -> Samples:
    """Read the features of a CSV file, and labels if they are asked for.

    Args:
        path: the file, UTF-8, comma-separated, with a header; packed or not.
        label: name of the column of labels; the last column where labels are needed and none is
            named. Where they are not needed it may be there or not, and is left aside.
        labelled: whether labels are needed.
        columns: names of the features, in the order wanted; further columns of the file are
            left aside. Where none are named: all columns but the label.
        drop: further columns that are left aside.
        weight: a column that is read as a feature, and is never that of the labels unasked.

    Returns:
        One row for each row of the table; the labels are text.

    Raises:
        NotPlainError: the table is not of this kind, but another reader may read it.
        DataError: a column is missing or named twice, a row is ragged, a value is infinite or too
            large for float32, a label is empty, or there are no rows.
        OSError: the file cannot be read.
    """
    with _open(path) as table:
        _require(table, [*drop, *([] if weight is None else [weight])])
        there = [name for name in table.names if name not in drop]
        others = [name for name in there if name != weight]
        if labelled and label is None and others:
            label = others[-1]
        if labelled:
            _require(table, [str(label)])
        features = tuple(columns or (name for name in there if name != label))
        if not features:
            beside = " beside the label" if labelled else ""
            kind = NotPlainError if len(str(label).split()) > 1 else DataError
            raise kind(f"{path}: {label!r} is the only column; expected features{beside}")
        _require(table, features)
        x, y = _collect(table, features, label if labelled else None)
    answers = np.array(y) if labelled else None
    return Samples(x, answers, spelled=True, label=f"column {label!r}", names=features)


def read_feature_table(
    path: Path, columns: Sequence[str] | None = None, label: str | None = None
) -> Float32[np.ndarray, "samples features"]:
    """Read the features of a CSV file that need not have labels.

    Args:
        path: the file, as for `read_plain`.
        columns: names of the features, in the order wanted; all columns but the label if None.
        label: name of a column of labels, which may be there or not and is left aside.

    Raises:
        DataError: the file is refused as in `read_plain`.
        OSError: the file cannot be read.
    """
    return read_plain(path, label, labelled=False, columns=columns).x


def is_plain(path: Path) -> bool:
    """Tell a CSV file by its name.

    Args:
        path: a file or folder.

    Returns:
        True for .csv, packed or not.
    """
    ends = (".csv", *(f".csv{end}" for end in PACKED))
    return path.name.lower().endswith(ends) and not path.is_dir()


@contextlib.contextmanager
def _open(path: Path) -> Iterator[_Open]:
    with opened(path) as file:
        # strict: a quotation mark that is never closed is an error and not one giant cell.
        reader = csv.reader(_lines(path, file), strict=True)
        names = tuple(name.strip() for name in _first_row(path, reader))
        if len(names) > 1 and not names[0]:
            names = (UNNAMED, *names[1:])
        check_names(path, names)
        yield _Open(path, names, _blocks(path, len(names), reader))


def _lines(path: Path, file: BufferedIOBase) -> Iterator[str]:
    """The lines of a table as text, one at a time; line ends of all systems are told by csv."""
    number = 0
    while line := file.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise DataError(f"{path}, line {number}: it has more than {_LONGEST:,} bytes")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise NotPlainError(
                f"{path}, line {number}: byte {line[error.start]:#04x} is not UTF-8; save the"
                " table as UTF-8 text"
            ) from error
        # A line end of old Macs is one too, as in text files.
        yield from _ENDING_IN_R.findall(text) if "\r" in text[:-2] else [text]


def _first_row(path: Path, reader) -> list[str]:
    try:
        for row in reader:
            if row:
                return row
    except csv.Error as error:
        raise NotPlainError(f"{path}, line {reader.line_num}: not a CSV table ({error})") from error
    raise DataError(f"{path}: the file is empty; expected a header and rows of values")


def _require(table: _Open, wanted: Sequence[str]) -> None:
    there = set(table.names)
    missing = [name for name in wanted if name not in there]
    if missing:
        raise DataError(
            f"{table.path}: there is no column {_listed([repr(name) for name in missing])}"
            f"{close(missing[0], table.names)}; the columns are {_listed(table.names)}"
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _blocks(path: Path, width: int, reader) -> Iterator[_Block]:
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != width:
                raise DataError(
                    f"{path}, line {reader.line_num}: {len(row)} values, expected {width} as in"
                    " the header"
                )
            rows.append(row)
            lines.append(reader.line_num)
            if len(rows) == _BLOCK_ROWS:
                yield _Block(list(zip(*rows, strict=True)), lines)
                rows, lines = [], []
    except csv.Error as error:
        raise DataError(f"{path}, line {reader.line_num}: not a CSV table ({error})") from error
    if rows:
        yield _Block(list(zip(*rows, strict=True)), lines)


def _collect(
    table: _Open, features: tuple[str, ...], label: str | None
) -> tuple[Float32[np.ndarray, "samples features"], list[str]]:
    parts: list[np.ndarray] = []
    labels: list[str] = []
    place = {name: position for position, name in enumerate(table.names)}
    for block in table.rows:
        part = np.empty((len(block.lines), len(features)), np.float32)
        for index, name in enumerate(features):
            cells = block.columns[place[name]]
            part[:, index] = _numbers(table.path, name, cells, block.lines)
        parts.append(part)
        if label is not None:
            cells = [cell.strip() for cell in block.columns[place[label]]]
            if "" in cells:
                line = block.lines[cells.index("")]
                raise DataError(f"{table.path}, line {line}, column {label!r}: the label is empty")
            longest = max(map(len, cells))
            if longest > _LABEL:
                raise DataError(
                    f"{table.path}, column {label!r}: a label has {longest:,} letters; expected at"
                    f" most {_LABEL}: is this the column of the labels?"
                )
            labels.extend(cells)
    if not parts:
        raise DataError(f"{table.path}: there is a header but there are no rows")
    return np.concatenate(parts), labels


def _numbers(
    path: Path, name: str, cells: Sequence[str], lines: list[int]
) -> Float32[np.ndarray, " rows"]:
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        values = np.array([np.nan])
    rounded = single(values)
    # float() reads 1_000 as a thousand, which no table means.
    if np.isfinite(rounded).all() and "_" not in "".join(cells):
        return rounded
    for cell, line in zip(cells, lines, strict=True):
        fault = fault_of(cell)
        if fault is not None:
            kind = DataError if "large" in fault or "inf" in cell.lower() else NotPlainError
            raise kind(f"{path}, line {line}, column {name!r}: {fault}; expected a number")
    raise AssertionError("a fault of the block is a fault of one of its cells")
