"""What a search refuses, and the form in which it takes the rest."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRIP = 1024
"""Rows of a matrix treated at once, so that checks need little memory beside the matrix."""

LARGEST = 1e15
"""The largest number that a search takes."""


def whole(name: str, value: Any, least: int) -> int:
    """Return a whole number of at least `least`.

    Raises:
        ValueError: when the value is not one.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")
    return int(value)


def number(name: str, value: Any, wanted: str, low: float, high: float) -> None:
    """Refuse what is not a number from `low` to `high`, both included.

    Args:
        name: of the argument.
        value: that was received.
        wanted: what is expected, in words.
        low: the least number.
        high: the largest number, or infinity, which is itself refused.

    Raises:
        ValueError: when the value is no real number, NaN, infinite or outside the range.
    """
    is_number = isinstance(value, int | float | np.integer | np.floating)
    if isinstance(value, bool) or not is_number or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")
    if not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; it must be {wanted}")


def real(name: str, values: Any) -> NDArray:
    """Return an array of real numbers in float32 or float64, without a copy where it is one.

    Raises:
        ValueError: when the values are of another kind.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "fiu":
        raise ValueError(f"{name} holds values of type {array.dtype}; give real numbers")
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def couplings_of_networks(couplings: Any) -> NDArray:
    """Return couplings as `[networks, n, n]`, one network given as `[n, n]` becoming one of many.

    Raises:
        ValueError: when the shape is wrong, a number is not finite or a diagonal is not zero.
    """
    array = real("couplings", couplings)
    if array.ndim not in (2, 3) or array.shape[-1] != array.shape[-2] or array.size == 0:
        raise ValueError(
            f"couplings have the shape {array.shape}; expected [n, n], or [networks, n, n] for"
            " several networks, with one row for each target and one column for each source"
        )
    networks = array.reshape(-1, *array.shape[-2:])
    for matrix in networks:
        for first in range(0, len(matrix), STRIP):
            strip = matrix[first : first + STRIP]
            if not np.isfinite(strip).all():
                worst = strip[~np.isfinite(strip)][0]
                raise ValueError(f"couplings contain {worst}; every coupling must be finite")
        if np.any(np.diagonal(matrix) != 0):
            worst = np.diagonal(matrix)[np.diagonal(matrix) != 0][0]
            raise ValueError(
                f"couplings have {worst:g} on the diagonal; set the diagonal to zero and give its"
                " values as self_coupling"
            )
    return networks


def fits_float32(networks: NDArray, hold: NDArray[np.float64]) -> None:
    """Refuse numbers with which a search in float32 would overflow.

    Raises:
        ValueError: when a coupling or a self-coupling minus margin exceeds 1e15.
    """
    largest = max(float(networks.max()), -float(networks.min()), float(np.abs(hold).max()))
    if largest > LARGEST:
        raise ValueError(
            f"couplings, self_coupling or margin reach {largest:g}; a search computes in float32."
            " Divide all three by one number: the fixed points stay the same"
        )


def one_for_each(name: str, values: Any, n: int) -> NDArray[np.float64]:
    """Return one finite number for each neuron, `[n]`, from one for all or one for each.

    Raises:
        ValueError: when the shape does not fit or a number is not finite.
    """
    array = real(name, values).astype(np.float64)
    if array.shape not in {(), (n,)}:
        raise ValueError(
            f"{name} has the shape {array.shape}; expected one number or one for each of the {n}"
            " neurons"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity; every number must be finite")
    return np.broadcast_to(array, (n,)).copy()


def states(name: str, spins: Any, n: int) -> NDArray:
    """Return states `[..., n]` of -1 and +1.

    Raises:
        ValueError: when the last axis is not n or a value is neither -1 nor +1.
    """
    array = real(name, spins)
    if array.ndim == 0 or array.shape[-1] != n:
        raise ValueError(
            f"{name} has the shape {array.shape}; the last axis must be the {n} neurons"
        )
    wrong = np.abs(array) != 1
    if wrong.any():
        raise ValueError(f"{name} contains {array[wrong][0]:g}; every spin must be -1 or +1")
    return array
