"""Quantities with their units, and tables of them, for people."""

from collections.abc import Sequence
from typing import Any

from basinet.cli.show import line


def amount(value: float, unit: str) -> str:
    """A quantity with three digits and its unit."""
    if unit == "s" and value < 0.1:
        return f"{1e3 * value:.3g} ms"
    if unit in ("flop/s", "B/s"):
        return f"{value / 1e9:.3g} G{unit}"
    digits = f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
    return f"{digits} times" if unit == "ratio" else f"{digits} s"


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows of cells on standard output, the columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def duration(seconds: float) -> str:
    """A time in whole seconds, minutes or hours."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def spell(value: Any) -> str:
    """A value of a field, with six digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def last_part(name: str) -> str:
    """A field's name without the parts before it: `margin` of `learner.margin`."""
    return name.rpartition(".")[2]
