"""Planted attractors: couplings that vanish on them, wells, stability, and the local rule."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from basinet.core import Dense
from basinet.learners import Planted, Problem
from basinet.learners.planted import planted_couplings
from basinet.rates import Circuit, Constant, Euler, Populations, WilsonCowan, record
from basinet.rates.wilson_cowan import HIGH, LOW, Y_REST

KEY = jax.random.key(0)


def planting(nodes=60, strength=28.0):
    learner = Planted(nodes=nodes, strength=strength)
    return learner, learner.init(Problem(8, 4), KEY)


def test_a_class_is_a_block_of_low_nodes():
    _, state = planting()
    assert (np.asarray(state.patterns) == np.float32(LOW)).sum(axis=1).tolist() == [10] * 4
    assert np.asarray(state.patterns)[2, 20:30].max() == np.float32(LOW)
    assert np.asarray(state.patterns)[:, 40:].min() == np.float32(HIGH)


def test_planted_couplings_vanish_on_every_pattern():
    _, state = planting()
    couplings = np.asarray(planted_couplings(state.patterns, 28.0).rows(jnp.arange(60)))
    np.testing.assert_allclose(couplings @ np.asarray(state.patterns).T, 0, atol=1e-4)
    np.testing.assert_allclose(couplings, couplings.T, atol=1e-6)


def test_a_planted_state_is_stable_and_a_small_kick_dies_out():
    _, state = planting()
    planted = planted_couplings(state.patterns, 28.0)
    couplings = np.asarray(planted.rows(jnp.arange(60)), float)
    a = np.asarray(state.patterns, float)[1]
    drive = 3.7 * (7.2 * a - 2 * Y_REST - 1.2 + a @ couplings)
    excited = 0.25 * np.tanh(drive) + 0.65
    slopes = (1 - a) * 0.925 / np.cosh(drive) ** 2
    jacobian = np.diag(-1.5 - excited) + slopes[:, None] * (7.2 * np.eye(60) + couplings)
    assert np.linalg.eigvals(jacobian).real.max() < 0
    kick = 0.02 * np.random.default_rng(0).normal(size=(1, 60))
    start = Populations(jnp.asarray(a + kick, jnp.float32), jnp.full((1, 60), Y_REST))
    circuit = Circuit(WilsonCowan(60), planted)
    nothing = Constant(jnp.zeros((1, 60)))
    end = record(circuit, Euler(), nothing, start, itself, dt=0.1, steps=400, every=400)
    np.testing.assert_allclose(end.state.x[0], a, atol=1e-4)


def itself(state):
    return state.x


def test_a_field_decides_the_well_of_a_node():
    learner = Planted(nodes=4, steps=400)
    weights = Dense(jnp.array([[-0.3, -0.05, 0.05, 0.3]]))
    _, state = planting(nodes=6)
    state = state._replace(inputs=weights, patterns=state.patterns[:, :4])
    ends = np.asarray(learner.ends(state, jnp.ones((1, 1)), KEY))[0]
    assert ((ends > 0.29) == [False, False, True, True]).all()


def test_the_local_rule_learns_to_reach_the_planted_states():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(4, 8))
    y = jnp.asarray(rng.integers(0, 4, 400))
    x = jnp.asarray(centres[np.asarray(y)] + 0.3 * rng.normal(size=(400, 8)), jnp.float32)
    learner, state = planting(strength=0.0)
    step = jax.jit(learner.step)
    for _ in range(20):
        for at in range(0, 400, 50):
            state, info = step(state, x[at : at + 50], y[at : at + 50], KEY)
    assert float(info["unsafe"]) < 0.3
    assert float(jnp.mean(learner.scores(state, x, KEY).argmax(axis=1) == y)) > 0.95
    assert float(jnp.mean(learner.planted(state, x, KEY))) > 0.8


def test_too_few_nodes_are_refused():
    with pytest.raises(ValueError, match="4 classes need at least 6"):
        Planted(nodes=5).init(Problem(8, 4), KEY)
