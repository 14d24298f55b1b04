"""Solvable models beside which a network that learns its attractors is judged.

* `perceptron_capacity`, `separable_probability`: one neuron that has to keep a sign for each of
  P patterns. With pattern i in the role of neuron i it bounds the attractors that can be learnt.
* `hopfield_capacity`, `hopfield_overlap`: attractors that are stored by Hebb's rule.
* `symmetric_perceptron_capacity`: binary weights with a condition on the size of the field.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, erf, erfc, ndtr

from basinet.theory._arguments import FAR, Numbers, Reals, Value, plain, real, whole
from basinet.theory._roots import bracketed


class HopfieldCapacity(NamedTuple):
    """Where retrieval ends in the Hopfield model.

    Attributes:
        load: alpha_c, the largest number of patterns per neuron.
        overlap: m_c, the overlap of the retrieved state with the pattern there.
        field: y*, the mean field of a neuron divided by sqrt 2 times its standard deviation.
    """

    load: float
    overlap: float
    field: float


def perceptron_capacity(margin: Numbers = 0.0) -> Value:
    """Return the largest number of random patterns per weight that a perceptron stores.

    alpha_c(kappa) = 1/[(1 + kappa^2) Phi(kappa) + kappa phi(kappa)], for weights on a sphere and
    unbiased labels, kappa in units of the length of the weights (Gardner 1988). Status: exact.
    Relative error 1e-15.

    Args:
        margin: kappa >= 0.

    Raises:
        ValueError: when the margin is negative or not finite.
    """
    kappa = real("margin", margin, 0.0, FAR)
    density = np.exp(-(kappa**2) / 2) / np.sqrt(2 * np.pi)
    return plain(1 / ((1 + kappa**2) * ndtr(kappa) + kappa * density))


def separable_probability(patterns: Numbers, dimensions: Numbers) -> Value:
    """Return the probability that random labels of patterns are linearly separable.

    2^(1-P) sum over k < N of C(P-1, k) for P patterns in general position in N dimensions, without
    threshold (Cover 1965). Status: exact. Relative error 1e-12.

    Args:
        patterns: P >= 1.
        dimensions: N >= 1.

    Raises:
        ValueError: when an argument is not a whole number of at least 1.
    """
    count, dimensions = np.broadcast_arrays(
        whole("patterns", patterns, 1), whole("dimensions", dimensions, 1)
    )
    # The sum is the probability of less than N heads in P - 1 tosses of a fair coin.
    heads = np.minimum(dimensions, count) - 1
    return plain(np.asarray(bdtr(heads.astype(float), count - 1, 0.5)))


def hopfield_capacity() -> HopfieldCapacity:
    """Return the largest load of the Hopfield model at temperature zero.

    alpha_c = max over y of g(y)^2/2, g(y) = (erf y - (2 y/sqrt pi) e^{-y^2})/y, m_c = erf(y*)
    (Amit, Gutfreund and Sompolinsky 1985). Status: replica-symmetric estimate. Relative error
    1e-14.
    """
    field = _best_field()
    return HopfieldCapacity(float(_load(np.float64(field))), float(erf(field)), field)


def hopfield_overlap(load: Numbers) -> Value:
    """Return the overlap with a stored pattern of the state that is retrieved at temperature zero.

    m = erf(y) with the larger solution of load = g(y)^2/2, g as in `hopfield_capacity`; 0 beyond
    the capacity and 1 at load 0. Status: replica-symmetric estimate. Absolute error 1e-14; near the
    capacity, where the slope diverges, 1e-8.

    Args:
        load: patterns per neuron, at least 0.

    Raises:
        ValueError: when the load is negative or not finite.
    """
    load = real("load", load, 0.0)
    low = np.full(load.shape, _best_field())
    recalled = load <= _load(low)
    # g(y) < 1/y: beyond this y the load of every y is smaller than the one asked for.
    high = np.maximum(1 / np.sqrt(2 * np.maximum(load, 1e-6)), low)
    for _ in range(64):
        middle = (low + high) / 2
        above = _load(middle) >= load
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return plain(np.where(recalled, erf(low), 0.0))


def symmetric_perceptron_capacity(width: Numbers) -> Value:
    """Return the largest number of constraints per weight of the symmetric binary perceptron.

    Binary weights w with |w.xi|/sqrt(N) < kappa for each random pattern xi:
    alpha_c = -ln 2/ln(2 Phi(kappa) - 1) (Aubin, Perkins and Zdeborova 2019). Status: exact.
    Relative error 1e-14; infinity where 2 Phi(kappa) - 1 is 1 in float64.

    Args:
        width: kappa > 0.

    Raises:
        ValueError: when the width is not above 0 or not finite.
    """
    kappa = real("width", width, 0.0)
    if np.any(kappa == 0):
        raise ValueError("width is 0.0; expected a finite number above 0")
    half = kappa / np.sqrt(2)
    with np.errstate(divide="ignore"):
        log_inside = np.where(kappa < 1, np.log(erf(half)), np.log1p(-erfc(half)))
        return plain(-np.log(2) / log_inside)


def _load(y: Reals) -> Reals:
    return ((erf(y) - 2 / np.sqrt(np.pi) * y * np.exp(-(y**2))) / y) ** 2 / 2


def _best_field() -> float:
    """The y at which the load is largest: where y f'(y) = f(y), f = y g(y)."""

    def difference(y: float) -> float:
        slope = 4 / np.sqrt(np.pi) * y**2 * np.exp(-(y**2))
        return float(y * slope - (erf(y) - 2 / np.sqrt(np.pi) * y * np.exp(-(y**2))))

    return bracketed(difference, 1.0, 2.0, 1e-15)
