"""Figures of a fitted classifier: its learning, its answers, its states."""

import jax
import jax.numpy as jnp
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from basinet import viz
from basinet.analysis import overlaps as pair_overlaps
from basinet.analysis.networks import basins as measure_basins
from basinet.core import Outcome
from basinet.draw.fitted import Fitted, model_of, relaxing, samples_of
from basinet.model import answer_key

_DISTURBED, _REPEATS = 20, 20
"""States at most that are disturbed to measure basins."""


def learning_curves(fitted: Fitted, *, chance: float | None = None) -> Figure:
    """Draw how accuracy and what the learner shows went over the epochs.

    Args:
        fitted: a fitted classifier, or the folder of a run.
        chance: the accuracy of guessing, 0..1, drawn as a dashed line.

    Raises:
        sklearn.exceptions.NotFittedError: when it is not fitted.
        ValueError: when no epoch was made.
    """
    model = model_of(fitted)
    shown = [one for one in model.learner.shown if all(one[0] in epoch for epoch in model.history)]
    return viz.learning_curves(model.history, shown, chance=chance)


def confusion(fitted: Fitted, X: ArrayLike, y: ArrayLike) -> Figure:
    """Draw which classes are taken for which.

    Args:
        fitted: a fitted classifier, or the folder of a run.
        X: samples.
        y: their labels, all among the classes.

    Raises:
        ValueError: when a label is not among the classes, or shapes do not fit.
    """
    model, x = model_of(fitted), samples_of(fitted, X)
    truth = model.index(np.asarray(y))
    counts = np.zeros((len(model.classes), len(model.classes)), int)
    np.add.at(counts, (truth, model.scores(x).argmax(axis=1)), 1)
    return viz.confusion(counts, model.classes)


def overlaps(fitted: Fitted, X: ArrayLike, y: ArrayLike) -> Figure:
    """Draw whether representations of one class are alike, and those of two classes apart.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        X: samples.
        y: their labels.

    Raises:
        TypeError: when the learner does not relax.
    """
    model, _ = relaxing(fitted)
    spins = np.asarray(model.relax(samples_of(fitted, X)).spins)
    return viz.overlaps(*pair_overlaps(spins, np.asarray(y), model.classes), model.classes)


def stabilities(fitted: Fitted, X: ArrayLike) -> Figure:
    """Draw how firmly each neuron holds the state to which the network relaxes.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        X: samples.

    Raises:
        TypeError: when the learner does not relax.
    """
    model, learner = relaxing(fitted)
    inputs = jnp.asarray(model.encode(samples_of(fitted, X)))
    found = jax.jit(learner.stabilities)(model.epoch.state, inputs, answer_key(model.seed))
    return viz.stabilities(np.asarray(found), learner.margin)


def basins(fitted: Fitted, X: ArrayLike) -> Figure:
    """Draw how far from the fixed points of some samples the dynamics still returns to them.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        X: samples; the first 20 that come to rest are disturbed, 20 times each.

    Raises:
        TypeError: when the learner does not relax.
        ValueError: when no sample comes to rest.
    """
    model, learner = relaxing(fitted)
    x = samples_of(fitted, X)
    end = model.relax(x)
    rest = np.flatnonzero(np.asarray(end.outcome) == Outcome.FIXED_POINT.value)[:_DISTURBED]
    if not len(rest):
        raise ValueError("no sample comes to rest; give more of them, or allow more sweeps")
    field = learner.external(model.epoch.state, jnp.asarray(model.encode(x[rest])))
    spins = np.asarray(end.spins)[rest]
    network = learner.network(model.epoch.state)
    near = measure_basins(network, np.asarray(field), spins, repeats=_REPEATS, seed=model.seed)
    return viz.basins(near.flipped, near.distance, near.returned, near.converged)
