import equinox as eqx
import jax
import jax.numpy as jnp
import naive
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Dense, OneToOne, Recurrent, random_dense, random_recurrent

RNG = np.random.default_rng(0)


@eqx.filter_jit
def shifted(couplings, change):
    return couplings.shift(change)


def test_dense_field_is_the_sum_over_the_sources():
    J, s = naive.random_matrix(1, 4, 6), naive.random_spins(2, 3, 6)
    expected = [[sum(J[i, j] * s[b, j] for j in range(6)) for i in range(4)] for b in range(3)]
    assert_allclose(Dense(jnp.asarray(J.T))(jnp.asarray(s)), expected, atol=1e-6)


def test_recurrent_field_is_the_sum_over_the_other_neurons():
    J, s = naive.random_couplings(1, 6), naive.random_spins(2, 3, 6)
    expected = [naive.field(J, np.zeros(6), np.zeros(6), s[b]) for b in range(3)]
    assert_allclose(Recurrent(jnp.asarray(J.T))(jnp.asarray(s)), expected, atol=1e-6)


def test_one_to_one_field_is_the_strength_times_the_partner():
    s = jnp.array([[1.0, -1.0, 0.0]])
    assert_allclose(OneToOne(jnp.asarray(2.5), 3)(s), [[2.5, -2.5, 0.0]])


@pytest.mark.parametrize("n", [7, 511, 512, 700])
@pytest.mark.parametrize("share", ["none", "one", "few", "strip", "many", "all"])
def test_shift_is_the_field_of_the_change(n, share):
    """Few changes are added row by row, many by a product: above and below 512 sources."""
    count = {"none": 0, "one": 1, "few": n // 20 + 2, "strip": n // 5, "many": n // 2, "all": n}
    rng = np.random.default_rng(n)
    change = np.zeros((3, n))
    for neuron in [0, *rng.permutation(np.arange(1, n))][: count[share]]:
        change[rng.integers(3), neuron] = rng.choice([-2.0, 2.0])
    J = rng.normal(size=(n, 5)) / np.sqrt(n)
    result = shifted(Dense(jnp.asarray(J)), jnp.asarray(change))
    assert_allclose(result, change @ J, atol=1e-5)


def test_shift_of_every_kind_of_couplings_equals_its_field():
    change = np.zeros((2, 600), np.float32)
    change[0, 5], change[1, 599] = 2.0, -2.0
    for couplings in (
        random_dense(600, 600, 1.0, jax.random.key(0)),
        random_recurrent(600, jax.random.key(0)),
        OneToOne(jnp.asarray(0.7), 600),
    ):
        expected = couplings(jnp.asarray(change))
        assert_allclose(shifted(couplings, jnp.asarray(change)), expected, atol=1e-6)


def test_rows_are_the_fields_of_single_sources():
    chosen = jnp.array([4, 0, 4])
    for couplings in (
        random_dense(5, 3, 1.0, jax.random.key(0)),
        random_recurrent(5, jax.random.key(0)),
        OneToOne(jnp.asarray(0.7), 5),
    ):
        assert_allclose(couplings.rows(chosen), couplings(jnp.eye(5)[chosen]), atol=1e-6)


def test_dense_learns_the_correlation_of_its_two_neurons():
    J, post, pre = (RNG.normal(size=shape) for shape in ((3, 5), (4, 3), (4, 5)))
    learnt = Dense(jnp.asarray(J.T)).learn(jnp.asarray(post), jnp.asarray(pre), 0.3, 0.2)
    assert_allclose(learnt.weights.T, naive.learn(J, post, pre, 0.3, 0.2), atol=1e-6)


def test_recurrent_learns_the_correlation_and_no_self_synapse():
    J = naive.random_couplings(3, 5)
    post, pre = RNG.normal(size=(4, 5)), naive.random_spins(5, 4, 5)
    learnt = Recurrent(jnp.asarray(J.T)).learn(jnp.asarray(post), jnp.asarray(pre), 0.3, 0.2)
    expected = naive.learn(J, post, pre, 0.3, 0.2)
    np.fill_diagonal(expected, 0)
    assert_allclose(learnt.weights.T, expected, atol=1e-6)
    assert_array_equal(jnp.diag(learnt.weights), 0)


def test_a_neuron_without_drive_changes_by_decay_only():
    dense = Dense(jnp.ones((4, 2)))
    learnt = dense.learn(jnp.array([[1.0, 0.0]]), jnp.ones((1, 4)), 1.0, 0.1)
    assert_allclose(learnt.weights[:, 1], 1 - 0.1 / np.sqrt(4), rtol=1e-6)
    assert_allclose(learnt.weights[:, 0], 1 - 0.1 / np.sqrt(4) + 1 / np.sqrt(4), rtol=1e-6)


def test_one_to_one_never_learns():
    fixed = OneToOne(jnp.asarray(2.0), 4)
    assert_array_equal(fixed.learn(jnp.ones((3, 4)), jnp.ones((3, 4)), 1.0, 0.5).strength, 2.0)


def test_random_dense_has_variance_gain_squared_over_the_number_of_sources():
    weights = random_dense(400, 300, 3.0, jax.random.key(1)).weights
    assert weights.shape == (400, 300)
    assert_allclose(jnp.var(weights), 9 / 400, rtol=0.02)
    assert_allclose(jnp.mean(weights), 0, atol=4 * 3 / 20 / np.sqrt(120_000))


def test_random_recurrent_is_asymmetric_with_variance_one_over_n_and_no_diagonal():
    J = np.asarray(random_recurrent(400, jax.random.key(2)).weights)
    above, below = J[np.triu_indices(400, 1)], J.T[np.triu_indices(400, 1)]
    assert_array_equal(np.diag(J), 0)
    assert_allclose([above.var(), below.var()], 1 / 400, rtol=0.02)
    assert abs(np.corrcoef(above, below)[0, 1]) < 0.02
