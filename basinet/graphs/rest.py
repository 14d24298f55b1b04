"""The minimum of a graph's energy by Newton's method, and how far states are from it at most."""

import numpy as np
import scipy.sparse.linalg
from jaxtyping import Float64

from basinet.graphs.energy import GraphEnergy

MOST = 50
"""Newton steps; a convex energy needs about ten."""


def rest(
    energy: GraphEnergy,
    start: Float64[np.ndarray, "n d"] | None = None,
    tolerance: float = 1e-10,
) -> Float64[np.ndarray, "n d"]:
    """Return the states of least energy.

    Args:
        energy: convex, so that there is one minimum.
        start: where to begin; zeros if None.
        tolerance: how far from the minimum at most, by `distance_bound`, relative to 1 + |h|.

    Raises:
        ArithmeticError: when rounding does not let it come so near.
    """
    states = np.zeros_like(energy.inputs) if start is None else start
    for _ in range(MOST):
        if distance_bound(energy, states) <= tolerance * (1 + float(np.linalg.norm(states))):
            return states
        gradient = energy.gradient(states)
        step = scipy.sparse.linalg.spsolve(energy.hessian(states), gradient.ravel())
        step, size, before = step.reshape(states.shape), 1.0, energy.value(states)
        expected = float(np.sum(step * gradient))
        while size > 1e-8 and energy.value(states - size * step) > (
            before - 1e-4 * size * expected + 1e-12 * (1 + abs(before))
        ):
            size /= 2
        states = states - size * step
    raise ArithmeticError(
        f"the minimum is not within {tolerance:g} after {MOST} steps, but within"
        f" {distance_bound(energy, states):g}; ask for a larger tolerance"
    )


def distance_bound(energy: GraphEnergy, states: Float64[np.ndarray, "n d"]) -> float:
    """Return |grad E| / mu: no further are the states from the minimum, in the Euclidean norm."""
    return float(np.linalg.norm(energy.gradient(states))) / energy.least_curvature
