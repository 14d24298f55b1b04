"""Planted attractors trained through time: their couplings, the gradient, and what they learn."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet.learners import Planted, Problem
from basinet.rates.wilson_cowan import HIGH, LOW
from basinet.yardsticks import PlantedThroughTime

KEY = jax.random.key(0)
LEARNER = PlantedThroughTime(steps=10, longer=10, rate=0.3)
step = eqx.filter_jit(PlantedThroughTime.step)


def ends(couplings, gamma, x, steps):
    """Excitation after some steps of the paper's program, `x @ A.T / sqrt(n)` between nodes."""
    y = x
    for _ in range(steps):
        heard = 7.2 * x - 2 * y - 1.2 + x @ couplings.T / x.shape[1] ** 0.5
        excited, inhibited = 0.25 * np.tanh(3.7 * heard) + 0.65, 0.5 * np.tanh(0.1 - y) + 0.5
        x, y = (
            x + 0.1 * (-1.5 * x + (1 - x) * excited),
            y + 0.1 / gamma * (-0.4 * y + (1 - y) * inhibited),
        )
    return x


def whole(state):
    """A = M (I - F F^T) as the paper writes it, [target, source]."""
    basis = np.asarray(state.basis, float)
    return np.asarray(state.trained.couplings, float).T @ (np.eye(len(basis)) - basis @ basis.T)


def test_it_is_the_papers_program_and_its_gradient():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(size=(5, 9)), np.array([0, 1, 2, 1, 0])
    state = LEARNER.init(Problem(9, 3), KEY)
    mixed = state.trained.couplings + jnp.asarray(5 * rng.normal(size=(9, 9)), jnp.float32)
    state = state._replace(trained=state.trained._replace(couplings=mixed))
    found = LEARNER.ends(state, jnp.asarray(x, jnp.float32), KEY)
    expected = ends(whole(state), 0.25, x, 10)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(whole(state) @ np.asarray(state.patterns, float).T, 0, atol=1e-4)

    def loss(couplings):
        moved = state._replace(trained=state.trained._replace(couplings=couplings))
        reached = ends(whole(moved), 0.25, x, 10)
        return ((reached - np.asarray(state.patterns, float)[y]) ** 2).mean()

    m, slope = np.asarray(mixed, float), np.zeros((9, 9))
    for place in np.ndindex(3, 9):
        kick = np.zeros((9, 9))
        kick[place] = 1e-2
        slope[place] = (loss(m + kick) - loss(m - kick)) / 2e-2
    after, info = step(LEARNER, state, jnp.asarray(x, jnp.float32), jnp.asarray(y), KEY)
    assert float(info["loss"]) == pytest.approx(loss(m), rel=1e-4)
    moments = np.asarray(after.moments.mu.couplings)[:3] / 0.1  # the first of Adam: .1 gradient
    np.testing.assert_allclose(moments, slope[:3], atol=1e-3 * np.abs(slope).max())


def test_it_learns_and_its_tags_say_how():
    rng = np.random.default_rng(0)
    y = jnp.asarray(rng.integers(0, 3, 200))
    x = jnp.asarray(rng.uniform(size=(3, 9))[y] + 0.1 * rng.normal(size=(200, 9)), jnp.float32)
    state = LEARNER.init(Problem(9, 3), KEY)
    for _ in range(60):
        state, _ = step(LEARNER, state, x, y, KEY)
    assert float(jnp.mean(LEARNER.scores(state, x, KEY).argmax(axis=1) == y)) > 0.9
    tags = PlantedThroughTime.tags
    assert not tags.local_in_space
    assert not tags.local_in_time
    assert tags.gradients != "none"
    assert Planted.tags.local_in_space
    assert Planted.tags.local_in_time
    assert set(np.unique(np.asarray(state.patterns))) == {np.float32(LOW), np.float32(HIGH)}


def test_too_few_features_are_refused():
    with pytest.raises(ValueError, match="features is 4; 3 classes need at least 5"):
        LEARNER.init(Problem(4, 3), KEY)
