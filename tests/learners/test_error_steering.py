"""Steering by the error against plain loops, against gradients, and its own promises."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from error_oracle import B, C, H, N, arrays, naive_step, with_thresholds
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import RandomSubset
from basinet.core.recipes import AllToAll, FanIn, Unconnected
from basinet.learners import Clean, Constant, Flips, Problem, Shift
from basinet.learners.steered import (
    ByError,
    FixedFeedback,
    Layers,
    LearntFeedback,
    NoThresholds,
    OneState,
    Ramp,
    Steered,
    ThreeValuedError,
    TwoSided,
)
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP

KEY = jax.random.key(0)

PROBLEM = Problem(N, C)
APART = Layers(within=Unconnected())
QUIET = ByError(noise=Clean(), schedule=Constant())

step = eqx.filter_jit(Steered.step)


def learner(teaching=QUIET, wiring=APART, **fields):
    return Steered(hidden=H, wiring=wiring, teaching=teaching, rate=0.02, **fields)


def taught(**parts):
    return dataclasses.replace(QUIET, **parts)


def task(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(B, N)).astype(np.float32)
    return jnp.asarray(x), jnp.asarray(rng.integers(0, C, B), jnp.int32)


def started(it):
    return with_thresholds(it.init(PROBLEM, KEY))


EXAMPLES = {
    "the reference": learner(),
    "two-sided": learner(taught(activity=TwoSided(5, 6.0, 4.0))),
    "one state": learner(taught(activity=OneState(4.0))),
    "spikes": learner(taught(error=ThreeValuedError(0.7))),
    "fixed feedback": learner(taught(feedback=FixedFeedback())),
    "faster feedback": learner(taught(feedback=LearntFeedback(2.0))),
    "no thresholds": learner(taught(thresholds=NoThresholds())),
    "couplings": learner(wiring=Layers(within=AllToAll())),
    "couplings, one state": learner(
        taught(activity=OneState(3.0)), wiring=Layers(within=AllToAll())
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_steps_are_those_of_plain_loops(name):
    it = EXAMPLES[name]
    state = started(it)
    expected = arrays(state)
    for number in range(3):
        x, y = task(number)
        expected = naive_step(expected, it, x, y)
        state, info = step(it, state, x, y, KEY)
        for ours, theirs, part in zip(arrays(state), expected, "JWFVbo", strict=True):
            assert_allclose(ours, theirs, atol=2e-5, err_msg=part)
        assert 0 < info["unstable"] < 1


@pytest.mark.parametrize("name", ["the reference", "two-sided", "fixed feedback"])
def test_the_general_step_and_that_of_neurons_apart_are_one(name):
    """A random subset of all neurons is every neuron, but is not known to be."""
    it = EXAMPLES[name]
    other = dataclasses.replace(it, dynamics=RandomSubset(1.0))
    state = started(it)
    for number in range(3):
        x, y = task(number)
        after, info = step(it, state, x, y, KEY)
        general, said = step(other, state, x, y, KEY)
        for ours, theirs in zip(arrays(after), arrays(general), strict=True):
            assert_allclose(ours, theirs, atol=1e-5)
        assert_allclose(info["unstable"], said["unstable"], atol=1e-6)
        state = after


def with_transposed_feedback(state):
    return eqx.tree_at(
        lambda it: it.feedback.blocks[0].weights, state, state.readout.blocks[0].weights.T
    )


def drive_of(it, state, x, y):
    """The input weights' change divided by its step: sum_batch d_i x_j."""
    after, _ = step(it, state, x, y, KEY)
    change = after.inputs.blocks[0].weights - state.inputs.blocks[0].weights
    return change / (INPUT_STEP * it.input_rate * it.input_gain / N / B**0.5)


def loss_of(units, state, x, y):
    def loss(weights):
        field = x @ weights + state.thresholds.neurons
        read = units(field) @ state.readout.blocks[0].weights + state.thresholds.readout
        return -jnp.sum(jnp.take_along_axis(jax.nn.log_softmax(read), y[:, None], axis=1))

    return loss


def test_with_one_state_a_wide_window_and_the_transposed_readout_the_drive_is_the_gradient():
    """That of the readout's loss through units sign(h) that count as the identity backwards."""
    it = learner(taught(activity=OneState(1e6)))
    state, (x, y) = with_transposed_feedback(started(it)), task(0)

    def unit(field):
        return field + jax.lax.stop_gradient(jnp.sign(field) - field)

    gradient = jax.grad(loss_of(unit, state, x, y))(state.inputs.blocks[0].weights)
    assert_allclose(drive_of(it, state, x, y), -gradient, atol=1e-4)


def test_with_many_phases_the_drive_is_the_exact_gradient_of_a_clipped_rate():
    it = learner(taught(activity=Ramp(phases=20000, swing=6.0, height=6.0)))
    state, (x, y) = with_transposed_feedback(started(it)), task(0)
    gradient = jax.grad(loss_of(lambda h: jnp.clip(h, 0.0, 6.0), state, x, y))(
        state.inputs.blocks[0].weights
    )
    assert_allclose(drive_of(it, state, x, y), -gradient, atol=2e-3)
    assert np.abs(gradient).max() > 0.5


def test_one_phase_of_a_ramp_is_a_threshold_at_half_the_swing():
    field = jnp.asarray([[-1.0, 2.4, 2.6, 9.0]])
    assert_array_equal(Ramp(1, 5.0, 3.0).count(jnp.sign(field), field), [[0.0, 0.0, 3.0, 3.0]])


def test_learnt_feedback_forgets_how_it_differed_from_the_readout():
    it = learner(decay=0.3)
    state = started(it)
    ratio = it.feedback_gain * np.sqrt(H / C)

    def difference(state):
        _, _, F, V, _, _ = arrays(state)
        return F - ratio * V.T

    kept = 1 - READOUT_STEP * it.readout_rate * it.decay
    for number in range(4):
        x, y = task(number)
        after, _ = step(it, state, x, y, KEY)
        assert_allclose(difference(after), kept * difference(state), atol=1e-5)
        assert np.abs(arrays(after)[3] - arrays(state)[3]).max() > 1e-3
        state = after


@pytest.mark.parametrize("wiring", [APART, Layers(within=FanIn(3)), Layers()])
def test_it_answers_from_a_certified_state_and_what_is_counted_of_it(wiring):
    it = learner(wiring=wiring)
    state, (x, _) = started(it), task(0)
    end = it.relax(state, x, KEY)
    assert set(np.unique(end.spins)) <= {-1.0, 1.0}
    now = end.configuration
    field = now.recurrent + state.sustained(x)
    fixed = np.asarray(end.outcome) == 0
    full = np.asarray(field + it.self_coupling * now.spins)
    assert_array_equal(np.sign(full[fixed]), now.spins[fixed])
    counts = it.teaching.count(now.spins, field)
    assert_allclose(it.activity(state, x, KEY), counts)
    assert_allclose(it.scores(state, x, KEY), state.read(counts), atol=1e-5)
    assert_allclose(it.stabilities(state, x, KEY), now.spins * field, atol=1e-5)


def test_a_trial_goes_to_rest_and_through_the_phases():
    it = learner(taught(activity=TwoSided(6, 5.0, 3.0)))
    state, (x, y) = started(it), task(0)
    spins, released_at = it.trial(state, x, y, KEY)
    assert spins.shape == (it.sweeps + 6, B, H)
    assert released_at == it.sweeps
    end = it.relax(state, x, KEY).configuration
    assert_array_equal(spins[it.sweeps - 1], end.spins)
    assert_allclose(np.mean(spins[it.sweeps :], axis=0), it.activity(state, x, KEY), atol=1e-6)


def test_noise_disturbs_learning_and_not_answers():
    it, clean = learner(taught(noise=Flips(0.3))), learner()
    state, (x, y) = started(it), task(0)
    assert_array_equal(it.scores(state, x, KEY), clean.scores(state, x, KEY))
    noisy, _ = step(it, state, x, y, KEY)
    quiet, _ = step(clean, state, x, y, KEY)
    assert np.abs(arrays(noisy)[1] - arrays(quiet)[1]).max() > 1e-3


REFUSED = {
    "no phases": (lambda: Ramp(phases=0), "phases is 0; .* at least 1"),
    "no phases, two-sided": (lambda: TwoSided(phases=0), "phases is 0"),
    "swing": (lambda: Ramp(swing=0.0), "swing is 0; .* above 0"),
    "height": (lambda: Ramp(height=-1.0), "height is -1"),
    "window": (lambda: OneState(reach=0.0), "reach is 0"),
    "window, two-sided": (lambda: TwoSided(reach=float("nan")), "reach is nan"),
    "flips": (lambda: Flips(1.0), "share is 1.0; .* below 1"),
    "flips below": (lambda: Flips(-0.1), "share is -0.1"),
    "feedback rate": (lambda: LearntFeedback(0.0), "rate is 0; .* above 0"),
    "margin": (lambda: ThreeValuedError(-1.0), "margin is -1"),
    "no feedback": (lambda: learner(feedback_gain=0.0), "feedback_gain is 0, so that no error"),
    "error": (lambda: ByError(error="softmax"), "error is 'softmax'; .*SoftmaxError"),
    "activity": (lambda: ByError(activity=None), "activity is None; .*Ramp"),
    "feedback": (lambda: ByError(feedback=True), "feedback is True; .*LearntFeedback"),
    "noise": (lambda: ByError(noise=0.05), "noise is 0.05; .*Silence"),
    "thresholds": (lambda: ByError(thresholds=0.0), "thresholds is 0.0; .*LearntThresholds"),
    "schedule": (lambda: ByError(schedule=1.0), "schedule is 1.0; .*Linear"),
    "another picture": (
        lambda: learner(taught(noise=Shift())).init(PROBLEM, KEY),
        "28 x 28 = 784 pixels, but the input has 12",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("unchecked")
def test_what_cannot_be_is_refused_by_name(name):
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make()
