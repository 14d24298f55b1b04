"""Hyper-parameters: numbers that are checked when a learner is made.

An error names the value and the allowed range. Arrays pass unchecked: they are what JAX puts in
the place of numbers while it traces, and those were checked when the learner was made.
"""

import math
import operator
from dataclasses import fields
from typing import Any

import equinox as eqx
import jax
import numpy as np

from basinet._closest import plain

_MOST = {"sweeps": 10**6}
"""Whole numbers that stand for time are limited to what ends; all others to 32 bits."""

_LEAST, _LARGEST = float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)


def number(default: float) -> Any:
    """Return a field that holds a float; whole numbers and NumPy scalars become floats."""
    return eqx.field(default=default, converter=_to_float)


def whole(default: Any) -> Any:
    """Return a field that holds an integer or a tuple of them; NumPy's become Python's."""
    return eqx.field(default=default, converter=_to_int)


def in_range(owner: Any, low: float, high: float = math.inf, *names: str) -> None:
    """Raise ValueError unless the named float fields of `owner` lie in [low, high]."""
    bound = f"of at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
    for name in names:
        for value in _checked(owner, name, bound):
            if not (low <= value <= high and math.isfinite(value)):
                raise ValueError(f"{name} is {value:g}; it must be a number {bound}")


def positive(owner: Any, *names: str) -> None:
    """Raise ValueError unless the named float fields of `owner` are finite and above 0."""
    for name in names:
        for value in _checked(owner, name, "above 0"):
            if not (value > 0 and math.isfinite(value)):
                raise ValueError(f"{name} is {value:g}; it must be a number above 0")


def at_least(least: int, **named: Any) -> None:
    """Raise ValueError unless each named value is a whole number of at least `least`."""
    for name, value in named.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(
                f"{name} is {plain(value)!r}; it must be a whole number of at least {least}"
            )
        most = _MOST[name] if name in _MOST else 2**31 - 1
        if value > most and name != "hidden":  # of neurons the memory is asked
            raise ValueError(f"{name} is {value}; it must be at most {most}")


def check_part(part: Any, kind: Any, name: str, what: str) -> None:
    """Raise ValueError unless a part is of its kind."""
    if not isinstance(part, kind):
        raise ValueError(f"{name} is {plain(part)!r}; it must be {what}")


def sizes_of(hidden: int | tuple[int, ...]) -> tuple[int, ...]:
    """Return the number of neurons of each hidden layer."""
    return hidden if isinstance(hidden, tuple) else (hidden,)


def _checked(owner: Any, name: str, bound: str) -> list[float]:
    """The floats in a field, none where JAX traces it."""
    value = getattr(owner, name)
    values = value if isinstance(value, tuple) and _takes_tuples(owner, name) else (value,)
    for one in values:
        if not isinstance(one, float | jax.Array):
            raise ValueError(f"{name} is {plain(value)!r}; it must be a number {bound}")
        if isinstance(one, float) and one and not _LEAST <= abs(one) <= _LARGEST:
            size = "small" if abs(one) < _LEAST else "large"
            if math.isfinite(one):
                raise ValueError(f"{name} is {one:g}, which is too {size} for 32-bit numbers")
    return [one for one in values if isinstance(one, float)]


def _takes_tuples(owner: Any, name: str) -> bool:
    """Whether the annotation of a field allows several numbers."""
    return any("tuple" in str(field.type) for field in fields(owner) if field.name == name)


def _to_float(value: Any) -> Any:
    """Return real numbers as floats and all else as it is, for the check to complain about."""
    if isinstance(value, list | tuple):
        return tuple(_to_float(part) for part in value)
    if isinstance(value, bool | str) or not hasattr(value, "__float__") or _is_array(value):
        return value
    return float(value)


def _to_int(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_to_int(part) for part in value)
    if isinstance(value, bool) or not hasattr(value, "__index__") or _is_array(value):
        return value
    return operator.index(value)


def _is_array(value: Any) -> bool:
    return isinstance(value, jax.Array)
