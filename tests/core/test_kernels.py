"""The kernels of the learning step: native code against JAX, and JAX where there is none."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import kernels, native
from basinet.core.native import synapses as native_synapses

needs_native = pytest.mark.skipif(
    native.status() != "ready", reason=f"native kernels: {native.status()}"
)
SHAPES = [(1, 1, 1), (1, 40, 9), (3, 7, 5), (4, 130, 24), (17, 300, 50), (16, 530, 411)]
SHARES = [0.0, 0.02, 0.3, 1.0]


def drawn(shape, share=1.0, seed=0):
    """Spin changes of the given share of the neurons."""
    rng = np.random.default_rng(seed)
    changes = rng.choice([-2.0, 2.0], size=shape) * (rng.random(shape) < share)
    return jnp.asarray(changes, jnp.float32)


def weights(*shape, seed=1):
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape) / 20, jnp.float32)


@needs_native
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(("batch", "sources", "targets"), SHAPES)
def test_the_native_shift_is_that_of_jax(batch, sources, targets, share):
    change, w = drawn((batch, sources), share), weights(sources, targets)
    expected = np.asarray(change, float) @ np.asarray(w, float)
    assert_allclose(native.shift(change, w), expected, atol=2e-5)
    assert_allclose(jax.jit(kernels.sum_of_rows)(change, w), expected, atol=2e-5)


@needs_native
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(("batch", "sources", "targets"), SHAPES)
def test_the_native_learning_step_is_that_of_jax(batch, sources, targets, share):
    post, pre = drawn((batch, targets), share), drawn((batch, sources), seed=2)
    w, factors = weights(sources, targets), jnp.array([0.99, 0.01])
    expected = kernels.with_correlation(w, post, pre, factors, without_self=False)
    actual = native.learn(w, post, pre, factors, without_self=False)
    assert_allclose(actual, expected, atol=1e-6)


@needs_native
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize(
    ("batch", "sources", "targets"),
    [(7, 40, 9), (8, 1, 1), (16, 530, 411), (19, 130, 24), (64, 129, 70), (65, 20, 33)],
)
def test_a_learning_step_from_spins_is_that_of_jax(batch, sources, targets, share):
    """Where enough neurons learn, drives are summed by the signs of four patterns at once."""
    rng = np.random.default_rng(3)
    post = weights(batch, targets) * (rng.random((batch, targets)) < share)
    pre, w, factors = drawn((batch, sources)) / 2, weights(sources, targets), jnp.array([0.9, 0.5])
    expected = kernels.with_correlation(w, post, pre, factors, without_self=False)
    actual = native.learn(w, post, pre, factors, without_self=False)
    assert_allclose(actual, expected, atol=1e-6)


@needs_native
def test_a_learning_step_from_spins_leaves_no_self_synapse():
    w, post, pre = weights(300, 300), weights(16, 300), drawn((16, 300)) / 2
    factors = jnp.array([0.99, 0.01])
    actual = native.learn(w, post, pre, factors, without_self=True)
    expected = kernels.with_correlation(w, post, pre, factors, without_self=True)
    assert_allclose(actual, expected, atol=1e-6)
    assert_array_equal(jnp.diag(actual), 0)


@needs_native
def test_the_native_learning_step_leaves_no_self_synapse_and_its_input_as_it_was():
    w, before = weights(50, 50), np.array(weights(50, 50))
    post, pre, factors = drawn((4, 50), 0.2), drawn((4, 50)), jnp.array([0.99, 0.01])
    actual = native.learn(w, post, pre, factors, without_self=True)
    expected = kernels.with_correlation(w, post, pre, factors, without_self=True)
    assert_allclose(actual, expected, atol=1e-6)
    assert_array_equal(jnp.diag(actual), 0)
    assert_array_equal(w, before)


@needs_native
def test_the_shift_of_a_pattern_is_the_same_to_the_last_bit_beside_any_others():
    w, few, many = weights(600, 333), drawn((1, 600), 0.01), drawn((15, 600))
    alone = native.shift(few, w)
    assert_array_equal(native.shift(jnp.concatenate([few, few]), w)[1], alone[0])
    assert_array_equal(native.shift(jnp.concatenate([many, few]), w)[-1], alone[0])


def signs(*shape, seed=0):
    """Changes of every spin by one, as from silence."""
    return jnp.asarray(np.random.default_rng(seed).choice([-1.0, 1.0], size=shape), jnp.float32)


@needs_native
@pytest.mark.parametrize("batch", [1, 5, 6, 17])
@pytest.mark.parametrize(
    ("sources", "targets"), [(1, 1), (3, 9), (4, 8), (65, 33), (130, 10), (403, 411)]
)
def test_patterns_of_signs_get_the_field_of_jax(batch, sources, targets):
    change, w = signs(batch, sources), weights(sources, targets)
    expected = np.asarray(change, float) @ np.asarray(w, float)
    assert_allclose(native.shift(change, w), expected, atol=2e-5)
    assert_allclose(jax.jit(kernels.sent)(change, w), expected, atol=2e-5)


def test_a_field_has_the_derivatives_of_a_product():
    change, w = signs(6, 31), weights(31, 12)

    def of(product):
        return jax.jit(jax.grad(lambda *at: jnp.sum(jnp.tanh(product(*at))), argnums=(0, 1)))

    for actual, expected in zip(
        of(kernels.sent)(change, w), of(jnp.matmul)(change, w), strict=True
    ):
        assert_allclose(actual, expected, atol=1e-5)


@needs_native
@pytest.mark.parametrize("targets", [10, 333])
def test_a_pattern_of_signs_has_the_same_field_to_the_last_bit_beside_any_others(targets):
    """Whether tables were made for many such patterns, or each was added up alone."""
    w, patterns, few = weights(603, targets), signs(16, 603), drawn((4, 603), 0.01)
    together = native.shift(patterns, w)
    mixed = native.shift(jnp.concatenate([few, patterns[:7], few]), w)
    assert_array_equal(mixed[4:11], together[:7])
    assert_array_equal(mixed[:4], native.shift(few, w))
    for b in (0, 7, 15):
        assert_array_equal(native.shift(patterns[b : b + 1], w)[0], together[b])


@needs_native
def test_one_spin_that_is_no_sign_is_not_taken_for_one():
    """In any place, also among the sources that fill no table."""
    w = weights(71, 40)
    for place, value in ((0, 0.0), (35, 2.0), (69, -0.5), (70, np.nan)):
        change = signs(8, 71).at[:, place].set(value)
        expected = np.asarray(change, float) @ np.asarray(w, float)
        assert_allclose(native.shift(change, w), expected, atol=2e-5)


@needs_native
@pytest.mark.parametrize("axes", [(0, None), (None, 0), (0, 0)])
def test_many_networks_at_once_are_each_alone(axes):
    change, w = drawn((3, 5, 40), 0.3), weights(3, 40, 30)
    given = [v if axis == 0 else v[0] for v, axis in zip((change, w), axes, strict=True)]
    together = jax.jit(jax.vmap(kernels.shifted, in_axes=axes))(*given)
    for n in range(3):
        alone = [v[n] if axis == 0 else v for v, axis in zip(given, axes, strict=True)]
        assert_array_equal(together[n], kernels.shifted(*alone))


@needs_native
def test_networks_learn_together_as_each_alone_at_rates_of_their_own():
    w, post, pre = weights(3, 20, 20), drawn((3, 4, 20), 0.3), drawn((3, 4, 20), seed=2)
    rates, learn = jnp.array([0.0, 0.1, 0.3]), partial(kernels.learnt, without_self=True)
    together = jax.jit(jax.vmap(learn, in_axes=(0, 0, 0, 0, None)))(w, post, pre, rates, 0.5)
    for n in range(3):
        alone = learn(w[n], post[n], pre[n], rates[n], 0.5)
        assert_allclose(together[n], alone, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("platform", ["cuda", "tpu"])
def test_other_devices_get_the_program_in_jax(platform):
    """And a CPU gets the native code, where that was built."""

    def program(change, w):
        field = kernels.shifted(change, w) + kernels.sent(change, w)
        return kernels.learnt(w, field, change, 0.1, 0.1)

    traced = jax.jit(program).trace(drawn((2, 9)), weights(9, 9))
    assert "basinet" not in traced.lower(lowering_platforms=(platform,)).as_text()
    on_cpu = "basinet_shift" in traced.lower(lowering_platforms=("cpu",)).as_text()
    assert on_cpu == (native.status() == "ready")


@needs_native
def test_the_learning_step_copies_no_weights():
    """The weights that it may overwrite are changed where they lie."""

    def steps(w, post, pre):
        return jax.lax.fori_loop(0, 9, lambda _, w: kernels.learnt(w, post, pre, 0.1, 0.1), w)

    compiled = jax.jit(steps, donate_argnums=0).lower(
        weights(90, 90), drawn((2, 90)), drawn((2, 90))
    )
    memory = compiled.compile().memory_analysis()
    assert memory.alias_size_in_bytes == 90 * 90 * 4
    assert memory.temp_size_in_bytes < 90 * 90 * 4


@needs_native
def test_sums_of_nothing_are_zero_and_not_what_lay_in_memory():
    for batch, targets in ((3, 5), (40, 700)):
        jnp.full((batch, targets), 7.0).block_until_ready()
        empty = native.shift(jnp.ones((batch, 0)), jnp.zeros((0, targets)))
        assert_array_equal(empty, np.zeros((batch, targets)))
        none = jnp.zeros((targets, 0))
        listed = none.astype(int), none, jnp.zeros(0, int), jnp.zeros(10, int)
        sent = native_synapses.send(jnp.ones((batch, 9)), *listed)
        assert_array_equal(sent, np.zeros((batch, targets)))
