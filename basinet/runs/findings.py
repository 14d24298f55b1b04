"""What a report shows of a trained model, computed from the model and the data."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int8

from basinet.analysis import Basins, Overlaps, overlaps, participation_ratio, probe_accuracy
from basinet.analysis.networks import basins, layers, split
from basinet.core import Outcome
from basinet.data import Dataset
from basinet.learners import (
    AbstractAttractorLearner,
    AbstractSettlingLearner,
    Problem,
    Quantity,
)
from basinet.learners._base import Course, Story, story_of
from basinet.model import Model, answer_key, train_key
from basinet.runs.beside import simple_accuracies
from basinet.runs.evaluate import Evaluation, evaluate
from basinet.runs.mistakes import Mistakes, mistakes
from basinet.runs.observe import SAMPLES
from basinet.training import first_epoch
from basinet.training.answering import traced

SETTLED = 100
"""Held-out patterns whose settling is followed."""

DISTURBED = 20
"""Fixed points that are disturbed to measure basins."""

TRIALS = 64
"""Learning trials of which the one is shown in which most neurons change."""

PATIENCE = 100
"""Sweeps that a disturbed state has to come to rest."""


@dataclass(frozen=True)
class Layer:
    """The states of one layer for held-out patterns.

    Attributes:
        neurons: its size.
        participation: the participation ratio of the states, NaN where none varies.
        probe: how well a linear classifier reads the class from them; None where there are too
            few patterns to ask.
    """

    neurons: int
    participation: float
    probe: float | None


@dataclass(frozen=True)
class States:
    """What the neurons do, for a learner that relaxes.

    Attributes:
        stabilities: s_i h_i after learning, `[samples, n]`.
        stabilities_before: the same before learning.
        margin: the stability up to which neurons learn.
        trial: the states of one learning trial, `[sweeps, n]`.
        released_at: the sweep of the trial from which the steering stimulus is off.
        story: what happens in the trial.
        overlaps: of the representations.
        layers: what is known of each layer, in their order.
        basins: of states to which held-out patterns relaxed; None where none was a fixed point.
    """

    stabilities: Float[np.ndarray, "samples n"]
    stabilities_before: Float[np.ndarray, "samples n"]
    margin: float
    trial: Int8[np.ndarray, "sweeps n"]
    released_at: int
    story: Story
    overlaps: Overlaps
    layers: list[Layer]
    basins: Basins | None


@dataclass(frozen=True)
class Findings:
    """All that a report shows.

    Attributes:
        history: one dictionary for each epoch.
        shown: which scalars of the history the learner wants to be seen.
        classes: the names of the classes.
        evaluation: on the held-out data.
        states: what the neurons do; None for a learner that does not relax.
        course: how graded units settle in both phases; None for a learner that has none.
        yardsticks: what simple classifiers reach on the same data, by their names.
        mistakes: pictures with a wrong answer; None where the patterns are no pictures or all
            answers are right.
    """

    history: list[dict[str, Any]]
    shown: tuple[Quantity, ...]
    classes: list[str]
    evaluation: Evaluation
    states: States | None
    course: Course | None = None
    yardsticks: dict[str, float] = field(default_factory=dict)
    mistakes: Mistakes | None = None


def findings(model: Model, data: Dataset) -> Findings:
    """Compute what a report shows.

    Args:
        model: a trained model.
        data: the data set it was trained on.
    """
    found = evaluate(model, data.x_test, data.y_test)
    return Findings(
        model.history,
        model.learner.shown,
        [str(label) for label in model.classes],
        found,
        _states(model, data),
        _course(model, data),
        simple_accuracies(data),
        mistakes(model, data, found.answers),
    )


def _course(model: Model, data: Dataset) -> Course | None:
    learner = model.learner
    if not isinstance(learner, AbstractSettlingLearner):
        return None
    x = jnp.asarray(model.encode(data.x_test[:SETTLED]))
    y = jnp.asarray(model.index(data.y_test[:SETTLED]))
    return traced(learner).course(model.epoch.state, x, y, answer_key(model.seed))


def _states(model: Model, data: Dataset) -> States | None:
    learner = model.learner
    if not isinstance(learner, AbstractAttractorLearner):
        return None
    x, y = data.x_test[:SAMPLES], data.y_test[:SAMPLES]
    end = model.relax(x)
    spins = np.asarray(end.spins)
    fixed = np.asarray(end.outcome) == Outcome.FIXED_POINT.value
    network = learner.network(model.epoch.state)
    return States(
        _stabilities(model, x),
        _stabilities(_untrained(model), x),
        learner.margin,
        *_liveliest(model, learner, data),
        story_of(learner),
        overlaps(spins, y, model.classes),
        [_layer(part, y) for part in split(spins, layers(network, spins.shape[1]))],
        _basins(model, x[fixed][:DISTURBED], spins[fixed][:DISTURBED]),
    )


def _liveliest(
    model: Model, learner: AbstractAttractorLearner, data: Dataset
) -> tuple[np.ndarray, int]:
    """Of some learning trials the states of the one in which most spins flip, and its release.

    In most trials of a network that has learnt little happens, and a picture of nothing shows
    nothing.
    """
    inputs = jnp.asarray(model.encode(data.x_train[:TRIALS]))
    labels = jnp.asarray(model.index(data.y_train[:TRIALS]))
    trial = traced(learner).trial(model.epoch.state, inputs, labels, train_key(model.seed))
    spins = np.asarray(trial.spins)
    flips = np.count_nonzero(spins[1:] != spins[:-1], axis=(0, 2))
    return spins[:, int(flips.argmax())].astype(np.int8), trial.released_at


def _untrained(model: Model) -> Model:
    problem = Problem(model.inputs, len(model.classes))
    return replace(model, epoch=first_epoch(model.learner, problem, train_key(model.seed)))


def _layer(states: np.ndarray, labels: np.ndarray) -> Layer:
    _, sizes = np.unique(labels, return_counts=True)
    enough = len(sizes) > 1 and sizes.min() > 1 and len(labels) >= 4
    probe = probe_accuracy(states, labels) if enough else None
    participation = participation_ratio(states) if len(states) > 1 else math.nan
    return Layer(states.shape[1], participation, probe)


def _basins(model: Model, x: np.ndarray, states: np.ndarray) -> Basins | None:
    """Disturb states under the field of their own pattern."""
    learner = model.learner
    if not len(states) or not isinstance(learner, AbstractAttractorLearner):
        return None
    field = learner.external(model.epoch.state, jnp.asarray(model.encode(x)))
    network = learner.network(model.epoch.state)
    return basins(
        network, np.asarray(field), states, repeats=2, seed=model.seed, max_sweeps=PATIENCE
    )


def _stabilities(model: Model, x: np.ndarray) -> Float[np.ndarray, "samples n"]:
    learner = model.learner
    assert isinstance(learner, AbstractAttractorLearner)
    inputs = jnp.asarray(model.encode(x))
    return np.asarray(
        jax.jit(learner.stabilities)(model.epoch.state, inputs, answer_key(model.seed))
    )
