"""The border of learning: its dimension, and exact facts of the perceptron rule."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet.analysis import boundary


def converged(rates, margins, steps: int):
    """Whether a network without decay, that starts from nothing, stops learning in time.

    The states of 12 patterns are given, so that the couplings are linear in the rate.
    """
    return np.asarray(outcomes(jnp.asarray(rates), jnp.asarray(margins), steps))


@eqx.filter_jit
def outcomes(rates, margins, steps: int):
    x = jnp.asarray(np.sign(np.random.default_rng(0).standard_normal((12, 24))), rates.dtype)
    off = 1 - jnp.eye(24, dtype=rates.dtype)

    def outcome(rate, margin):
        def step(J, _):
            drive = x * (x * (x @ J) <= margin)
            return J + rate / (24 * 12) ** 0.5 * (x.T @ drive) * off, jnp.any(drive != 0)

        learnt = jax.lax.scan(step, jnp.zeros_like(off), None, length=steps)[1]
        return ~learnt[-1]

    return jax.vmap(lambda rate: jax.vmap(lambda margin: outcome(rate, margin))(margins))(rates)


@pytest.fixture
def doubled():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def test_the_outcome_depends_on_margin_over_rate_alone(doubled):
    grid = 2.0 ** np.linspace(-3, 4, 15)  # powers of a common step
    found = converged(grid, grid, 12)
    for offset in range(-13, 14):
        assert len(set(np.diagonal(found, offset).tolist())) == 1
    assert 0.1 < found.mean() < 0.9


def test_more_time_takes_back_no_convergence(doubled):
    rates, margins = (np.geomspace(0.05, 5, 16) for _ in range(2))
    few, many = converged(rates, margins, 8), converged(rates, margins, 30)
    assert (many | ~few).all()
    assert many.sum() > few.sum()


def test_under_a_lens_the_border_is_a_straight_line(doubled):
    rate, low, high = 0.75, 0.05, 10.0
    for _ in range(40):  # a margin at which the outcome changes
        middle = (low + high) / 2
        if converged(np.array([rate]), np.array([middle]), 12)[0, 0]:
            low = middle
        else:
            high = middle
    rates, margins = boundary.zoomed((rate, (low + high) / 2), 1e-7, 32)
    border = boundary.edges(converged(rates, margins, 12))
    assert border.any()
    assert boundary.box_dimension(border) == pytest.approx(1, abs=0.15)


def test_known_sets_have_their_dimensions():
    line = np.zeros((64, 64), bool)
    line[20] = True
    assert boundary.box_dimension(line) == pytest.approx(1)
    assert boundary.box_dimension(np.ones((64, 64), bool)) == pytest.approx(2)
    carpet = np.ones((1, 1), bool)
    while len(carpet) < 81:  # Sierpinski's carpet: log 8 / log 3
        hole = np.zeros_like(carpet)
        carpet = np.block([[carpet] * 3, [carpet, hole, carpet], [carpet] * 3])
    assert boundary.box_dimension(carpet) == pytest.approx(np.log(8) / np.log(3), abs=0.12)
    assert np.isnan(boundary.box_dimension(np.zeros((16, 16), bool)))


def test_an_edge_is_a_block_with_both_outcomes():
    outcomes = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 0]], bool)
    np.testing.assert_array_equal(boundary.edges(outcomes), [[False, True], [False, True]])
    with pytest.raises(ValueError, match="2 x 2 cells"):
        boundary.edges(outcomes[:1])


def test_shuffled_cells_are_the_control():
    half = np.zeros((64, 64), bool)
    half[:, :32] = True
    mixed = boundary.salt_and_pepper(half, 0)
    assert mixed.sum() == half.sum()
    assert boundary.box_dimension(boundary.edges(half)) < 1.1
    assert boundary.box_dimension(boundary.edges(mixed)) > 1.8


def test_a_window_narrower_than_double_precision_is_refused():
    with pytest.raises(ValueError, match="does not tell cells apart"):
        boundary.zoomed((1.0, 1.0), 1e-16, 32)
    with pytest.raises(ValueError, match="nothing is in it"):
        boundary.zoomed((1.0, 1.0), 0.0, 32)
