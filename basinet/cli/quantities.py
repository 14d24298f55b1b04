"""Quantities with their units, and tables of them, for people."""

from collections.abc import Sequence

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
