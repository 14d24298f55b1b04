"""Couplings of any fan-in: the same fields as the full matrix, to the last bit, in any company."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Compressed, Dense, compressed, native
from basinet.core.compressed import _summed


def matrix(sources=70, targets=53, density=0.1, seed=0):
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(sources, targets)) * (rng.random((sources, targets)) < density)
    weights[:, 5] = 0  # a target without synapses
    return jnp.asarray(weights, jnp.float32)


def states(batch, sources=70, seed=1):
    return jnp.asarray(np.random.default_rng(seed).normal(size=(batch, sources)), jnp.float32)


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 17, 64, 131])
def test_the_field_is_that_of_the_matrix_to_the_last_bit(batch):
    if native.status() != "ready":
        pytest.skip("without native kernels sums have another order")
    weights, spins = matrix(), states(batch)
    assert_array_equal(compressed(weights)(spins), Dense(weights)(spins))


@pytest.mark.parametrize("density", [0.0, 0.1, 1.0])
def test_the_field_in_jax_and_that_of_the_kernel_are_sums_over_the_same_synapses(density):
    weights, spins = matrix(density=density), states(5)
    one = compressed(weights)
    expected = np.asarray(spins, float) @ np.asarray(weights, float)
    assert_allclose(one(spins), expected, atol=1e-5)
    in_jax = _summed(spins, one.starts, one.sources, one.weights, one.order)
    assert_allclose(in_jax, expected, atol=1e-5)


def test_rows_and_shifts_are_those_of_the_matrix():
    weights = matrix()
    some = jnp.array([3, 0, 69])
    assert_array_equal(compressed(weights).rows(some), weights[some])
    change = states(2).at[:, 10:].set(0)
    assert_allclose(compressed(weights).shift(change), Dense(weights).shift(change), atol=1e-6)


def test_many_networks_are_each_their_own():
    two = [compressed(matrix(seed=seed)) for seed in (0, 1)]
    together = jax.tree.map(lambda *parts: jnp.stack(parts), *two)
    found = eqx.filter_vmap(lambda one: one(states(3)))(together)
    for number, one in enumerate(two):
        assert_allclose(found[number], one(states(3)), atol=1e-6)


def test_they_are_not_plastic():
    one = compressed(matrix())
    assert one.learn(states(2, 53), states(2), 0.1, 0.0) is one


def test_synapses_that_lead_nowhere_are_refused():
    one = compressed(matrix())
    with pytest.raises(ValueError, match="source 70"):
        Compressed(one.starts, one.sources.at[0, 0].set(70), one.weights, one.order, 70)
    with pytest.raises(ValueError, match="no groups"):
        Compressed(one.starts.at[-1].add(9999), one.sources, one.weights, one.order, 70)
    with pytest.raises(ValueError, match="no groups"):
        Compressed(one.starts, one.sources, one.weights, one.order.at[0].set(1), 70)
