"""The native kernels of sparse couplings against the same programs in JAX."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from dense import matrix
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import (
    Frozen,
    Network,
    Outcome,
    RampOff,
    Recurrent,
    Sequential,
    StepOff,
    Stimulus,
    Synchronous,
    constant,
    native,
    random_sparse,
    relax,
    silent,
)
from basinet.core.couplings import AbstractCouplings
from basinet.core.native import synapses
from basinet.core.relax import _loop
from basinet.core.sparse import Sparse, from_synapses, with_local_correlation

pytestmark = pytest.mark.skipif(
    native.status() != "ready", reason=f"native kernels: {native.status()}"
)
KEY = jax.random.key(0)
COUPLINGS = eqx.filter_jit(random_sparse)(203, 14, KEY)
SHARES = [0.0, 0.02, 0.3, 1.0]


def drawn(*shape, share=1.0, seed=0):
    """Spin changes of the given share of the neurons."""
    rng = np.random.default_rng(seed)
    changes = rng.choice([-2.0, 2.0], size=shape) * (rng.random(shape) < share)
    return jnp.asarray(changes, jnp.float32)


def exact(neurons=120, fan_in=9, seed=0):
    """Couplings in multiples of 1/64, so that no order of sums rounds fields; some are zero."""
    couplings = random_sparse(neurons, fan_in, jax.random.key(seed))
    rng = np.random.default_rng(seed)
    weights = jnp.asarray(rng.integers(-20, 21, couplings.weights.shape) / 64, jnp.float32)
    return eqx.tree_at(lambda it: it.weights, couplings, weights)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("batch", [1, 3, 16, 37])
def test_the_native_field_is_that_of_the_matrix(batch, share):
    change = drawn(batch, 203, share=share)
    expected = np.asarray(change, float) @ matrix(COUPLINGS).T
    assert_allclose(synapses.send(change, *COUPLINGS.listed()), expected, atol=2e-5)
    assert_allclose(jax.jit(Sparse._shift)(COUPLINGS, change), expected, atol=2e-5)


@pytest.mark.parametrize("size", [0.37, 1000.0, 1e12])
def test_the_native_field_is_right_for_sources_of_any_magnitude(size):
    """Whole numbers that fit into a byte are summed in a way of their own."""
    change = size * drawn(3, 203)
    expected = np.asarray(change, float) @ matrix(COUPLINGS).T
    actual = synapses.send(change, *COUPLINGS.listed())
    assert_allclose(actual, expected, atol=2e-5 * size)


def test_a_source_that_is_not_a_number_is_not_lost():
    change = drawn(2, 203).at[1, 7].set(jnp.nan)
    actual = np.asarray(synapses.send(change, *COUPLINGS.listed()))
    assert np.isfinite(actual[0]).all()
    reached = (np.asarray(COUPLINGS.sources) == 7).any(axis=1)
    assert_array_equal(np.isnan(actual[1]), reached)


def test_populations_of_different_sizes_and_uneven_degrees_are_served():
    """Source 0 reaches every target, 1 to 3 reach some, the last none."""
    rest = np.random.default_rng(0).integers(1, 4, 61)
    sources = jnp.asarray(np.stack([np.zeros(61, int), rest], axis=1), jnp.int32)
    couplings = from_synapses(sources, drawn(61, 2, seed=1), 5)
    change = drawn(17, 5, share=0.5)
    assert_allclose(
        synapses.send(change, *couplings.listed()),
        np.asarray(change) @ matrix(couplings).T,
        atol=1e-5,
    )


def test_the_field_of_a_pattern_is_the_same_to_the_last_bit_beside_any_others():
    for share in (0.02, 1.0):
        one, many = drawn(1, 203, share=share), drawn(20, 203, seed=3)
        alone = synapses.send(one, *COUPLINGS.listed())
        beside = synapses.send(jnp.concatenate([many, one]), *COUPLINGS.listed())
        assert_array_equal(beside[-1], alone[0])


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("batch", [1, 16])
def test_the_native_learning_step_is_that_of_jax(batch, share):
    post, pre = drawn(batch, 203, share=share) * 0.7, drawn(batch, 203, seed=2)
    given = COUPLINGS.weights, COUPLINGS.sources, post, pre, jnp.array([0.99, 0.01])
    before = np.array(COUPLINGS.weights)
    assert_allclose(synapses.learn(*given), with_local_correlation(*given), atol=2e-6)
    assert_array_equal(COUPLINGS.weights, before)


def test_the_learning_step_copies_no_weights():
    def steps(couplings, post, pre):
        return jax.lax.fori_loop(0, 9, lambda _, it: it.learn(post, pre, 0.1, 0.1), couplings)

    post = drawn(2, 203)
    compiled = jax.jit(steps, donate_argnums=0).lower(COUPLINGS, post, post).compile()
    memory = compiled.memory_analysis()
    assert memory is not None
    held = sum(part.nbytes for part in COUPLINGS.listed())
    assert memory.alias_size_in_bytes == held
    assert memory.temp_size_in_bytes < COUPLINGS.weights.nbytes


@eqx.filter_jit
def in_jax(network, stimulus, start, sweeps):
    return _loop(network, Synchronous(), stimulus, start, KEY, sweeps)


@eqx.filter_jit
def natively(network, stimulus, start, sweeps):
    return relax(network, Synchronous(), stimulus, start, KEY, max_sweeps=sweeps)


STARTS = {
    "silent": lambda network: silent(21, 120),
    "random": lambda network: network.place(jnp.sign(drawn(21, 120, seed=5))),
}


KINDS = {"list": lambda it: it, "matrix": lambda it: Recurrent(jnp.asarray(matrix(it).T))}
"""The same couplings as a list of synapses and as one matrix."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("self_coupling", [0.0, 0.25, 1.5])
@pytest.mark.parametrize("sweeps", [0, 1, 2, 40])
def test_a_native_relaxation_is_that_of_jax(kind, start, self_coupling, sweeps):
    """Spins, fields, sweeps and outcomes, and both start from what is given."""
    external = jnp.asarray(np.random.default_rng(1).integers(-9, 10, (21, 120)) / 64, jnp.float32)
    network = Network(KINDS[kind](exact()), jnp.asarray(self_coupling))
    given = network, constant(external), STARTS[start](network), sweeps
    expected, actual = in_jax(*given), natively(*given)
    assert_array_equal(actual.spins, expected.spins)
    assert_array_equal(actual.configuration.recurrent, expected.configuration.recurrent)
    assert_array_equal(actual.sweeps, expected.sweeps)
    assert_array_equal(actual.outcome, expected.outcome)


def pairs():
    """Neurons 2i and 2i + 1 take over each other's state: unlike ones alternate for ever."""
    sources = jnp.arange(120)[:, None] ^ 1
    return from_synapses(sources, jnp.ones((120, 1)), 120)


@pytest.mark.parametrize("unlike", [0, 1, 5, 20])
@pytest.mark.parametrize("sweeps", [2, 7])
@pytest.mark.parametrize("kind", KINDS)
def test_a_cycle_of_two_states_is_told_from_a_fixed_point(kind, unlike, sweeps):
    """However many neurons alternate: few are visited, many are summed."""
    spins = jnp.ones((21, 120)).at[1, : 2 * unlike : 2].set(-1.0)
    network = Network(KINDS[kind](pairs()), jnp.asarray(0.0))
    end = natively(network, constant(jnp.zeros((21, 120))), network.place(spins), sweeps)
    expected = np.full(21, Outcome.FIXED_POINT)
    expected[1] = Outcome.CYCLE if unlike else Outcome.FIXED_POINT
    assert_array_equal(end.outcome, expected)
    assert end.sweeps[1] == (sweeps if unlike else 0)
    flipped = spins[1].reshape(60, 2)[:, :: -1 if sweeps % 2 else 1].ravel()
    assert_array_equal(end.spins[1], flipped)


def test_a_network_out_of_time_is_not_called_a_cycle():
    network = Network(exact(), jnp.asarray(0.0))
    start = STARTS["random"](network)
    end = natively(network, constant(jnp.zeros((21, 120))), start, 40)
    assert_array_equal(end.outcome, Outcome.OUT_OF_TIME)


def test_only_steady_stimuli_and_synchronous_sweeps_are_relaxed_natively():
    field, start = jnp.ones((2, 203)), silent(2, 203)

    def lowered(dynamics, envelope, couplings: AbstractCouplings = COUPLINGS):
        network = Network(couplings, jnp.asarray(0.5))
        stimulus = Stimulus(field, field, envelope)
        run = jax.jit(lambda it: relax(it, dynamics, stimulus, start, KEY, max_sweeps=4).spins)
        return run.lower(network).as_text()

    assert "basinet_settle" in lowered(Synchronous(), StepOff(0))
    assert "basinet_settle" in lowered(Synchronous(), StepOff(0), Frozen(COUPLINGS))
    assert "basinet_settle" not in lowered(Synchronous(), StepOff(2))
    assert "basinet_settle" not in lowered(Synchronous(), RampOff(0, 2))
    assert "basinet_settle" not in lowered(Sequential(), StepOff(0))


@pytest.mark.parametrize("batch", [1, 70])
def test_a_sequential_sweep_is_the_same_in_jax_and_in_native_code(batch):
    network = Network(exact(), jnp.asarray(0.25))
    rng = np.random.default_rng(0)
    external = jnp.asarray(rng.integers(-9, 10, (batch, 120)) / 64, jnp.float32)
    now = network.place(jnp.asarray(rng.choice([-1.0, 1.0], (batch, 120)), jnp.float32))
    draws = jax.random.bits(KEY, (120,), jnp.uint32)
    given = now.spins, now.recurrent, external, jnp.full(120, 0.25), draws
    in_jax = Sequential(8)._in_blocks(network.couplings, *given)
    after = Sequential().sweep(network, external, now, KEY)
    assert_array_equal(after.spins, in_jax[0])
    assert_array_equal(after.recurrent, in_jax[1])
    assert (after.spins != now.spins).any()


def stacked(couplings):
    return jax.tree.map(lambda *parts: jnp.stack(parts), *couplings)


@pytest.mark.parametrize("kind", KINDS)
def test_many_networks_at_once_are_each_alone(kind):
    """Fields, learning steps and relaxations of three networks, shared among threads."""
    networks = [KINDS[kind](exact(fan_in=80, seed=seed)) for seed in range(3)]
    change, post = drawn(3, 5, 120, share=0.3), drawn(3, 5, 120, seed=4)

    def act(couplings, change, post):
        settled = relax(
            Network(couplings, jnp.asarray(0.5)),
            Synchronous(),
            constant(change),
            silent(5, 120),
            KEY,
            max_sweeps=9,
        )
        learnt = couplings.learn(post, change, 0.1, 0.2).weights
        return couplings.shift(change), learnt, settled.spins, settled.sweeps

    together = jax.jit(jax.vmap(act))(stacked(networks), change, post)
    for n, couplings in enumerate(networks):
        alone = jax.jit(act)(couplings, change[n], post[n])
        for part, of_all in zip(alone, together, strict=True):
            assert_allclose(of_all[n], part, rtol=1e-6, atol=1e-7)


def test_one_network_serves_many_batches_at_once():
    change = drawn(3, 5, 203, share=0.3)
    together = jax.jit(jax.vmap(COUPLINGS.shift))(change)
    for n in range(3):
        assert_array_equal(together[n], COUPLINGS.shift(change[n]))


@pytest.mark.parametrize("platform", ["cuda", "tpu"])
def test_other_devices_get_the_program_in_jax(platform):
    network, field = Network(COUPLINGS, jnp.asarray(0.5)), jnp.ones((2, 203))

    def program(network, field):
        end = relax(
            network, Synchronous(), constant(field), silent(2, 203), KEY, max_sweeps=4
        ).configuration
        after = Sequential().sweep(network, field, end, KEY)
        return network.couplings.learn(after.spins, after.spins, 0.1, 0.1)

    traced = jax.jit(program).trace(network, field)
    assert "basinet" not in traced.lower(lowering_platforms=(platform,)).as_text()
    on_cpu = traced.lower(lowering_platforms=("cpu",)).as_text()
    for name in ("settle", "learn_synapses", "visit_synapses"):
        assert f"basinet_{name}" in on_cpu
