"""Self-couplings at which the clusters of fixed points change.

All of them are values of b = J_D - kappa, to which the margin is added. Which of them is called
"the critical self-coupling" depends on the criterion, hence the three functions.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
import scipy  # whose parts are loaded when they are first used
from numpy.polynomial import Chebyshev
from numpy.polynomial.chebyshev import chebpts1
from numpy.typing import NDArray

from basinet.theory._arguments import Reals, threshold
from basinet.theory._roots import bracketed
from basinet.theory.clusters import local_entropy, local_entropy_slope
from basinet.theory.tuples import tuple_entropy, tuple_entropy_slope, tuple_size

_Curve: TypeAlias = Callable[[Reals, Reals], Reals]

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
    shift = float(threshold(0.0, margin))

    def value(d: Reals, b: Reals) -> Reals:
        return np.asarray(tuple_entropy(y, d, b).entropy)

    def slope(d: Reals, b: Reals) -> Reals:
        return np.asarray(tuple_entropy_slope(y, d, b))

    log_d, b = _touching_zero(value, slope)
    return _transition(log_d, b - shift, float(y))


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
    shift = float(threshold(0.0, margin))
    log_d, b = _touching_zero(_value, _slope)
    return _transition(log_d, b - shift, float(local_entropy(np.exp(log_d), b).y))


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
    shift = float(threshold(0.0, margin))
    log_gap, b_gap = _touching_zero(_value, _slope)
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
    return _transition(log_d, b - shift, float(local_entropy(np.exp(log_d), b).y))


def _value(d: Reals, b: Reals) -> Reals:
    return np.asarray(local_entropy(d, b).local_entropy)


def _slope(d: Reals, b: Reals) -> Reals:
    return np.asarray(local_entropy_slope(d, b).slope)


def _touching_zero(value: _Curve, slope: _Curve) -> tuple[float, float]:
    """The logarithm of d and b at which a curve over d has its minimum at zero.

    Args:
        value: of d and b; it falls from d = 0 on, rises again up to d = 1/2, and grows with b.
        slope: its derivative by d.
    """
    grid = np.geomspace(3e-5, 0.3, 25)
    low, high = 1e-3, 2e-3
    while np.min(value(grid, np.float64(high))) < 0:
        low, high = high, 2 * high
    for _ in range(4):
        middle = (low + high) / 2
        above = np.min(value(grid, np.float64(middle))) > 0
        low, high = (low, middle) if above else (middle, high)
    start = [np.log(grid[np.argmin(value(grid, np.float64(low)))]), np.log(low)]

    def conditions(at: NDArray[np.float64]) -> list[float]:
        d, b = np.exp(at[0]), np.exp(at[1])
        return [float(value(d, b)), float(slope(d, b) * d)]

    end = scipy.optimize.root(conditions, start, tol=1e-11)
    log_d, log_b = (float(x) for x in end.x)
    if np.max(np.abs(conditions(end.x))) > 1e-9:
        raise ArithmeticError(f"the search for the transition did not converge: {end.message}")
    return log_d, float(np.exp(log_b))


def _transition(log_d: float, b: float, y: float) -> Transition:
    distance = float(np.exp(log_d))
    return Transition(b, distance, 1 - 2 * distance, y)
