"""Series as they come from outside: one table of steps, or a list of them; checked once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from basinet.data.refusing import refuse_masked

Table = Float[np.ndarray, "_ _"]


class Given(NamedTuple):
    """Series that were given.

    Attributes:
        series: one table of float64 for each.
        alone: whether it was one table and not a list.
    """

    series: list[Table]
    alone: bool


def is_several(given: Any) -> bool:
    """Whether what was given is a list of series, or an array `[series, steps, columns]`."""
    if isinstance(given, np.ndarray) and given.dtype != object:
        return given.ndim == 3
    if not isinstance(given, Sequence | np.ndarray) or isinstance(given, str) or not len(given):
        return False
    try:
        return np.ndim(given[0]) >= 2
    except ValueError:  # a series whose steps have different numbers of values
        return True


def as_series(name: str, given: Any, features: int | None = None) -> Given:
    """Return several series, each a table of finite numbers with as many columns as the others.

    Args:
        name: what to call them in an error.
        given: a list of tables, or an array `[series, steps, columns]`.
        features: the columns that are expected; those of the first series if None.

    Raises:
        ValueError: when a series is no table, is empty, differs in its columns or holds a value
            that is not finite; the error names the series, the step and the column.
    """
    if not len(given):
        raise ValueError(f"{name} holds no series; expected at least one")
    tables = [as_table(f"{name}[{number}]", one) for number, one in enumerate(given)]
    wanted = tables[0].shape[1] if features is None else features
    for number, table in enumerate(tables):
        if table.shape[1] != wanted:
            raise ValueError(
                f"{name}[{number}] has {table.shape[1]} columns, but {wanted} are expected; all"
                " series need the same ones"
            )
    return Given(tables, alone=False)


def as_table(name: str, given: Any) -> Table:
    """Return one series as float64.

    Raises:
        ValueError: when it is no table, is empty, or holds a value that is not a finite number.
    """
    refuse_masked(given)
    try:
        table = np.asarray(given, float)
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{name} is not a table of numbers ({error}); expected (steps, columns), every step"
            " with as many numbers"
        ) from error
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2 or not table.size:
        raise ValueError(
            f"{name} has shape {table.shape}; expected (steps, columns) with at least one of each"
        )
    wrong = np.argwhere(~np.isfinite(table) | (np.abs(table) > np.finfo(np.float32).max))
    if len(wrong):
        step, column = map(int, wrong[0])
        raise ValueError(
            f"{name}[{step}, {column}] is {table[step, column]}; every value must be a finite"
            " number within 3.4e38, no NaN, no inf: fill gaps before, or cut the series there and"
            " give the parts as a list"
        )
    return table


def check_alone(name: str, given: Any) -> None:
    """Raise ValueError where one table of numbers is flat, ragged, or not finite.

    scikit-learn finds these too, but says so in many lines, of which some lead elsewhere. What is
    no table of numbers at all is left to it.
    """
    refuse_masked(given)
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise ValueError(
            f"{name} has rows of different lengths; expected (steps, columns), every step with as"
            " many numbers, or a list of such tables"
        ) from error
    if array.dtype.kind not in "biuf":
        return
    if array.ndim == 1 and array.size:
        raise ValueError(
            f"{name} has shape {array.shape}; expected (steps, columns). Reshape your data:"
            " X[:, None] is one column"
        )
    if array.ndim == 2 and array.size:
        as_table(name, array)


def check_start(given: Any, states: np.ndarray, wanted: tuple[int, ...], which: str) -> None:
    """Raise ValueError unless the states that were given have the shape wanted and are finite."""
    if states.shape != wanted:
        raise ValueError(f"start has shape {np.shape(given)}; expected {wanted}, {which}")
    if not np.isfinite(states).all():
        raise ValueError(f"start has {np.sum(~np.isfinite(states))} values that are not finite")


def check_pairs(x: list[Table], y: list[Table]) -> None:
    """Raise ValueError unless there is one target for each step of each series."""
    if len(x) != len(y):
        raise ValueError(f"X has {len(x)} series and y has {len(y)}; expected as many")
    for number, (one, other) in enumerate(zip(x, y, strict=True)):
        if len(one) != len(other):
            raise ValueError(
                f"series {number} has {len(one)} steps in X and {len(other)} in y; expected one"
                " target for each step"
            )


def check_length(x: list[Table], washout: int) -> None:
    """Raise ValueError where a series ends before anything is left after the wash-out."""
    for number, table in enumerate(x):
        if len(table) <= washout:
            raise ValueError(
                f"series {number} has {len(table)} steps, n_samples={len(table)}, all of them in"
                f" the wash-out of {washout}; give longer series or a smaller washout"
            )
