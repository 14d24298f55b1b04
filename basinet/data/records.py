"""JSON as a `pyarrow.Table`: a list of records, one on each line, or a list for each column."""

import json
from pathlib import Path
from typing import Any

from basinet.data.errors import DataError
from basinet.data.files import opened
from basinet.data.loose import named_columns, needs

ENDS = (".json", ".jsonl", ".ndjson")
"""Ends of the names of such files."""

_LEAST, _PACKED, _LARGEST = 2**27, 100, 2**30
"""A file that unpacks to more bytes than all three allow is refused."""

_PLAIN = str | int | float | bool | None


def read_records(path: Path) -> Any:
    """Read records whose values are numbers, texts, truth values or missing.

    A record without a field has no value there.

    Raises:
        DataError: it is no JSON, or none of records; the message says where.
        OSError: the file cannot be read.
    """
    arrow = needs(path, "pyarrow")
    most = min(_LARGEST, max(_LEAST, _PACKED * path.stat().st_size))
    with opened(path) as file:
        text = file.read(most + 1)
    if len(text) > most:
        raise DataError(f"{path}: it has more than {most:,} bytes; save it as .parquet")
    by_line = not path.name.lower().removesuffix(".gz").endswith(".json")
    found = _lines(path, text) if by_line else _value(path, text, "")
    columns = _by_column(path, found) if isinstance(found, dict) else _by_row(path, found)
    if not columns or not next(iter(columns.values())):
        raise DataError(f"{path}: there are no records; expected some")
    named_columns(path, [name.strip() for name in columns])
    try:
        return arrow.table({name.strip(): values for name, values in columns.items()})
    except (arrow.ArrowException, OverflowError) as error:
        said = " ".join(str(error).split())[:120]
        raise DataError(f"{path}: a column has values of several kinds ({said})") from error


def _lines(path: Path, text: bytes) -> list[Any]:
    rows = text.splitlines()
    return [_value(path, row, f", line {n}") for n, row in enumerate(rows, 1) if row.strip()]


def _value(path: Path, text: bytes, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        said = "too deep" if isinstance(error, RecursionError) else str(error)
        raise DataError(f"{path}{where}: not JSON ({said[:120]})") from error


def _by_row(path: Path, rows: Any) -> dict[str, list[Any]]:
    if not isinstance(rows, list):
        raise DataError(f"{path}: it holds a {type(rows).__name__}; expected a list of records")
    names: dict[str, None] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise DataError(
                f"{path}, record {number}: a {type(row).__name__}; expected names with values"
            )
        for name, value in row.items():
            _plain(path, f"record {number}, {name!r}", value)
            names[name] = None
    return {name: [row.get(name) for row in rows] for name in names}


def _by_column(path: Path, columns: dict[str, Any]) -> dict[str, list[Any]]:
    lengths = set()
    for name, values in columns.items():
        if not isinstance(values, list):
            raise DataError(f"{path}: {name!r} has no list of values; expected a list of records")
        for number, value in enumerate(values, 1):
            _plain(path, f"{name!r}, value {number}", value)
        lengths.add(len(values))
    if len(lengths) > 1:
        raise DataError(f"{path}: the columns have {sorted(lengths)} values; expected as many each")
    return columns


def _plain(path: Path, where: str, value: Any) -> None:
    if not isinstance(value, _PLAIN):
        raise DataError(
            f"{path}, {where}: a {type(value).__name__}; expected a number, a text or a truth value"
        )
