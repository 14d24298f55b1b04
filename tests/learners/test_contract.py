"""What every learner promises. A new learner is tested by a line in `EXAMPLES`."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import RandomSubset
from basinet.core.recipes import Unconnected
from basinet.learners import LEARNERS, Both, Clean, Flips, Planted, Problem, Silence
from basinet.learners.contrastive import (
    BlockPhases,
    ContinuousPhases,
    Contrastive,
    InPlacePhases,
    LearntWeights,
    Plain,
    PositiveNudge,
    RandomNudge,
    Sigmoid,
)
from basinet.learners.forward_forward import AnyWrong, ByReadout, Collaborating, ForwardForward
from basinet.learners.steered import (
    ByError,
    FixedFeedback,
    Layers,
    Steered,
    ThreeValuedError,
    TwoSided,
    Upward,
)
from basinet.learners.swarm import InGroups, NetworkSwarm, ReLU, Swarm, WhenIdle
from basinet.training import train
from basinet.training.answering import scores

EXAMPLES = {
    "steered": {
        "one layer": Steered(hidden=40, rate=0.05),
        "tied layers": Steered(
            hidden=(20, 20), sweeps=4, excitation=1.0, dynamics=RandomSubset(0.8)
        ),
    },
    "error-steered": {
        "a ramp": Steered(
            hidden=40, wiring=Layers(within=Unconnected()), teaching=ByError(noise=Clean())
        ),
        "a stack": Steered(
            hidden=(24, 16),
            wiring=Layers(within=Unconnected(), between=Upward(), input_to=(0,)),
            teaching=ByError(noise=Flips(0.02)),
        ),
        "couplings, two-sided, spikes": Steered(
            hidden=(20, 20),
            excitation=0.5,
            teaching=ByError(
                error=ThreeValuedError(),
                activity=TwoSided(phases=4, swing=6.0, reach=4.0),
                feedback=FixedFeedback(),
                noise=Both(Silence(0.05), Flips(0.02)),
            ),
        ),
    },
    "swarm": {
        "one layer": Swarm(hidden=8, particles=10),
        "two layers in groups": Swarm(
            hidden=(6, 5),
            particles=8,
            unit=ReLU(),
            turns=InGroups(2),
            renewal=WhenIdle(3),
        ),
    },
    "network-swarm": {"one layer": NetworkSwarm(hidden=4, particles=60, speed=1.0)},
    "forward-forward": {
        "two layers": ForwardForward(hidden=(30, 20), rate=0.01),
        "one layer, a readout": ForwardForward(
            hidden=30,
            rate=0.01,
            readout_rate=0.05,
            negatives=AnyWrong(),
            hearing=Collaborating(),
            answer=ByReadout(),
        ),
    },
    "contrastive": {
        "one layer": Contrastive(hidden=30, rate=0.01),
        "two layers, learnt backward weights": Contrastive(
            hidden=(30, 20), rate=0.01, backward=LearntWeights(), nudging=PositiveNudge(0.3)
        ),
        "in place": Contrastive(
            hidden=30, rate=0.02, phases=InPlacePhases(), descent=Plain(), tolerance=1e-3
        ),
        "blocks of phases": Contrastive(
            hidden=30, rate=0.05, phases=BlockPhases(2), descent=Plain(), units=Sigmoid()
        ),
        "continuous in time": Contrastive(
            hidden=30,
            rate=0.1,
            phases=ContinuousPhases(),
            descent=Plain(),
            nudging=RandomNudge(),
        ),
    },
    "planted": {
        "inputs alone": Planted(nodes=30),
        "planted couplings": Planted(nodes=30, strength=20.0, steps=60),
    },
}
"""Small learners for tests, under the names of `LEARNERS`."""

FEATURES, CLASSES = 12, 3
PROBLEM = Problem(FEATURES, CLASSES)
KEY, OTHER_KEY = jax.random.key(1), jax.random.key(2)
RNG = np.random.default_rng(0)
X = jnp.asarray(RNG.normal(size=(6, FEATURES)), jnp.float32)
Y = jnp.asarray(RNG.integers(0, CLASSES, 6), jnp.int32)

every_learner = pytest.mark.parametrize(
    "learner",
    [
        pytest.param(example, id=f"{name}, {variant}")
        for name, examples in EXAMPLES.items()
        for variant, example in examples.items()
    ],
)
init, step, answer = (
    eqx.filter_jit(lambda learner, *arguments, name=name: getattr(learner, name)(*arguments))
    for name in ("init", "step", "scores")
)


def leaves(tree):
    return [np.asarray(leaf) for leaf in jax.tree.leaves(tree)]


def differ(one, other):
    return any((a != b).any() for a, b in zip(leaves(one), leaves(other), strict=True))


def test_every_learner_has_examples_of_its_own_class():
    assert EXAMPLES.keys() == LEARNERS.keys()
    for name, examples in EXAMPLES.items():
        entry = LEARNERS[name]
        kind = entry if isinstance(entry, type) else type(entry)
        assert all(type(example) is kind for example in examples.values())


@every_learner
def test_a_step_keeps_the_shapes_and_types_of_the_state(learner):
    before = init(learner, PROBLEM, KEY)
    after, _ = step(learner, before, X, Y, KEY)
    assert jax.tree.structure(after) == jax.tree.structure(before)
    for old, new in zip(leaves(before), leaves(after), strict=True):
        assert (new.shape, new.dtype) == (old.shape, old.dtype)


@every_learner
def test_a_step_changes_the_state_and_reports_finite_scalars(learner):
    before = init(learner, PROBLEM, KEY)
    after, info = step(learner, before, X, Y, KEY)
    assert differ(before, after)
    assert all(jnp.shape(value) == () and jnp.isfinite(value) for value in info.values())


@every_learner
def test_what_is_shown_of_a_step_is_among_what_it_reports(learner):
    _, info = step(learner, init(learner, PROBLEM, KEY), X, Y, KEY)
    for quantity in learner.shown:
        assert 0 <= info[quantity.name] <= (1 if quantity.share else jnp.inf)
        assert quantity.title
        assert quantity.note


@every_learner
def test_there_is_a_score_for_each_pattern_and_class(learner):
    result = answer(learner, init(learner, PROBLEM, KEY), X, KEY)
    assert (result.shape, result.dtype) == ((6, CLASSES), jnp.float32)
    assert np.unique(result).size == result.size


@every_learner
def test_the_same_key_gives_the_same_and_another_key_another_start(learner):
    state = init(learner, PROBLEM, KEY)
    assert not differ(state, init(learner, PROBLEM, KEY))
    assert differ(state, init(learner, PROBLEM, OTHER_KEY))


@every_learner
def test_the_same_key_gives_the_same_step_and_scores(learner):
    state = init(learner, PROBLEM, KEY)
    assert not differ(step(learner, state, X, Y, KEY), step(learner, state, X, Y, KEY))
    assert_array_equal(answer(learner, state, X, KEY), answer(learner, state, X, KEY))


@every_learner
def test_the_score_of_a_pattern_does_not_depend_on_the_rest_of_the_batch(learner):
    state = init(learner, PROBLEM, KEY)
    whole = answer(learner, state, X, KEY)
    backwards = answer(learner, state, X[::-1], KEY)
    assert_allclose(backwards[::-1], whole, atol=1e-5)
    changed = answer(learner, state, X.at[1:].set(0.3), KEY)
    assert_allclose(changed[0], whole[0], atol=1e-5)


def two_prototypes(seed, samples):
    """Two opposite prototypes of 30 features, each pattern with about 10 % of them flipped."""
    rng = np.random.default_rng(seed)
    prototype = np.random.default_rng(99).choice([-1.0, 1.0], 30)
    y = rng.integers(0, 2, samples)
    flips = np.where(rng.random((samples, 30)) < 0.1, -1.0, 1.0)
    return (np.where(y[:, None], prototype, -prototype) * flips).astype(np.float32), y


@every_learner
def test_a_small_task_is_learnt_whichever_way_its_classes_are_named(learner):
    """From one start, labels and exchanged labels: before learning they add up to chance."""
    (x, y), (x_new, y_new) = two_prototypes(1, 128), two_prototypes(2, 200)
    for exchanged in (0, 1):
        labels = (y + exchanged) % 2
        arguments = {"epochs": 3, "batch_size": 16, "key": KEY, "classes": 2}
        *_, last = train(learner, x, labels, **arguments)
        predicted = scores(learner, last.state, x_new, KEY).argmax(axis=1)
        assert np.mean(predicted == (y_new + exchanged) % 2) > 0.97
