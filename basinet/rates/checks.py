"""Numbers of parts: made floats, and refused where they are out of range."""

import math
from typing import Any

import equinox as eqx


def number(default: float) -> Any:
    """Return a field that holds a float; whole numbers and NumPy scalars become floats."""
    return eqx.field(default=default, converter=_to_float)


def check_number(name: str, value: Any, *, positive: bool = True) -> None:
    """Raise ValueError unless a value is a finite number above 0, or of at least 0."""
    bound = "above 0" if positive else "of at least 0"
    if not isinstance(value, float) or not (value > 0 if positive else 0 <= value < math.inf):
        raise ValueError(f"{name} is {value!r}; it must be a number {bound}")
    if math.isinf(value):
        raise ValueError(f"{name} is {value!r}; it must be a finite number")


def check_whole(name: str, value: Any, least: int = 1) -> None:
    """Raise ValueError unless a value is a whole number of at least `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")


def _to_float(value: Any) -> Any:
    """Return real numbers as floats and all else as it is, for the check to complain about."""
    if isinstance(value, bool | str) or not hasattr(value, "__float__") or hasattr(value, "aval"):
        return value
    return float(value)
