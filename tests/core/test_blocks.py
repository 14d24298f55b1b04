"""Blocks behave as the one dense matrix that is assembled from them."""

import jax.numpy as jnp
import naive
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Blocks, Dense, OneToOne, Path, Recurrent

SIZES = (4, 6, 4)
EDGES = np.cumsum((0, *SIZES))
PATHS = (Path(0, 0), Path(1, 0), Path(0, 2), Path(2, 2), Path(0, 2))
"""Part 1 receives nothing; parts 0 and 2 are tied twice, by synapses and one to one."""


def pieces():
    return (
        naive.random_couplings(1, 4),
        naive.random_matrix(2, 4, 6),
        naive.random_matrix(3, 4, 4),
        naive.random_couplings(4, 4),
        0.7 * np.eye(4),
    )


def arranged():
    a, b, c, d, _ = (jnp.asarray(piece.T) for piece in pieces())
    blocks = (Recurrent(a), Dense(b), Dense(c), Recurrent(d), OneToOne(jnp.asarray(0.7), 4))
    return Blocks(SIZES, SIZES, PATHS, blocks)


def assembled(parts):
    J = np.zeros((14, 14))
    for (source, target), part in zip(PATHS, parts, strict=True):
        J[EDGES[target] : EDGES[target + 1], EDGES[source] : EDGES[source + 1]] += part
    return J


def test_field_is_that_of_the_assembled_matrix():
    s = naive.random_spins(5, 3, 14)
    assert_allclose(arranged()(jnp.asarray(s)), s @ assembled(pieces()).T, atol=1e-6)


def test_a_part_where_no_block_ends_receives_no_field():
    assert_array_equal(arranged()(jnp.ones((2, 14)))[:, 4:10], 0)


def test_shift_is_the_field_of_the_change():
    change = np.zeros((3, 14))
    change[0, 2], change[1, 12], change[2, 7] = 2, -2, 2
    assert_allclose(
        arranged().shift(jnp.asarray(change)), change @ assembled(pieces()).T, atol=1e-6
    )


def test_rows_are_the_outgoing_weights_in_the_assembled_matrix():
    chosen = np.array([12, 0, 5])
    expected = assembled(pieces()).T[chosen]
    assert_allclose(arranged().rows(jnp.asarray(chosen)), expected, atol=1e-6)


def test_shift_reads_each_source_part_alone():
    """One part flips completely and another in one neuron: both ways of adding are used."""
    rng = np.random.default_rng(7)
    J = rng.normal(size=(1200, 3)) / 30
    halves = (Dense(jnp.asarray(J[:600])), Dense(jnp.asarray(J[600:])))
    couplings = Blocks((600, 600), (3,), (Path(0, 0), Path(1, 0)), halves)
    change = np.zeros((2, 1200))
    change[:, :600], change[1, 700] = 2, -2
    assert_allclose(couplings.shift(jnp.asarray(change)), change @ J, atol=1e-4)


def test_each_block_learns_with_its_own_number_of_synapses():
    rng = np.random.default_rng(6)
    post, pre = rng.normal(size=(5, 14)), naive.random_spins(7, 5, 14)
    learnt = arranged().learn(jnp.asarray(post), jnp.asarray(pre), 0.3, 0.2)
    for number, ((source, target), J) in enumerate(zip(PATHS[:4], pieces(), strict=False)):
        ends = slice(EDGES[target], EDGES[target + 1])
        starts = slice(EDGES[source], EDGES[source + 1])
        expected = naive.learn(J, post[:, ends], pre[:, starts], 0.3, 0.2)
        if source == target:
            np.fill_diagonal(expected, 0)
        assert_allclose(learnt.blocks[number].weights.T, expected, atol=1e-6)
    assert_array_equal(learnt.blocks[4].strength, arranged().blocks[4].strength)


@pytest.mark.parametrize(
    ("paths", "named"),
    [
        ((Path(0, 1),), "target part 1"),
        ((Path(2, 0),), "source part 2"),
        ((Path(-1, 0),), "source part -1"),
        ((Path(0, 0), Path(0, 0)), "2 paths"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(paths, named):
    with pytest.raises(ValueError, match=named):
        Blocks((4, 4), (4,), paths, (Dense(jnp.ones((4, 4))),))
