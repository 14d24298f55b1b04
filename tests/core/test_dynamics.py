import equinox as eqx
import jax
import jax.numpy as jnp
import naive
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Network, OneToOne, RandomSubset, Recurrent, Sequential, Synchronous

N, BATCH = 23, 6
J = naive.random_couplings(1, N)
SPINS = naive.random_spins(2, BATCH, N)
EXTERNAL = np.random.default_rng(3).normal(size=(BATCH, N))
OWN = np.linspace(0, 1, N)
NETWORK = Network(Recurrent(jnp.asarray(J.T)), jnp.asarray(OWN))
KEY = jax.random.key(4)
RULES = [Synchronous(), RandomSubset(0.6), Sequential(block=8)]


@eqx.filter_jit
def compiled(rule, network, external, spins, key):
    return rule.sweep(network, external, network.place(spins), key)


def swept(rule, spins=SPINS, external=EXTERNAL, network=NETWORK, key=KEY):
    return compiled(rule, network, jnp.asarray(external), jnp.asarray(spins), key)


def updated(rule, key=KEY):
    """Which neurons update: in a field against every spin, those that flip."""
    alone = Network(Recurrent(jnp.zeros((N, N))), jnp.asarray(0.0))
    return np.asarray(swept(rule, SPINS, -SPINS, alone, key).spins) != SPINS


@pytest.mark.parametrize("rule", RULES[:2])
def test_a_sweep_is_that_of_the_naive_loop(rule):
    mask = updated(rule)
    expected = [naive.sweep(J, OWN, EXTERNAL[b], SPINS[b], mask[b]) for b in range(BATCH)]
    after = swept(rule)
    assert_array_equal(after.spins, expected)
    assert_allclose(after.recurrent, np.asarray(expected) @ J.T, atol=1e-5)


@pytest.mark.parametrize("block", [1, 8, 23, 32])
def test_a_sequential_sweep_is_that_of_updates_one_by_one_whatever_the_block(block):
    order = np.argsort(np.asarray(jax.random.bits(KEY, (N,), jnp.uint32)), kind="stable")
    expected = SPINS.copy()
    for b in range(BATCH):
        for i in order:
            expected[b] = naive.sweep(J, OWN, EXTERNAL[b], expected[b], np.arange(N) == i)
    after = swept(Sequential(block))
    assert_array_equal(after.spins, expected)
    assert_allclose(after.recurrent, expected @ J.T, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 70])
def test_a_sequential_sweep_is_the_same_in_jax_and_in_native_code(batch):
    """Fields are multiples of 1/64 so that no order of sums rounds them; some are exactly zero."""
    rng = np.random.default_rng(0)
    weights = rng.integers(-9, 10, (100, 100)) / 64 * ~np.eye(100, dtype=bool)
    network = Network(Recurrent(jnp.asarray(weights)), jnp.asarray(0.25))
    external = jnp.asarray(rng.integers(-9, 10, (batch, 100)) / 64)
    now = network.place(jnp.asarray(rng.choice([-1.0, 1.0], (batch, 100))))
    own, draws = jnp.full(100, 0.25), jax.random.bits(KEY, (100,), jnp.uint32)
    given = now.spins, now.recurrent, external, own, draws
    in_jax = Sequential(8)._in_blocks(network.couplings, *given)
    after = Sequential().sweep(network, external, now, KEY)
    assert_array_equal(after.spins, in_jax[0])
    assert_array_equal(after.recurrent, in_jax[1])
    assert (after.spins != now.spins).any()


def test_synchronous_updates_every_neuron():
    assert updated(Synchronous()).all()


def test_a_random_subset_is_shared_by_the_patterns_of_a_batch():
    mask = updated(RandomSubset(0.6))
    assert_array_equal(mask, np.broadcast_to(mask[0], mask.shape))
    assert 0 < mask[0].sum() < N


def test_a_random_subset_updates_the_named_share_of_the_neurons():
    many = 20_000
    alone = Network(OneToOne(jnp.asarray(0.0), many), jnp.asarray(0.0))
    after = swept(RandomSubset(0.85), np.ones((1, many)), -np.ones((1, many)), alone)
    assert_allclose(jnp.mean(after.spins < 0), 0.85, atol=4 * np.sqrt(0.85 * 0.15 / many))


def test_another_key_draws_another_subset():
    rule = RandomSubset(0.6)
    assert (updated(rule) != updated(rule, jax.random.key(5))).any()


def test_a_random_subset_of_all_neurons_is_the_synchronous_rule():
    assert_array_equal(swept(RandomSubset(1.0)).spins, swept(Synchronous()).spins)


@pytest.mark.parametrize("rule", RULES)
def test_a_neuron_at_zero_field_keeps_its_spin(rule):
    """Two neurons of opposite sign cancel in the third; whole numbers make the zero exact."""
    weights = np.zeros((3, 3))
    weights[2, :2] = 1.0
    network = Network(Recurrent(jnp.asarray(weights.T)), jnp.asarray(0.0))
    spins = np.array([[1.0, -1.0, 1.0], [1.0, -1.0, -1.0], [1.0, -1.0, 0.0]])
    assert_array_equal(swept(rule, spins, np.zeros((3, 3)), network).spins, spins)


@pytest.mark.parametrize("rule", RULES)
def test_permuting_the_batch_permutes_the_result(rule):
    order = np.array([3, 0, 5, 1, 4, 2])
    permuted = swept(rule, SPINS[order], EXTERNAL[order]).spins
    assert_array_equal(permuted, swept(rule).spins[order])


@pytest.mark.parametrize("rule", RULES)
def test_a_pattern_alone_moves_as_it_does_in_a_batch(rule):
    assert_array_equal(swept(rule, SPINS[2:3], EXTERNAL[2:3]).spins, swept(rule).spins[2:3])


def test_each_neuron_may_have_a_self_coupling_of_its_own():
    """In the same opposing field the strongly self-coupled neuron stays, the other flips."""
    network = Network(Recurrent(jnp.zeros((2, 2))), jnp.array([2.0, 0.5]))
    after = swept(Synchronous(), np.ones((1, 2)), -np.ones((1, 2)), network)
    assert_array_equal(after.spins, [[1, -1]])


@pytest.mark.parametrize("block", [0, -1])
def test_a_block_without_neurons_is_refused(block):
    with pytest.raises(ValueError, match="block"):
        Sequential(block)


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.01, float("nan")])
def test_a_share_outside_zero_to_one_is_refused(fraction):
    with pytest.raises(ValueError, match="fraction"):
        RandomSubset(fraction)
