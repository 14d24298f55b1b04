"""A result as a table on the screen, as JSON, or as a figure in a file."""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet._files import refuse_unwritable
from basinet.cli.show import as_json, line, remark

if TYPE_CHECKING:
    from basinet.viz import Figure

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FigurePath = Annotated[
    Path | None, typer.Option("--figure", help="Draw a figure into this .png, .svg or .pdf file.")
]
Margin = Annotated[float, typer.Option(help="Margin κ, at least 0.")]

_ENDINGS = (".png", ".svg", ".pdf")


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: its name in JSON.
        title: its name on the screen.
        values: a sequence or an array with one number, truth value or text for each row.
        words: whether these are words to read, which begin on the left and are, on a narrow
            terminal, wrapped before anything else.
    """

    key: str
    title: str
    values: Any
    words: bool = False


@dataclass(frozen=True)
class Table:
    """What a command found.

    Attributes:
        title: what the numbers are.
        columns: all of the same length.
        facts: what belongs to no row: name in JSON -> value.
        remarks: the facts in words, below the table.
    """

    title: str
    columns: Sequence[Column]
    facts: dict[str, Any] = field(default_factory=dict)
    remarks: Sequence[str] = ()


def show(table: Table, json: bool) -> None:
    """Print a table: JSON if asked for, with rules and colours on a terminal, else plain text."""
    if json:
        as_json(plain(_as_values(table)))
    elif sys.stdout.isatty():
        _on_terminal(table)
    else:
        _as_text(table)


def prepare_figure(path: Path | None) -> None:
    """Refuse a figure that could not be written, before anything is computed.

    Raises:
        ValueError: when the name of the file has another ending.
        OSError: when its folder does not exist.
        ImportError: when matplotlib is missing.
    """
    if path is None:
        return
    if path.suffix.lower() not in _ENDINGS:
        raise ValueError(f"--figure is {str(path)!r}; the name must end in .png, .svg or .pdf")
    if not path.parent.is_dir():
        raise OSError(f"the folder {path.parent} of --figure does not exist; make it first")
    refuse_unwritable(path)
    import basinet.viz  # noqa: F401


def write_figure(path: Path | None, draw: Callable[[], "Figure"]) -> None:
    """Draw a figure and write it whole or not at all, in the format of the file's ending.

    Raises:
        OSError: when the file cannot be written.
    """
    if path is None:
        return
    from basinet import viz
    from basinet._files import write_atomically

    formats = {".png": viz.to_png, ".svg": viz.to_svg, ".pdf": viz.to_pdf}
    write_atomically(path, formats[path.suffix.lower()](draw()))
    remark(f"figure {path}")


def plain(value: Any) -> Any:
    """Return a value that JSON can hold: numbers of Python, None in the place of no number."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _as_values(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    rows = zip(*(column.values for column in table.columns), strict=True)
    return {"rows": [dict(zip(keys, row, strict=True)) for row in rows], **table.facts}


def _cells(table: Table) -> list[list[str]]:
    """The rows as text, column titles first."""
    columns = [[column.title, *map(_cell, column.values)] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    value = plain(value)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value}" if isinstance(value, int) else f"{value:.6g}"


def _as_text(table: Table) -> None:
    cells = _cells(table)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    sides = [str.ljust if column.words else str.rjust for column in table.columns]
    for row in cells:
        placed = zip(sides, row, widths, strict=True)
        line("  ".join(side(cell, width) for side, cell, width in placed).rstrip())
    for words in table.remarks:
        line(words)


def _on_terminal(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable

    header, *rows = _cells(table)
    shown = RichTable(box=box.SIMPLE_HEAD)
    several = any(column.words for column in table.columns)
    for name, column in zip(header, table.columns, strict=True):
        if column.words:
            shown.add_column(name, min_width=10)
        else:
            shown.add_column(name, justify="right", no_wrap=several)
    for row in rows:
        shown.add_row(*row)
    console = Console(highlight=False)
    console.print(table.title, style="bold")
    console.print(shown)
    for words in table.remarks:
        console.print(words, markup=False, style="dim")
