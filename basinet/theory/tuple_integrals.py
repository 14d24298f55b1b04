"""Gaussian integrals over the field that y replicas share, on one grid for every k and y.

Replicas of mutual overlap q see the fields h_a = sqrt(q) z + sqrt(1-q) x_a at a neuron. Given z
their spins are stable independently, with the probabilities

    A+(z) = Phi((b + sqrt(q) z) / sqrt(1-q)),    A-(z) = Phi((b - sqrt(q) z) / sqrt(1-q))

for a spin +1 and -1. The integrands A+^(y-k) A-^k change within sqrt((1-q)/q) around
|z| = b/sqrt(q) and are smooth elsewhere. Gauss-Legendre panels that shrink geometrically towards
this point resolve them whatever the overlap, with a few hundred nodes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx, gammaln, log_ndtr

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)

_BLOCK = 2**21
"""Values of an integrand held at once: 16 MB for each array."""


class SharedField(NamedTuple):
    """A grid of z >= 0 for each of several points (d, b).

    Attributes:
        log_weight: ln(2 phi(z) dz), `[points, nodes]`; the factor 2 stands for z < 0.
        log_plus: ln A+(z), `[points, nodes]`.
        log_minus: ln A-(z), `[points, nodes]`.
        ratio_plus: phi/Phi at the argument of A+, over sqrt(1-q).
        ratio_minus: phi/Phi at the argument of A-, over sqrt(1-q).
    """

    log_weight: NDArray[np.float64]
    log_plus: NDArray[np.float64]
    log_minus: NDArray[np.float64]
    ratio_plus: NDArray[np.float64]
    ratio_minus: NDArray[np.float64]

    def take(self, chosen: slice | NDArray[np.bool_]) -> "SharedField":
        """Return the grids of some of the points."""
        return SharedField(*(values[chosen] for values in self))

    def blocks(self, terms: int) -> list[slice]:
        """Return slices of the points, so that `terms` integrands of each fit into memory."""
        points, nodes = self.log_weight.shape
        size = max(1, _BLOCK // (terms * nodes))
        return [slice(first, first + size) for first in range(0, points, size)]


def shared_field(
    distance: NDArray[np.float64], b: NDArray[np.float64], largest_y: float
) -> SharedField:
    """Return the grid for points (d, b), fine enough for all y up to the largest.

    Args:
        distance: d = (1-q)/2 in (0, 1/2], `[points]`.
        b: J_D - kappa >= 0, `[points]`.
        largest_y: the finest features are narrower by its square root.
    """
    root, rest = np.sqrt(1 - 2 * distance)[:, None], np.sqrt(2 * distance)[:, None]
    b = b[:, None]
    z, dz = _panels(root, rest, b, largest_y)
    plus, minus = (b + root * z) / rest, (b - root * z) / rest
    log_weight = np.log(2 * np.maximum(dz, 1e-300)) - z**2 / 2 - np.log(2 * np.pi) / 2
    return SharedField(
        log_weight, log_ndtr(plus), log_ndtr(minus), _ratio(plus) / rest, _ratio(minus) / rest
    )


def log_terms(y: int, field: SharedField) -> NDArray[np.float64]:
    """Return ln[C(y,k) 2 Int_{z>0} Dz A+^(y-k) A-^k] for k = 0..y, `[points, y + 1]`.

    Integrals over z > 0 suffice: a sum over k whose weights do not change under k -> y - k is the
    same as that of the integrals over all z.
    """
    k = np.arange(y + 1)
    log_binomial = gammaln(y + 1) - gammaln(k + 1) - gammaln(y - k + 1)
    blocks = [_exponents(k, y, field.take(part)) for part in field.blocks(y + 1)]
    return log_binomial + np.concatenate([log_sum(block) for block in blocks])


def term_slopes(y: int, field: SharedField) -> NDArray[np.float64]:
    """Return d/dq of the logarithm of each integral of `log_terms`, `[points, y + 1]`.

    By Plackett's identity the derivative of an orthant probability by a correlation is the density
    of two variables times the probability of the others. Under the common field this is an average
    of C(y-k,2) r+^2 + C(k,2) r-^2 - k (y-k) r+ r-, with r = phi/Phi/sqrt(1-q).
    """
    k = np.arange(y + 1)
    pairs = [(y - k) * (y - k - 1) / 2, k * (k - 1) / 2, -k * (y - k)]
    slopes = []
    for block in field.blocks(y + 1):
        part = field.take(block)
        log_measure = _exponents(k, y, part)
        measure = np.exp(log_measure - log_measure.max(axis=-1, keepdims=True))
        plus, minus = part.ratio_plus, part.ratio_minus
        moments = np.stack([plus**2, minus**2, plus * minus], axis=-1)
        averages = measure @ moments / measure.sum(axis=-1, keepdims=True)
        slopes.append(np.einsum("pkm,mk->pk", averages, np.array(pairs)))
    return np.concatenate(slopes)


def log_sum(logarithms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the sum of exponentials of finite numbers over the last axis."""
    largest = np.max(logarithms, axis=-1, keepdims=True)
    return np.asarray(np.log(np.sum(np.exp(logarithms - largest), axis=-1)) + largest[..., 0])


def _exponents(k: NDArray[np.int64], y: int, field: SharedField) -> NDArray[np.float64]:
    """The logarithms of the integrands, `[points, k, nodes]`."""
    k = k[:, None]
    plus, minus = field.log_plus[:, None], field.log_minus[:, None]
    return (y - k) * plus + k * minus + field.log_weight[:, None]


def _ratio(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """phi(x)/Phi(x), accurate in both tails."""
    return np.sqrt(2 / np.pi) / erfcx(-x / np.sqrt(2))


def _panels(
    root: NDArray[np.float64], rest: NDArray[np.float64], b: NDArray[np.float64], largest_y: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights of Gauss-Legendre panels on 0 <= z <= end, each `[points, nodes]`."""
    end = _peak(root, rest, b, largest_y) + 9.5
    slow = np.maximum(root, 0.1)  # below q = 0.01 nothing is sharper than the weight itself
    centre = b / slow
    unit = rest / slow / max(1.0, np.sqrt(largest_y / 16))
    doublings = 1 + int(np.ceil(np.log2(max(1.0, np.max(end / unit)))))
    offset = unit * 2.0 ** np.arange(doublings)
    sharp = np.concatenate([centre - offset, centre, centre + offset], axis=1)
    even = end * np.linspace(0, 1, 11)
    edges = np.sort(np.concatenate([even, np.clip(sharp, 0, end)], axis=1), axis=1)
    half, middle = np.diff(edges) / 2, (edges[:, 1:] + edges[:, :-1]) / 2
    z = middle[..., None] + half[..., None] * _NODES
    dz = half[..., None] * _WEIGHTS
    return z.reshape(len(z), -1), dz.reshape(len(z), -1)


def _peak(
    root: NDArray[np.float64], rest: NDArray[np.float64], b: NDArray[np.float64], y: float
) -> NDArray[np.float64]:
    """Where exp(-z^2/2) A+^y is largest, z >= 0; beyond, it decays at least like a Gaussian."""

    def slope(z: NDArray[np.float64]) -> NDArray[np.float64]:
        return z - y * root / rest * _ratio((b + root * z) / rest)

    low, high = np.zeros_like(root + b), np.ones_like(root + b)
    while np.any(slope(high) < 0):
        high = np.where(slope(high) < 0, 2 * high, high)
    for _ in range(30):
        middle = (low + high) / 2
        below = slope(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return high
