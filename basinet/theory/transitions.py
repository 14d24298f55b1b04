"""Self-couplings at which the clusters of fixed points change.

All of them are values of b = J_D - kappa, to which the margin is added. Which of them is called
"the critical self-coupling" depends on the criterion, hence the three functions.
"""

from typing import NamedTuple

import numpy as np
from numpy.polynomial import Chebyshev
from numpy.polynomial.chebyshev import chebpts1
from numpy.typing import NDArray
from scipy.optimize import root

from basinet.theory._arguments import threshold
from basinet.theory._roots import bracketed
from basinet.theory.clusters import local_entropy, local_entropy_slope
from basinet.theory.tuples import tuple_entropy, tuple_entropy_slope, tuple_size

_DEGREE = 20
"""Of the polynomial through the slope of phi_max; twice as many change b by 3e-8."""


class Transition(NamedTuple):
    """A self-coupling and the place at which the condition of the transition is met.

    Attributes:
        self_coupling: J_D at the transition.
        distance: d there.
        overlap: q = 1 - 2d there.
        y: the number of replicas there.
    """

    self_coupling: float
    distance: float
    overlap: float
    y: float


def tuple_exclusion(y: int, margin: float = 0.0) -> Transition:
    """Return J^(y), below which y-tuples of some common distance are excluded.

    It solves min over d of f_y(d; b) = 0. Below it, f_y < 0 in a window of distances around the
    one that is returned, and with probability one for large N no y fixed points have such a mutual
    distance. Status: derived, a first-moment exclusion; nothing is claimed above the transition.
    For y = 2 this is the overlap gap of pairs. Error of the self-coupling below 1e-9.

    Args:
        y: the number of fixed points, a whole number from 2 to 200.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    if not 2 <= tuple_size(y) <= 200:
        raise ValueError(f"y is {y}; expected a whole number from 2 to 200")

    def deepest(b: float) -> float:
        # f_y falls from f_1 at d = 0 to its minimum and rises from there up to d = 1/2.
        def slope(log_d: float) -> float:
            return float(tuple_entropy_slope(y, np.exp(log_d), b))

        return bracketed(slope, np.log(1e-8), np.log(0.45), 1e-9)

    def lowest(b: float) -> float:
        return float(tuple_entropy(y, np.exp(deepest(b)), b).entropy)

    high = 1e-3
    while lowest(high) < 0:
        high *= 2
    b = bracketed(lowest, high / 2 if high > 1e-3 else 0.0, high, 1e-12)
    return _transition(deepest(b), b, y, margin)


def overlap_gap_transition(margin: float = 0.0) -> Transition:
    """Return J_OGP, below which the local entropy is negative in a window of distances.

    It solves min over d of phi_max(d; b) = 0, which is the largest of all J^(y), y > 1 real. Below
    it narrow clusters are separated by an overlap gap. Status: a replica-symmetric estimate that
    rests on the assumptions of `basinet.theory.clusters`. As the J^(y) of whole y are
    exclusions, J^(5) is a lower bound that needs no assumption. Error of the self-coupling below
    1e-7.

    Args:
        margin: kappa >= 0.

    Raises:
        ValueError: when the margin is negative or not finite.
    """
    log_d, b = _overlap_gap()
    return _transition(log_d, b, float(local_entropy(np.exp(log_d), b).y), margin)


def monotonicity_transition(margin: float = 0.0) -> Transition:
    """Return J_mono, above which the local entropy grows with the distance from d = 0 on.

    It is the smallest b without a range of distances in which phi_max(d; b) falls: there the
    curve has an inflection point with zero slope, at the distance that is returned. Between J_OGP
    and J_mono phi_max is positive but has a dip; above, clusters are dense and extensive. Status: a
    replica-symmetric estimate, as J_OGP. Errors: self-coupling about 1e-7, the distance about 1e-4
    relative, because the inflection is flat.

    Args:
        margin: kappa >= 0.

    Raises:
        ValueError: when the margin is negative or not finite.
    """
    log_gap, b_gap = _overlap_gap()
    # The range in which phi_max falls ends at the bottom of the dip and shrinks as b grows.
    window = [log_gap - np.log(10), log_gap]
    at = log_gap + (chebpts1(_DEGREE + 1) - 1) * np.log(10) / 2

    def flattest(b: float) -> tuple[float, float]:
        slope = np.asarray(local_entropy_slope(np.exp(at), b).slope)
        curve = Chebyshev.fit(at, slope, _DEGREE, window)
        turns = curve.deriv().roots()
        inside = turns.real[(np.abs(turns.imag) < 1e-9)]
        places = np.concatenate([window, inside[(inside > window[0]) & (inside < window[1])]])
        least = places[np.argmin(curve(places))]
        return float(curve(least)), float(least)

    b = bracketed(lambda b: flattest(b)[0], b_gap, 2 * b_gap, 1e-10)
    log_d = flattest(b)[1]
    return _transition(log_d, b, float(local_entropy(np.exp(log_d), b).y), margin)


def _overlap_gap() -> tuple[float, float]:
    """The logarithm of the distance and b at which the minimum of phi_max is zero."""
    start = tuple_exclusion(2)
    while (after := tuple_exclusion(int(start.y) + 1)).self_coupling > start.self_coupling:
        start = after

    def conditions(at: NDArray[np.float64]) -> list[float]:
        found = local_entropy_slope(np.exp(at[0]), at[1])
        return [float(found.at.local_entropy), float(found.slope)]

    end = root(conditions, [np.log(start.distance), start.self_coupling], tol=1e-10)
    return float(end.x[0]), float(end.x[1])


def _transition(log_d: float, b: float, y: float, margin: float) -> Transition:
    distance = float(np.exp(log_d))
    # threshold is J_D - kappa; at J_D = 0 it is -kappa, after the margin has been checked.
    return Transition(b - float(threshold(0.0, margin)), distance, 1 - 2 * distance, float(y))
