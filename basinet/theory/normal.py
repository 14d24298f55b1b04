"""The normal distribution where its tails matter: one threshold, and two equal ones.

All counts of fixed points are made of Phi(b), the probability that one neuron is stable, and of
Phi2(b, b; rho), that it is stable in two states whose fields have the correlation rho. Near
rho = +-1 and far in the tails the textbook forms lose all digits. Here rho is replaced by

    t = tan(theta / 2) = sqrt((1 - rho)/(1 + rho)),    rho = cos(theta),

for which two states at distance d have simply t = sqrt(d/(1 - d)), and three forms without
cancellation cover all cases (T is Owen's function, h = |b|, Mills(x) = (1 - Phi(x))/phi(x)):

    Phi2 = Phi(b) - 2 T(b, t)                                while that is above Phi(b)/20,
    Phi2 = erf(b/sqrt 2) + G(h, t) for b > 0,   G(h, t) for b <= 0                   elsewhere,
    G = e^{-h^2 (1 + t^2)/2} / (pi sqrt(1 + t^2)) int_0^inf e^{-w^2/2 - h t w} Mills(k + s w) dw

with k = h sqrt(1 + t^2) and s = t/sqrt(1 + t^2). The first is Owen (1956); the second follows
from dPhi2/drho = phi2; the third is P(X < -h, Y < -h) for X and Y written as c U +- s V, after
U has been integrated. The integrand is entire and falls monotonically.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, erfcx, log_ndtr, ndtr, owens_t

from basinet.theory._arguments import Numbers, Reals, Value, plain, real


def log_cdf(b: Numbers) -> Value:
    """Return ln Phi(b), the log-probability that a standard normal number is below b.

    Relative error below 1e-14 for |b| up to 1e6.

    Raises:
        ValueError: when b is not finite.
    """
    return plain(log_ndtr(real("b", b)))


def inverse_mills(b: Numbers) -> Value:
    """Return a(b) = phi(b)/Phi(b), the mean of a standard normal number above -b.

    Computed as sqrt(2/pi)/erfcx(-b/sqrt 2), with erfcx(x) = e^{x^2} erfc(x), without
    cancellation for all b: about -b far below zero, 0 far above. Relative error below 1e-12
    while a(b) > 1e-300.

    Raises:
        ValueError: when b is not finite.
    """
    return plain(_inverse_mills(real("b", b)))


def pair_cdf(b: Numbers, correlation: Numbers) -> Value:
    """Return Phi2(b, b; rho), that two correlated standard normal numbers are both below b.

    Relative error below 1e-11 for b in [-8, 8] and every correlation in [-1, 1].

    Args:
        b: the threshold of both.
        correlation: rho, from -1 to 1.

    Raises:
        ValueError: when an argument is not finite or the correlation outside its range.
    """
    return plain(np.exp(log_pair_cdf(b, correlation)))


def log_pair_cdf(b: Numbers, correlation: Numbers) -> Value:
    """Return ln Phi2(b, b; rho); minus infinity at rho = -1 and b <= 0.

    Relative error below 1e-11 for |b| up to 1000 and every correlation in [-1, 1].

    Args:
        b: the threshold of both.
        correlation: rho, from -1 to 1.

    Raises:
        ValueError: when an argument is not finite or the correlation outside its range.
    """
    b, rho = real("b", b), real("correlation", correlation, -1.0, 1.0)
    with np.errstate(divide="ignore"):
        tangent = np.sqrt((1 - rho) / (1 + rho))
    return plain(log_ndtr(b) + log_both_given_one(b, tangent))


def log_both_given_one(b: Reals, tangent: Reals) -> Reals:
    """The log-probability ln [Phi2(b, b; rho)/Phi(b)] that Y < b given X < b.

    This form keeps its relative accuracy where X and Y are almost equal and where both are
    almost certain, which ln Phi2 - ln Phi does not.

    Args:
        b: finite.
        tangent: t = sqrt((1 - rho)/(1 + rho)), from 0 to infinity; not checked.
    """
    b, t = np.broadcast_arrays(b, tangent)
    with np.errstate(divide="ignore", invalid="ignore"):
        one_only = 2 * _owen(np.asarray(np.abs(b)), t) / ndtr(b)
        result = np.asarray(np.log1p(-np.minimum(one_only, 1)))
    # scipy's T and Phi underflow below b = -37; the comparison is false for NaN.
    hard = ~((one_only <= 0.95) & (b > -37))
    if hard.any():
        result[hard] = _log_both(b[hard], t[hard]) - log_ndtr(b[hard])
    # Rounding may lift a probability of one above one.
    return np.minimum(result, 0)


def _inverse_mills(b: Reals) -> Reals:
    return np.sqrt(2 / np.pi) / erfcx(-b / np.sqrt(2))


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)


def _owen(h: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """T(h, t) to full relative accuracy; scipy loses it for h > 4 and t below about 1e-3."""
    result = np.asarray(owens_t(h, t))
    thin = (h > 4) & (h < 40) & (t < 0.006)
    if thin.any():
        h, t = h[thin], t[thin]
        x = t[:, None] * (_NODES + 1) / 2
        mean = (np.exp(-((h[:, None] * x) ** 2) / 2) / (1 + x**2)) @ _WEIGHTS / 2
        result[thin] = t * mean * np.exp(-(h**2) / 2) / (2 * np.pi)
    return result


def _log_both(b: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of Phi2 as a sum of positive terms, for where Owen's form cancels."""
    log_tail = _log_lower_quadrant(np.abs(b), t)
    with np.errstate(divide="ignore"):
        return np.logaddexp(log_tail, np.log(erf(np.maximum(b, 0) / np.sqrt(2))))


_BLOCK = 2**13
"""Values integrated at once: the arrays fit into the cache of one core."""

_FINE_NODES, _FINE_WEIGHTS = np.polynomial.legendre.leggauss(20)


def _log_lower_quadrant(h: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of G = P(X < -h, Y < -h), h >= 0, by the integral at the top of the module."""
    result = np.full(h.shape, -np.inf)
    finite = np.flatnonzero(np.isfinite(t))
    for first in range(0, len(finite), _BLOCK):
        block = finite[first : first + _BLOCK]
        result[block] = _log_integral(h[block], t[block])
    return result


def _log_integral(h: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(over="ignore"):
        length = np.hypot(1, t)
        k, s, slope = h * length, t / length, h * t
        # Where the exponent w^2/2 + slope w has reached 33.
        end = 66 / (slope + np.sqrt(slope**2 + 66))
        total = np.zeros(h.shape)
        for node, weight in zip((_FINE_NODES + 1) / 2, _FINE_WEIGHTS / 2, strict=True):
            w = node * end
            # Mills(x) = sqrt(pi/2) erfcx(x/sqrt 2)
            total += weight * np.exp(-w * (w / 2 + slope)) * erfcx((k + s * w) / np.sqrt(2))
        with np.errstate(divide="ignore"):
            integral = np.log(total) + np.log(end) + np.log(np.pi / 2) / 2
            return integral - k**2 / 2 - np.log(np.pi * length)
