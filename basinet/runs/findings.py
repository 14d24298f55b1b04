"""What a report shows of a trained model, computed from the model and the data."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int8

from basinet.data import Dataset
from basinet.learners import AbstractAttractorLearner, Problem
from basinet.model import Model, answer_key, train_key
from basinet.runs.evaluate import Evaluation, evaluate
from basinet.training import first_epoch, traced

SAMPLES = 500
"""Held-out patterns whose states are looked at: enough for a histogram, quick to compare."""


class Overlaps(NamedTuple):
    """How alike the representations of held-out patterns are, q = (1/n) sum_i s_i s'_i.

    Attributes:
        within: overlaps of pairs of one class.
        between: overlaps of pairs of different classes.
        matrix: the mean overlap for each pair of classes, NaN where there is no pair.
    """

    within: Float[np.ndarray, " pairs"]
    between: Float[np.ndarray, " pairs"]
    matrix: Float[np.ndarray, "classes classes"]


@dataclass(frozen=True)
class States:
    """What the neurons do, for a learner that relaxes.

    Attributes:
        stabilities: s_i h_i after learning, `[samples, n]`.
        stabilities_before: the same before learning.
        margin: the stability up to which neurons learn.
        trial: the states of one learning trial, `[sweeps, n]`.
        released_at: the sweep of the trial from which the steering stimulus is off.
        overlaps: of the representations.
    """

    stabilities: Float[np.ndarray, "samples n"]
    stabilities_before: Float[np.ndarray, "samples n"]
    margin: float
    trial: Int8[np.ndarray, "sweeps n"]
    released_at: int
    overlaps: Overlaps


@dataclass(frozen=True)
class Findings:
    """All that a report shows.

    Attributes:
        history: one dictionary for each epoch.
        classes: the names of the classes.
        evaluation: on the held-out data.
        states: what the neurons do; None for a learner that does not relax.
    """

    history: list[dict[str, Any]]
    classes: list[str]
    evaluation: Evaluation
    states: States | None


def findings(model: Model, data: Dataset) -> Findings:
    """Compute what a report shows.

    Args:
        model: a trained model.
        data: the data set it was trained on.
    """
    return Findings(
        model.history,
        [str(label) for label in model.classes],
        evaluate(model, data.x_test, data.y_test),
        _states(model, data),
    )


def overlaps(
    spins: Float[np.ndarray, "samples n"], labels: np.ndarray, classes: np.ndarray
) -> Overlaps:
    """Return the overlaps of all pairs of different samples, by class.

    Args:
        spins: representations, -1 or +1.
        labels: the class of each.
        classes: all classes, in the order of the matrix.
    """
    values = spins.astype(np.float64) @ spins.T.astype(np.float64) / spins.shape[1]
    first, second = np.triu_indices(len(spins), k=1)
    pairs = values[first, second]
    same = labels[first] == labels[second]
    members = (labels[:, None] == classes).astype(float)
    # A sample's overlap with itself is 1 and says nothing: leave it out of sums and counts.
    sums = members.T @ (values - np.diag(np.diag(values))) @ members
    sizes = members.sum(axis=0)
    counts = np.outer(sizes, sizes) - np.diag(sizes)
    matrix = np.full(sums.shape, np.nan)
    np.divide(sums, counts, out=matrix, where=counts > 0)
    return Overlaps(pairs[same], pairs[~same], np.clip(matrix, -1.0, 1.0))


def _states(model: Model, data: Dataset) -> States | None:
    learner = model.learner
    if not isinstance(learner, AbstractAttractorLearner):
        return None
    x, y = data.x_test[:SAMPLES], data.y_test[:SAMPLES]
    problem = Problem(model.features, len(model.classes))
    untrained = replace(model, epoch=first_epoch(learner, problem, train_key(model.seed)))
    inputs = jnp.asarray(model.encode(data.x_train[:1]))
    label = jnp.asarray(model.index(data.y_train[:1]))
    trial = traced(learner).trial(model.epoch.state, inputs, label, train_key(model.seed))
    return States(
        _stabilities(model, x),
        _stabilities(untrained, x),
        learner.margin,
        np.asarray(trial.spins)[:, 0].astype(np.int8),
        trial.released_at,
        overlaps(np.asarray(model.relax(x).spins), y, model.classes),
    )


def _stabilities(model: Model, x: np.ndarray) -> Float[np.ndarray, "samples n"]:
    learner = model.learner
    assert isinstance(learner, AbstractAttractorLearner)
    inputs = jnp.asarray(model.encode(x))
    return np.asarray(
        jax.jit(learner.stabilities)(model.epoch.state, inputs, answer_key(model.seed))
    )
