"""The learning step against the same step written plainly, as the benchmarks time it."""

import importlib.util
from pathlib import Path

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.learners import Problem
from basinet.learners.steered import Steered
from basinet.learners.steered.learner import _goal

PLAIN = Path(__file__).parents[2] / "benchmarks" / "dense_step.py"


@pytest.fixture(scope="module")
def dense():
    spec = importlib.util.spec_from_file_location("dense_step", PLAIN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("hidden", [60, 600])
def test_states_and_weights_are_those_of_the_plain_step(dense, hidden):
    """To float32 rounding, in an untrained network, where many neurons flip and few are stable."""
    learner = Steered(hidden=hidden, feedback_gain=2.0, rate=0.1)
    state = learner.init(Problem(30, 5), jax.random.key(0))
    weights, rng = dense.weights_of(state), np.random.default_rng(0)
    step, plain = eqx.filter_jit(Steered.learn), eqx.filter_jit(dense.step)
    for _ in range(6):
        x = jnp.asarray(rng.choice([-1.0, 1.0], size=(16, 30)), jnp.float32)
        y = jnp.asarray(rng.integers(0, 5, 16), jnp.int32)
        weights, spins = plain(learner, weights, x, y)
        state, lesson = step(learner, state, x, _goal(state, y), jax.random.key(1))
        assert_array_equal(lesson.free.spins, spins)
        for one, other in zip(dense.weights_of(state), weights, strict=True):
            assert_allclose(one, other, atol=2e-6)
