"""Energies of patterns and states written out, in float64; memories of given rows."""

import itertools
import math

import jax
import numpy as np

from basinet.memories import Distinct

KEY = jax.random.key(0)


def energy(vectors, spins, order, terms=None, quality=1.0, examples=1):
    """H of one state: a plain power of overlaps, or a sum over tuples of different neurons."""
    n, total = len(spins), 0.0
    for x in np.asarray(vectors, float):
        z = x * spins
        if isinstance(terms, Distinct):
            tuples = itertools.combinations(range(n), order)
            total += math.factorial(order) * sum(np.prod(z[list(t)]) for t in tuples) / n**order
        else:
            total += (z.sum() / n) ** order
    return -n * total / quality**order / examples


def stored(memory, rows, teacher=None):
    return memory.store(np.asarray(rows, np.float32), None, KEY, teacher)


def all_states(n):
    return np.array(list(itertools.product([-1.0, 1.0], repeat=n)))
