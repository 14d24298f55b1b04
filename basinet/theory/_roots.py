"""Zeros of functions of one number, typed."""

from collections.abc import Callable

import scipy  # whose parts are loaded when they are first used


def bracketed(of: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Return where a continuous function changes its sign between two numbers (Brent 1973).

    Args:
        of: the function; its signs at both ends differ.
        low: one end.
        high: the other.
        tolerance: the absolute error allowed, beside some units of rounding.
    """
    return float(scipy.optimize.brentq(of, low, high, xtol=tolerance))  # pyright: ignore[reportArgumentType]
