"""The minimum over qhat in the entropy of y-tuples, for whole y.

f_y = min over qhat of { qhat d y(y-1) + ln sum_k C(y,k) I_k e^(-2 qhat k(y-k)) }, which is the
formula of `basinet.theory.tuples` with all terms that cancel as d -> 0 taken out.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from basinet.theory.tuple_integrals import SharedField, log_sum, log_terms, term_slopes


def entropy(
    y: int, distance: NDArray[np.float64], field: SharedField
) -> tuple[NDArray[np.float64], ...]:
    """Return f_y and its qhat for points that share a grid, each `[points]`."""
    return solve(y, distance, log_terms(y, field))


def slope(
    y: int, distance: NDArray[np.float64], field: SharedField
) -> tuple[NDArray[np.float64], ...]:
    """Return f_y and df_y/dd for points that share a grid, each `[points]`."""
    log_integrals = log_terms(y, field)
    value, qhat = solve(y, distance, log_integrals)
    # At the minimum over qhat only the explicit dependence on d counts.
    by_overlap = np.sum(_weights(y, log_integrals, qhat) * term_slopes(y, field), axis=1)
    return value, y * (y - 1) * qhat - 2 * by_overlap


def solve(
    y: int, distance: NDArray[np.float64], log_integrals: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the minimum over qhat, and where it is, for each row of `log_terms`.

    A tuple with k of y spins -1 at a neuron has k(y-k) unlike pairs there; at the minimum their
    mean share is d = (1-q)/2. This form loses no digits as q -> 1. The logarithm of the mean is
    nearly linear in qhat: Newton's method on it, kept inside a bracket, needs few steps, to
    within 1e-12 of its logarithm; the error of the minimum is of second order.
    """
    if y == 1:
        return log_sum(log_integrals), np.zeros(len(distance))
    wanted = y * (y - 1) * distance

    def excess_and_slope(qhat: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
        log_mean, slope = _log_mean_unlike(y, log_integrals, qhat)
        return log_mean - np.log(wanted), slope

    low, high = _bracket(lambda qhat: excess_and_slope(qhat)[0] > 0, len(distance))
    qhat, before = np.zeros(len(distance)), np.full(len(distance), np.inf)
    for _ in range(200):
        excess, slope = excess_and_slope(qhat)
        size = np.abs(excess)
        if np.all(size <= 1e-12):
            break
        low, high = np.where(excess > 0, qhat, low), np.where(excess > 0, high, qhat)
        newton = qhat + excess / np.maximum(slope, 1e-300)
        good = (newton >= low) & (newton <= high) & (size < before / 2)
        moved = np.where(good, newton, (low + high) / 2)
        qhat, before = np.where(size <= 1e-12, qhat, moved), size
    value = log_sum(log_integrals - qhat[:, None] * _unlike(y))
    return np.asarray(wanted * qhat + value), qhat


def _log_mean_unlike(
    y: int, log_integrals: NDArray[np.float64], qhat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The logarithm of the mean of `_unlike` and minus its derivative by qhat.

    The derivative is the difference of two means, of which one is weighted by `_unlike` itself.
    """
    unlike = _unlike(y)
    log_p = log_integrals - qhat[:, None] * unlike
    # Logarithms, because the weights of all tuples with unlike spins may underflow together.
    log_share = log_p[:, 1:-1] + np.log(unlike[1:-1])
    log_sum_of_shares = log_sum(log_share)
    log_mean = log_sum_of_shares - log_sum(log_p)
    tilted = np.exp(log_share - log_sum_of_shares[:, None]) @ unlike[1:-1]
    return log_mean, tilted - np.exp(log_mean)


def _bracket(
    is_below: Callable[[NDArray[np.float64]], NDArray[np.bool_]], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Numbers below and above the root, from [-3, 1] outward by doubling."""
    low, high = np.full(count, -3.0), np.full(count, 1.0)
    while not is_below(low).all():
        low = np.where(is_below(low), low, 2 * low)
    while is_below(high).any():
        high = np.where(is_below(high), 2 * high, high)
    return low, high


def _unlike(y: int) -> NDArray[np.float64]:
    """Twice the number of pairs with unlike spins when k of y spins are -1, for k = 0..y."""
    k = np.arange(y + 1, dtype=np.float64)
    return 2 * k * (y - k)


def _weights(
    y: int, log_integrals: NDArray[np.float64], qhat: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The probability that k spins are -1, `[points, y + 1]`."""
    log_p = log_integrals - qhat[:, None] * _unlike(y)
    return np.asarray(np.exp(log_p - log_sum(log_p)[:, None]))
