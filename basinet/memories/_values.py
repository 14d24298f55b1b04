"""What the components of patterns may be, and tables of them, checked at the boundary."""

from enum import StrEnum
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped

from basinet.data.refusing import refuse_masked


class Values(StrEnum):
    """What a memory takes for the components of its patterns."""

    SPINS = "-1 and +1"
    DILUTED = "-1, 0 and +1"
    REALS = "real numbers"


def as_table(
    name: str, values: Any, kind: Values, what: str = "patterns"
) -> Float[np.ndarray, "patterns components"]:
    """Return patterns as float32.

    Args:
        name: what to call the array in an error.
        values: anything NumPy makes a table of.
        kind: what its components may be.
        what: what the rows are called in an error.

    Raises:
        ValueError: when it is no table, is empty, or holds a value that is not allowed; the error
            names the row and the column.
    """
    refuse_masked(values)
    table = np.asarray(values)
    if table.ndim != 2 or not table.size:
        raise ValueError(
            f"{name} has shape {table.shape}; expected (patterns, components) with at least one"
            " of each"
        )
    if table.dtype.kind not in "iuf":
        expected = "-1 or +1" if kind is Values.SPINS else str(kind)
        raise ValueError(
            f"{name} holds {table.dtype} values; expected numbers that are {expected}"
            " (for truth values take 2 * values.astype(int) - 1)"
        )
    wrong = np.argwhere(~_allowed(table, kind))
    if len(wrong):
        row, column = wrong[0]
        raise ValueError(
            f"{name}[{row}, {column}] is {table[row, column]}; {what} consist of {kind};"
            f" {_remedy(table, kind)}"
        )
    return table.astype(np.float32)


def as_mask(
    known: Any, cues: Shaped[np.ndarray, "patterns components"]
) -> Shaped[np.ndarray, "patterns components"]:
    """Return which components of each cue are known, one row for each cue.

    Args:
        known: truth values, one row for all cues or one for each.
        cues: the cues.

    Raises:
        ValueError: when it holds anything but truth values or has another shape.
    """
    mask = np.asarray(known)
    if mask.dtype != bool:
        raise ValueError(
            f"known holds {mask.dtype} values; expected truth values, True for a component that"
            " is known"
        )
    if cues.ndim != 2 or mask.shape not in (cues.shape, cues.shape[1:], (1, cues.shape[1])):
        raise ValueError(
            f"known has shape {mask.shape}; expected {cues.shape[1:]}, one value for each"
            f" component, or {cues.shape}, one row for each cue"
        )
    return np.broadcast_to(mask, cues.shape)


def as_groups(teacher: Any, patterns: int) -> Shaped[np.ndarray, " patterns"]:
    """Return for each pattern the number of its group, counted from 0 in order of appearance.

    Args:
        teacher: for each pattern the name of the archetype of which it is an example.
        patterns: their number.

    Raises:
        ValueError: when there is not one name for each pattern.
    """
    names = np.asarray(teacher)
    if names.shape != (patterns,):
        raise ValueError(
            f"teacher has shape {names.shape}; expected ({patterns},): for each pattern the"
            " archetype of which it is an example"
        )
    _, first, group = np.unique(names, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[group]


def _allowed(table: np.ndarray, kind: Values) -> np.ndarray:
    if kind is Values.REALS:
        return np.isfinite(table) & (np.abs(table) <= np.finfo(np.float32).max)
    allowed = (table == -1) | (table == 1)
    return allowed | (table == 0) if kind is Values.DILUTED else allowed


def _remedy(table: np.ndarray, kind: Values) -> str:
    if not np.isfinite(table).all():
        unknown = " (what is not known is told by a mask, known=...)"
        return f"remove or replace NaN and infinite values{unknown if kind is Values.REALS else ''}"
    if kind is Values.REALS:
        return "divide by a larger unit"
    if np.isin(table, (0, 1)).all():
        return "turn 0 and 1 into them by 2 * values - 1"
    return "take the sign of real values, or their sign after a random projection"
