"""Two correlated normal numbers below two different thresholds, in logarithms.

With a the smaller and c the larger threshold,

    Phi2(h, k; rho) = int_{-inf}^a dx phi(x) Phi((c - rho x)/sqrt(1 - rho^2)).

The integrand is positive and log-concave: it has one peak and falls at least exponentially beside
it, so that the sum over Gauss-Legendre panels keeps its relative accuracy in every tail. Panels
shrink geometrically towards x = c/rho, where Phi turns within sqrt(1 - rho^2)/rho.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

from basinet.theory.normal import inverse_mills
from basinet.theory.tuple_integrals import log_sum

_Curve: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)

_FALL = 40.0
"""The logarithm by which the integrand has fallen where the panels end."""


def log_both_below(
    h: NDArray[np.float64], k: NDArray[np.float64], distance: float, opposite: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return ln Phi2(h, k; rho) with rho = 1 - 2d, or -(1 - 2d) where `opposite`.

    Relative error of Phi2 about 1e-13 for |h|, |k| up to 100.

    Args:
        h: a threshold, `[entries]`.
        k: the other, `[entries]`.
        distance: d, from 0 to 1; given instead of rho so that rho may be close to +-1.
        opposite: `[entries]`.
    """
    a, c = np.minimum(h, k), np.maximum(h, k)
    away = np.where(opposite, 1 - distance, distance)
    if distance in {0, 1}:
        return np.where(away == 0, log_ndtr(a), _log_between(-c, a))
    rho, unit = 1 - 2 * away, 2 * np.sqrt(distance * (1 - distance))

    def log_integrand(x: NDArray[np.float64]) -> NDArray[np.float64]:
        shape = (-1, *(1,) * (x.ndim - 1))
        cut = (c.reshape(shape) - rho.reshape(shape) * x) / unit
        return -(x**2) / 2 + log_ndtr(cut)

    slope = rho / unit
    low, high = _support(
        log_integrand, lambda x: -x - slope * inverse_mills((c - rho * x) / unit), a
    )
    slowest = np.where(np.abs(rho) < 1e-3, 1e-3, rho)  # there the width of Phi is that of phi
    centre, width = c / slowest, unit / np.abs(slowest)
    doublings = 1 + int(np.ceil(np.log2(max(1.0, float(np.max((high - low) / width))))))
    offset = np.minimum(width, high - low)[:, None] * 2.0 ** np.arange(doublings)
    centre = centre[:, None]
    even = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, 13)
    edges = np.concatenate([centre - offset, centre, centre + offset, even], axis=1)
    edges = np.sort(np.clip(edges, low[:, None], high[:, None]), axis=1)
    half, middle = np.diff(edges) / 2, (edges[:, 1:] + edges[:, :-1]) / 2
    x = middle[..., None] + half[..., None] * _NODES
    log_weight = np.log(np.maximum(half[..., None] * _WEIGHTS, 1e-300))
    total = log_sum((log_integrand(x) + log_weight).reshape(len(a), -1))
    return np.minimum(total - np.log(2 * np.pi) / 2, log_ndtr(a))


def _support(log_f: _Curve, derivative: _Curve, end: NDArray) -> tuple[NDArray, NDArray]:
    """Where a log-concave function on x <= end is above its largest value divided by e^40."""
    peak = _last(lambda x: derivative(x) < 0, end)
    least = log_f(peak) - _FALL
    low = _last(lambda x: log_f(x) > least, peak)
    high, beyond = peak, end
    for _ in range(50):
        middle = (high + beyond) / 2
        above = log_f(middle) > least
        high, beyond = np.where(above, middle, high), np.where(above, beyond, middle)
    return low, np.where(log_f(end) > least, end, beyond)


def _last(holds: Callable[[NDArray], NDArray], start: NDArray) -> NDArray:
    """The end, left of the start, of the interval on which a condition holds."""
    step = np.ones_like(start)
    while (going := holds(start - step)).any():
        step = np.where(going, 2 * step, step)
    inside, outside = start, start - step
    for _ in range(50):
        middle = (inside + outside) / 2
        still = holds(middle)
        inside, outside = np.where(still, middle, inside), np.where(still, outside, middle)
    return outside


def _log_between(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of P(low < X < high), minus infinity where high <= low."""
    # Mirrored so that both ends lie in the lower tail where that is possible.
    mirrored = low > 0
    low, high = np.where(mirrored, -high, low), np.where(mirrored, -low, high)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tail = log_ndtr(high) + np.log1p(-np.exp(log_ndtr(low) - log_ndtr(high)))
        inner = np.log1p(-ndtr(low) - ndtr(-high))
    return np.where(low < high, np.where(high > 0, inner, tail), -np.inf)
