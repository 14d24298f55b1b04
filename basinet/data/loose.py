"""Tables as people have them, read by pyarrow and openpyxl: the extra `tables`.

pyarrow was chosen because the sweeps' index already needs it, it has no dependencies of its own,
keeps columns as columns and reads Parquet itself; pandas would come on top of it.

Text (CSV, TSV, semicolons, decimal commas, no header, UTF-16, Windows-1252), Parquet and Excel all
become a `pyarrow.Table`, of which `basinet.data.columns` makes samples.
"""

import codecs
import csv
import importlib
import itertools
import re
from collections.abc import Callable, Collection
from io import RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Any, cast

from basinet.data.columns import DIVIDING
from basinet.data.errors import DataError
from basinet.data.files import opened
from basinet.data.header import UNNAMED, fault_of

TEXT = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")
"""Ends of the names of tables that are text; each may be followed by .gz."""

_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 2**20
"""Bytes at the start of a file from which encoding and separators are told."""

_BLOCK = 2**24
"""Bytes of a block of text; a row must fit into one."""

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
        start = file.read(_LOOKED_AT)
    encoding, odd = _encoding(path, start)
    lines = _lines(start, encoding)
    if not lines:
        raise DataError(f"{path}: the file is empty; expected a header and rows of values")
    sep = _separator(path, lines) if sep is None else _one_letter(sep)
    rows, skipped = _rows(path, lines, sep)
    names, has_header = _names(path, rows, sep)
    if not has_header:
        odd += (f"no header: the first line consists of values; columns are {names[0]}, ...",)
    exact = label if label in names else _last(names, drop)
    with opened(path) as file:
        bounded = _Bounded(path, file)
        try:
            table = arrow.read_csv(
                bounded,
                arrow.ReadOptions(
                    use_threads=False,
                    block_size=_BLOCK,
                    skip_rows=skipped + has_header,
                    column_names=names,
                    encoding=encoding,
                ),
                arrow.ParseOptions(delimiter=sep, newlines_in_values=True),
                arrow.ConvertOptions(
                    null_values=_MISSING,
                    strings_can_be_null=False,
                    column_types={exact: needs(path, "pyarrow").string()} if labelled else None,
                    decimal_point="," if _has_decimal_commas(lines, sep) else ".",
                ),
            )
        except DataError:
            raise
        except Exception as error:
            if bounded.fault is not None:
                raise bounded.fault from error
            said = " ".join(str(error).split()).removeprefix("CSV parse error: ")[:160]
            raise DataError(f"{path}: not a table of text ({said})") from error
    return table, lambda row: _line(path, encoding, sep, skipped, row + has_header), odd


def _line(path: Path, encoding: str, sep: str, skipped: int, row: int) -> str:
    """Say on which line a row ends, the header counted as one."""
    with (
        opened(path) as file,
        TextIOWrapper(cast("Any", file), encoding=encoding, newline="") as text,
    ):
        reader = csv.reader(itertools.islice(text, skipped, None), delimiter=sep)
        full = (reader.line_num for cells in reader if cells)
        number = next(itertools.islice(full, row, None), None)
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


def _encoding(path: Path, start: bytes) -> tuple[str, tuple[str, ...]]:
    """The encoding of a text; one that is not Unicode is taken for that of Windows."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with opened(path) as file:
            while part := file.read(2**20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        return "cp1252", (f"byte {byte:#04x} is not UTF-8: the text is read as Windows-1252",)
    return "utf-8", ()


def _lines(start: bytes, encoding: str) -> list[str]:
    """The first lines that are not empty, without the last, which may be cut."""
    text = start.decode(encoding, "replace").lstrip("\ufeff")
    lines = text.splitlines()
    if len(start) == _LOOKED_AT and len(lines) > 1:
        lines.pop()
    return lines[:200]


def _separator(path: Path, lines: list[str]) -> str:
    """What divides the first lines into the same number of columns, and into most."""
    if re.search(r"\.(tsv|tab)(\.gz)?$", path.name.lower()) and "\t" in lines[0]:
        return "\t"
    best, widest = ",", 1
    for sep in _SEPARATORS:
        try:
            rows = list(
                itertools.islice(csv.reader([x for x in lines if x.strip()], delimiter=sep), 30)
            )
        except csv.Error:
            continue
        widths = {len(row) for row in rows if row}
        if len(widths) == 1 and max(widths) > widest:
            best, widest = sep, max(widths)
    if widest == 1:  # ragged for each: that of most columns in the header says what is wrong
        best = max(_SEPARATORS, key=lines[0].count)
    return best


def _one_letter(sep: str) -> str:
    known = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "space": " "}
    sep = known.get(sep, sep)
    if len(sep) != 1 or sep in '\r\n"':
        raise ValueError(f"sep is {sep!r}; expected one letter such as ; or \\t")
    return sep


def _rows(path: Path, lines: list[str], sep: str) -> tuple[list[list[str]], int]:
    """The first rows, from the first that is not empty, and the lines before it."""
    for skipped, line in enumerate(lines):
        if line.strip():
            rows = csv.reader(lines[skipped:], delimiter=sep)
            return [[cell.strip() for cell in row] for row in rows if row], skipped
    raise DataError(f"{path}: the file is empty; expected a header and rows of values")


def _names(path: Path, rows: list[list[str]], sep: str) -> tuple[list[str], bool]:
    """The names of the columns, and whether the first row has them."""
    first = rows[0]
    values = first if sep == "," else [cell.replace(",", ".") for cell in first]
    if all(fault_of(cell) is None for cell in values) or _is_like_the_others(values, rows[1:]):
        return [f"column {place + 1}" for place in range(len(first))], False
    return named_columns(path, first), True


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
        DataError: two columns have one name.
    """
    if len(first) > 1 and not first[-1] and all(first[:-1]):
        first = [*first[:-1], UNNAMED.replace("0", str(len(first) - 1))]
    names = [name or UNNAMED.replace("0", str(place)) for place, name in enumerate(first)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"{path}: two columns are named {name!r}; expected distinct names")
        seen.add(name)
    return names


def _has_decimal_commas(lines: list[str], sep: str) -> bool:
    if sep == ",":
        return False
    cells = [cell.strip() for row in csv.reader(lines[:100], delimiter=sep) for cell in row]
    with_comma = sum(re.fullmatch(r"[+-]?[0-9]*,[0-9]+", cell) is not None for cell in cells)
    with_point = sum(re.fullmatch(r"[+-]?[0-9]*\.[0-9]+", cell) is not None for cell in cells)
    return with_comma > 0 and with_point == 0
