"""Pairs of fixed points at a given distance, and how isolated a typical fixed point is.

s_pair(d; b) is the log-number per neuron of ordered pairs of fixed points at the normalised
Hamming distance d. Seen from a typical fixed point there are e^(N phi_typ) others at distance d,
phi_typ = s_pair - Sigma. For d -> 0 the number of ways to choose d N neurons, H2(d), loses against
the conditions that the new state has to meet, which cost sqrt(2/pi) a(b) sqrt(d): typical fixed
points are isolated at every finite self-coupling.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.special import log_ndtr, xlog1py, xlogy

from basinet.theory._arguments import Numbers, Reals, Value, plain, real, threshold
from basinet.theory._roots import bracketed
from basinet.theory.counting import complexity
from basinet.theory.normal import log_both_given_one

_Curve: TypeAlias = Callable[[Reals, Reals], Reals]

LARGEST_ISOLATED = 25.0
"""The largest b for which the isolation is computed: beyond, d_typ is too small for float64."""


class Isolation(NamedTuple):
    """The gap around a typical fixed point; each entry has the shape of the arguments.

    Attributes:
        radius: d_typ, below which there is no other fixed point (except at distance 0).
        depth: the smallest value of phi_typ, negative.
        deepest: the distance at which phi_typ is smallest.
    """

    radius: Value
    depth: Value
    deepest: Value


class PairGap(NamedTuple):
    """Where the gap in the distances of pairs closes.

    Attributes:
        self_coupling: J^(2), below which some distances do not occur.
        distance: the last distance that does not occur; its overlap is 1 - 2 d.
    """

    self_coupling: float
    distance: float


def pair_entropy(distance: Numbers, self_coupling: Numbers, margin: Numbers = 0.0) -> Value:
    """Return s_pair, the log-number per neuron of pairs of fixed points at a distance.

        s_pair(d; b) = ln 2 + H2(d) + (1-d) ln Phi2(b, b; 1-2d) + d ln Phi2(b, b; -(1-2d))

    with H2(d) = -d ln d - (1-d) ln(1-d). Symmetric under d -> 1 - d; Sigma at d = 0 and 2 Sigma
    at d = 1/2. Status: exact for the mean number of pairs, hence an upper bound in probability:
    where it is negative no pair exists. Absolute error below 1e-12 for |b| <= 8.

    Args:
        distance: d, the fraction of neurons that differ, from 0 to 1.
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    d, b = real("distance", distance, 0.0, 1.0), threshold(self_coupling, margin)
    return plain(_surroundings(d, b) + complexity(b))


def typical_entropy(distance: Numbers, self_coupling: Numbers, margin: Numbers = 0.0) -> Value:
    """Return phi_typ, the log-number per neuron of fixed points at a distance from a typical one.

    phi_typ = s_pair - Sigma, computed without taking that difference, so that it is accurate for
    tiny distances, too: phi_typ ~ -sqrt(2/pi) a(b) sqrt(d) + d ln(1/d). Status: exact annealed
    value, an upper bound of the quenched one.

    Args:
        distance: d, the fraction of neurons that differ, from 0 to 1.
        self_coupling: J_D.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    d, b = real("distance", distance, 0.0, 1.0), threshold(self_coupling, margin)
    return plain(np.asarray(_surroundings(d, b)))


def isolation(self_coupling: Numbers, margin: Numbers = 0.0) -> Isolation:
    """Return how far a typical fixed point is from the next one, and how deep that gap is.

    phi_typ falls from 0 at d = 0 to its minimum, crosses zero once at d_typ and is positive up to
    d = 1/2. Status: no other fixed point for 0 < d < d_typ is exact for typical fixed points as
    N -> infinity (first moment); that there are some right beyond d_typ is not claimed. In a
    network with N d_typ < 1 the gap cannot be seen. Relative error of the distances about 1e-9
    (of the radius 1e-5 for b < 1e-3, where phi_typ is flat), of the depth 1e-12.

    Args:
        self_coupling: J_D.
        margin: kappa >= 0; J_D - kappa must be from 0 (where d_typ is 1/2) to 25.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b = threshold(self_coupling, margin)
    wrong = ~((b >= 0) & (b <= LARGEST_ISOLATED))
    if wrong.any():
        raise ValueError(
            f"self_coupling - margin is {b[wrong][0]}; it must be at least 0 (below, there are no"
            f" typical fixed points) and at most {LARGEST_ISOLATED:g}"
        )
    smallest = np.full(b.shape, np.log(1e-300))
    radius = _rise(_surroundings, b, smallest, np.full(b.shape, np.log(0.5)))
    deepest = _rise(_slope, b, smallest, radius)
    # At b = 0 phi_typ touches zero from below.
    radius = np.where(b == 0, np.log(0.5), radius)
    depth = _surroundings(np.exp(deepest), b)
    return Isolation(plain(np.exp(radius)), plain(depth), plain(np.exp(deepest)))


def pair_gap(margin: float = 0.0) -> PairGap:
    """Return the self-coupling J^(2) below which pairs of fixed points have a gap of distances.

    Below it s_pair(d) < 0 for some d: with high probability no pair has that distance, although
    closer and more distant pairs exist. Status: exact first-moment statement, a lower bound of the
    self-coupling at which the gap closes. J^(2) = kappa + 0.0427228 at overlap 0.94800.

    Args:
        margin: kappa >= 0.

    Raises:
        ValueError: when the margin is negative or not finite.
    """
    shift = float(threshold(0.0, margin))

    def least(b: float) -> float:
        return float(complexity(b)) + float(isolation(b).depth)

    closes = bracketed(least, 0.01, 0.2, 1e-13)
    return PairGap(closes - shift, float(isolation(closes).deepest))


def _surroundings(d: Reals, b: Reals) -> Reals:
    """phi_typ(d; b) = H2(d) + sum over both kinds of neurons of ln P(stable in s' | in s)."""
    with np.errstate(divide="ignore"):
        tangent = np.sqrt(d / (1 - d))
        same = log_both_given_one(b, tangent)
        # Two roots, because 1/d may overflow.
        different = log_both_given_one(b, np.sqrt(1 - d) / np.sqrt(d))
    # At d = 1 no neuron agrees and at d = 0 none differs; the logarithm, minus infinity for
    # b <= 0, then counts for nothing.
    same, different = np.where(d < 1, same, 0), np.where(d > 0, different, 0)
    return (1 - d) * same + d * different - xlogy(d, d) - xlog1py(1 - d, -d)


def _slope(d: Reals, b: Reals) -> Reals:
    """The derivative of phi_typ by d, for 0 < d < 1 and b > 0.

    dPhi2/drho = exp(-b^2/(1 + rho))/(2 pi sqrt(1 - rho^2)), with 1 - rho^2 = 4 d (1 - d) for both
    kinds of neurons.
    """
    tangent = np.sqrt(d / (1 - d))
    same = log_both_given_one(b, tangent)
    different = log_both_given_one(b, 1 / tangent)
    density = -np.log(2 * np.pi) - np.log(d * (1 - d)) / 2 - log_ndtr(b)
    agreeing = (1 - d) * np.exp(density - b**2 / (2 * (1 - d)) - same)
    differing = d * np.exp(density - b**2 / (2 * d) - different)
    return np.log1p(-d) - np.log(d) - same + different - agreeing + differing


def _rise(of: _Curve, b: Reals, low: Reals, high: Reals) -> Reals:
    """Where a function of (d, b) rises through zero, by bisection of ln d between two bounds."""
    for _ in range(62):
        middle = (low + high) / 2
        above = of(np.exp(middle), b) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2
