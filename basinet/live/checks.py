"""Values of a message: numbers in their ranges."""

import math
from typing import Any


class Refused(ValueError):  # noqa: N818
    """A message that was not accepted, and why, in a line."""


def number(name: str, value: Any, low: float, high: float) -> float:
    """Return a number of a message.

    Raises:
        Refused: when it is none, or outside of its range.
    """
    fine = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not fine or not math.isfinite(value):
        raise Refused(f"{name} is {value!r:.40}; expected a number from {low:g} to {high:g}")
    return float(value)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number of a message.

    Raises:
        Refused: when it is none, or outside of its range.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refused(f"{name} is {value!r:.40}; expected a whole number from {low} to {high}")
    return value
