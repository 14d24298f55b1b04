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
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr, ndtr, owens_t

from basinet.theory._arguments import Value, plain, real, threshold
from basinet.theory.normal import log_both_given_one

_SPINS = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])
"""The four states (s, s') of a neuron in two states of the chain."""

_ABSENT = np.zeros((2, 1))
"""The one state of the neighbour that a layer at the end does not have."""

_DIFFER = _SPINS[0] != _SPINS[1]


@dataclass(frozen=True, eq=False)
class _Layer:
    """One layer in the partition sum.

    Attributes:
        weights: Phi2 for (previous, own, next) states, `[4 or 1, 4, 4 or 1]`.
        minority: which own states the field u acts on.
        share: what fraction of the neurons these are, at most 1/2.
    """

    weights: NDArray[np.float64]
    minority: NDArray[np.bool_]
    share: float


def chain_pair_entropy(
    distances: ArrayLike,
    self_coupling: ArrayLike,
    excitation: ArrayLike,
    margin: ArrayLike = 0.0,
) -> Value:
    """Return the log-number per neuron of pairs of fixed points of a chain with two ends.

    Status: exact for the mean number of pairs as N -> infinity, hence an upper bound in
    probability: where it is negative no pair exists. Absolute error about 1e-12 for b >= -3. A
    few milliseconds for each value.

    Args:
        distances: d_l, the fraction of neurons that differ in each layer, `[..., layers]`, from
            0 to 1.
        self_coupling: J_D; broadcast against the leading axes of the distances, as all others.
        excitation: lambda >= 0.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range, or there is no layer.
    """
    d = real("distances", distances, 0, 1)
    if d.ndim == 0 or d.shape[-1] == 0:
        raise ValueError(
            f"distances have the shape {d.shape}; expected one distance for each layer along the"
            " last axis"
        )
    b, excitation = threshold(self_coupling, margin), real("excitation", excitation, 0)
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
        weights = _both_stable(first, second, float(d), _DIFFER[None, :, None])
        minority = _DIFFER if d <= 0.5 else ~_DIFFER
        layers.append(_Layer(weights, minority, float(min(d, 1 - d))))
    return layers


def _both_stable(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    d: float,
    differ: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Phi2(F, F'; 1 - 2 d), or -(1 - 2 d) where the two spins differ."""
    first, second, differ = np.broadcast_arrays(first, second, differ)
    with np.errstate(divide="ignore"):
        tangent = np.where(differ, np.sqrt((1 - d) / d), np.sqrt(d / (1 - d)))
    equal = np.exp(log_ndtr(first) + log_both_given_one(first, tangent))
    return np.where(first == second, equal, _unequal(first, second, d, differ))


def _unequal(
    h: NDArray[np.float64],
    k: NDArray[np.float64],
    d: float,
    differ: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Phi2(h, k; rho) by Owen's formula (1956), for h != k; absolute error 1e-16."""
    if d in {0, 1}:
        same = differ == (d == 1)
        return np.where(same, ndtr(np.minimum(h, k)), np.maximum(ndtr(h) - ndtr(-k), 0))
    rho = np.where(differ, 2 * d - 1, 1 - 2 * d)
    root = 2 * np.sqrt(d * (1 - d))
    # At a threshold of zero the limit from above is meant, T(0+, +-infinity) = +-1/4.
    h, k = np.where(h == 0, 1e-300, h), np.where(k == 0, 1e-300, k)
    with np.errstate(over="ignore"):
        from_h = owens_t(h, (k - rho * h) / (h * root))
        from_k = owens_t(k, (h - rho * k) / (k * root))
    opposite = 0.5 * ((h < 0) != (k < 0))
    return np.maximum((ndtr(h) + ndtr(k)) / 2 - from_h - from_k - opposite, 0)


def _entropy(layers: list[_Layer]) -> float:
    """Minimise the convex function ln Z(u) - sum u_l d_l by damped Newton steps."""
    shares = np.array([layer.share for layer in layers])
    open_ = np.flatnonzero(shares > 0)
    # Without correlations between layers ln(share/(1 - share)) is right up to the weights.
    field = np.full(len(layers), -np.inf)
    field[open_] = np.log(shares[open_] / (1 - shares[open_]))

    def value(at: NDArray[np.float64]) -> tuple[float, NDArray, NDArray]:
        log_sum, mean, covariance = _moments(layers, at, open_)
        return log_sum - float(at[open_] @ shares[open_]), mean - shares[open_], covariance

    now, gradient, covariance = value(field)
    for _ in range(100):
        step = np.linalg.solve(covariance, gradient) if len(open_) else gradient
        decrement = float(gradient @ step)
        if decrement < 1e-14:
            return now
        length = 1.0
        while True:
            tried = field.copy()
            tried[open_] -= length * step
            after = value(tried)
            if after[0] <= now - length * decrement / 10 or length < 1e-9:
                break
            length /= 2
        field, (now, gradient, covariance) = tried, after
    raise ArithmeticError(
        "the minimisation over the fields of a chain did not converge in 100 steps; the overlaps"
        " may be too close to -1 or 1 for float64"
    )


def _moments(
    layers: list[_Layer], field: NDArray[np.float64], open_: NDArray[np.intp]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The logarithm of Z, and mean and covariance of the minority indicators of the open layers.

    One pass from the first to the last layer carries the sum itself and the sums into which one
    or two indicators have been inserted.
    """
    count = len(open_)
    rows, columns = np.triu_indices(count)
    inserted = np.zeros((1 + count + len(rows), len(layers)), bool)
    inserted[1 + np.arange(count), open_] = True
    inserted[1 + count + np.arange(len(rows)), open_[rows]] = True
    inserted[1 + count + np.arange(len(rows)), open_[columns]] = True
    message = np.ones((len(inserted), 1, 4))
    log_sum = 0.0
    for at, layer in enumerate(layers):
        tilt = np.where(layer.minority, np.exp(field[at]), 1.0)
        own = np.where(inserted[:, at, None], tilt * layer.minority, tilt)
        message = np.einsum("ipc,ic,pcn->icn", message, own, layer.weights)
        scale = message[0].max()
        message /= scale
        log_sum += float(np.log(scale))
    sums = message.sum(axis=(1, 2))
    mean = sums[1 : 1 + count] / sums[0]
    second = np.empty((count, count))
    second[rows, columns] = second[columns, rows] = sums[1 + count :] / sums[0]
    return log_sum + float(np.log(sums[0])), mean, second - np.outer(mean, mean)
