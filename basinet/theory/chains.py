"""How many fixed points a chain of layers has, coupled one to one by excitation.

L layers of N neurons, each with its own random couplings as in `basinet.theory.counting`; neuron i
of a layer also receives lambda (s_i^{l-1} + s_i^{l+1}) from its likes in the neighbouring layers
(arXiv 2509.05041). The mean number of fixed points is E[N_fp] = Z^N with Z the partition sum of
one column of L spins. In terms of the bonds t_l = s_l s_{l+1} it is a product of

    T = [[Phi(b + 2 lambda), Phi(b)], [Phi(b), Phi(b - 2 lambda)]],

where the stability of a spin is shifted by its two bonds, and at the end of an open chain
v = (Phi(b + lambda), Phi(b - lambda)). Excitation thus acts like a self-coupling for aligned
neighbours, at the price of the states with walls between layers.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri, ndtri_exp

from basinet.theory._arguments import Numbers, Reals, Value, plain, real, threshold, whole


def bulk_complexity(self_coupling: Numbers, excitation: Numbers, margin: Numbers = 0.0) -> Value:
    """Return the complexity per neuron of an infinitely long chain, ln Lambda.

    Lambda = (A + C)/2 + sqrt(((A - C)/2)^2 + Phi(b)^2), A = Phi(b + 2 lambda),
    C = Phi(b - 2 lambda), the larger eigenvalue of T. Status: exact annealed value. Absolute error
    1e-15.

    Args:
        self_coupling: J_D.
        excitation: lambda >= 0.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b, excitation = threshold(self_coupling, margin), real("excitation", excitation, 0.0)
    return plain(_transfer(b, excitation).log_largest)


def open_chain_complexity(
    self_coupling: Numbers,
    excitation: Numbers,
    layers: Numbers,
    margin: Numbers = 0.0,
    n: Numbers | None = None,
) -> Value:
    """Return the complexity per neuron, (1/(N L)) ln E[N_fp], of a chain with two ends.

    Z = 2 v^T T^(L-2) v, and 2 Phi(b) for a single layer. Status: exact annealed value at every
    N. Relative error 1e-13.

    Args:
        self_coupling: J_D.
        excitation: lambda >= 0.
        layers: L >= 1.
        margin: kappa >= 0.
        n: neurons of each layer, at least 2; None for infinitely many.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    count = whole("layers", layers, 1)
    b, excitation = _scaled(
        threshold(self_coupling, margin), real("excitation", excitation, 0.0), n
    )
    transfer = _transfer(b, excitation)
    # v in the basis of the eigenvectors of T, divided by its larger entry.
    log_end = log_ndtr(b + excitation)
    other = np.exp(log_ndtr(b - excitation) - log_end)
    along = transfer.cosine + other * transfer.sine
    across = other * transfer.cosine - transfer.sine
    inner = np.maximum(count - 2, 0)
    log_sum = np.log(2) + 2 * log_end + inner * transfer.log_largest
    log_sum = log_sum + np.log(along**2 + transfer.smaller**inner * across**2)
    return plain(np.where(count == 1, np.log(2) + log_ndtr(b), log_sum / count))


def ring_complexity(
    self_coupling: Numbers,
    excitation: Numbers,
    layers: Numbers,
    margin: Numbers = 0.0,
    n: Numbers | None = None,
) -> Value:
    """Return the complexity per neuron, (1/(N L)) ln E[N_fp], of layers that form a ring.

    Z = Tr T^L + Tr (D T)^L, D = diag(1, -1): the product of the bonds around the ring must be +1.
    Status: exact annealed value at every N. Relative error 1e-12.

    Args:
        self_coupling: J_D.
        excitation: lambda >= 0.
        layers: L >= 3.
        margin: kappa >= 0.
        n: neurons of each layer, at least 2; None for infinitely many.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    count = whole("layers", layers, 3)
    b, excitation = _scaled(
        threshold(self_coupling, margin), real("excitation", excitation, 0.0), n
    )
    transfer = _transfer(b, excitation)
    a, off, c = (entry / np.exp(transfer.log_ratio) for entry in transfer.entries)
    # The eigenvalues of D T relative to Lambda; a complex pair where the root is imaginary.
    root = np.sqrt((a + c) ** 2 - 4 * off**2 + 0j)
    plus, minus = ((a - c) + root) / 2, ((a - c) - root) / 2
    twisted = np.real(plus**count + minus**count)
    log_sum = count * transfer.log_largest + np.log(1 + transfer.smaller**count + twisted)
    return plain(log_sum / count)


def equivalent_self_coupling(
    self_coupling: Numbers, excitation: Numbers, margin: Numbers = 0.0
) -> Value:
    """Return J_eff, the self-coupling of a single layer with as many fixed points per neuron.

    J_eff = kappa + PhiInv(Lambda/2), Lambda as in `bulk_complexity`: the entropies match, which
    does not make the states alike. For b = 0 it saturates at 0.26256 as lambda grows. Status:
    exact. Absolute error 1e-13.

    Args:
        self_coupling: J_D of the layers of the chain.
        excitation: lambda >= 0.
        margin: kappa >= 0.

    Raises:
        ValueError: when an argument is not finite or outside its range.
    """
    b, excitation = threshold(self_coupling, margin), real("excitation", excitation, 0.0)
    # 1 - Lambda/2 from the upper tails, where Lambda itself is 2 up to rounding.
    alpha, beta, gamma = ndtr(-b - 2 * excitation), ndtr(-b), ndtr(2 * excitation - b)
    square = 2 * beta - beta**2 - ((gamma - alpha) / 2) ** 2
    missing = (alpha + gamma) / 4 + square / (2 * (1 + np.sqrt(np.maximum(1 - square, 0))))
    below = ndtri_exp(np.minimum(_transfer(b, excitation).log_largest - np.log(2), -0.5))
    matched = np.where(missing < 0.5, -ndtri(np.minimum(missing, 0.5)), below)
    return plain(matched + real("margin", margin, 0.0))


class _Transfer(NamedTuple):
    """The matrix T of the bonds and its eigenvectors.

    Attributes:
        entries: Phi(b + 2 lambda), Phi(b) and Phi(b - 2 lambda), all divided by the first.
        log_ratio: ln of Lambda divided by Phi(b + 2 lambda).
        log_largest: ln Lambda.
        smaller: the other eigenvalue divided by Lambda, in (-1, 0] since Phi is log-concave.
        cosine: first entry of the normalised eigenvector of Lambda.
        sine: its second entry.
    """

    entries: tuple[Reals, Reals, Reals]
    log_ratio: Reals
    log_largest: Reals
    smaller: Reals
    cosine: Reals
    sine: Reals


def _transfer(b: Reals, excitation: Reals) -> _Transfer:
    log_first = log_ndtr(b + 2 * excitation)
    off = np.exp(log_ndtr(b) - log_first)
    last = np.exp(log_ndtr(b - 2 * excitation) - log_first)
    root = np.hypot((1 - last) / 2, off)
    largest = (1 + last) / 2 + root
    smaller = (last - off**2) / largest**2  # the product of both is the determinant
    # (Lambda - C, B) is an eigenvector of Lambda, a sum of positive terms.
    along = (1 - last) / 2 + root
    length = np.hypot(along, off)
    log_ratio = np.log(largest)
    log_largest = log_first + log_ratio
    entries = (np.ones_like(off), off, last)
    return _Transfer(entries, log_ratio, log_largest, smaller, along / length, off / length)


def _scaled(b: Reals, excitation: Reals, n: Numbers | None) -> tuple[Reals, Reals]:
    """Both in units of the standard deviation of a field, sqrt((N - 1)/N)."""
    if n is None:
        return b, excitation
    neurons = whole("n", n, 2)
    unit = np.sqrt((neurons - 1) / neurons)
    return b / unit, excitation / unit
