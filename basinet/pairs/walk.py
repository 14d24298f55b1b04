"""The straight path between two models, measured point by point."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped

from basinet.analysis.paths import barrier, between, refuse_unlike
from basinet.core import Outcome
from basinet.learners import AbstractAttractorLearner
from basinet.model import Model, answer_key
from basinet.training.answering import relaxations, scores


@dataclass(frozen=True, eq=False)
class Walk:
    """What was measured on a path.

    Attributes:
        places: u, 0 at the first network and 1 at the second.
        errors: share of wrong answers at each.
        fixed_points: share of the patterns that come to a certified fixed point; empty for
            learners that do not relax.
        barrier: how high the errors rise above the line between those of the ends.
    """

    places: Float[np.ndarray, " points"]
    errors: Float[np.ndarray, " points"]
    fixed_points: Float[np.ndarray, " points_or_none"]
    barrier: float


def straight_path(
    one: Model,
    other: Model,
    x: Shaped[np.ndarray, "samples features"],
    y: Shaped[np.ndarray, " samples"],
    places: Float[np.ndarray, " points"],
    state: Any = None,
) -> Walk:
    """Measure the networks on the straight line from one model to another.

    Args:
        one: where it begins; its encoder and settings hold on the whole way.
        other: where it ends.
        x: patterns, not encoded.
        y: their labels.
        places: u, among them 0 and 1.
        state: what stands in the place of the other's state, such as the same network with its
            neurons in another order.

    Raises:
        ValueError: when the two differ in learner, classes or wiring.
    """
    refuse_unlike_models(one, other)
    end = other.epoch.state if state is None else state
    encoded, truth, key = one.encode(x), one.index(y), answer_key(one.seed)
    errors, rests = [], []
    for u in places:
        now = between(one.epoch.state, end, float(u))
        answers = scores(one.learner, now, encoded, key).argmax(axis=1)
        errors.append(float(np.mean(answers != truth)))
        if isinstance(one.learner, AbstractAttractorLearner):
            found = np.asarray(relaxations(one.learner, now, encoded, key).outcome)
            rests.append(float(np.mean(found == Outcome.FIXED_POINT.value)))
    high = barrier(places, np.asarray(errors))
    return Walk(places, np.asarray(errors), np.asarray(rests), high)


def refuse_unlike_models(one: Model, other: Model) -> None:
    """Refuse two models between which nothing can be compared weight by weight.

    Raises:
        ValueError: when they differ in learner, classes, features or wiring.
    """
    if type(one.learner) is not type(other.learner):
        kinds = type(one.learner).__name__, type(other.learner).__name__
        raise ValueError(
            f"one run is of {kinds[0]}, the other of {kinds[1]}; compare runs of the same learner"
        )
    if one.features != other.features or not np.array_equal(one.classes, other.classes):
        raise ValueError(
            "the two runs have learnt other features or classes; compare runs on the same data"
        )
    refuse_unlike(one.epoch.state, other.epoch.state)
