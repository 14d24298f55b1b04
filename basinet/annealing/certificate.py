"""What can be proved of a state: that it is an optimum, or that no single flip improves it."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse.csgraph
from jaxtyping import Bool, Float64, Int8

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


def satisfies(ising: Ising, spins: Int8[np.ndarray, " n"]) -> bool:
    """Return whether a state satisfies all couplings and fields, so that none has less energy.

    Only signs are looked at: in a sum of all a small coupling is lost beside large ones.
    """
    senders = np.repeat(spins, np.diff(ising.starts))
    along = ising.weights * senders * spins[ising.targets]
    return bool((along >= 0).all() and (ising.bias * spins >= 0).all())


def certify(
    ising: Ising, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Certificate:
    """Return what can be proved of a state.

    Args:
        ising: the problem.
        spins: the state.
        free: which spins may differ; where some may not, the optimum is that of the others.
    """
    if satisfies(ising, spins):
        return Certificate(True, "optimum: every coupling is satisfied, so no state is better")
    if free.sum() <= FEW and ising.countable:
        best = best_of_all(ising, spins, free)
        if not ising.apart(spins, best) > 0:
            return Certificate(True, f"optimum: all 2^{int(free.sum())} states were counted")
    costs = (spins * ising.fields(spins[None])[0])[free]
    better = int((costs < -rounding(ising)[free]).sum())
    if better:
        return Certificate(False, f"no local minimum: {better} single flips would improve it")
    return Certificate(
        False, "local minimum: no single flip improves it; whether a better state exists is open"
    )


def rounding(ising: Ising) -> Float64[np.ndarray, " n"]:
    """Return below what the cost of each spin's flip is nothing but rounding."""
    return (0.0 if ising.whole else 1e-12) * ising.reach


def descend(
    ising: Ising, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Int8[np.ndarray, " n"]:
    """Return the state after flips of the spin that gains most, until none gains."""
    state, matrix = spins.copy(), ising.matrix
    fields, least = ising.fields(state[None])[0], rounding(ising)
    while True:
        gains = np.where(free, -state * fields - least, 0)
        best = int(np.argmax(gains))
        if gains[best] <= 0:
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
    return state if satisfies(ising, state) else None
