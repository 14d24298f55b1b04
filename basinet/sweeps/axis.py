"""An axis of a sweep: a field and the values that it takes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from basinet._closest import close

_DIGITS = 12
"""Significant digits of the values of a range, so that 0.3 is the same number in every range."""

_RANGE = ("from", "to", "points", "step", "spacing")

MOST = 10**6
"""Values that an axis may have: more are a slip of the pen, and would fill the memory."""


@dataclass(frozen=True)
class Axis:
    """A field of what is swept, and its values in the order in which they are shown.

    Attributes:
        name: the field, such as `learner.margin` or `epochs`.
        values: plain values: numbers, text, or tuples of numbers; at least one, no two the same.

    Raises:
        ValueError: when there are no values or one occurs twice.
    """

    name: str
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError(f"axis {self.name} is empty; give it at least one value")
        seen: set[Any] = set()
        for value in self.values:
            _check_plain(self.name, value)
            if value in seen:
                raise ValueError(f"axis {self.name} has the value {value!r} twice; give it once")
            seen.add(value)


def linear(start: float | int, stop: float | int, points: int) -> tuple[float, ...]:
    """Return evenly spaced values from `start` to `stop`, both included.

    Raises:
        ValueError: when there is less than one point or a limit is not finite.
    """
    _check_range(start, stop, points)
    return _rounded(np.linspace(float(start), float(stop), points))


def logarithmic(start: float | int, stop: float | int, points: int) -> tuple[float, ...]:
    """Return values in a constant ratio from `start` to `stop`, both included and above 0.

    Raises:
        ValueError: when there is less than one point or a limit is not a finite number above 0.
    """
    _check_range(start, stop, points)
    if start <= 0 or stop <= 0:
        raise ValueError(f"a logarithmic range from {start:g} to {stop:g} must stay above 0")
    return _rounded(np.geomspace(float(start), float(stop), points))


def read_axis(name: str, given: Any) -> Axis:
    """Return an axis from a list, or from a table that describes a range.

    A range is `{from = 0, to = 1, points = 5}`, evenly spaced, or in a constant ratio with
    `spacing = "log"`, or `{from = 10, to = 50, step = 10}`. Limits that are whole numbers give
    whole numbers where every value is one; in a logarithmic range they are rounded to whole ones.

    Raises:
        ValueError: when it is neither, or a number in it is wrong.
    """
    if isinstance(given, Mapping):
        try:
            return Axis(name, _read_range(given))
        except ValueError as error:
            raise ValueError(f"axis {name}: {error}") from error
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ValueError(
            f"axis {name} is {str(given)[:60]}; expected a list of values, or a range such as"
            " {from = 0.0, to = 1.0, points = 5}"
        )
    return Axis(name, tuple(_hashable(value) for value in given))


def _check_plain(name: str, value: Any) -> None:
    """Refuse what is neither a number, nor text, nor a tuple of these."""
    for part in value if isinstance(value, tuple) else (value,):
        if not isinstance(part, bool | int | float | str | None):
            raise ValueError(
                f"axis {name} has the value {str(part)[:60]}; expected numbers, text, or lists of"
                " numbers"
            )
        if isinstance(part, float) and not math.isfinite(part):
            raise ValueError(f"axis {name} has the value {part}; expected finite numbers")


def _read_range(given: Mapping[str, Any]) -> tuple[float | int, ...]:
    for key in given:
        if key not in _RANGE:
            raise ValueError(
                f"a range has no {key!r}{close(key, _RANGE)}; it has {', '.join(_RANGE)}"
            )
    if not {"from", "to"} <= given.keys() or ("points" in given) == ("step" in given):
        raise ValueError(f"{dict(given)} is no range; it needs from, to, and points or step")
    for key in ("from", "to", "step"):
        _check_limit(key, given.get(key, 0))
    start, stop, spacing = given["from"], given["to"], given.get("spacing", "linear")
    if spacing not in ("linear", "log"):
        raise ValueError(f"spacing is {spacing!r}; it must be linear or log")
    whole = all(isinstance(given[key], int) for key in ("from", "to", "step") if key in given)
    if "step" in given:
        if spacing == "log":
            raise ValueError("a logarithmic range has points, not a step")
        values = _steps(start, stop, given["step"])
    elif spacing == "log":
        values = logarithmic(start, stop, given["points"])
        if whole:
            values = tuple(dict.fromkeys(float(round(value)) for value in values))
    else:
        values = linear(start, stop, given["points"])
    if whole and all(value.is_integer() for value in values):
        return tuple(int(value) for value in values)
    return values


_FARTHEST = 1e300
"""Largest limit of a range, so that differences of limits are numbers."""


def _steps(start: float | int, stop: float | int, step: float | int) -> tuple[float, ...]:
    if not step:
        raise ValueError(f"from {start:g} to {stop:g} in steps of {step:g} leads nowhere")
    between = (stop - start) / step
    _check_count(between)
    count = math.floor(between + 1e-9) + 1
    return _rounded(start + step * np.arange(max(count, 0)))


def _check_limit(key: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key} is {value!r}; it must be a number")
    if not -_FARTHEST <= value <= _FARTHEST:
        raise ValueError(f"{key} is {value:.3g}; it must be finite and within ±{_FARTHEST:g}")


def _check_count(count: float | int) -> None:
    if count > MOST:
        raise ValueError(f"it has {count:.3g} values; an axis has at most {MOST:,}")


def _check_range(start: float | int, stop: float | int, points: int) -> None:
    if not isinstance(points, int) or isinstance(points, bool) or points < 1:
        raise ValueError(f"points is {points!r}; it must be a whole number of at least 1")
    _check_count(points)
    if not math.isfinite(start) or not math.isfinite(stop):
        raise ValueError(f"a range from {start:g} to {stop:g} must have finite limits")


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.{_DIGITS}g}") for value in values)


def _hashable(value: Any) -> Any:
    """Lists inside a list of values become tuples."""
    return tuple(_hashable(part) for part in value) if isinstance(value, list) else value
