"""The header of a table of text, and what is wrong with a cell that should be a number."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from basinet.data.errors import DataError, NotPlainError

UNNAMED = "Unnamed: 0"
"""What pandas calls a first column without a name, in which it writes its index."""


def check_names(path: Path, names: tuple[str, ...]) -> None:
    """Refuse names of columns that are no header.

    Raises:
        NotPlainError: the first line has values, one column or a column without a name.
        DataError: two columns have one name.
    """
    if looks_like_values(names):
        raise NotPlainError(
            f"{path}: no header: the first line {', '.join(names[:4])}, ... consists of values;"
            " expected the names of the columns"
        )
    if names[0].startswith("#"):
        raise NotPlainError(f"{path}: the first line begins with #; expected names of columns")
    if len(names) == 1 and re.search(r"[;\t|]", names[0]):
        raise NotPlainError(f"{path}: one column {names[0]!r}; expected commas between the columns")
    seen: set[str] = set()
    for position, name in enumerate(names):
        if not name:
            raise NotPlainError(f"{path}: column {position + 1} has no name in the header")
        if name in seen:
            raise DataError(f"{path}: two columns are named {name!r}; expected distinct names")
        seen.add(name)


def looks_like_values(names: tuple[str, ...]) -> bool:
    """Tell a header from a row: a row has numbers, but perhaps for its label."""
    numbers = [name for name in names if fault_of(name) is None]
    # Columns numbered 0, 1, 2, ... beside a named label are a header: pandas writes them so.
    counted = ([str(n + offset) for n in range(len(numbers))] for offset in (0, 1))
    is_count = numbers in counted
    return len(numbers) == len(names) or (
        len(names) > 1 and len(numbers) == len(names) - 1 and not is_count
    )


def fault_of(cell: str) -> str | None:
    """Say what is wrong with a cell, or nothing."""
    if not cell.strip():
        return "the value is empty"
    try:
        value = float(cell)
    except ValueError:
        return f"{cell!r} is not a number"
    if "_" in cell:
        return f"{cell!r} is not a number"
    if not np.isfinite(value):
        return f"{cell!r} is not finite"
    return None if np.isfinite(single(value)) else f"{cell!r} is too large for float32"


def single(values: Any) -> np.ndarray:
    """Round to float32, what is too large to infinity."""
    with np.errstate(over="ignore"):
        return np.asarray(values).astype(np.float32)
