"""Matrices drawn in blocks of rows."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats

from basinet.core import draw, random_dense, random_recurrent

KEY = jax.random.key(3)


@pytest.fixture
def small_blocks(monkeypatch):
    """As if a thousand numbers were many; blocks of 7 rows of 40."""
    monkeypatch.setattr(draw, "SMALL", 1000)
    monkeypatch.setattr(draw, "BLOCK", 300)


def plain(rows, columns):
    return np.asarray(draw.normal(KEY, (rows, columns), lambda numbers, _: numbers))


def test_a_small_matrix_is_what_jax_draws():
    assert_array_equal(plain(5, 8), jax.random.normal(KEY, (5, 8)))


# Whole blocks, a last one that reaches back, one row a block, one block in all.
@pytest.mark.parametrize("shape", [(42, 40), (60, 40), (3, 700), (1, 1001)])
def test_blocks_are_independent_and_normal(small_blocks, shape):
    drawn = plain(*shape)
    assert drawn.shape == shape
    # A few numbers of 23 bits are equal by chance; a row drawn twice would be thirty or more.
    assert len(np.unique(drawn)) > 0.99 * drawn.size
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 1e-3
    assert_array_equal(drawn, plain(*shape))


def test_each_row_is_finished_with_its_own_index(small_blocks):
    def place(numbers, first):
        return jnp.zeros_like(numbers) + first + jnp.arange(len(numbers))[:, None]

    places = draw.normal(KEY, (60, 40), place)
    assert_array_equal(places, np.repeat(np.arange(60.0)[:, None], 40, axis=1))


def test_couplings_of_several_blocks_have_their_variance_and_no_diagonal(small_blocks):
    J = np.asarray(random_recurrent(60, KEY).weights)
    assert_array_equal(np.diag(J), 0)
    assert (J != 0).sum() == 60 * 59
    assert abs(60 * J.var() - 1) < 0.1
    weights = np.asarray(random_dense(50, 30, 3.0, KEY).weights)
    assert abs(50 * weights.var() / 9 - 1) < 0.2


def test_drawing_a_large_matrix_takes_little_more_memory_than_the_matrix():
    neurons = 4096
    program = jax.jit(lambda key: random_recurrent(neurons, key).weights).lower(KEY).compile()
    memory = program.memory_analysis()
    assert memory.output_size_in_bytes == 4 * neurons**2
    assert memory.temp_size_in_bytes < 0.5 * 4 * neurons**2
