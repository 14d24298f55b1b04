"""Schedules in a run: training says in every step where it is, and the factor changes the step."""

import math
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet import Classifier
from basinet.core.recipes import Unconnected
from basinet.learners import (
    AbstractLearner,
    Constant,
    Contrastive,
    Cosine,
    Flips,
    ForwardForward,
    Linear,
    NetworkSwarm,
    Problem,
    Quantity,
    Swarm,
    Tags,
    WarmUp,
)
from basinet.learners._schedule import AbstractSchedule, pace
from basinet.learners.steered import ByError, ByLabel, Layers, Steered
from basinet.training import first_epoch, train, train_together

KEY = jax.random.key(0)
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(22, 6)).astype(np.float32), RNG.integers(0, 3, 22)
BATCHES = 5  # of 5 patterns, in an epoch


class Course(AbstractLearner):
    """Notes the factor of its schedule in each step, and that of a part of a part."""

    tags: ClassVar[Tags] = Steered.tags
    shown: ClassVar[tuple[Quantity, ...]] = ()

    schedule: AbstractSchedule = Linear()
    inner: Steered = Steered(teaching=ByLabel(schedule=Linear()))

    def init(self, problem, key):
        return {"steps": jnp.asarray(0), "seen": jnp.full((40, 2), -1.0)}

    def step(self, state, x, y, key):
        assert isinstance(self.inner.teaching, ByLabel)
        now = jnp.stack([pace(self.schedule), pace(self.inner.teaching.schedule)])
        seen = state["seen"].at[state["steps"]].set(now)
        return {"steps": state["steps"] + 1, "seen": seen}, {}

    def scores(self, state, x, key):
        return x


def course_of(schedule, epochs=3, **options):
    """The factors in all steps of a run, from the learner's own schedule and a part's."""
    learner = Course(schedule, Steered(teaching=ByLabel(schedule=schedule)))
    options = {"batch_size": 5, "classes": 3, "key": KEY} | options
    *_, last = train(learner, X, Y, epochs=epochs, **options)
    seen = np.asarray(last.state["seen"])[: int(last.state["steps"])]
    assert len(seen) == epochs * BATCHES
    assert_array_equal(seen[:, 0], seen[:, 1])
    return seen[:, 0]


def test_training_says_in_every_step_how_far_the_run_is():
    share = np.arange(15) / 15
    assert_allclose(course_of(Linear()), 1 - share, atol=1e-6)
    assert_allclose(course_of(Cosine()), (1 + np.cos(np.pi * share)) / 2, atol=1e-6)
    warm = np.minimum(np.arange(15) / 5, 1) * 0.5
    assert_allclose(course_of(WarmUp(1.0, Constant(0.5))), warm, atol=1e-6)


def test_more_epochs_stretch_a_schedule_and_a_course_of_its_own_does_too():
    assert_allclose(course_of(Linear(), epochs=6), 1 - np.arange(30) / 30, atol=1e-6)
    assert_allclose(course_of(Linear(), epochs=2, course=6.0), 1 - np.arange(10) / 30, atol=1e-6)


@pytest.mark.parametrize("schedule", [Linear(), Cosine(), WarmUp(9.0), WarmUp(9.0, Cosine())])
def test_a_run_without_an_end_has_full_steps(schedule):
    assert_array_equal(course_of(schedule, course=math.inf), 1.0)
    assert_array_equal(pace(schedule), 1.0)


def test_a_constant_is_kept_where_there_is_no_end():
    assert_allclose(course_of(Constant(0.25), course=math.inf), 0.25)
    assert_allclose(pace(Constant(0.25)), 0.25)


def falling(schedule=None):
    """One learner of each kind that has a schedule, all of them falling."""
    schedule = WarmUp(0.5, Linear()) if schedule is None else schedule
    apart = Layers(within=Unconnected())
    return {
        "by label": Steered(hidden=16, rate=0.1, teaching=ByLabel(schedule=schedule)),
        "by error": Steered(
            hidden=16, rate=0.1, wiring=apart, teaching=ByError(noise=Flips(0.1), schedule=schedule)
        ),
        "swarm": Swarm(hidden=4, particles=4, schedule=schedule),
        "network swarm": NetworkSwarm(hidden=4, particles=6, schedule=schedule),
        "forward-forward": ForwardForward(hidden=(8, 7), schedule=schedule),
        "contrastive": Contrastive(hidden=9, schedule=schedule),
    }


every_falling = pytest.mark.parametrize("name", falling())


def epochs_of(learner, epochs, **options):
    options = {"batch_size": 5, "classes": 3, "key": KEY} | options
    return list(train(learner, X, Y, epochs=epochs, **options))


def assert_same(one, other):
    jax.tree.map(assert_array_equal, one, other)


def differ(one, other):
    leaves = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return any(not np.array_equal(a, b) for a, b in leaves)


@every_falling
def test_a_run_that_is_resumed_ends_bit_for_bit_like_one_that_is_not(name):
    learner = falling()[name]
    whole = epochs_of(learner, 3)
    for stopped in (whole[0], whole[1]):
        last = epochs_of(learner, 3, after=stopped)[-1]
        assert_same((last.state, last.info), (whole[-1].state, whole[-1].info))
    assert_same(epochs_of(learner, 1, course=3.0)[-1].state, whole[0].state)


@every_falling
def test_a_schedule_changes_what_is_learnt_and_a_course_without_end_undoes_it(name):
    steady, fades = falling(Constant())[name], falling()[name]
    full = epochs_of(steady, 2)[-1].state
    assert differ(epochs_of(fades, 2)[-1].state, full)
    assert_same(epochs_of(fades, 2, course=math.inf)[-1].state, full)


@every_falling
def test_where_the_factor_is_nothing_no_weight_moves(name):
    """Adam goes on to average what it sees, and a swarm to look around."""
    learner = falling(Constant(0.0))[name]
    before = first_epoch(learner, Problem(6, 3), KEY).state
    after = epochs_of(learner, 1)[-1].state
    if name in ("forward-forward", "contrastive"):
        before, after = before.weights, after.weights
    elif "swarm" in name:
        populations = getattr(after, "populations", (after,))
        assert all(not jnp.any(it.particles.velocity) for it in populations)
        return
    elif name == "by label":  # decay is a part of the step
        assert not differ(before.network, after.network)
    assert not differ(before, after)


def test_a_constant_factor_is_that_of_the_rates():
    """Exactly: a half is a power of two."""
    rates = {"rate": 0.1, "input_rate": 0.06, "readout_rate": 0.2}
    half = {name: rate / 2 for name, rate in rates.items()}
    slow = Steered(hidden=16, **rates, teaching=ByLabel(schedule=Constant(0.5)))
    assert_same(epochs_of(slow, 2)[-1].state, epochs_of(Steered(hidden=16, **half), 2)[-1].state)


def test_learners_that_train_together_are_at_the_same_place_of_the_run():
    learners = [Course(Linear(after=after)) for after in (0.0, 0.5)]
    before = [first_epoch(it, Problem(6, 3), KEY) for it in learners]
    *_, last = train_together(
        learners,
        X,
        Y,
        epochs=2,
        batch_size=5,
        keys=[KEY, KEY],
        classes=3,
        after=before,
    )
    share = np.arange(10) / 10
    for epoch, expected in zip(last, (1 - share, np.minimum(2 - 2 * share, 1)), strict=True):
        assert_allclose(np.asarray(epoch.state["seen"])[:10, 0], expected, atol=1e-6)
        assert_allclose(np.asarray(epoch.state["seen"])[:10, 1], 1 - share, atol=1e-6)


class Untouched(Course):
    """Must not be begun."""

    def init(self, problem, key):
        raise AssertionError("it was begun")


@pytest.mark.parametrize(
    "learner",
    [
        Untouched(WarmUp(5.0)),
        Untouched(WarmUp(1.0, WarmUp(5.0))),
        Untouched(inner=Steered(teaching=ByLabel(schedule=WarmUp(5.0)))),
    ],
    ids=["of the learner", "inside another", "of a part"],
)
@pytest.mark.parametrize("epochs", [3, 5])
def test_a_warm_up_as_long_as_the_run_is_refused_with_both_numbers(learner, epochs):
    words = f"warms up for 5 epochs, but the run has {epochs};"
    with pytest.raises(ValueError, match=words):
        epochs_of(learner, epochs)
    start = first_epoch(Course(), Problem(6, 3), KEY)
    with pytest.raises(ValueError, match=words):
        next(
            train_together(
                [learner],
                X,
                Y,
                epochs=epochs,
                batch_size=5,
                keys=[KEY],
                classes=3,
                after=[start],
            )
        )


def test_a_warm_up_is_measured_by_the_course():
    assert len(course_of(WarmUp(5.0), epochs=3, course=6.0)) == 15
    with pytest.raises(ValueError, match=r"warms up for 2\.5 epochs, but the run has 2;"):
        course_of(WarmUp(2.5), epochs=9, course=2.0)


def test_the_epochs_of_a_run_are_compiled_once():
    calls = []

    class Counted(Course):
        def step(self, state, x, y, key):
            calls.append("step")
            return Course.step(self, state, x, y, key)

    def made_anew(schedule, epochs, **options):
        calls.clear()
        epochs_of(Counted(schedule), epochs, **options)
        return len(calls)

    assert made_anew(Linear(), 4) == 1
    assert made_anew(Linear(after=0.5, floor=0.1), 6) == 0
    assert made_anew(Linear(), 2, course=8.0) == 0
    assert made_anew(Cosine(), 2) == 1


def test_partial_fit_makes_full_steps_since_nobody_knows_its_end():
    def told(schedule, learn):
        it = Classifier(ForwardForward(hidden=(8, 7), schedule=schedule), epochs=3, random_state=0)
        learn(it)
        return it.decision_function(X)

    def in_parts(it):
        for _ in range(3):
            it.partial_fit(X, Y, classes=[0, 1, 2])

    def whole(it):
        it.fit(X, Y)

    assert_array_equal(told(Linear(), in_parts), told(Constant(), in_parts))
    assert_array_equal(told(WarmUp(50.0), in_parts), told(Constant(), in_parts))
    assert (told(Linear(), whole) != told(Constant(), whole)).any()
