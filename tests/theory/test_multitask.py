"""Theory of several diluted patterns at once: the hierarchy, its end, and a network beside it."""

import itertools

import jax
import numpy as np
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from basinet import theory
from basinet.memories import DenseHopfield, thermal


def test_several_patterns_at_once_in_the_hierarchy_and_in_parallel():
    assert_allclose(theory.multitask(0.3).overlaps, [0.7, 0.21, 0.063], atol=1e-9)
    assert_allclose(theory.hierarchy(0.3), [0.7, 0.21, 0.063], atol=1e-12)
    assert_allclose(theory.multitask(0.65).overlaps, [0.329, 0.249, 0.169], atol=6e-4)
    assert_allclose(theory.multitask(0.8, 3, 0.05).overlaps, [0.1636] * 3, atol=1e-4)
    near = theory.multitask(0.3, 3, np.array([0.9, 0.99, 1.01]) * 0.7).overlaps[:, 0]
    assert_allclose(near, [0.368, 0.121, 0.0], atol=6e-4)
    noisy = theory.multitask(0.3, 3, 0.1, data_noise=[0.0, 0.5]).overlaps
    assert_allclose(noisy, [[0.700, 0.203, 0], [0.326, 0.326, 0.326]], atol=6e-4)
    assert_allclose(
        theory.multitask(0.3, 3, 0.1, data_noise=0.15).overlaps, [0.661, 0.225, 0.059], atol=6e-4
    )


def test_overlaps_at_once_are_a_minimum_of_the_free_energy_and_the_lowest_one():
    """By sums over 4001 points of z; 41 Gauss-Hermite nodes give (.370, .343, .261) at rho = .5."""
    z = np.linspace(-9, 9, 4001)
    normal = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    columns = np.array(list(itertools.product((-1.0, 0.0, 1.0), repeat=3)))
    blanks = (columns == 0).sum(axis=1)
    chances, heat = 0.3**blanks * 0.35 ** (3 - blanks), 0.1

    def free_energy(n, rho):
        width = np.sqrt(rho * (columns**2 @ n**2))
        x = (np.abs(columns @ n)[:, None] + width[:, None] * z) / heat
        return n @ n / 2 - heat * chances @ (np.logaddexp(x, -x) @ normal)

    starts = [np.full(3, 0.3), *np.random.default_rng(0).random((6, 3))]
    for rho in (0.3, 0.4, 0.5):
        found = theory.multitask(0.3, 3, heat, data_noise=rho).examples
        others = [minimize(free_energy, start, args=(rho,)) for start in starts]
        assert free_energy(found, rho) <= min(other.fun for other in others) + 1e-9
        if rho > 0.35:  # there is no other minimum
            ends = [np.sort(np.abs(other.x))[::-1] for other in others]
            assert_allclose(ends, [found] * len(ends), atol=2e-3)


def test_the_hierarchy_ends_where_the_weak_patterns_outweigh_the_strong_one():
    ends = [1.0, 0.618034, 0.543689, 0.518790, 0.508660, 0.502017]
    assert_allclose(theory.hierarchy_end([2, 3, 4, 5, 6, 8]), ends, atol=1e-6)
    for count in (3, 5):
        end = theory.hierarchy_end(count)
        inside, outside = (theory.multitask(d, count).overlaps for d in (end - 0.01, end + 0.01))
        assert_allclose(inside, theory.hierarchy(end - 0.01, count), atol=1e-9)
        assert np.abs(outside - theory.hierarchy(end + 0.01, count)).max() > 1e-3


def test_without_blanks_one_pattern_is_retrieved_as_in_the_ordinary_network():
    for heat in (0.2, 0.7):
        m = theory.multitask(0.0, 2, heat).overlaps
        assert_allclose(m[0], np.tanh(m[0] / heat), atol=1e-9)
        assert_allclose(m[1], 0, atol=1e-9)


def test_a_network_retrieves_three_diluted_patterns_in_the_hierarchy():
    """d = 0.3, T = 0: (0.7, 0.21, 0.063), sampling spread 1/sqrt(N)."""
    n = 4000
    rng = np.random.default_rng(0)
    patterns = rng.choice([-1, 0, 1], (3, n), p=[0.35, 0.3, 0.35]).astype(np.float32)
    start = np.where(patterns[:1] == 0, rng.choice([-1, 1], (1, n)), patterns[:1])
    memory = DenseHopfield(order=2)
    state = memory.store(patterns, None, jax.random.key(0))
    chain = thermal(memory, state, start, patterns, 0.0, sweeps=1, burn=10, key=jax.random.key(1))
    found = np.sort(np.abs(chain.overlaps[-1, 0]))[::-1]
    assert_allclose(found, theory.multitask(0.3).overlaps, atol=3 / np.sqrt(n))
