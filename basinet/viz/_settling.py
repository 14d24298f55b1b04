"""Which neurons flip when: what a raster counts and how it sorts."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int, Int8


class Order(NamedTuple):
    """The neurons of a relaxation, sorted by how long they take to settle.

    Attributes:
        moving: indices of those that flip, the last to settle first.
        still: indices of those that never flip, by their sign.
    """

    moving: Int[np.ndarray, " moving"]
    still: Int[np.ndarray, " still"]


def flips(spins: Int8[np.ndarray, "sweeps n"]) -> Bool[np.ndarray, "sweeps n"]:
    """Where a neuron has the opposite sign of the sweep before.

    To leave the silent state is no flip, and the first row has none.
    """
    now, before = spins[1:], spins[:-1]
    flipped = np.zeros(spins.shape, dtype=bool)
    flipped[1:] = (now != before) & (now != 0) & (before != 0)
    return flipped


def order(spins: Int8[np.ndarray, "sweeps n"], flipped: Bool[np.ndarray, "sweeps n"]) -> Order:
    """Sort the neurons by their last flip, then by final sign, first flip and number of flips.

    Args:
        spins: the state in each sweep.
        flipped: where `flips` found one.

    Returns:
        Each neuron once, in one of the two groups.
    """
    number = flipped.sum(axis=0)
    last = len(spins) - 1 - flipped[::-1].argmax(axis=0)
    first = flipped.argmax(axis=0)
    moving = np.lexsort((number, first, spins[-1], -last))
    still = np.argsort(spins[-1], kind="stable")
    return Order(moving=moving[number[moving] > 0], still=still[number[still] == 0])
