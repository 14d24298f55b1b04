"""Stacks of layers against plain loops, against gradients, and what is promised of them."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from error_oracle import with_thresholds
from numpy.testing import assert_allclose, assert_array_equal
from stack_oracle import SIZES, B, C, N, arrays, naive_step

from basinet.core.recipes import AllToAll, Unconnected
from basinet.data import Raw
from basinet.learners import Clean, Constant, Problem
from basinet.learners.steered import (
    ByError,
    ByLabel,
    FixedFeedback,
    Grid,
    Layers,
    LearntFeedback,
    NoThresholds,
    OneState,
    Ramp,
    Steered,
    TwoSided,
    Upward,
)
from basinet.learners.steered.sizes import READOUT_STEP
from basinet.model import begin, learn
from basinet.saving import load_model, save_model

KEY = jax.random.key(0)

PROBLEM = Problem(N, C)
QUIET = ByError(noise=Clean(), schedule=Constant())
UPWARD = Upward(feedback_gain=0.7)

step = eqx.filter_jit(Steered.step)


def stack(sizes=SIZES, teaching=QUIET, input_to=(0,), decay=0.3, **wiring):
    layers = Layers(within=Unconnected(), between=UPWARD, input_to=input_to, **wiring)
    return Steered(hidden=sizes, wiring=layers, teaching=teaching, decay=decay)


def taught(**parts):
    return dataclasses.replace(QUIET, **parts)


def task(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(B, N)).astype(np.float32)
    return jnp.asarray(x), jnp.asarray(rng.integers(0, C, B), jnp.int32)


def started(it):
    return with_thresholds(it.init(PROBLEM, KEY))


EXAMPLES = {
    "two layers": stack(),
    "three layers": stack((16, 13, 9)),
    "input to both": stack(input_to=None),
    "two-sided": stack(teaching=taught(activity=TwoSided(5, 6.0, 4.0))),
    "one state": stack(teaching=taught(activity=OneState(4.0))),
    "fixed feedback": stack(teaching=taught(feedback=FixedFeedback())),
    "faster feedback": stack(teaching=taught(feedback=LearntFeedback(2.0))),
    "no thresholds": stack(teaching=taught(thresholds=NoThresholds())),
    "read at the top": stack(readout_from=(1,), feedback_to=(1,)),
    "a lattice": stack((8, 7, 6, 5), neighbours=Grid(2, 2)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_steps_are_those_of_plain_loops(name):
    it = EXAMPLES[name]
    state = started(it)
    expected = arrays(state, it.layers)
    for number in range(3):
        x, y = task(number)
        expected = naive_step(expected, it, x, y)
        state, info = step(it, state, x, y, KEY)
        for ours, theirs in zip(arrays(state, it.layers), expected, strict=True):
            jax.tree.map(lambda one, other: assert_allclose(one, other, atol=2e-5), ours, theirs)
        assert 0 < info["unstable"] < 1


def test_with_transposed_feedback_and_many_phases_the_drives_are_the_exact_gradient():
    """That of the readout's loss through clipped rates, with respect to the fields."""
    height, swing = 6.0, 9.0
    it = stack((16, 13, 9), teaching=taught(activity=Ramp(40000, swing, height)))
    state, (x, y) = started(it), task(0)
    ups = [block.weights for block in state.stack.up.blocks]
    state = eqx.tree_at(
        lambda s: [block.weights for block in s.stack.down.blocks],
        state,
        [height / swing * weights.T for weights in ups],
    )
    state = eqx.tree_at(
        lambda s: [block.weights for block in s.feedback.blocks],
        state,
        [block.weights.T for block in state.readout.blocks],
    )

    def loss(added):
        read, below = state.thresholds.readout, 0.0
        fields = state.stack.up.split_targets(state.sustained(x) + added)
        for layer, field in enumerate(fields):
            rates = height / swing * jnp.clip(field + below, 0.0, swing)
            read = read + rates @ state.readout.blocks[layer].weights
            below = rates @ ups[layer] if layer < 2 else None
        return -jnp.sum(jnp.take_along_axis(jax.nn.log_softmax(read), y[:, None], axis=1))

    gradient = jax.grad(loss)(jnp.zeros((B, 38)))
    field = it.external(state, x)
    error = jax.nn.one_hot(y, C) - jax.nn.softmax(it.scores(state, x, KEY))
    near = it.teaching.activity.window().near(field)
    drive = state.stack.descend(state.feedback(error), near)
    assert_allclose(height / swing * drive, -gradient, atol=2e-3)
    assert all(np.abs(part).max() > 0.1 for part in state.stack.up.split_targets(drive))


@pytest.mark.parametrize("rate", [1.0, 2.0])
def test_what_leads_back_forgets_how_it_differed_from_what_leads_up(rate):
    it = stack(teaching=taught(feedback=LearntFeedback(rate)))
    state = started(it)
    ratio = rate * it.teaching.activity.slope()
    kept = 1 - READOUT_STEP * it.readout_rate * it.decay

    def difference(state):
        _, _, _, U, back, _, _ = arrays(state)
        return back[1, 0] - ratio * U[0, 1].T

    for number in range(4):
        x, y = task(number)
        after, _ = step(it, state, x, y, KEY)
        assert_allclose(difference(after), kept * difference(state), atol=1e-5)
        assert np.abs(arrays(after)[3][0, 1] - arrays(state)[3][0, 1]).max() > 1e-3
        state = after


@pytest.mark.parametrize("activity", [Ramp(), TwoSided(), OneState()])
def test_it_answers_from_a_certified_state_in_which_layers_hear_the_counts_below(activity):
    it = stack(teaching=taught(activity=activity))
    state, (x, _) = started(it), task(0)
    end = it.relax(state, x, KEY)
    assert_array_equal(end.outcome, np.zeros(B))
    _, _, _, U, _, b, _ = arrays(state)
    lower, upper = np.split(np.asarray(it.external(state, x), float), [16], axis=1)
    counts = it.activity(state, x, KEY)
    assert_allclose(upper, np.asarray(counts, float)[:, :16] @ U[0, 1].T + b[1], atol=1e-4)
    assert_array_equal(end.spins, np.sign(np.concatenate([lower, upper], axis=1)))
    alone = jnp.concatenate([it.activity(state, x[i : i + 1], KEY) for i in range(B)])
    assert_allclose(alone, counts, atol=1e-6)


def test_in_a_trial_the_layers_go_through_their_phases_one_after_the_other():
    it = stack(teaching=taught(activity=TwoSided(6, 5.0, 3.0)))
    state, (x, y) = started(it), task(0)
    spins = np.asarray(it.trial(state, x, y, KEY).spins)
    assert spins.shape == (it.sweeps + 12, B, sum(SIZES))
    rest = np.asarray(it.relax(state, x, KEY).spins)
    first, second = spins[it.sweeps :][:6], spins[it.sweeps :][6:]
    assert (first[..., 16:] == rest[:, 16:]).all()
    assert (second[..., :16] == rest[:, :16]).all()
    counted = np.concatenate([first[..., :16], second[..., 16:]], axis=2).mean(axis=0)
    assert_allclose(counted, it.activity(state, x, KEY), atol=1e-6)


def test_weights_without_a_step_stay_as_they_are():
    it = dataclasses.replace(stack(), input_rate=0.0)
    state, (x, y) = started(it), task(0)
    after, _ = step(it, state, x, y, KEY)
    for old, new in zip(jax.tree.leaves(state.stack), jax.tree.leaves(after.stack), strict=True):
        assert_array_equal(old, new)


def test_a_saved_stack_goes_on_where_it_stopped(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, N)), rng.integers(0, C, 40)
    untrained = begin(stack(teaching=ByError()), Raw(), x, y, 0)
    *_, whole = learn(untrained, x, y, epochs=3, batch_size=8)
    halted = next(iter(learn(untrained, x, y, epochs=3, batch_size=8)))
    save_model(halted, tmp_path / "stack.safetensors")
    loaded = load_model(tmp_path / "stack.safetensors")
    *_, resumed = learn(loaded, x, y, epochs=3, batch_size=8)
    one, other = (jax.tree.leaves(model.epoch.state) for model in (whole, resumed))
    for ours, theirs in zip(one, other, strict=True):
        assert_array_equal(ours, theirs)


REFUSED = {
    "couplings inside": (
        lambda: Steered(hidden=SIZES, wiring=Layers(AllToAll(), UPWARD), teaching=QUIET),
        r"Upward\(\) needs within=Unconnected\(\), not AllToAll",
    ),
    "by label": (lambda: stack(teaching=ByLabel()), r"ByLabel\(\) steers .* teaching=ByError"),
    "nobody reads": (
        lambda: stack(readout_from=(0,), input_to=None),
        "layer 1 receives input that nobody reads",
    ),
    "nothing comes in": (lambda: stack(input_to=(1,)), r"layer 0 receives nothing: .* add 0"),
    "gain": (lambda: Upward(gain=-1.0), "gain is -1"),
    "feedback gain": (lambda: Upward(feedback_gain=float("nan")), "feedback_gain is nan"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("unchecked")
def test_what_cannot_be_is_refused_by_name(name):
    make, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        make()
