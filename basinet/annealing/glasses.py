"""Spin glasses and the partition of numbers, as Ising models."""

from typing import Any

import numpy as np

from basinet.annealing.graphs import torus
from basinet.annealing.problem import IsingModel


def sherrington_kirkpatrick(n: int, seed: int = 0, *, signs: bool = False) -> IsingModel:
    """Return a glass in which all spins interact: J_ij ~ N(0, 1/n), or -1 and +1.

    Of large systems the lowest energy is -0.7632 n (D. Sherrington, S. Kirkpatrick, 1975;
    G. Parisi, 1980), with signs -0.7632 n^{3/2}.

    Args:
        n: number of spins, at least 2.
        seed: of the couplings.
        signs: couplings -1 and +1 at random, which are whole numbers.
    """
    if n < 2:
        raise ValueError(f"n is {n}; expected at least 2 spins")
    rng = np.random.default_rng(seed)
    pairs = np.stack(np.triu_indices(n, 1), axis=1).astype(np.int64)
    drawn = rng.choice([-1.0, 1.0], len(pairs)) if signs else rng.normal(size=len(pairs))
    return IsingModel(n, pairs, drawn if signs else drawn / np.sqrt(n))


def edwards_anderson(*sides: int, seed: int = 0, signs: bool = True) -> IsingModel:
    """Return a glass on a torus: couplings -1 and +1 at random, or from N(0, 1).

    Args:
        sides: of the torus, each at least 3.
        seed: of the couplings.
        signs: -1 and +1 instead of normal ones.
    """
    lattice = torus(*sides)
    rng = np.random.default_rng(seed)
    count = len(lattice.edges)
    drawn = rng.choice([-1.0, 1.0], count) if signs else rng.normal(size=count)
    return IsingModel(lattice.n, lattice.edges, drawn)


def ferromagnet(*sides: int, coupling: float = 1.0) -> IsingModel:
    """Return spins on a torus that favour their neighbours' direction."""
    lattice = torus(*sides)
    return IsingModel(lattice.n, lattice.edges, np.full(len(lattice.edges), coupling))


def number_partitioning(numbers: Any) -> IsingModel:
    """Return the problem of two groups of equal sums: E(s) = (sum_i a_i s_i)^2.

    Args:
        numbers: a, at least two, finite.
    """
    a = np.asarray(numbers, np.float64)
    if a.ndim != 1 or len(a) < 2 or not np.isfinite(a).all():
        raise ValueError(f"the numbers are {numbers!r}; expected at least two finite ones")
    pairs = np.stack(np.triu_indices(len(a), 1), axis=1).astype(np.int64)
    products = a[pairs[:, 0]] * a[pairs[:, 1]]
    return IsingModel(len(a), pairs, -2 * products, offset=float(a @ a))
