"""What is made of the local minima at the end of a course.

Where two states differ, the spins that differ fall into clusters that no coupling joins. Each
cluster can be taken from either state whatever is taken of the others, so that the best of all
2^clusters mixtures is found cluster by cluster (partition crossover, D. Whitley et al. 2009; the
clusters are those of J. Houdayer 2001). On lattices and sparse graphs, where replicas freeze in
different places in different ways, that is worth many times their sweeps; where all is joined to
all it does nothing.
"""

from abc import abstractmethod

import equinox as eqx
import numpy as np
import scipy.sparse.csgraph
from jaxtyping import Bool, Int8

from basinet._short import short
from basinet.annealing.certificate import descend, rounding
from basinet.annealing.ising import Ising

_MOST = 1 << 23
"""Couplings of a problem times states from which on it would cost more than it gives."""


class AbstractEnding(eqx.Module):
    """What a course gives, from the local minima of its replicas."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def state(
        self, ising: Ising, states: Int8[np.ndarray, "states n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return a state that is at least as good as all of them.

        Args:
            ising: the problem.
            states: local minima, and the best state of the courses before.
            free: which spins may flip.
        """


class Joined(AbstractEnding):
    """The best of them, with all that the others have better; the default.

    It takes from one after the other, again and again until none has more to give. Without a field
    a state with all spins turned is as good as the state itself, and gives, too.
    """

    def state(
        self, ising: Ising, states: Int8[np.ndarray, "states n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return the mixture."""
        return _joined(ising, states, free)


class Separate(AbstractEnding):
    """The best of them as it is: replicas know nothing of each other."""

    def state(
        self, ising: Ising, states: Int8[np.ndarray, "states n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return the best."""
        del free
        return states[np.argmin(ising.energies(states))]


def _joined(
    ising: Ising, states: Int8[np.ndarray, "states n"], free: Bool[np.ndarray, " n"]
) -> Int8[np.ndarray, " n"]:
    ordered = states[np.argsort(ising.energies(states), kind="stable")]
    best = ordered[0].copy()
    if len(ising.targets) * len(states) > _MOST:
        return best
    donors = [*ordered[1:], *(() if ising.bias.any() else -ordered[1:])]
    improved = True
    while improved:
        improved = False
        for donor in donors:
            taken = _worth_taking(ising, best, donor, free)
            best[taken] = donor[taken]
            improved |= taken.size > 0
        if improved:
            best = descend(ising, best, free)
    return best


def _worth_taking(
    ising: Ising,
    state: Int8[np.ndarray, " n"],
    donor: Int8[np.ndarray, " n"],
    free: Bool[np.ndarray, " n"],
) -> np.ndarray:
    """Return the spins of all clusters whose flip lowers the energy of the state."""
    differ = (state != donor) & free
    places = np.flatnonzero(differ)
    if not places.size:
        return places
    matrix = ising.matrix
    within = matrix[places][:, places]
    number, cluster = scipy.sparse.csgraph.connected_components(within, directed=False)
    # A flip of a whole cluster is felt by the couplings that leave it alone.
    kind = matrix.dtype
    outer = (matrix @ np.where(differ, 0, state).astype(kind) + ising.bias.astype(kind))[places]
    cost = np.bincount(cluster, weights=state[places] * outer, minlength=number)
    least = np.bincount(cluster, weights=rounding(ising)[places], minlength=number)
    return places[(cost < -least)[cluster]]
