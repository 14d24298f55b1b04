"""Pairs of fixed points of an open chain of layers, at a given distance in every layer.

As for one layer, rows of the couplings are independent; given the distances d_l of two states in
the layers l, the number of pairs per column of L neurons is a partition sum over (s_l, s'_l) with
the weight

    prod over l of Phi2(F_l, F'_l; s_l s'_l (1 - 2 d_l)),
    F_l = b + lambda s_l (s_{l-1} + s_{l+1})

and F' likewise. A field u_l on the neurons that differ fixes their share to d_l: the entropy is
min over u of [ln Z(u) - sum u_l d_l]. The sum runs layer by layer: the weight of a layer involves
its neighbours, so that the messages carry two layers (4 x 4 states). Where d_l > 1/2 the field
acts on the neurons that agree instead, which keeps the accuracy at both ends.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from basinet.theory._arguments import Numbers, Value, plain, real, threshold
from basinet.theory.normal import log_both_given_one
from basinet.theory.unequal import log_both_below

_SPINS = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])
"""The four states (s, s') of a neuron in two states of the chain."""

_ABSENT = np.zeros((2, 1))
"""The one state of the neighbour that a layer at the end does not have."""

_DIFFER = _SPINS[0] != _SPINS[1]


@dataclass(frozen=True, eq=False)
class _Layer:
    """One layer in the partition sum.

    Attributes:
        log_weights: ln Phi2 for (previous, own, next) states, `[4 or 1, 4, 4 or 1]`.
        minority: which own states the field u acts on.
        share: what fraction of the neurons these are, at most 1/2.
    """

    log_weights: NDArray[np.float64]
    minority: NDArray[np.bool_]
    share: float


def chain_pair_entropy(
    distances: Numbers,
    self_coupling: Numbers,
    excitation: Numbers,
    margin: Numbers = 0.0,
) -> Value:
    """Return the log-number per neuron of pairs of fixed points of a chain with two ends.

    Status: exact for the mean number of pairs as N -> infinity, hence an upper bound in
    probability: where it is negative no pair exists. Absolute error about 1e-12 of its size
    or of one. Some tens of milliseconds for each value.

    Args:
        distances: d_l, the fraction of neurons that differ in each layer, `[..., layers]`, from
            0 to 1.
        self_coupling: J_D; broadcast against the leading axes of the distances, as all others.
        excitation: lambda >= 0.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range, or there is no layer.
    """
    d = real("distances", distances, 0.0, 1.0)
    if d.ndim == 0 or d.shape[-1] == 0:
        raise ValueError(
            f"distances have the shape {d.shape}; expected one distance for each layer along the"
            " last axis"
        )
    b, excitation = threshold(self_coupling, margin), real("excitation", excitation, 0.0)
    shape = np.broadcast_shapes(d.shape[:-1], b.shape, excitation.shape)
    d = np.broadcast_to(d, (*shape, d.shape[-1]))
    b, excitation = np.broadcast_to(b, shape), np.broadcast_to(excitation, shape)
    result = np.empty(shape)
    for at in np.ndindex(shape):
        result[at] = _entropy(_layers(d[at], float(b[at]), float(excitation[at]))) / d.shape[-1]
    return plain(result)


def _layers(distances: NDArray[np.float64], b: float, excitation: float) -> list[_Layer]:
    last = len(distances) - 1
    layers = []
    for at, d in enumerate(distances):
        before = _ABSENT if at == 0 else _SPINS
        after = _ABSENT if at == last else _SPINS
        neighbours = before[:, :, None, None] + after[:, None, None, :]
        first, second = b + excitation * _SPINS[:, None, :, None] * neighbours
        log_weights = _log_both_stable(first, second, float(d), _DIFFER[None, :, None])
        minority = _DIFFER if d <= 0.5 else ~_DIFFER
        layers.append(_Layer(log_weights, minority, float(min(d, 1 - d))))
    return layers


def _log_both_stable(
    first: NDArray[np.float64], second: NDArray[np.float64], d: float, differ: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The logarithm of Phi2(F, F'; 1 - 2 d), or of that at -(1 - 2 d) where the spins differ."""
    first, second, differ = np.broadcast_arrays(first, second, differ)
    with np.errstate(divide="ignore"):
        tangent = np.sqrt(np.divide(d, 1 - d))
        tangent = np.where(differ, 1 / tangent, tangent)
    result = np.asarray(log_ndtr(first) + log_both_given_one(first, tangent))
    other = first != second
    if other.any():
        result[other] = log_both_below(first[other], second[other], d, differ[other])
    return result


def _entropy(layers: list[_Layer]) -> float:
    """Minimise the convex function ln Z(u) - sum u_l d_l by Newton steps of limited length."""
    shares = np.array([layer.share for layer in layers])
    open_ = np.flatnonzero(shares > 0)
    # Without correlations between layers ln(share/(1 - share)) is right up to the weights.
    field = np.full(len(layers), -np.inf)
    field[open_] = np.log(shares[open_] / (1 - shares[open_]))

    def value(at: NDArray[np.float64]) -> tuple[float, NDArray, NDArray]:
        log_sum, mean, covariance = _moments(layers, at, open_)
        return log_sum - float(at[open_] @ shares[open_]), mean - shares[open_], covariance

    now, gradient, covariance = value(field)
    longest = 4.0
    for _ in range(1000):
        curvature, directions = np.linalg.eigh(covariance)
        along = gradient @ directions
        # Layers that strong excitation locks together leave directions without curvature.
        step = directions @ (along / np.maximum(curvature, 1e-14))
        if gradient @ step < 1e-14:
            return now
        length = min(1.0, longest / float(np.abs(step).max()))
        while True:
            tried = field.copy()
            tried[open_] -= length * step
            after = value(tried)
            if after[0] <= now - length * float(gradient @ step) / 10:
                break
            length /= 2
            if length < 1e-12:
                return now  # nothing is left to gain but rounding
        longest = max(4.0, 2 * length * float(np.abs(step).max()))
        field, (now, gradient, covariance) = tried, after
    raise ArithmeticError(
        "the minimisation over the fields of a chain did not converge in 1000 steps; the distances"
        " of neighbouring layers may differ more than their excitation allows in float64"
    )


def _moments(
    layers: list[_Layer], field: NDArray[np.float64], open_: NDArray[np.intp]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The logarithm of Z, and mean and covariance of the minority indicators of the open layers.

    One pass from the first to the last layer carries the sum itself and the sums into which one
    or two indicators have been inserted, all in logarithms.
    """
    count = len(open_)
    rows, columns = np.triu_indices(count)
    inserted = np.zeros((1 + count + len(rows), len(layers)), bool)
    inserted[1 + np.arange(count), open_] = True
    inserted[1 + count + np.arange(len(rows)), open_[rows]] = True
    inserted[1 + count + np.arange(len(rows)), open_[columns]] = True
    message = np.zeros((len(inserted), 1, 4))
    for at, layer in enumerate(layers):
        tilt = np.where(layer.minority, field[at], 0.0)
        own = np.where(inserted[:, at, None] & ~layer.minority, -np.inf, tilt)
        terms = (message + own[:, None])[..., None] + layer.log_weights
        message = np.logaddexp.reduce(terms, axis=1)
    log_sums = np.logaddexp.reduce(message.reshape(len(inserted), -1), axis=1)
    sums = np.exp(log_sums[1:] - log_sums[0])
    mean = sums[:count]
    second = np.empty((count, count))
    second[rows, columns] = second[columns, rows] = sums[count:]
    return float(log_sums[0]), mean, second - np.outer(mean, mean)
