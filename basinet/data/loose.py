"""Tables as people have them, read by pyarrow and openpyxl: the extra `tables`.

pyarrow was chosen because the sweeps' index already needs it, it has no dependencies of its own,
keeps columns as columns and reads Parquet itself; pandas would come on top of it.

Text (CSV, TSV, semicolons, decimal commas, no header, UTF-16, Windows-1252), Parquet and Excel all
become a `pyarrow.Table`, of which `basinet.data.columns` makes samples.
"""

import csv
import importlib
import itertools
from collections.abc import Callable, Collection
from io import BytesIO, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Any, cast

from basinet.data.columns import DIVIDING
from basinet.data.errors import DataError
from basinet.data.files import opened
from basinet.data.header import UNNAMED, fault_of
from basinet.data.sniffing import (
    BLANKS,
    LOOKED_AT,
    comments,
    cut,
    encoding_of,
    first_lines,
    has_decimal_commas,
    one_letter,
    separator_of,
)

TEXT = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
"""Ends of the names of tables that are text; each may be followed by one of `PACKED`."""

_BLOCK = 2**24
"""Bytes of a block of text; a row must fit into one."""

_WIDEST = 2**16
"""Columns at most: pyarrow takes some 8 kB for each."""

_LINES = 2
"""Lines that are looked at in any case: the header of a wide table may be long."""

_PACKED = 200
_LARGE = 2**30
"""A file that unpacks to more than so many bytes, and to so many times its size, is refused."""

_MISSING = ["", "?", "-", "NA", "N/A", "n/a", "na", "NaN", "nan", "NAN", "-nan", "-NaN", "NULL"]
_MISSING += ["null", "Null", "None", "none", "#N/A", "#NA", "<NA>", "#N/A N/A", "."]
"""What stands for a missing number."""


def needs(path: Path, module: str) -> Any:
    """Import what reads a kind of file.

    Raises:
        DataError: it is missing; the message says how to get it.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        name, extra = (
            module.split(".", maxsplit=1)[0],
            "pictures" if module.startswith("PIL") else "tables",
        )
        raise DataError(
            f'{path}: reading it needs {name}, which is missing: pip install "basinet[{extra}]"'
        ) from error


def read_text(
    path: Path,
    sep: str | None = None,
    label: str | None = None,
    drop: Collection[str] = (),
    *,
    labelled: bool = True,
) -> tuple[Any, Callable[[int], str], tuple[str, ...]]:
    """Read a table of text.

    Args:
        path: the file, packed with gzip or not.
        sep: what stands between the columns; None to tell it from the first lines.
        label: the column whose texts are kept as they are; None for the last.
        drop: columns that are not the last.
        labelled: whether there are labels to keep.

    Returns:
        A `pyarrow.Table`; what says on which line a row is; and what is odd.

    Raises:
        DataError: it is no table, or packed to unpack without end.
        OSError: the file cannot be read.
    """
    arrow = needs(path, "pyarrow.csv")
    with opened(path) as file:
        start = file.read(LOOKED_AT)
        while len(start) < _BLOCK and start.count(b"\n") + start.count(b"\r") < _LINES:
            if not (more := file.read(LOOKED_AT)):
                break
            start += more
    encoding, odd = encoding_of(path, start)
    lines = first_lines(start, encoding)
    left = comments(lines)
    body = lines[left:]
    if not any(line.strip() for line in body):
        raise DataError(f"{path}: the file is empty; expected a header and rows of values")
    sep = separator_of(path, body) if sep is None else one_letter(sep)
    try:
        rows, skipped = _rows(body, sep)
    except csv.Error as error:
        raise DataError(f"{path}: not a table of text ({error})") from error
    names, has_header = _names(path, rows, sep, lines[left - 1] if left else "")
    if comment := left - (bool(left) and not has_header and names != _numbered(len(names))):
        said = f"{comment} line{'s' * (comment > 1)} at the start that begin{'s' * (comment == 1)}"
        odd += (f"{said} with # {'is' if comment == 1 else 'are'} left aside",)
    if not has_header and names == _numbered(len(names)):
        odd += (f"no header: the first line consists of values; columns are {names[0]}, ...",)
    exact = label if label in names else _last(names, drop)
    skipped += left
    how = {
        "read_options": arrow.ReadOptions(
            use_threads=False,
            block_size=_BLOCK,
            skip_rows=skipped + has_header,
            column_names=names,
            encoding="utf-8" if sep == BLANKS else encoding,
        ),
        "parse_options": arrow.ParseOptions(
            delimiter="\t" if sep == BLANKS else sep, newlines_in_values=sep != BLANKS
        ),
        "convert_options": arrow.ConvertOptions(
            null_values=_MISSING,
            strings_can_be_null=False,
            column_types={exact: needs(path, "pyarrow").string()} if labelled else None,
            decimal_point="," if has_decimal_commas(body, sep) else ".",
        ),
    }
    table = _parsed(path, arrow, how, encoding if sep == BLANKS else None)
    return table, lambda row: _line(path, encoding, sep, skipped, row + has_header), odd


def _parsed(path: Path, arrow: Any, how: dict[str, Any], blanks: str | None) -> Any:
    """The table; with an encoding, a text whose columns are divided by blanks."""
    with opened(path) as file:
        bounded = _Bounded(path, file)
        try:
            if blanks is None:
                return arrow.read_csv(bounded, **how)
            rows = bounded.readall().decode(blanks).splitlines()
            tabs = "\n".join("\t".join(row.split()) for row in rows).encode()
            return arrow.read_csv(BytesIO(tabs), **how)
        except DataError:
            raise
        except Exception as error:
            if bounded.fault is not None:
                raise bounded.fault from error
            said = " ".join(str(error).split()).removeprefix("CSV parse error: ")[:160]
            raise DataError(f"{path}: not a table of text ({said})") from error


def _line(path: Path, encoding: str, sep: str, skipped: int, row: int) -> str:
    """Say on which line a row ends, the header counted as one."""
    with (
        opened(path) as file,
        TextIOWrapper(cast("Any", file), encoding=encoding, newline="") as text,
    ):
        after = itertools.islice(text, skipped, None)
        if sep == BLANKS:
            full = (number for number, line in enumerate(after, 1) if line.strip())
        else:
            reader = csv.reader(after, delimiter=sep)
            full = (reader.line_num for cells in reader if cells)
        try:
            number = next(itertools.islice(full, row, None), None)
        except csv.Error:  # a cell above it is too long for this reader
            number = None
    return f"row {row}" if number is None else f"line {number + skipped}"


def _last(names: list[str], drop: Collection[str]) -> str:
    """The last column that can be that of the labels."""
    kept = [n for n in names if n not in drop and n.lower() not in DIVIDING]
    return ([n for n in kept if not n.startswith("Unnamed")] or names)[-1]


class _Bounded(RawIOBase):
    """A stream that ends where it unpacks to far more than its file holds."""

    def __init__(self, path: Path, file: Any):
        self.path, self.file, self.read_so_far = path, file, 0
        self.most = max(_LARGE, _PACKED * path.stat().st_size)
        self.fault: DataError | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer."""
        try:
            count = self.file.readinto(buffer)
        except DataError as error:
            self.fault = error
            raise
        except Exception as error:  # what gzip raises of damage is made one line of by `opened`
            self.fault = DataError(f"{self.path}: damaged gzip file ({error})")
            raise self.fault from error
        self.read_so_far += count
        if self.read_so_far > self.most:
            self.fault = DataError(f"{self.path}: it unpacks to more than {self.most:,} bytes")
            raise self.fault
        return count


def _rows(lines: list[str], sep: str) -> tuple[list[list[str]], int]:
    """The first rows, from the first that is not empty, and the lines before it."""
    skipped = next(number for number, line in enumerate(lines) if line.strip())
    rows = cut(lines[skipped:], sep)
    return [[cell.strip() for cell in row] for row in rows if row], skipped


def _names(path: Path, rows: list[list[str]], sep: str, above: str) -> tuple[list[str], bool]:
    """The names of the columns, and whether the first row has them.

    A comment `above` the first row has them where it is as long, as NumPy writes them.
    """
    first = rows[0]
    values = first if sep == "," else [cell.replace(",", ".") for cell in first]
    named = next(iter(cut([above.lstrip().removeprefix("#").strip()], sep)), [])
    if len(named) == len(first) and sum(fault_of(cell) is None for cell in first):
        return named_columns(path, [cell.strip() for cell in named]), False
    if all(fault_of(cell) is None for cell in values) or _is_like_the_others(values, rows[1:]):
        return _numbered(len(first)), False
    return named_columns(path, first), True


def _numbered(count: int) -> list[str]:
    return [f"column {place + 1}" for place in range(count)]


def _is_like_the_others(first: list[str], others: list[list[str]]) -> bool:
    """Whether a row has numbers where the others have, and a word that comes again below it."""
    numbers = [fault_of(cell) is None for cell in first]
    again = any(
        not is_number and any(row[place : place + 1] == [cell] for row in others)
        for place, (cell, is_number) in enumerate(zip(first, numbers, strict=True))
        if cell
    )
    return any(numbers) and again


def named_columns(path: Path, first: list[str]) -> list[str]:
    """Return the names in a header, those that are missing filled up.

    Raises:
        DataError: two columns have one name, or there are too many.
    """
    if len(first) > _WIDEST:
        raise DataError(
            f"{path}: {len(first):,} columns; expected at most {_WIDEST:,} in such a file: save"
            " them with numpy.savez(path, x=x, y=y)"
        )
    if len(first) > 1 and not first[-1] and all(first[:-1]):
        first = [*first[:-1], UNNAMED.replace("0", str(len(first) - 1))]
    names = [name or UNNAMED.replace("0", str(place)) for place, name in enumerate(first)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{path}: two columns are named {name!r}; expected distinct names")
        seen.add(name)
    return names
