"""Local entropy of the densest clusters of fixed points, from the entropy of y-tuples.

Read as a Legendre transform, f_y = max over phi of [Sigma_ext(phi) + y phi]: e^(N phi) fixed
points of mutual overlap q form a group, and there are e^(N Sigma_ext) such groups. As y grows,
denser and rarer groups are counted, until Sigma_ext = 0. Since d(f_y/y)/dy = -Sigma_ext/y^2, the
densest groups that exist have the local entropy

    phi_max(q; b) = min over y > 1 of f_y(q; b)/y.

This rests on two assumptions that are not proved: groups have overlap 0 with each other, and a
group is replica symmetric inside. Values are replica-symmetric estimates; as first-moment values
they are upper bounds, and a positive value does not prove that the groups exist.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from basinet.theory import tuple_saddle
from basinet.theory._arguments import Numbers, Value, plain
from basinet.theory.tuple_integrals import SharedField, shared_field
from basinet.theory.tuples import CLOSEST, flat_points, tuple_size

_STENCIL = 9
"""Values of y through which f_y/y is interpolated."""

_Evaluate = Callable[[int, NDArray[np.float64], SharedField], tuple[NDArray[np.float64], ...]]


class LocalEntropy(NamedTuple):
    """The local entropy of the densest clusters; each entry has the shape of the arguments.

    Attributes:
        local_entropy: phi_max, per neuron, natural logarithm.
        y: the y* at which f_y/y is smallest.
        is_bound: True where f_y/y still falls at the largest y; the value is then only an upper
            bound of phi_max, and y the largest.
    """

    local_entropy: Value
    y: Value
    is_bound: bool | NDArray[np.bool_]


class LocalEntropySlope(NamedTuple):
    """The local entropy with its slope; each entry has the shape of the arguments.

    Attributes:
        at: the local entropy.
        slope: d phi_max/dd, by the normalised distance d at fixed b.
    """

    at: LocalEntropy
    slope: Value


def local_entropy(
    distance: Numbers,
    self_coupling: Numbers,
    margin: Numbers = 0.0,
    largest_y: int = 200,
) -> LocalEntropy:
    """Return the local entropy phi_max of the densest clusters of mutual distance d.

    phi_max = min over y > 1 of f_y(d; b)/y, f_y as in `tuple_entropy`. Status: a
    replica-symmetric estimate and a first-moment upper bound; existence of the clusters is a
    conjecture. Negative values mean that there are no such clusters.

    It counts states that all have the distance d from each other, not the states around a centre,
    and need not exceed the local entropy of typical points except at small d.

    f_y is evaluated at whole y between 1 and the largest and interpolated in ln y. The error
    against the continuation to real y is below 1e-7 (measured below 1e-8 at y* > 5).

    Args:
        distance: d, the fraction of neurons in which two of them differ, from 1e-12 to 1/2; or 0.
        self_coupling: J_D.
        margin: kappa >= 0, at most J_D.
        largest_y: the largest number of replicas, 8 to 1000.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    d, b, shape = flat_points(distance, self_coupling, margin)
    apart = np.maximum(d, CLOSEST)
    found = _minimise(apart, b, _ladder(largest_y), tuple_saddle.entropy)[0]
    # At d = 0 f_y/y is the complexity divided by y.
    value, y = np.where(d == 0, 0, found.local_entropy), np.where(d == 0, np.inf, found.y)
    return _shaped(LocalEntropy(value, y, found.is_bound & (d > 0)), shape)


def local_entropy_slope(
    distance: Numbers,
    self_coupling: Numbers,
    margin: Numbers = 0.0,
    largest_y: int = 200,
) -> LocalEntropySlope:
    """Return the local entropy with its derivative by the distance d.

    At y* only the explicit dependence of f_y on d counts: d phi_max/dd = (1/y*) df_y/dd, the
    exact slope of `tuple_entropy_slope`, interpolated in ln y like the entropy.

    Args:
        distance: d, the fraction of neurons in which two of them differ, from 1e-12 to 1/2, the
            end excluded.
        self_coupling: J_D.
        margin: kappa >= 0, at most J_D.
        largest_y: the largest number of replicas, 8 to 1000.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    d, b, shape = flat_points(distance, self_coupling, margin)
    if np.any(d == 0):
        raise ValueError("distance is 0; there phi_max has no slope")
    found, slope = _minimise(d, b, _ladder(largest_y), tuple_saddle.slope)
    return LocalEntropySlope(_shaped(found, shape), plain(slope.reshape(shape)))


def _ladder(largest_y: int) -> NDArray[np.int64]:
    """Whole numbers from 1 to the largest y, above 8 in steps of about a quarter."""
    if tuple_size(largest_y) < 8:
        raise ValueError(f"largest_y is {largest_y}; expected a whole number from 8 to 1000")
    steps = int(np.ceil(np.log(largest_y / 8) / np.log(1.25))) + 1
    upper = np.rint(np.geomspace(8, largest_y, steps)).astype(np.int64)
    return np.unique(np.concatenate([np.arange(1, 9), upper]))


def _minimise(
    distance: NDArray[np.float64],
    b: NDArray[np.float64],
    ladder: NDArray[np.int64],
    evaluate: _Evaluate,
) -> tuple[LocalEntropy, NDArray[np.float64]]:
    """The minimum of f_y/y over y, and the last of the evaluated quantities over y there.

    Near the lowest value on the ladder, polynomials in ln y run through the values on a stencil.

    Args:
        distance: `[points]`.
        b: `[points]`.
        ladder: increasing whole numbers, more than the stencil.
        evaluate: returns f_y, and what else is wanted at the minimum, for one y.
    """
    table = _tabulate(distance, shared_field(distance, b, float(ladder[-1])), ladder, evaluate)
    lowest = np.argmin(table[:, 0], axis=0)
    last = len(ladder) - 1
    stencil = np.arange(_STENCIL) + np.clip(lowest - _STENCIL // 2, 0, last - _STENCIL + 1)[:, None]
    log_y = np.log(ladder)
    t = log_y[stencil] - log_y[lowest, None]
    values = table[stencil, :, np.arange(len(distance))[:, None]]
    coefficients = np.asarray(
        np.linalg.solve(t[:, :, None] ** np.arange(_STENCIL), values), np.float64
    )
    low, high = log_y[np.maximum(lowest - 1, 0)], log_y[np.minimum(lowest + 1, last)]
    at, is_bound = _bottom(coefficients[:, :, 0], low - log_y[lowest], high - log_y[lowest])
    found = np.einsum("pkm,pk->mp", coefficients, at[:, None] ** np.arange(_STENCIL))
    y = np.asarray(np.exp(log_y[lowest] + at))
    return LocalEntropy(found[0], y, is_bound), found[-1]


def _tabulate(
    distance: NDArray[np.float64],
    field: SharedField,
    ladder: NDArray[np.int64],
    evaluate: _Evaluate,
) -> NDArray[np.float64]:
    """What is evaluated, divided by y, `[ladder, quantities, points]`; infinite where not asked.

    f_y/y first falls and then rises with y, so that each point is left after some rises.
    """
    rows: list[NDArray[np.float64]] = []
    for y in ladder:
        asked = _unfinished(np.array([row[0] for row in rows]), len(distance))
        if not asked.any():
            break
        found = np.stack(evaluate(int(y), distance[asked], field.take(asked))) / y
        row = np.full((len(found), len(distance)), np.inf)
        row[:, asked] = found
        rows.append(row)
    return np.array(rows + [np.full_like(rows[0], np.inf)] * (len(ladder) - len(rows)))


def _unfinished(values: NDArray[np.float64], count: int) -> NDArray[np.bool_]:
    """Which points need a further y, given the values `[ladder so far, points]`."""
    if len(values) < _STENCIL:
        return np.ones(count, bool)
    return np.argmin(values, axis=0) + _STENCIL // 2 >= len(values)


def _bottom(
    coefficients: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Where each polynomial has its minimum between two numbers, and whether it falls to the end.

    Args:
        coefficients: of increasing powers, `[points, powers]`.
        low: the left ends.
        high: the right ends.
    """
    powers = np.arange(1, coefficients.shape[1])

    def rises(t: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.sum(powers * coefficients[:, 1:] * t[:, None] ** (powers - 1), axis=1) > 0

    falls_to_the_end = ~rises(high)
    for _ in range(60):
        middle = (low + high) / 2
        right = rises(middle)
        low, high = np.where(right, low, middle), np.where(right, middle, high)
    return high, falls_to_the_end


def _shaped(found: LocalEntropy, shape: tuple[int, ...]) -> LocalEntropy:
    """The result in the shape of the arguments."""
    value, y, is_bound = (np.reshape(values, shape) for values in found)
    flag = bool(is_bound) if is_bound.ndim == 0 else np.asarray(is_bound, bool)
    return LocalEntropy(plain(value), plain(y), flag)
