"""The steered network against a naive float64 oracle and against stored steps."""

import dataclasses
from pathlib import Path

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import oracle
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Outcome, RampOff, RandomSubset, SoftPerceptron
from basinet.learners import Problem
from basinet.learners.steered import BothStates, ByLabel, NothingClamped, Steered, SteeredState
from basinet.learners.steered.protocol import balanced, balanced_targets

KEY = jax.random.key(0)
GOLDEN = np.load(Path(__file__).parent / "golden" / "one_layer.npz", allow_pickle=False)
"""Three steps on 8 patterns each, then inference, by an independent implementation."""

step = eqx.filter_jit(Steered.step)
trial = eqx.filter_jit(Steered.trial)


def weights_of(state):
    """The state's synapses, turned to [target, source]."""
    layers = len(state.inputs.blocks)
    groups = (state.network.couplings, state.inputs, state.feedback, state.readout)
    return oracle.Weights(
        *([np.asarray(b.weights, float).T for b in group.blocks[:layers]] for group in groups)
    )


def assert_same_weights(state, expected):
    actual = weights_of(state)
    for name in ("J", "W_in", "W_back", "W_out"):
        assert_allclose(getattr(actual, name), getattr(expected, name), atol=1e-5, err_msg=name)


def golden_weights(number):
    J = GOLDEN[f"w{number}_J0"].copy()
    np.fill_diagonal(J, 0)  # the file holds the self-coupling there
    return oracle.Weights(
        [J], *([GOLDEN[f"w{number}_{name}0"]] for name in ("Win", "Wback", "Wout"))
    )


def golden_learner_and_state():
    learner = Steered(
        hidden=96,
        self_coupling=float(GOLDEN["meta_JD"]),
        input_gain=float(GOLDEN["meta_lx"]),
        feedback_gain=float(GOLDEN["meta_lb"]),
        sweeps=int(GOLDEN["meta_T"]),
        rate=float(GOLDEN["meta_lrJ"]),
        input_rate=float(GOLDEN["meta_lrin"]),
        readout_rate=float(GOLDEN["meta_lrW"]),
        decay=float(GOLDEN["meta_wd"]),
        teaching=ByLabel(
            margin=float(GOLDEN["meta_kap"]), readout_margin=float(GOLDEN["meta_kapr"])
        ),
    )
    w = golden_weights(0)
    state = eqx.tree_at(
        lambda it: [
            group.blocks[0].weights
            for group in (it.network.couplings, it.inputs, it.feedback, it.readout)
        ],
        learner.init(Problem(24, 4), KEY),
        [jnp.asarray(part[0].T) for part in (w.J, w.W_in, w.W_back, w.W_out)],
    )
    return learner, state


def test_stored_steps_and_inference_are_reproduced():
    learner, state = golden_learner_and_state()
    for number in range(3):
        chosen = slice(8 * number, 8 * number + 8)
        x, y = jnp.asarray(GOLDEN["x"][chosen]), jnp.asarray(GOLDEN["label"][chosen], jnp.int32)
        states = trial(learner, state, x, y, KEY).spins
        assert_array_equal(states[-1], GOLDEN[f"state{number + 1}"][:, 0])
        state, _ = step(learner, state, x, y, KEY)
        assert_same_weights(state, golden_weights(number + 1))
    x = jnp.asarray(GOLDEN["x_test"])
    assert_array_equal(learner.relax(state, x, KEY).spins, GOLDEN["states"][:, 0])
    assert_allclose(learner.scores(state, x, KEY), GOLDEN["logits"], atol=1e-5)


ONE_LAYER = Steered(hidden=26, feedback_gain=2.0, sweeps=4, rate=0.3, decay=0.5)
TIED = Steered(
    hidden=(20, 20),
    self_coupling=0.2,
    excitation=1.3,
    input_gain=2.0,
    feedback_gain=2.0,
    sweeps=5,
    rate=0.3,
    decay=0.5,
    teaching=ByLabel(margin=0.4, readout_margin=1.0),
)
THREE_TIED = Steered(
    hidden=(12, 12, 12), excitation=0.8, input_gain=1.0, feedback_gain=3.0, sweeps=5, rate=0.3
)


def task(seed, batch=5):
    """Random patterns of 9 features with labels from 3 classes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(batch, 9)).astype(np.float32)
    return jnp.asarray(x), jnp.asarray(rng.integers(0, 3, batch), jnp.int32)


def oracle_ways(weights, learner, x, y):
    """The states of a batch after each sweep, `[sweeps, batch, n]`."""
    ways = [
        oracle.path(weights, learner, *pattern)
        for pattern in zip(np.asarray(x), np.asarray(y), strict=True)
    ]
    return np.moveaxis(ways, 0, 1).reshape(len(ways[0]), len(x), -1)


@pytest.mark.parametrize("learner", [ONE_LAYER, TIED, THREE_TIED])
def test_steps_are_those_of_the_naive_oracle(learner):
    state = learner.init(Problem(9, 3), KEY)
    expected = weights_of(state)
    for number in range(4):
        x, y = task(number)
        ways = oracle_ways(expected, learner, x, y)
        assert_array_equal(trial(learner, state, x, y, KEY).spins, ways)
        expected = oracle.step(expected, learner, np.asarray(x), np.asarray(y))
        state, _ = step(learner, state, x, y, KEY)
        assert_same_weights(state, expected)


STEERED, FREE = -1 - TIED.sweeps, -1
"""Where a path of a learning step holds the state under the label, and the last one."""


def logistic(stability, margin):
    """The soft margin of width 0.4."""
    return 1 / (1 + np.exp((stability - margin) / 0.4))


def taught(**changes):
    """The fields of a learner in which something about the teaching is otherwise."""
    return {"teaching": dataclasses.replace(TIED.teaching, **changes)}


VARIANTS = {
    "soft": (taught(rule=SoftPerceptron(0.4)), {"size": logistic}),
    "steered": (taught(consolidate=SteeredState()), {"learn": (STEERED,)}),
    "both": (taught(consolidate=BothStates()), {"learn": (STEERED, FREE)}),
    "nothing clamped": (taught(free_phase=NothingClamped()), {"free_input": 0.0}),
    "faded label": (taught(release=RampOff(0, 3)), {"fade": 3}),
    "frozen J": ({"rate": 0.0}, {}),
    "random features": ({"rate": 0.0, "input_rate": 0.0}, {}),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_steps_of_a_variant_are_those_of_the_naive_oracle(name):
    fields, protocol = VARIANTS[name]
    learner = dataclasses.replace(TIED, **fields)
    state = learner.init(Problem(9, 3), KEY)
    expected, reference = weights_of(state), weights_of(state)
    for number in range(3):
        x, y = task(number)
        expected = oracle.step(expected, learner, np.asarray(x), np.asarray(y), **protocol)
        reference = oracle.step(reference, TIED, np.asarray(x), np.asarray(y))
        state, _ = step(learner, state, x, y, KEY)
        assert_same_weights(state, expected)
    assert abs(reference.W_in[0] - expected.W_in[0]).max() > 1e-3, "the variant is the reference"


@pytest.mark.parametrize("learner", [ONE_LAYER, TIED, THREE_TIED])
def test_in_the_examples_of_the_oracle_the_label_steers(learner):
    """Guards the comparison above against examples in which the feedback changes nothing."""
    weights, (x, y) = weights_of(learner.init(Problem(9, 3), KEY)), task(0)
    right, wrong = (oracle_ways(weights, learner, x, label)[-1] for label in (y, (y + 1) % 3))
    assert (right != wrong).any()


def test_a_trial_ends_in_the_states_from_which_the_step_learns():
    """Under a random subset, too: both draw the same neurons."""
    learner = Steered(
        hidden=30,
        dynamics=RandomSubset(0.6),
        decay=0.0,
        teaching=ByLabel(readout_margin=1e6),
    )
    state = learner.init(Problem(9, 3), KEY)
    x, y = task(0)
    spins = trial(learner, state, x, y, KEY).spins[-1]
    learnt, _ = step(learner, state, x, y, KEY)
    change = learnt.readout.blocks[0].weights - state.readout.blocks[0].weights
    rate = learner.readout_rate / np.sqrt(30 * len(x))
    assert_allclose(change, rate * spins.T @ balanced_targets(y, 3), atol=1e-6)


def test_a_trial_says_when_the_label_is_withdrawn():
    """Without recurrent couplings the feedback shows directly: from then on only the input acts."""
    learner = Steered(hidden=30, self_coupling=0.0, feedback_gain=50.0)
    state = learner.init(Problem(9, 3), KEY)
    nothing = jnp.zeros_like(state.network.couplings.blocks[0].weights)
    state = eqx.tree_at(lambda it: it.network.couplings.blocks[0].weights, state, nothing)
    x, y = task(0)
    states, released_at = trial(learner, state, x, y, KEY)
    as_input = np.asarray((states == jnp.sign(state.inputs(x))).all(axis=(1, 2)))
    assert released_at == learner.sweeps
    assert_array_equal(np.flatnonzero(~as_input), [2, 3, 4])


def test_relaxation_answers_with_certified_fixed_points_and_their_stabilities():
    learner, state = golden_learner_and_state()
    x = jnp.asarray(GOLDEN["x_test"])
    end = learner.relax(state, x, KEY)
    w, s = weights_of(state), np.asarray(end.spins, float)
    h = s @ w.J[0].T + np.asarray(x, float) @ w.W_in[0].T
    assert_allclose(learner.stabilities(state, x, KEY), s * h, atol=1e-4)
    settled = (s * (h + learner.self_coupling * s) > 0).all(axis=1)
    assert settled.any()
    assert_array_equal(end.outcome == Outcome.FIXED_POINT.value, settled)


def test_a_rate_of_zero_freezes_the_recurrent_couplings_and_nothing_else():
    learner = Steered(hidden=20, rate=0.0)
    before = learner.init(Problem(9, 3), KEY)
    after, _ = step(learner, before, *task(0), KEY)
    old, new = weights_of(before), weights_of(after)
    assert_array_equal(new.J, old.J)
    assert (new.W_in[0] != old.W_in[0]).any()
    assert (new.W_out[0] != old.W_out[0]).any()


def test_feedback_self_coupling_and_excitation_are_never_learnt():
    before = TIED.init(Problem(9, 3), KEY)
    after, _ = step(TIED, before, *task(0), KEY)
    assert_array_equal(weights_of(after).W_back, weights_of(before).W_back)
    assert_array_equal(after.network.self_coupling, before.network.self_coupling)
    for block in after.network.couplings.blocks[2:]:
        assert_allclose(block.strength, TIED.excitation)
    for block in after.network.couplings.blocks[:2]:
        assert_array_equal(jnp.diag(block.weights), 0)


def test_random_weights_have_the_stated_variances():
    learner = Steered(hidden=500, input_gain=5.0, feedback_gain=0.9)
    w = weights_of(learner.init(Problem(300, 40), KEY))
    variances = [np.var(part[0]) for part in (w.J, w.W_in, w.W_back, w.W_out)]
    assert_allclose(variances, [1 / 500, 25 / 300, 0.81 / 40, 1 / 500], rtol=0.05)


def test_readout_units_are_weighted_so_that_classes_balance():
    y = jnp.array([[1.0, -1.0, -1.0, 0.0]])
    assert_allclose(balanced(y), [[1.0, -0.5, -0.5, 0.0]])
    assert_allclose(balanced_targets(jnp.array([2]), 9), [[-0.75] * 2 + [2.25] + [-0.75] * 6])
