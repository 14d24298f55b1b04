"""What synapses see in two phases: the descent of the loss, plain loops, means of other phases."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from contrasting import (
    BATCH,
    CLASSES,
    KEY,
    UNITS,
    X,
    Y,
    apart,
    descent_of_the_loss,
    seen,
    started,
    summed,
)
from numpy.testing import assert_allclose

from basinet.learners.contrastive import (
    BlockPhases,
    ContinuousPhases,
    CrossEntropy,
    HardSigmoid,
    InPlacePhases,
    NegativeNudge,
    PositiveNudge,
    RandomNudge,
    RandomPhases,
    Sigmoid,
    Squared,
    StoredPhases,
    SymmetricNudge,
)
from basinet.learners.contrastive.energy import correlation
from basinet.learners.contrastive.nudging import Contrast, Term


@pytest.fixture
def doubles():
    """Arithmetic in float64, for differences of small numbers."""
    with jax.enable_x64(True):
        yield


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize(
    ("units", "cost"),
    [(HardSigmoid(), Squared()), (Sigmoid(), Squared()), (HardSigmoid(), CrossEntropy())],
    ids=lambda part: type(part).__name__,
)
def test_for_a_weak_nudge_synapses_see_the_descent_of_the_loss(units, cost):
    learner, state = started(units=units, cost=cost)
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
