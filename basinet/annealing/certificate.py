"""What can be proved of a state: that it is an optimum, or that no single flip improves it."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse.csgraph
from jaxtyping import Bool, Int8

from basinet.annealing.ising import Ising

FEW = 20
"""Free spins up to which all states are counted."""


@dataclass(frozen=True)
class Certificate:
    """What was proved of a state, from scratch and in exact numbers where they are whole.

    Attributes:
        optimum: whether no state is better.
        reason: the proof in a sentence.
    """

    optimum: bool
    reason: str


def floor(ising: Ising) -> float:
    """Return an energy below which no state is: that of all couplings and fields satisfied."""
    couplings, field = (
        np.abs(ising.weights.astype(np.float64)),
        np.abs(ising.bias, dtype=np.float64),
    )
    return float(ising.offset - ising.unit * (couplings.sum() / 2 + field.sum()))


def certify(
    ising: Ising, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Certificate:
    """Return what can be proved of a state.

    Args:
        ising: the problem.
        spins: the state.
        free: which spins may differ; where some may not, the optimum is that of the others.
    """
    energy = float(ising.energies(spins[None])[0])
    if close(energy, floor(ising)):
        return Certificate(True, "optimum: every coupling is satisfied, so no state is better")
    if free.sum() <= FEW:
        best = best_of_all(ising, spins, free)
        if close(energy, float(ising.energies(best[None])[0])):
            return Certificate(True, f"optimum: all 2^{int(free.sum())} states were counted")
    costs = (spins * ising.fields(spins[None])[0])[free]
    better = int((costs < -rounding(ising)).sum())
    if better:
        return Certificate(False, f"no local minimum: {better} single flips would improve it")
    return Certificate(
        False, "local minimum: no single flip improves it; whether a better state exists is open"
    )


def rounding(ising: Ising) -> float:
    """Below what the cost of a flip is nothing but rounding."""
    return 0.0 if ising.whole else 1e-6 * float(ising.reach.max(initial=0.0))


def close(energy: float, other: float) -> bool:
    """Return whether two energies are the same but for rounding."""
    return bool(abs(energy - other) <= 1e-9 * max(1.0, abs(energy), abs(other)))


def descend(
    ising: Ising, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Int8[np.ndarray, " n"]:
    """Return the state after flips of the spin that gains most, until none gains."""
    state, matrix = spins.copy(), ising.matrix
    fields = ising.fields(state[None])[0]
    while True:
        gains = np.where(free, -state * fields, 0)
        best = int(np.argmax(gains))
        if gains[best] <= rounding(ising):
            return state
        state[best] = -state[best]
        row = slice(matrix.indptr[best], matrix.indptr[best + 1])
        fields[matrix.indices[row]] += 2 * matrix.data[row] * state[best]


def best_of_all(
    ising: Ising, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Int8[np.ndarray, " n"]:
    """Return a best state, found by counting those of all free spins, at most `FEW` of them."""
    places = np.flatnonzero(free)
    best, lowest = spins, np.inf
    for begin in range(0, 2 ** len(places), 4096):
        numbers = np.arange(begin, min(begin + 4096, 2 ** len(places)))
        states = np.repeat(spins[None], len(numbers), axis=0)
        bits = numbers[:, None] >> np.arange(len(places)) & 1
        states[:, places] = 2 * bits.astype(np.int8) - 1
        energies = ising.energies(states)
        if energies.min() < lowest:
            best, lowest = states[np.argmin(energies)], energies.min()
    return best


def satisfied(ising: Ising) -> Int8[np.ndarray, " n"] | None:
    """Return a state that satisfies all couplings, None where there is none or there is a field.

    For cuts of positive weights that is a colouring of a bipartite graph.
    """
    if ising.bias.any():
        return None
    matrix = ising.matrix
    _count, component = scipy.sparse.csgraph.connected_components(matrix, directed=False)
    frontier = np.unique(component, return_index=True)[1]
    state = np.zeros(ising.n, np.int8)
    state[frontier] = 1
    while len(frontier):
        rows = matrix[frontier].tocoo()
        new = state[rows.coords[1]] == 0
        sources, targets = frontier[rows.coords[0][new]], rows.coords[1][new]
        state[targets] = state[sources] * np.sign(rows.data[new]).astype(np.int8)
        frontier = np.unique(targets)
    energy = float(ising.energies(state[None])[0])
    return state if close(energy, floor(ising)) else None
