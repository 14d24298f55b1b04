"""Sparse couplings against the matrix that is assembled from their list of synapses."""

from functools import cache

import equinox as eqx
import jax
import jax.numpy as jnp
import naive
import numpy as np
import pytest
from dense import matrix
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Sparse, random_excitatory, random_sparse
from basinet.core.sparse import (
    _ALWAYS_FULL,
    _VISIT_COST,
    from_synapses,
    random_excitatory_within,
    random_sources,
)

KEY = jax.random.key(0)
build = eqx.filter_jit(random_sparse)
shift = eqx.filter_jit(Sparse.shift)
full, rows, learn = (eqx.filter_jit(f) for f in (Sparse.__call__, Sparse.rows, Sparse.learn))
draw = eqx.filter_jit(random_sources)
SMALL = build(30, 4, KEY)
LARGE = build(1100, 50, KEY)
"""Large enough for synapses to be visited one by one."""


def test_the_large_example_is_one():
    assert LARGE.weights.size > _ALWAYS_FULL


def test_every_neuron_has_fan_in_different_sources_and_not_itself():
    for i, row in enumerate(np.asarray(build(8, 7, KEY).sources)):
        assert sorted(row) == [j for j in range(8) if j != i]
    for i, row in enumerate(np.asarray(SMALL.sources)):
        assert len(set(row) - {i}) == 4


def test_every_source_is_equally_likely():
    """8000 draws of 5 from 10: each source is expected 4000 times, standard deviation below 45."""
    counts = np.bincount(np.asarray(draw(10, 8000, 5, KEY)).ravel(), minlength=10)
    assert abs(counts - 4000).max() < 4.5 * 45


def test_weights_have_variance_one_over_the_fan_in():
    assert_allclose(np.var(LARGE.weights), 1 / 50, rtol=0.03)


def test_the_index_lists_the_synapses_by_their_sources():
    order = np.argsort(SMALL.sources, axis=None, kind="stable")
    assert_array_equal(SMALL.outgoing, order)
    degree = np.bincount(np.asarray(SMALL.sources).ravel(), minlength=30)
    assert_array_equal(np.diff(SMALL.starts), degree)


def test_field_is_that_of_the_matrix():
    s = naive.random_spins(1, 3, 30)
    assert_allclose(full(SMALL, jnp.asarray(s)), s @ matrix(SMALL).T, atol=1e-5)


@pytest.mark.parametrize("flips", [0, 1, 7, 54, 56, 500, 1100])
def test_shift_is_that_of_the_matrix_however_many_spins_flip(flips):
    """Below 55 of 1100 neurons the synapses are visited, above all are summed."""
    assert 1100 // _VISIT_COST == 55
    change = np.zeros((3, 1100))
    for b in range(2):
        change[b, np.random.default_rng(b).permutation(1100)[: flips - b]] = 2.0 - 4 * b
    assert_allclose(shift(LARGE, jnp.asarray(change)), change @ matrix(LARGE).T, atol=1e-4)


@cache
def uneven():
    """Source 0 reaches every target, 1 to 3 reach some, the last none: degrees 600, ..., 0."""
    rest = np.random.default_rng(0).integers(1, 4, 600)
    sources = jnp.asarray(np.stack([np.zeros(600, int), rest], axis=1))
    weights = jnp.asarray(np.random.default_rng(1).normal(size=(600, 2)))
    return from_synapses(sources, weights, 5)


@pytest.mark.parametrize("source", range(5))
def test_rows_are_columns_of_the_matrix_whatever_the_number_of_synapses(source):
    couplings = uneven()
    found = rows(couplings, jnp.array([source, 3]))
    assert_allclose(found, matrix(couplings).T[[source, 3]], atol=1e-6)


def test_a_flip_visits_its_own_synapses_and_no_others():
    """A poisoned weight shows where it is read: only in the field of the source it leaves."""
    poisoned = eqx.tree_at(lambda it: it.weights, LARGE, LARGE.weights.at[5, 0].set(jnp.nan))
    owner = int(LARGE.sources[5, 0])
    change = np.zeros((2, 1100))
    change[0, (owner + 1) % 1100], change[1, owner] = 2.0, 2.0
    changed = np.asarray(shift(poisoned, jnp.asarray(change)))
    assert np.isfinite(changed[0]).all()
    assert_array_equal(np.flatnonzero(np.isnan(changed[1])), [5])


def test_learning_is_the_local_step_on_the_synapses_that_exist():
    rng = np.random.default_rng(3)
    post, pre = rng.normal(size=(5, 30)), naive.random_spins(2, 5, 30)
    learnt = learn(SMALL, jnp.asarray(post), jnp.asarray(pre), 0.3, 0.2)
    before, exists = matrix(SMALL), matrix(SMALL) != 0
    expected = before * (1 - 0.2 * 0.3 / np.sqrt(4))
    expected += 0.3 / np.sqrt(4 * 5) * post.T @ pre * exists
    assert_allclose(matrix(learnt), expected, atol=1e-6)
    assert_array_equal(learnt.sources, SMALL.sources)


def test_excitatory_synapses_add_up_to_the_strength_and_never_learn():
    between = eqx.filter_jit(random_excitatory)(9, 14, 3, 2.0, KEY)
    within = eqx.filter_jit(random_excitatory_within)(14, 13, 2.0, KEY)
    for couplings, sources in ((between, 9), (within, 14)):
        J = matrix(couplings)
        assert J.shape == (14, sources)
        assert_allclose(J.sum(axis=1), 2.0, rtol=1e-5)
        assert (J >= 0).all()
        learnt = couplings.learn(jnp.ones((2, 14)), jnp.ones((2, sources)), 1.0, 0.5)
        assert_array_equal(matrix(learnt), J)
    assert_array_equal(np.diag(matrix(within)), 0)


@pytest.mark.parametrize(
    ("sources", "fan_in", "within", "named"),
    [
        (5, 6, False, "fan_in is 6, but a neuron has 5 possible sources"),
        (5, 5, True, "fan_in is 5, but a neuron has 4 possible sources"),
        (5, 0, False, "fan_in is 0"),
    ],
)
def test_a_fan_in_larger_than_the_layer_is_refused_with_both_numbers(
    sources, fan_in, within, named
):
    with pytest.raises(ValueError, match=named):
        random_sources(sources, 5, fan_in, KEY, without_self=within)


@pytest.mark.parametrize("wrong", [-1, 30, 31, 2**31 - 1, -(2**31)])
def test_a_synapse_from_a_neuron_that_does_not_exist_is_named(wrong):
    sources = np.asarray(SMALL.sources).copy()
    sources[7, 2] = wrong
    with pytest.raises(ValueError, match=f"has the source {wrong}; with 30 source neurons"):
        from_synapses(jnp.asarray(sources), SMALL.weights, 30)


@pytest.mark.parametrize("field", ["sources", "outgoing", "starts"])
@pytest.mark.parametrize("change", [1, -1, 2**30])
def test_an_index_that_is_not_that_of_the_sources_is_refused(field, change):
    parts = dict(zip(("sources", "weights", "outgoing", "starts"), SMALL.listed(), strict=True))
    for place in (0, 3, -1):
        values = np.asarray(parts[field]).copy()
        values.flat[place] += change
        with pytest.raises(ValueError, match=r"no index of these sources|has the source"):
            Sparse(**{**parts, field: jnp.asarray(values)})
