"""What every formula accepts and returns: numbers or arrays that broadcast, checked by name."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = float | int | np.generic | NDArray[Any] | Sequence[Any]
"""A real number, or an array or nested sequences of them."""

Reals: TypeAlias = np.float64 | NDArray[np.float64]
"""Real numbers while they are computed with: NumPy turns arrays without axes into scalars."""

Value: TypeAlias = float | NDArray[np.float64]
"""A float where all arguments were single numbers, else an array of their broadcast shape."""

FAR = 1e150
"""The largest size of what formulas square."""

_EXACT = 2.0**53
"""Up to here every whole number has a float of its own."""


def real(
    name: str, value: Numbers, least: float = -np.inf, most: float = np.inf
) -> NDArray[np.float64]:
    """Return an argument in float64, checked to be finite and inside [least, most].

    Raises:
        ValueError: with the first number that is not.
    """
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}; expected a number or an array of numbers") from None
    except OverflowError:  # a whole number to Python, beyond every float
        said = f"{name} is of more than 300 digits; expected {_range(least, most)}"
        raise ValueError(said) from None
    wrong = ~(np.isfinite(array) & (array >= least) & (array <= most))
    if wrong.any():
        raise ValueError(f"{name} is {array[wrong][0]}; expected {_range(least, most)}")
    return array


def whole(name: str, value: Numbers, least: int) -> NDArray[np.int64]:
    """Return an argument as whole numbers, checked to be at least `least`.

    Raises:
        ValueError: with the first number that is not.
    """
    array = real(name, value)
    wrong = (array != np.rint(array)) | (array < least) | (array > _EXACT)
    if wrong.any():
        most = f" and at most {_EXACT:.0f}" if array[wrong][0] > _EXACT else ""
        raise ValueError(
            f"{name} is {array[wrong][0]:g}; expected a whole number of at least {least}{most}"
        )
    return array.astype(np.int64)


def threshold(self_coupling: Numbers, margin: Numbers) -> NDArray[np.float64]:
    """Return b = J_D - kappa after checking both: all counts depend on them only through b.

    Raises:
        ValueError: when one is not finite or its square is not, or the margin is negative.
    """
    kappa = real("margin", margin, 0.0, FAR)
    return np.asarray(real("self_coupling", self_coupling, -FAR, FAR) - kappa)


def plain(values: Reals) -> Value:
    """Return a float for a single number and the array for more."""
    return float(values) if np.ndim(values) == 0 else np.asarray(values)


def _range(least: float, most: float) -> str:
    if np.isinf(least) and np.isinf(most):
        return "a finite number"
    if np.isinf(most):
        return f"a finite number of at least {least:g}"
    return f"a number from {least:g} to {most:g}"
