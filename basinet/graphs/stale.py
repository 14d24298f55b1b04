"""Node by node in a random order, with neighbours as they were some updates ago."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from basinet.graphs.energy import GraphEnergy
from basinet.graphs.rest import distance_bound

STEPS = 8
"""Gradient steps of a node in one update."""


class Settled(NamedTuple):
    """Where a graph came to.

    Attributes:
        states: of the nodes.
        updates: of single nodes that were made.
        bound: how far the states are from the minimum at most.
        at_rest: whether that is within the tolerance.
        staleness: the age of the oldest state that a node acted upon, in updates.
    """

    states: Float64[np.ndarray, "n d"]
    updates: int
    bound: float
    at_rest: bool
    staleness: int


def settle(
    energy: GraphEnergy,
    *,
    staleness: int = 0,
    tolerance: float = 1e-6,
    most: int = 10**6,
    start: Float64[np.ndarray, "n d"] | None = None,
    seed: int = 0,
) -> Settled:
    """Let the nodes act one by one, in a new random order in each round.

    A node sees each neighbour as it was up to `staleness` updates ago, of whichever node, at
    random. As every node acts in every round, this is a partially asynchronous iteration
    (Bertsekas and Tsitsiklis 1989, section 7).

    Args:
        energy: what they lower.
        staleness: how old what a node heard may be, in updates of single nodes; 0 for fresh.
        tolerance: how far from the minimum at most, by `distance_bound`.
        most: updates after which it ends at the latest.
        start: the states at the beginning; zeros if None.
        seed: of orders and ages.

    Raises:
        ValueError: when a number is out of range.
    """
    check(tolerance, start, energy)
    if staleness < 0:
        raise ValueError(f"staleness is {staleness}; it must be a whole number of at least 0")
    rng, n = np.random.default_rng(seed), energy.graph.n
    states = np.zeros_like(energy.inputs) if start is None else start.copy()
    past = np.repeat(states[None], staleness + 1, axis=0)
    made = oldest = 0
    while made < most and distance_bound(energy, states) > tolerance:
        for node in rng.permutation(n).tolist():
            near = energy.around[node].nodes
            ages = rng.integers(0, staleness + 1, len(near)) if staleness else 0
            heard = past[(made - ages) % (staleness + 1), near]
            states[node] = energy.lowered(node, states[node], heard, STEPS)
            made += 1
            past[made % (staleness + 1)] = states
            oldest = max(oldest, int(np.max(ages, initial=0)))
    bound = distance_bound(energy, states)
    return Settled(states, made, bound, bound <= tolerance, min(oldest, made))


def check(tolerance: float, start: np.ndarray | None, energy: GraphEnergy) -> None:
    """Refuse a tolerance or a start that cannot be.

    Raises:
        ValueError: with what was given.
    """
    if not 0 < tolerance < np.inf:
        raise ValueError(f"tolerance is {tolerance:g}; it must be a number above 0")
    if start is not None and (start.shape != energy.inputs.shape or not np.isfinite(start).all()):
        raise ValueError(
            f"start has the shape {start.shape}; expected finite numbers, {energy.inputs.shape}"
        )
