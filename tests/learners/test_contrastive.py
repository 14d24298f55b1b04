"""Contrastive learning: settling and its energy, rates, tags, divergence, and what is refused."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from contrasting import BATCH, CLASSES, KEY, UNITS, X, Y, seen, started, step, summed
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Classifier, Raw
from basinet.learners import Constant, tags_of
from basinet.learners.contrastive import (
    Adam,
    BlockPhases,
    ClampedOutputs,
    ContinuousPhases,
    Contrastive,
    CrossEntropy,
    HardTanh,
    Inertia,
    InPlacePhases,
    LearntWeights,
    NegativeNudge,
    Plain,
    PositiveNudge,
    RandomNudge,
    RandomPhases,
    Sigmoid,
    Squared,
    StoredPhases,
    SymmetricNudge,
)
from basinet.learners.contrastive.energy import Nudge, Weights, under
from basinet.learners.contrastive.settling import Patience, moved, settle
from basinet.training import Epoch
from basinet.training.divergence import DivergedError, said_of


@pytest.fixture
def doubles():
    """Arithmetic in float64, for differences of small numbers."""
    with jax.enable_x64(True):
        yield


@pytest.mark.parametrize("strength", [0.0, 0.7, -0.7])
@pytest.mark.parametrize(
    ("units", "cost"),
    [*((part, Squared()) for part in UNITS), (HardTanh(), CrossEntropy())],
    ids=lambda part: type(part).__name__,
)
def test_no_layer_of_a_sweep_raises_the_energy(units, cost, strength):
    _, state = started(units=units, gain=1.5)
    energy = under(state.weights, units, jnp.asarray(X, jnp.float32))
    nudge = Nudge(jax.nn.one_hot(Y, CLASSES), strength, cost)
    start = jax.random.uniform(KEY, (BATCH, 7 + 5 + CLASSES))
    states = tuple(jnp.split(start, [7, 12], axis=1))
    fell = 0.0
    for _ in range(4):
        after = energy.sweep(states, nudge)
        for layer in range(3):
            part = (*after[: layer + 1], *states[layer + 1 :])
            before = (*after[:layer], *states[layer:])
            change = energy.nudged(part, nudge) - energy.nudged(before, nudge)
            assert np.all(change <= 1e-4)
            fell -= float(jnp.sum(change))
        states = after
    assert fell > 0.1


def test_the_energy_of_a_step_towards_rest_rises_somewhere_with_backward_weights_of_their_own():
    learner, state = started(backward=LearntWeights(gain=3.0), gain=2.0, units=Sigmoid())
    energy = under(state.weights, learner.units, jnp.asarray(X, jnp.float32))
    states, course = energy.silent(), []
    for _ in range(12):
        states = energy.sweep(states, Nudge(jnp.zeros((BATCH, CLASSES)), 0.0))
        course.append(np.asarray(energy.value(states)))
    assert np.diff(course, axis=0).max() > 0.01


def test_a_pattern_at_rest_would_be_moved_by_no_more_than_the_tolerance():
    learner, state = started(tolerance=1e-3)
    x = jnp.asarray(X, jnp.float32)
    energy, nothing = (
        under(state.weights, learner.units, x),
        Nudge(jnp.zeros((BATCH, CLASSES)), 0.0),
    )
    end = learner.rest(state, x)
    assert end.at_rest.all()
    assert moved(end.states, energy.sweep(end.states, nothing)).max() <= 1e-3
    states = energy.silent()
    for _ in range(int(end.sweeps.max()) - 1):
        states = energy.sweep(states, nothing)
    assert moved(states, energy.sweep(states, nothing)).max() > 1e-3, "one sweep less was too few"
    again = settle(energy, end.states, nothing, Patience(9, 1e-3))
    assert not again.sweeps.any()
    assert all(map(np.array_equal, again.states, end.states))


def test_weak_couplings_have_one_state_of_rest_and_strong_nudges_away_have_none():
    learner, state = started(hidden=9, gain=0.5, tolerance=1e-5, units=HardTanh())
    readout = state.weights.forward[1]
    weak = 0.6 * readout / jnp.linalg.norm(readout, 2)
    x, target = jnp.asarray(X, jnp.float32), jax.nn.one_hot(Y, CLASSES)

    def ends(readout, strength, sweeps=400):
        weights = Weights((state.weights.forward[0], readout), state.weights.biases, ())
        energy = under(weights, learner.units, x)
        starts = (energy.silent(), (jnp.ones((BATCH, 9)), -3 * jnp.ones((BATCH, CLASSES))))
        nudge, patience = Nudge(target, strength), Patience(sweeps, 1e-5)
        return [settle(energy, start, nudge, patience) for start in starts]

    one, other = ends(weak, -0.5)  # |W|^2 = 0.36 < 1 - 0.5
    assert one.at_rest.all()
    assert other.at_rest.all()
    assert moved(one.states, other.states).max() < 1e-3
    one, other = ends(readout * 4 / jnp.linalg.norm(readout, 2), 0.0)
    assert moved(one.states, other.states).max() > 0.1, "several states of rest"


def test_too_few_sweeps_are_a_share_that_is_not_at_rest():
    learner, state = started(sweeps=1, tolerance=1e-6)
    x, y = jnp.asarray(X, jnp.float32), jnp.asarray(Y)
    after, info = step(learner, state, x, y)
    assert info["unsettled"] == 1.0
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(after))
    calm = dataclasses.replace(learner, sweeps=500)
    assert step(calm, state, x, y)[1]["unsettled"] == 0.0


def test_clamped_outputs_are_the_target():
    learner, state = started(hidden=5, tolerance=1e-5)
    contrast = ClampedOutputs().contrast(BATCH, KEY)
    _, record = summed(learner, state, contrast, StoredPhases())
    assert_array_equal(record.settlings[-1].states[-1], jax.nn.one_hot(Y, CLASSES))


@pytest.mark.usefixtures("doubles")
def test_what_two_directions_differ_by_fades_by_the_decay_alone():
    learner, state = started(backward=LearntWeights(decay=0.3), rate=0.1, hidden=(6, 5))
    before = [
        b - f.T for b, f in zip(state.weights.backward, state.weights.forward[1:], strict=True)
    ]
    after, _ = step(learner, state, jnp.asarray(X), jnp.asarray(Y))
    now = [b - f.T for b, f in zip(after.weights.backward, after.weights.forward[1:], strict=True)]
    for old, new in zip(before, now, strict=True):
        assert np.abs(old).max() > 0.1
        assert_allclose(new, (1 - 0.3 * 0.1) * old, atol=1e-12)


def test_outputs_at_rest_are_the_field_less_the_slope_of_the_cost():
    learner, state = started(cost=CrossEntropy(), tolerance=1e-6, nudging=PositiveNudge(5.0))
    target = jax.nn.one_hot(Y, CLASSES)
    energy = under(state.weights, learner.units, jnp.asarray(X, jnp.float32))
    nudge = Nudge(target, 5.0, learner.cost)
    end = settle(energy, energy.silent(), nudge, Patience(2000, 1e-6))
    assert end.at_rest.all()
    outputs = end.states[-1]
    slope = jax.grad(lambda it: jnp.sum(learner.cost.value(it, target)))(outputs)
    assert_allclose(outputs, energy.field(end.states, 2) - 5.0 * slope, atol=1e-4)
    assert np.abs(5.0 * slope).max() > 0.5
    _, info = step(learner, state, jnp.asarray(X, jnp.float32), jnp.asarray(Y))
    free = learner.rest(state, jnp.asarray(X, jnp.float32)).states[-1]
    shares = np.asarray(jax.nn.softmax(free))[np.arange(BATCH), Y]
    assert_allclose(info["loss"], -np.log(shares).mean(), rtol=1e-5)


def test_inertia_adds_up_what_was_seen_before():
    learner, state = started(hidden=4, descent=Inertia(0.5), rate=0.01)
    x, y = jnp.asarray(X, jnp.float32), jnp.asarray(Y)
    first, _ = step(learner, state, x, y)
    second, _ = step(learner, first, x, y)
    alone = seen(dataclasses.replace(learner, descent=Plain()), first)
    for w0, w1, w2, lone in zip(
        *(jax.tree.leaves(it) for it in (state.weights, first.weights, second.weights, alone)),
        strict=True,
    ):
        assert_allclose(w2 - w1, lone + 0.5 * (w1 - w0), atol=2e-6)


def test_rates_of_layers_are_their_own():
    learner, state = started(hidden=4, rate=(0.5, 0.0))
    change = seen(learner, state)
    assert np.any(change.forward[0])
    assert not np.any(change.forward[1])
    whole = seen(dataclasses.replace(learner, rate=(1.0, 1.0)), state)
    assert_allclose(change.forward[0], whole.forward[0] / 2, atol=1e-6)


def test_what_is_stored_between_phases_is_in_the_tags():
    assert not tags_of(Contrastive()).local_in_time
    assert tags_of(Contrastive()) == tags_of(Contrastive)
    for phases in (InPlacePhases(), RandomPhases(), BlockPhases(), ContinuousPhases()):
        tags = tags_of(Contrastive(phases=phases, descent=Plain(), schedule=Constant()))
        assert tags.local_in_time
        assert tags.broadcast == "phase"


def test_a_divergence_names_its_epoch_and_the_rates():
    learner = Contrastive(
        hidden=8, phases=RandomPhases(), descent=Plain(), rate=(1e6, 1e6), schedule=Constant()
    )
    assert "rate (now 1e+06, 1e+06)" in said_of(learner, Epoch(1, (), {}))
    with pytest.raises(DivergedError, match=r"epoch \d+: .*lower rate \(now 1e\+06, 1e\+06\)"):
        Classifier(learner, encoder=Raw(), epochs=20, batch_size=1, random_state=0).fit(X, Y)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Contrastive(hidden=()), "hidden is an empty tuple"),
        (lambda: Contrastive(hidden=(5, 0)), "hidden is 0; .* at least 1"),
        (lambda: Contrastive(tolerance=0), "tolerance is 0; .* above 0"),
        (lambda: Contrastive(sweeps=0), "sweeps is 0; .* at least 1"),
        (lambda: Contrastive(rate=-1), "rate is -1; .* at least 0"),
        (lambda: Contrastive(hidden=(5, 5), rate=(1, 1)), "rate has 2 values for 2 hidden .* or 3"),
        (lambda: Contrastive(units=Plain()), r"units is .* such as HardSigmoid\(\)"),
        (lambda: Contrastive(phases=InPlacePhases()), r"choose descent=Plain\(\) or Inertia\(\)"),
        (
            lambda: Contrastive(cost=CrossEntropy(), nudging=ClampedOutputs()),
            r"cost is CrossEntropy\(\), .* choose cost=Squared\(\)",
        ),
        (lambda: Contrastive(cost=Plain()), r"cost is .* such as CrossEntropy\(\)"),
        (lambda: SymmetricNudge(1), "strength is 1.0; .* below 1: .* no minimum"),
        (lambda: NegativeNudge(1.5), "strength is 1.5; .* below 1"),
        (lambda: RandomNudge(float("nan")), "strength is nan; .* below 1"),
        (lambda: PositiveNudge(0), "strength is 0.0; it must be a number above 0$"),
        (lambda: PositiveNudge(1e-30), "strength is 1e-30; below 1e-06 rounding hides"),
        (lambda: PositiveNudge(1e30), r"above 1e\+06 nothing is learnt .* ClampedOutputs"),
        (lambda: RandomPhases(0), "share is 0.0; .* above 0 and below 1"),
        (lambda: RandomPhases(1), "share is 1.0; .* above 0 and below 1"),
        (lambda: BlockPhases(0), "nudged is 0; .* at least 1"),
        (lambda: ContinuousPhases(0, 1), "free is 0; .* at least 1"),
        (lambda: Inertia(1), "inertia is 1.0; .* below 1"),
        (lambda: LearntWeights(decay=-1), "decay is -1; .* at least 0"),
    ],
)
def test_values_outside_their_range_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_adam_and_stored_phases_are_the_defaults():
    assert (Contrastive().descent, Contrastive().phases) == (Adam(), StoredPhases())
