"""Annealing by plain loops, and all states counted."""

from itertools import product

import numpy as np


def all_states(n):
    return np.array(list(product([-1, 1], repeat=n)), np.int8)


def boltzmann(energies, beta):
    weights = np.exp(-beta * (energies - energies.min()))
    return weights / weights.sum()


def frequencies(spins):
    """How often each state of `all_states` occurs."""
    n = spins.shape[-1]
    numbers = (spins.reshape(-1, n) > 0) @ (1 << np.arange(n)[::-1])
    return np.bincount(numbers, minlength=2**n) / len(numbers)


def sweep(couplings, field, spins, beta, noise):
    """One sweep in index order: spin i flips if 2 s_i h_i beta is at most its noise."""
    spins = spins.copy()
    for i in range(len(spins)):
        cost = 2 * spins[i] * (couplings[i] @ spins + field[i])
        if cost * beta <= noise[i]:
            spins[i] = -spins[i]
    return spins


def random_couplings(n, seed, whole=True):
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(-2, 3, (n, n)) if whole else rng.normal(size=(n, n)), 1)
    field = rng.integers(-2, 3, n) if whole else rng.normal(size=n)
    return (upper + upper.T).astype(float), field.astype(float)
