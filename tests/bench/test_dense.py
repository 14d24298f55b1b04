"""The dense reference against the learner that it is a reference for."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.bench.dense import DenseSteered, Matrices
from basinet.core import RampOff, RandomSubset
from basinet.core.recipes import FanIn
from basinet.learners import Linear, Problem
from basinet.learners.steered import (
    ByError,
    ByLabel,
    Layers,
    LearntThresholds,
    NothingClamped,
    Steered,
    SteeredState,
)

KEY = jax.random.key(0)
SETTINGS = Steered(hidden=60, sweeps=4, rate=0.3, input_rate=0.1, decay=0.2)
PROBLEM = Problem(20, 4)
RNG = np.random.default_rng(0)
X = jnp.asarray(RNG.choice([-1.0, 1.0], size=(5, 7, 20)), jnp.float32)
Y = jnp.asarray(RNG.integers(0, 4, size=(5, 7)), jnp.int32)


@eqx.filter_jit
def step_and_scores(learner, state, x, y):
    return *learner.step(state, x, y, KEY), learner.scores(state, x, KEY)


@pytest.mark.parametrize("hidden", [60, 600])
def test_the_dense_steps_and_answers_are_those_of_the_learner(hidden):
    """In an untrained network, where many neurons flip and few are stable."""
    learner = dataclasses.replace(SETTINGS, hidden=hidden)
    dense = DenseSteered(learner)
    state, matrices = learner.init(PROBLEM, KEY), dense.init(PROBLEM, KEY)
    started = matrices
    for x, y in zip(X, Y, strict=True):
        state, info, scores = step_and_scores(learner, state, x, y)
        matrices, dense_info, dense_scores = step_and_scores(dense, matrices, x, y)
        # The same number of neurons: a mean may be rounded otherwise.
        assert_allclose(dense_info["unstable"], info["unstable"], rtol=1e-6)
        assert_allclose(dense_scores, scores, atol=1e-5)
    for name, expected in Matrices.of(state)._asdict().items():
        assert_allclose(getattr(matrices, name), expected, atol=2e-6, err_msg=name)
    assert float(jnp.abs(matrices.recurrent - started.recurrent).max()) > 0.02


@pytest.mark.parametrize(
    "change",
    [
        {"hidden": (30, 30), "sweeps": 4},
        {"wiring": Layers(within=FanIn(5))},
        {"dynamics": RandomSubset()},
        {"teaching": ByLabel(consolidate=SteeredState())},
        {"teaching": ByLabel(free_phase=NothingClamped())},
        {"teaching": ByLabel(release=RampOff(0, 2))},
        {"teaching": ByLabel(thresholds=LearntThresholds())},
        {"teaching": ByLabel(schedule=Linear())},
        {"teaching": ByError()},
    ],
    ids=str,
)
def test_what_it_is_no_reference_for_is_refused(change):
    with pytest.raises(ValueError, match="the dense reference has one layer"):
        DenseSteered(dataclasses.replace(SETTINGS, **change))
