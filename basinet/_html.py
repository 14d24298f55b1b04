"""Small tables for notebooks: what a result says, in rows of a name and a value."""

from collections.abc import Iterable
from html import escape


def table(title: str, rows: Iterable[tuple[str, object]], note: str = "") -> str:
    """Return an HTML table with escaped text.

    Args:
        title: what the result is.
        rows: names and values.
        note: a quieter sentence below.
    """
    cells = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:right'>{escape(str(value))}</td></tr>"
        for name, value in rows
    )
    below = f"<div style='opacity:0.7'>{escape(note)}</div>" if note else ""
    return f"<div><strong>{escape(title)}</strong><table>{cells}</table>{below}</div>"


def spread(values: Iterable[float | int]) -> str:
    """Return the mean of some numbers and how far they reach."""
    known = [float(value) for value in values]
    if not known:
        return "none"
    mean = sum(known) / len(known)
    return f"{mean:.3g} on average, {min(known):.3g} to {max(known):.3g}"
