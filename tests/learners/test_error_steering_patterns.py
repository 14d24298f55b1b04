"""Patterns in the place of classes, and states that must be held, when the error steers."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Associator, Steered
from basinet.associative import RandomPairs
from basinet.associative.storing import store
from basinet.core import StepOff, Stimulus, relax, silent
from basinet.learners import Clean, Constant, Linear, Problem, Unconnected, WarmUp
from basinet.learners.steered import (
    ByError,
    FixedFeedback,
    Layers,
    NothingClamped,
    OneState,
    ThreeValuedError,
)
from basinet.learners.steered.associate import associate
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP

KEY = jax.random.key(0)
CUES, TARGETS = RandomPairs(features=20, units=8).draw(12, seed=0)
PARTS = {"error": ThreeValuedError(), "noise": Clean(), "schedule": Constant()}
NETWORK = {"hidden": 40, "input_gain": 1.0, "rate": 0.1}


def network(**parts):
    return Steered(**NETWORK, teaching=ByError(**(PARTS | parts)))


def parts_of(state):
    """J, W, F, V as [target, source], and both kinds of thresholds."""
    groups = (state.network.couplings, state.inputs, state.feedback, state.readout)
    weights = [np.asarray(group.blocks[0].weights, float).T for group in groups]
    return [*weights, *(np.asarray(it, float) for it in state.thresholds)]


def naive_step(parts, learner, cues, targets, *, held):
    """One step in float64, pattern by pattern and sweep by sweep."""
    J, W, F, V, b, o = parts
    taught, (H, N), (M, _), B = learner.teaching, W.shape, V.shape, len(cues)
    changes = [np.zeros_like(part) for part in parts]
    for x, target in zip(cues, targets, strict=True):
        s = np.zeros(H)
        fields = [W @ x + b] * learner.sweeps + [b] * (learner.sweeps if held else 0)
        for external in fields:
            h = J @ s + learner.self_coupling * s + external
            s = np.where(h == 0, s, np.sign(h))
        h = J @ s + fields[-1]
        e = np.where(target * (V @ s + o) <= taught.error.margin, target, 0.0)
        d = np.where(np.abs(h) < taught.activity.reach, F @ e, 0.0)
        now = np.outer(d, s), np.outer(d, x), np.outer(s, e), np.outer(e, s), d, e
        changes = [change + part for change, part in zip(changes, now, strict=True)]
    j, w = learner.rate / H**0.5, INPUT_STEP * learner.input_rate * learner.input_gain / N
    v = READOUT_STEP * learner.readout_rate
    f = v * learner.feedback_gain * (H / M) ** 0.5
    kept = [1 - j * learner.decay, 1, 1 - v * learner.decay, 1 - v * learner.decay, 1, 1]
    learnt = [
        keep * part + step / B**0.5 * change
        for keep, part, step, change in zip(kept, parts, (j, w, f, v, w, v), changes, strict=True)
    ]
    np.fill_diagonal(learnt[0], 0)
    return learnt


@pytest.mark.parametrize("held", [False, True])
def test_a_step_on_patterns_is_that_of_a_naive_loop(held):
    parts = {"activity": OneState(reach=1.0)} | ({"free_phase": NothingClamped()} if held else {})
    learner = network(**parts)
    state = learner.init(Problem(20, 8), KEY)
    expected = parts_of(state)
    step = eqx.filter_jit(associate)
    x, y = jnp.asarray(CUES, jnp.float32), jnp.asarray(TARGETS, jnp.float32)
    for _ in range(3):
        expected = naive_step(expected, learner, CUES, TARGETS, held=held)
        state, _ = step(learner, state, x, y, KEY)
    for actual, wanted in zip(parts_of(state), expected, strict=True):
        assert_allclose(actual, wanted, atol=1e-5)


@pytest.mark.parametrize("wiring", [Layers(), Layers(within=Unconnected())])
def test_a_memory_taught_by_the_error_recalls_all_of_a_small_load(wiring):
    learner = dataclasses.replace(network(), wiring=wiring)
    memory = Associator(learner, epochs=60, random_state=0).fit(CUES, TARGETS)
    assert memory.exact_recall(CUES, TARGETS) == 1
    untaught = dataclasses.replace(learner, input_rate=0.0, readout_rate=0.0, rate=0.0)
    assert (
        Associator(untaught, epochs=1, random_state=0).fit(CUES, TARGETS).score(CUES, TARGETS) < 0.5
    )


def test_the_error_of_a_softmax_refuses_patterns_in_one_line():
    memory = Associator(Steered(hidden=10, teaching=ByError()), epochs=1)
    with pytest.raises(ValueError, match=r"choose teaching\.error=ThreeValuedError") as raised:
        memory.fit(CUES, TARGETS)
    assert "\n" not in str(raised.value)
    assert not hasattr(memory, "state_")


def test_steps_fall_while_pairs_are_stored():
    x, y = CUES.astype(np.float32), TARGETS.astype(np.float32)
    settings = {"epochs": 2, "batch_size": len(x), "key": KEY}
    constant, falling = (
        [parts_of(epoch.state) for epoch in store(network(schedule=schedule), x, y, **settings)]
        for schedule in (Constant(), Linear())
    )
    for one, other in zip(constant[0], falling[0], strict=True):
        assert_array_equal(one, other)
    for first, full, half in zip(constant[0], constant[1], falling[1], strict=True):
        assert_allclose(half - first, (full - first) / 2, atol=1e-6)
    assert np.abs(constant[1][3] - constant[0][3]).max() > 1e-3
    with pytest.raises(ValueError, match="warms up for 3 epochs, but the run has 2"):
        next(store(network(schedule=WarmUp(3.0)), x, y, **settings))


def test_the_state_that_is_learnt_is_the_one_after_the_input_has_gone():
    learner = Steered(
        hidden=40, wiring=Layers(), teaching=ByError(noise=Clean(), free_phase=NothingClamped())
    )
    state = learner.init(Problem(20, 3), KEY)
    x, y = jnp.asarray(CUES, jnp.float32), jnp.zeros(len(CUES), int)
    seen = learner.trial(state, x, y, KEY).spins
    levels = len(learner.teaching.activity.levels())
    assert len(seen) == 2 * learner.sweeps + levels
    thresholds = state.sustained(jnp.zeros_like(x))
    withdrawn = Stimulus(thresholds, state.inputs(x), StepOff(learner.sweeps))
    end = relax(
        state.network,
        learner.dynamics,
        withdrawn,
        silent(*thresholds.shape),
        KEY,
        max_sweeps=2 * learner.sweeps,
    )
    assert_array_equal(seen[-levels - 1], end.spins)
    assert learner.teaching.story().spans[1].startswith("alone")
    assert not learner.teaching.tags().local_in_time
    assert ByError().tags().local_in_time
    assert np.any(seen[learner.sweeps - 1] != end.spins)


def test_without_couplings_and_self_coupling_a_state_is_its_thresholds_alone():
    """Nothing holds it: all patterns end alike, and the readout cannot tell them apart."""
    learner = Steered(
        hidden=30,
        self_coupling=0.0,
        wiring=Layers(within=Unconnected()),
        teaching=ByError(activity=OneState(), noise=Clean(), free_phase=NothingClamped()),
    )
    state = learner.init(Problem(20, 3), KEY)
    thresholds = state.thresholds._replace(neurons=jnp.linspace(-1.0, 1.0, 30))
    x, y = jnp.asarray(CUES, jnp.float32), jnp.zeros(len(CUES), int)
    last = learner.trial(state._replace(thresholds=thresholds), x, y, KEY).spins[-1]
    assert_array_equal(last, jnp.broadcast_to(jnp.sign(thresholds.neurons), last.shape))


def test_feedback_that_is_fixed_stays_so_for_patterns_too():
    learner = network(feedback=FixedFeedback())
    state = learner.init(Problem(20, 8), KEY)
    x, y = jnp.asarray(CUES, jnp.float32), jnp.asarray(TARGETS, jnp.float32)
    learnt, _ = associate(learner, state, x, y, KEY)
    assert_array_equal(parts_of(learnt)[2], parts_of(state)[2])
    assert np.any(parts_of(learnt)[3] != parts_of(state)[3])
