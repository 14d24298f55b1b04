"""Contrastive learning: the gradient that it follows, what its phases are, what rest means."""

import dataclasses
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Classifier, Raw
from basinet.divergence import DivergedError, said_of
from basinet.learners import Constant, Problem, tags_of
from basinet.learners.contrastive import (
    Adam,
    BlockPhases,
    ClampedOutputs,
    ContinuousPhases,
    Contrastive,
    HardSigmoid,
    HardTanh,
    Inertia,
    InPlacePhases,
    LearntWeights,
    NegativeNudge,
    Plain,
    PositiveNudge,
    RandomNudge,
    RandomPhases,
    Rectified,
    Sigmoid,
    StoredPhases,
    SymmetricNudge,
)
from basinet.learners.contrastive.energy import Nudge, Weights, correlation, distance, under
from basinet.learners.contrastive.nudging import Contrast, Term
from basinet.learners.contrastive.phases import Lesson, Synapses
from basinet.learners.contrastive.settling import Patience, moved, settle

KEY = jax.random.key(4)
FEATURES, CLASSES, BATCH = 6, 3, 5
RNG = np.random.default_rng(2)
X = RNG.normal(size=(BATCH, FEATURES))
Y = np.array([0, 2, 1, 1, 0], np.int32)
UNITS = [HardSigmoid(), HardTanh(), Rectified(), Sigmoid()]


@pytest.fixture
def doubles():
    """Arithmetic in float64, for differences of small numbers."""
    with jax.enable_x64(True):
        yield


def started(**fields):
    """A learner of two layers that shows what it sees: plain steps of size 1."""
    plain = {"hidden": (7, 5), "descent": Plain(), "rate": 1.0, "schedule": Constant()}
    learner = Contrastive(**(plain | {"sweeps": 2000, "tolerance": 1e-13, "gain": 0.4} | fields))
    return learner, learner.init(Problem(FEATURES, CLASSES), KEY)


@eqx.filter_jit
def step(learner, state, x, y, key=KEY):
    return learner.step(state, x, y, key)


def seen(learner, state, x=X, y=Y, key=KEY):
    """What the synapses saw in a step."""
    after, _ = step(learner, state, jnp.asarray(x), jnp.asarray(y), key)
    return jax.tree.map(lambda a, b: np.asarray(a - b), after.weights, state.weights)


def apart(one, other):
    """The distance of two trees relative to the length of the second."""
    pairs = list(zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))
    square = sum(float(np.sum((a - b) ** 2)) for a, b in pairs)
    return (square / sum(float(np.sum(b**2)) for _, b in pairs)) ** 0.5


def descent_of_the_loss(learner, weights):
    """Minus the derivative of the mean loss at rest, through 300 sweeps."""

    def loss(weights):
        energy = under(weights, learner.units, jnp.asarray(X))
        nothing = Nudge(jnp.zeros((BATCH, CLASSES)), 0.0)
        states, _ = jax.lax.scan(
            lambda states, _: (energy.sweep(states, nothing), None),
            energy.silent(),
            length=300,
        )
        return jnp.mean(distance(states[-1], jax.nn.one_hot(Y, CLASSES)))

    return jax.tree.map(lambda g: -np.asarray(g), jax.jit(jax.grad(loss))(weights))


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("units", [HardSigmoid(), Sigmoid()])
def test_for_a_weak_nudge_synapses_see_the_descent_of_the_loss(units):
    learner, state = started(units=units)
    exact = descent_of_the_loss(learner, state.weights)
    errors = {
        kind: [
            apart(seen(dataclasses.replace(learner, nudging=kind(beta)), state), exact)
            for beta in (0.02, 0.002)
        ]
        for kind in (PositiveNudge, NegativeNudge, SymmetricNudge)
    }
    for kind in (PositiveNudge, NegativeNudge):
        coarse, fine = errors[kind]
        assert fine < 0.01
        assert 8 < coarse / fine < 12, "the bias is of first order"
    coarse, fine = errors[SymmetricNudge]
    assert fine < 1e-5
    assert 80 < coarse / fine < 120, "no bias of first order"


@pytest.mark.usefixtures("doubles")
def test_a_nudge_of_random_sign_has_the_mean_of_both_signs():
    beta = 0.1
    learner, state = started(nudging=PositiveNudge(beta))
    alone = [
        [
            seen(
                dataclasses.replace(learner, nudging=kind(beta)), state, X[i : i + 1], Y[i : i + 1]
            )
            for i in range(BATCH)
        ]
        for kind in (PositiveNudge, NegativeNudge)
    ]
    sign = np.asarray(jax.random.bernoulli(jax.random.split(KEY, 3)[1], 0.5, (BATCH, 1)))[:, 0]
    assert 0 < sign.sum() < BATCH
    chosen = [alone[0 if up else 1][i] for i, up in enumerate(sign)]
    mean = jax.tree.map(lambda *parts: sum(parts) / BATCH, *chosen)
    found = seen(dataclasses.replace(learner, nudging=RandomNudge(beta)), state)
    assert apart(found, mean) < 1e-9


def in_loops(learner, weights, beta):
    """What synapses see, unit by unit, in float64."""
    activity = {
        "HardSigmoid": lambda f: min(max(f, 0.0), 1.0),
        "HardTanh": lambda f: min(max(f, -1.0), 1.0),
        "Rectified": lambda f: max(f, 0.0),
        "Sigmoid": lambda f: 1 / (1 + np.exp(-4 * f)),
    }[type(learner.units).__name__]
    forward, biases = [np.asarray(w) for w in weights.forward], list(weights.biases)
    depth = len(forward)
    found = [[np.zeros(w.shape) for w in forward], [np.zeros(len(b)) for b in biases]]

    def rest(x, z, strength, target):
        for _ in range(60):
            for layer in range(depth):
                below, new = ([x, *z])[layer], []
                for i in range(len(z[layer])):
                    field = float(biases[layer][i])
                    for j, shown in enumerate(below):
                        field += forward[layer][j, i] * shown
                    if layer + 1 < depth:
                        for j, shown in enumerate(z[layer + 1]):
                            field += forward[layer + 1][i, j] * shown
                        new.append(activity(field))
                    else:
                        new.append((field + strength * target[i]) / (1 + strength))
                z = [*z[:layer], new, *z[layer + 1 :]]
        return z

    for x, y in zip(X, Y, strict=True):
        target = np.eye(CLASSES)[y]
        silent = [[0.0] * len(b) for b in biases]
        free = rest(x, silent, 0.0, target)
        held = rest(x, free, beta, target)
        for states, factor in ((free, -1 / beta), (held, 1 / beta)):
            for layer in range(depth):
                before = ([x, *states])[layer]
                found[0][layer] += factor * np.outer(before, states[layer]) / BATCH
                found[1][layer] += factor * np.array(states[layer]) / BATCH
    return found


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("units", UNITS, ids=lambda part: type(part).__name__)
def test_a_step_is_that_of_plain_loops(units):
    learner, state = started(units=units, nudging=PositiveNudge(0.5), hidden=(4, 3), gain=0.3)
    forward, biases = in_loops(learner, state.weights, 0.5)
    found = seen(learner, state)
    for ours, theirs in zip((*found.forward, *found.biases), (*forward, *biases), strict=True):
        assert_allclose(ours, theirs, atol=1e-8)


def lesson_of(learner, target, change: Any = None):
    """A batch with a target of our own; synapses that only sum up what they see."""

    def sum_up(synapses, sight):
        return synapses._replace(memory=jax.tree.map(jnp.add, synapses.memory, sight))

    patience = Patience(learner.sweeps, learner.tolerance)
    x = jnp.asarray(X, jnp.asarray(0.0).dtype)
    return Lesson(x, target, learner.units, patience, change or sum_up)


def summed(learner, state, contrast, phases, target=None, key=KEY):
    """What synapses see in total in the phases of a step, at frozen weights."""
    target = jax.nn.one_hot(Y, CLASSES) if target is None else target
    lesson = lesson_of(learner, target)
    nothing = jax.tree.map(jnp.zeros_like, (state.weights.forward, state.weights.biases))
    synapses = Synapses(state.weights, nothing, state.steps)
    after, record = phases.learn(synapses, lesson, contrast, key)
    return after.memory, record


@pytest.mark.parametrize("phases", [StoredPhases(), InPlacePhases()], ids=type)
def test_nothing_is_seen_where_the_target_is_the_free_output_or_the_nudge_is_none(phases):
    learner, state = started(tolerance=1e-4)
    free = learner.rest(state, jnp.asarray(X, jnp.float32))
    assert free.at_rest.all()
    towards_itself = PositiveNudge(0.5).contrast(BATCH, KEY)
    no_nudge = Contrast(Term(None, -2.0), Term(0.0, 2.0))
    for contrast, target in ((towards_itself, free.states[-1]), (no_nudge, None)):
        (forward, biases), record = summed(learner, state, contrast, phases, target)
        first, last = record.settlings[0].states, record.settlings[-1].states
        assert all(map(np.array_equal, first, last))
        if isinstance(phases, StoredPhases):
            assert not any(np.any(it) for it in (*forward, *biases))
    learnt, _ = summed(learner, state, towards_itself, phases)
    assert np.any(learnt[0][0])


@pytest.mark.usefixtures("doubles")
def test_at_frozen_weights_other_phases_have_the_mean_of_two_phases():
    learner, state = started(hidden=5, nudging=PositiveNudge(0.5))
    contrast = learner.nudging.contrast(BATCH, KEY)
    two, _ = summed(learner, state, contrast, StoredPhases())
    for kind in (InPlacePhases(), ContinuousPhases(2, 3)):
        assert apart(summed(learner, state, contrast, kind)[0], two) < 1e-8
    cycle = [
        summed(learner, state._replace(steps=jnp.asarray(i)), contrast, BlockPhases(3))[0]
        for i in range(4)
    ]
    assert apart(jax.tree.map(lambda *parts: sum(parts), *cycle), two) < 1e-8


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_random_phases_have_the_mean_of_two_phases_within_four_standard_errors(share):
    learner, state = started(hidden=5, nudging=PositiveNudge(0.5), tolerance=1e-9)
    contrast = learner.nudging.contrast(BATCH, KEY)
    two, _ = summed(learner, state, contrast, StoredPhases())

    @jax.jit
    @jax.vmap
    def draw(key):
        return summed(learner, state, contrast, RandomPhases(share), key=key)[0]

    drawn = draw(jax.random.split(KEY, 2000))
    for sample, mean in zip(jax.tree.leaves(drawn), jax.tree.leaves(two), strict=True):
        error = np.std(sample, axis=0) / len(sample) ** 0.5
        assert np.all(np.abs(np.mean(sample, axis=0) - mean) <= 4 * error + 1e-7)


@pytest.mark.usefixtures("doubles")
def test_in_place_comes_to_two_phases_in_proportion_to_the_step():
    learner, state = started(hidden=5, nudging=PositiveNudge(0.5))
    two, differ = seen(learner, state), []
    for rate in (1e-2, 1e-3, 1e-4):
        slow = dataclasses.replace(learner, rate=rate, phases=InPlacePhases())
        found = jax.tree.map(lambda change, rate=rate: change / rate, seen(slow, state))
        differ.append(apart(found, two))
    assert differ[-1] < 0.01
    assert_allclose(np.array(differ[:-1]) / differ[1:], 10, rtol=0.2)


@pytest.mark.usefixtures("doubles")
def test_phases_out_of_balance_drift_along_the_correlation():
    """Without a nudge: 10 % too much of one phase is 10 % of plain Hebbian learning."""
    learner, state = started(hidden=5)
    contrast = Contrast(Term(None, -1.0), Term(0.0, 1.1))
    found, record = summed(learner, state, contrast, StoredPhases())
    hebb = correlation(jnp.asarray(X), [(0.1, record.settlings[0].states)])
    assert apart(found, hebb) < 1e-9


@pytest.mark.parametrize("strength", [0.0, 0.7, -0.7])
@pytest.mark.parametrize("units", UNITS, ids=lambda part: type(part).__name__)
def test_no_layer_of_a_sweep_raises_the_energy(units, strength):
    _, state = started(units=units, gain=1.5)
    energy = under(state.weights, units, jnp.asarray(X, jnp.float32))
    nudge = Nudge(jax.nn.one_hot(Y, CLASSES), strength)
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
    assert "rate (now 1e+06, 1e+06)" in said_of(learner)
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
        (lambda: SymmetricNudge(1), "strength is 1.0; .* below 1: .* no minimum"),
        (lambda: NegativeNudge(1.5), "strength is 1.5; .* below 1"),
        (lambda: RandomNudge(float("nan")), "strength is nan; .* below 1"),
        (lambda: PositiveNudge(0), "strength is 0.0; it must be a number above 0$"),
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
