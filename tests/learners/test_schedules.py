"""Schedules by themselves: their factors by hand, how they are written, and their ranges."""

import dataclasses
import math

import jax
import pytest
from numpy.testing import assert_allclose

from basinet.learners import PARTS, Constant, Cosine, ForwardForward, Linear, Swarm, WarmUp
from basinet.learners._schedule import AbstractSchedule, Moment, at, pace
from basinet.learners.steered import ByLabel, Steered
from basinet.settings import read_part, spell

BY_HAND = [
    (Constant(), [(0, 10, 1), (7, 10, 1), (10, 10, 1)]),
    (Constant(0.3), [(0, 10, 0.3), (10, 10, 0.3), (3, 3, 0.3)]),
    (Linear(), [(0, 10, 1), (2.5, 10, 0.75), (5, 10, 0.5), (10, 10, 0), (1, 4, 0.75)]),
    (Linear(after=0.5, floor=0.01), [(0, 8, 1), (4, 8, 1), (6, 8, 0.5), (7.99, 8, 0.01)]),
    (Linear(after=0.2), [(1, 10, 1), (2, 10, 1), (6, 10, 0.5), (10, 10, 0)]),
    (Linear(floor=0.25), [(7, 10, 0.3), (8, 10, 0.25), (10, 10, 0.25)]),
    (Cosine(), [(0, 8, 1), (2, 8, (1 + 0.5**0.5) / 2), (4, 8, 0.5), (8, 8, 0)]),
    (WarmUp(2.0), [(0, 10, 0), (0.5, 10, 0.25 * 0.95), (2, 10, 0.8), (6, 10, 0.4), (10, 10, 0)]),
    (WarmUp(0.5, Constant(0.4)), [(0, 10, 0), (0.25, 10, 0.2), (0.5, 10, 0.4), (9, 10, 0.4)]),
    (WarmUp(2.0, WarmUp(4.0, Constant(1.0))), [(1, 10, 0.5 * 0.25), (2, 10, 0.5), (4, 10, 1)]),
]


@pytest.mark.parametrize(
    ("schedule", "moments"), BY_HAND, ids=[spell(schedule) for schedule, _ in BY_HAND]
)
def test_factors_are_those_by_hand(schedule, moments):
    for epoch, epochs, factor in moments:
        now = schedule.factor(Moment(float(epoch), float(epochs)))
        assert_allclose(now, factor, atol=1e-6)
        assert_allclose(pace(at(schedule, Moment(float(epoch), float(epochs)))), factor, atol=1e-6)


def test_every_schedule_is_tested_and_read_as_it_is_spelled():
    kinds = {part for part in PARTS.values() if issubclass(part, AbstractSchedule)}
    assert kinds == {type(schedule) for schedule, _ in BY_HAND}
    for schedule, _ in BY_HAND:
        assert read_part("schedule", spell(schedule), PARTS) == schedule


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Constant(-0.1), "value is -0.1"),
        (lambda: Constant(math.inf), "value is inf"),
        (lambda: Constant(math.nan), "value is nan"),
        (lambda: Constant("half"), "value is 'half'"),
        (lambda: Linear(after=-0.1), "after is -0.1; .* from 0 to 0.99"),
        (lambda: Linear(after=1), "after is 1; .* from 0 to 0.99"),
        (lambda: Linear(floor=1.1), "floor is 1.1; .* from 0 to 1"),
        (lambda: Linear(floor=math.nan), "floor is nan"),
        (lambda: WarmUp(0), "epochs is 0; .* above 0"),
        (lambda: WarmUp(math.inf), "epochs is inf; .* above 0"),
        (lambda: WarmUp(then=0.5), r"then is 0.5; it must be a schedule such as Linear\(\)"),
    ],
)
def test_bad_values_are_refused_by_name(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize(
    "learner",
    [Steered(), Steered(teaching=ByLabel(schedule=Constant(0.3))), ForwardForward(), Swarm()],
    ids=type,
)
def test_what_has_no_schedule_is_left_alone(learner):
    if not isinstance(learner, Steered):
        learner = dataclasses.replace(learner, schedule=Constant())
    for moment in (Moment(3.0, 10.0), None):
        now = at(learner, moment)
        assert now == learner
        for one, other in zip(jax.tree.leaves(now), jax.tree.leaves(learner), strict=True):
            assert one is other
