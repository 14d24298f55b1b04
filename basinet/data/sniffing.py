"""How a table of text is written, told from its beginning: encoding, comments, separators."""

import codecs
import csv
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from basinet.data.files import opened
from basinet.data.header import fault_of

LOOKED_AT = 2**20
"""Bytes at the start of a file from which encoding and separators are told."""

BLANKS = " "
"""The separator that means any number of spaces and tabs."""

_SEPARATORS = (",", ";", "\t", "|")


def encoding_of(path: Path, start: bytes) -> tuple[str, tuple[str, ...]]:
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


def first_lines(start: bytes, encoding: str) -> list[str]:
    """The first lines that are not empty, without the last, which may be cut."""
    text = start.decode(encoding, "replace").lstrip("\ufeff")
    lines = text.splitlines()
    if len(start) >= LOOKED_AT and len(lines) > 1:
        lines.pop()
    return lines[:200]


def comments(lines: list[str]) -> int:
    """Count the lines at the start that begin with # or are empty, where others follow."""
    count = next((n for n, x in enumerate(lines) if x.strip() and x.lstrip()[0] != "#"), 0)
    return count if any(x.strip() for x in lines[:count]) else 0


def separator_of(path: Path, lines: list[str]) -> str:
    """What divides the first lines into the same number of columns, and into most."""
    if re.search(r"\.(tsv|tab)(\.(gz|bz2|zip))?$", path.name.lower()) and "\t" in lines[0]:
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
    if widest == 1 and _has_blanks(lines):
        return BLANKS
    if widest == 1:  # ragged for each: that of most columns in the header says what is wrong
        best = max(_SEPARATORS, key=lines[0].count)
    return best


def _has_blanks(lines: list[str]) -> bool:
    """Whether spaces divide all lines alike, into numbers for the most part."""
    rows = [cells for line in lines[:31] if (cells := line.split())]
    values = [fault_of(cell) is None for cells in rows[1:] or rows for cell in cells]
    widths = {len(cells) for cells in rows}
    return len(widths) == 1 and widths != {1} and 2 * sum(values) >= len(values)


def one_letter(sep: str) -> str:
    """The separator that was named.

    Raises:
        ValueError: it is no letter.
    """
    known = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "space": " "}
    sep = known.get(sep, sep)
    if len(sep) != 1 or sep in '\r\n"':
        raise ValueError(f"sep is {sep!r}; expected one letter such as ; or \\t")
    return sep


def cut(lines: list[str], sep: str) -> Iterable[list[str]]:
    """The cells of each line."""
    return map(str.split, lines) if sep == BLANKS else csv.reader(lines, delimiter=sep)


def has_decimal_commas(lines: list[str], sep: str) -> bool:
    """Whether numbers are written with commas, and none with a point."""
    if sep == ",":
        return False
    cells = [cell.strip() for row in cut(lines[:100], sep) for cell in row]
    with_comma = sum(re.fullmatch(r"[+-]?[0-9]*,[0-9]+", cell) is not None for cell in cells)
    with_point = sum(re.fullmatch(r"[+-]?[0-9]*\.[0-9]+", cell) is not None for cell in cells)
    return with_comma > 0 and with_point == 0
