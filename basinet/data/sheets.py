"""Parquet files and Excel sheets as a `pyarrow.Table`, with no more memory than they can mean."""

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from basinet.data.errors import DataError
from basinet.data.loose import named_columns, needs

_CELLS = 2**30
"""Cells of a table at most: as float32 they take 4 GiB."""

_PACKED, _LEAST = 200, 2**26
_PACKED_SHEETS, _LEAST_SHEETS = 100, 2**25
"""A file that unpacks to more than so many bytes, and to so many times its size, is refused."""


def read_parquet(path: Path) -> Any:
    """Read a Parquet file; texts stay numbers of distinct texts.

    Raises:
        DataError: the file is damaged, or claims to be far larger than it is.
        OSError: the file cannot be read.
    """
    parquet = needs(path, "pyarrow.parquet")
    size = path.stat().st_size
    try:
        with parquet.ParquetFile(path) as file:
            schema, there = file.schema_arrow, file.metadata
            groups = range(there.num_row_groups)
            claimed = sum(there.row_group(group).total_byte_size for group in groups)
            texts = [f.name for f in schema if str(f.type) in ("string", "large_string")]
            cells, rows = there.num_rows * there.num_columns, there.num_rows
        if cells > _CELLS or rows < 0 or max(claimed, 4 * cells) > max(_LEAST, _PACKED * size):
            raise DataError(
                f"{path}: it claims {rows:,} rows of {there.num_columns:,} columns in"
                f" {size:,} bytes; expected at most {_CELLS:,} cells"
            )
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            table = file.read(use_threads=False)
        table.validate(full=True)
    except (DataError, FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # pyarrow's errors, among them OSError for damaged content
        raise DataError(f"{path}: damaged, or no Parquet file ({_short(error)})") from error
    named_columns(path, table.column_names)
    return table


def read_excel(path: Path) -> tuple[Any, tuple[str, ...]]:
    """Read the first sheet of an Excel file that has content; formulas count as their values.

    Returns:
        A `pyarrow.Table`, and what is odd.

    Raises:
        DataError: the file is damaged, of an old kind, or empty.
        OSError: the file cannot be read.
    """
    with path.open("rb"):
        pass
    _refuse_bomb(path)
    arrow, openpyxl = needs(path, "pyarrow"), needs(path, "openpyxl")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in sheets:
                if rows := _rows(path, sheet):
                    break
            else:
                raise DataError(f"{path}: its sheets are empty; expected a header and rows")
        finally:
            book.close()
    except DataError:
        raise
    except Exception as error:  # what a damaged file makes the reader raise has no end
        raise DataError(f"{path}: damaged, or no Excel file ({_short(error)})") from error
    names = named_columns(path, ["" if n is None else str(n).strip() for n in rows[0]])
    cells = zip(*rows[1:], strict=True) if len(rows) > 1 else ((),) * len(names)
    columns = [_column(arrow, list(values)) for values in cells]
    odd = () if len(sheets) == 1 else (f"of {len(sheets)} sheets {sheet.title!r} is read",)
    if unknown := _never_computed(openpyxl, path, sheet.title):
        odd += (
            f"{unknown} of its cells are formulas without a stored value and count as empty; open"
            " it in a spreadsheet program and save it, which computes them",
        )
    return arrow.table(columns, names=names), odd


def _never_computed(openpyxl: Any, path: Path, title: str) -> int:
    """How many cells of a sheet are formulas whose values nobody computed, as in scripts' files."""
    if not _has_formulas(path):
        return 0
    books = [openpyxl.load_workbook(path, read_only=True, data_only=d) for d in (True, False)]
    try:
        values, formulas = (book[title] for book in books)
        values.reset_dimensions()
        formulas.reset_dimensions()
        rows = zip(values.iter_rows(values_only=True), formulas.iter_rows(), strict=True)
        return sum(
            value is None and cell.data_type == "f"
            for known, cells in rows
            for value, cell in zip(known, cells, strict=True)
        )
    finally:
        for book in books:
            book.close()


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.search(r"worksheets/[^/]*\.xml$", name):
                continue
            with archive.open(name) as file:
                before = b""
                while part := file.read(2**20):
                    if re.search(rb"<(\w+:)?f[ />]", before + part):
                        return True
                    before = part[-16:]
    return False


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            claimed = sum(member.file_size for member in archive.infolist())
    except Exception as error:
        old = path.suffix.lower() == ".xls"
        what = "an old Excel file; save it as .xlsx" if old else "damaged, or no Excel file"
        raise DataError(f"{path}: {what} ({_short(error)})") from error
    if claimed > max(_LEAST_SHEETS, _PACKED_SHEETS * path.stat().st_size):
        raise DataError(f"{path}: it unpacks to {claimed:,} bytes; expected a table")


def _rows(path: Path, sheet: Any) -> list[tuple[Any, ...]]:
    """The rows of a sheet that are not empty, as wide as the header."""
    sheet.reset_dimensions()  # what a file says of its size is not believed
    found: list[tuple[Any, ...]] = []
    width = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        end = len(row)
        while end and row[end - 1] is None:
            end -= 1
        if not end:
            continue
        if not found:
            width = end
        if end > width:
            raise DataError(
                f"{path}, row {number}: {end} values, expected {width} as in the header"
            )
        found.append(tuple(row[:width]) + (None,) * (width - len(row)))
    return found


def _column(arrow: Any, values: list[Any]) -> Any:
    """A column of one kind; of several kinds the texts of its values."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return arrow.nulls(len(values))
    if kinds <= {bool}:
        return arrow.array(values, arrow.bool_())
    if kinds <= {int, float}:
        if kinds == {int} and all(abs(v or 0) < 2**63 for v in values):
            return arrow.array(values, arrow.int64())
        return arrow.array([None if v is None else float(v) for v in values], arrow.float64())
    if kinds <= {datetime, date}:
        days = [None if v is None else datetime(v.year, v.month, v.day) for v in values]
        return arrow.array(days, arrow.timestamp("us"))
    return arrow.array([None if v is None else str(v) for v in values], arrow.string())


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
