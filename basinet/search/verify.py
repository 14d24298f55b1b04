"""The certificate of a search: the conditions of a fixed point, from scratch in float64."""

import numpy as np
from numpy.typing import NDArray

from basinet.search._check import STRIP


def unstable_neurons(
    couplings: NDArray, self_coupling: NDArray[np.float64], margin: float, spins: NDArray
) -> NDArray[np.int64]:
    """Return for each state how many neurons violate s_i sum_j J_ij s_j + J_D,i > kappa.

    A state is a fixed point where the number is 0; a tie is a violation. Every field is computed
    from the given couplings in float64 and from nothing that a search kept.

    Args:
        couplings: `[n, n]`, entry (i, j) the influence of neuron j on neuron i; float32 is
            converted strip by strip, so that no float64 copy of the matrix is made.
        self_coupling: J_D of each neuron, `[n]`.
        margin: kappa.
        spins: states of -1 and +1, `[states, n]`.
    """
    exact = np.asarray(spins, np.float64)
    violated = np.zeros(len(exact), np.int64)
    for first in range(0, len(couplings), STRIP):
        part = slice(first, first + STRIP)
        field = exact @ np.asarray(couplings[part], np.float64).T
        stability = exact[:, part] * field + self_coupling[part]
        violated += np.count_nonzero(~(stability > margin), axis=1)
    return violated
