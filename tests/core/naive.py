"""Oracles in float64, written with plain loops to be read, never to be fast.

Matrices are indexed as in the physics: `J[i, j]` is the synapse from neuron j to neuron i.
"""

import itertools

import numpy as np


def random_matrix(seed, targets, sources):
    """Gaussian synapses of variance 1 / sources."""
    return np.random.default_rng(seed).normal(size=(targets, sources)) / np.sqrt(sources)


def random_couplings(seed, n):
    """Gaussian synapses between all pairs, none onto itself."""
    J = random_matrix(seed, n, n)
    np.fill_diagonal(J, 0)
    return J


def random_spins(seed, batch, n):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=(batch, n))


def field(J, self_coupling, external, s):
    """The local field of each neuron in the state s of one pattern."""
    h = np.zeros(len(s))
    for i in range(len(s)):
        for j in range(len(s)):
            h[i] += J[i, j] * s[j]
        h[i] += self_coupling[i] * s[i] + external[i]
    return h


def sweep(J, self_coupling, external, s, updates):
    """The state after the neurons with `updates[i]` took the sign of their field at once."""
    h = field(J, self_coupling, external, s)
    new = s.copy()
    for i in range(len(s)):
        if updates[i] and h[i] != 0:
            new[i] = 1.0 if h[i] > 0 else -1.0
    return new


def learn(J, post, pre, rate, decay):
    """J after one local step on a batch, a sum over patterns for each synapse."""
    targets, sources = J.shape
    new = np.zeros_like(J)
    for i in range(targets):
        for j in range(sources):
            correlation = sum(post[b, i] * pre[b, j] for b in range(len(post)))
            new[i, j] = J[i, j] * (1 - decay * rate / np.sqrt(sources))
            new[i, j] += rate / np.sqrt(sources) / np.sqrt(len(post)) * correlation
    return new


def all_states(n):
    """Every state of n spins, `[2^n, n]`."""
    return np.array(list(itertools.product([-1.0, 1.0], repeat=n)))


def number_of(s):
    """The row of the state s in `all_states`."""
    return int("".join("1" if value > 0 else "0" for value in s), 2)
