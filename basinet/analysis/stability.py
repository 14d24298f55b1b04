"""Certificates of contraction, and assemblies that are stable by construction.

After Kozachkov, Ennis and Slotine (arXiv 2106.08928). Matrices are `[target, source]` here, as in
the formulas; `basinet.core.Dense` takes their transpose.
"""

from typing import NamedTuple

import numpy as np
import scipy.linalg
from jaxtyping import Float

Square = Float[np.ndarray, "n n"]


class Certificate(NamedTuple):
    """A proof that x' = -x + W phi(x) + u contracts, with 0 <= phi' <= g.

    Attributes:
        metric: P, the diagonal of a metric in which every two orbits approach each other.
        rate: the least rate at which they do, above 0.
    """

    metric: Float[np.ndarray, " n"]
    rate: float


def certificate(weights: Square, slope: float = 1.0) -> Certificate | None:
    """Return a certificate of contraction, or None where the condition does not hold.

    The condition is that the spectral radius of g |W|, entry by entry, is below 1. Then with
    (I - g|W|) r = 1 and (I - g|W|)^T l = 1 the metric is P = diag(l / r). The rate is minus the
    largest value that the symmetric part of the Jacobian in the metric can have for any slopes,
    bounded by that of g |W| - I. Failing it says nothing: the network may contract all the same.

    Args:
        weights: W, `[target, source]`.
        slope: g, the largest slope of phi, above 0.

    Raises:
        ValueError: when the matrix is not square and finite, or the slope not positive.
    """
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1] or not np.isfinite(weights).all():
        raise ValueError(f"weights have shape {weights.shape}; expected a square of finite numbers")
    if not 0 < slope < np.inf:
        raise ValueError(f"slope is {slope}; it must be a number above 0")
    bound = slope * np.abs(weights.astype(float))
    n = len(bound)
    if np.abs(np.linalg.eigvals(bound)).max() >= 1:
        return None
    right = np.linalg.solve(np.eye(n) - bound, np.ones(n))
    left = np.linalg.solve((np.eye(n) - bound).T, np.ones(n))
    metric = left / right
    rate = -numerical_abscissa(bound - np.eye(n), metric)
    return Certificate(metric, rate) if rate > 0 else None


def numerical_abscissa(jacobian: Square, metric: Float[np.ndarray, " n"] | None = None) -> float:
    """Return the largest eigenvalue of the symmetric part of a Jacobian, in a diagonal metric.

    Distances change at most at this rate. The metric P measures |d|^2 = sum P_i d_i^2.
    """
    root = np.ones(len(jacobian)) if metric is None else np.sqrt(metric)
    scaled = root[:, None] * jacobian / root
    return float(scipy.linalg.eigvalsh((scaled + scaled.T) / 2)[-1])


def spectral_abscissa(jacobian: Square) -> float:
    """Return the largest real part of an eigenvalue: below 0 where a fixed point is stable."""
    return float(np.linalg.eigvals(jacobian).real.max())


class Assembly(NamedTuple):
    """Modules that contract, joined by feedback that cannot make them unstable.

    Attributes:
        weights: W, block-diagonal, `[target, source]`.
        feedback: L = B - M^-1 B^T M.
        metric: M, the diagonal of the modules' metrics.
        rate: at which the whole contracts: the smallest of the modules' rates.
    """

    weights: Square
    feedback: Square
    metric: Float[np.ndarray, " n"]
    rate: float


def assemble(
    modules: list[Float[np.ndarray, "_ _"]],
    forward: Float[np.ndarray, "_ _"],
    slope: float = 1.0,
) -> Assembly:
    """Join contracting modules: x' = -x + W phi(x) + L x + u.

    L is made so that M L is skew and drops out of the symmetric part, however strong it is.

    Args:
        modules: W_i, each with a certificate.
        forward: B, whose entries below the blocks of the modules are used; all others are ignored.
        slope: g, the largest slope of phi.

    Raises:
        ValueError: when a module has no certificate (with its number), or B has another shape.
    """
    found = [certificate(module, slope) for module in modules]
    for number, one in enumerate(found):
        if one is None:
            raise ValueError(
                f"module {number} has no certificate: the spectral radius of its magnitudes, times"
                f" the slope {slope:g}, is not below 1; scale it down"
            )
    certified = [one for one in found if one is not None]
    weights = np.asarray(scipy.linalg.block_diag(*modules))
    if forward.shape != weights.shape:
        raise ValueError(f"forward has shape {forward.shape}; expected {weights.shape}")
    module = np.repeat(np.arange(len(modules)), [len(one) for one in modules])
    below = np.where(module[:, None] > module, forward, 0.0)
    metric = np.concatenate([one.metric for one in certified])
    feedback = below - (below.T * metric) / metric[:, None]
    return Assembly(weights, feedback, metric, min(one.rate for one in certified))
