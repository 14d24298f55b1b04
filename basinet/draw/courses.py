"""Figures of what the neurons do, sweep by sweep."""

from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Int8
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from basinet import viz
from basinet.core import Synchronous, constant, silent, trace
from basinet.draw.fitted import Fitted, relaxing, samples_of
from basinet.learners._base import story_of
from basinet.model import answer_key, train_key
from basinet.training.answering import traced

_ALONE = ("", "the pattern drives the network; nothing steers it")


def relaxation(fitted: Fitted, x: ArrayLike, *, sweeps: int | None = None) -> Figure:
    """Draw how the network comes to rest under a pattern, from silence.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        x: one sample; of several the first.
        sweeps: how many are drawn; one more than the network needs if None.

    Raises:
        TypeError: when the learner does not relax.
    """
    return viz.raster(course(fitted, x, sweeps=sweeps), 0, spans=_ALONE)


def trial(fitted: Fitted, x: ArrayLike, y: Any) -> Figure:
    """Draw a learning trial: the label steers the network, is withdrawn, and the state settles.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        x: one sample; of several the first.
        y: its label.

    Raises:
        TypeError: when the learner does not relax.
        ValueError: when the label is not among the classes.
    """
    spins, released_at, spans = _trial(fitted, x, y)
    return viz.raster(spins, released_at, spans=spans)


def film(fitted: Fitted, x: ArrayLike, y: Any = None) -> viz.Film:
    """Return a moving picture of the neurons: a learning trial, or without a label an answer.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        x: one sample; of several the first.
        y: its label, which steers the network; None for the relaxation that answers.

    Raises:
        TypeError: when the learner does not relax.
        ValueError: when the label is not among the classes.
    """
    if y is None:
        return viz.film(course(fitted, x), 0, spans=_ALONE)
    spins, released_at, spans = _trial(fitted, x, y)
    return viz.film(spins, released_at, spans=spans)


def course(
    fitted: Fitted, x: ArrayLike, *, sweeps: int | None = None
) -> Int8[np.ndarray, "sweeps n"]:
    """Return the states of the neurons after each sweep of the relaxation that answers.

    Args:
        fitted: a fitted classifier of a learner that relaxes, or the folder of a run.
        x: one sample; of several the first.
        sweeps: how many; one more than the network needs if None.
    """
    model, learner = relaxing(fitted)
    first = samples_of(fitted, x)[:1]
    end = model.relax(first)
    if sweeps is None:
        sweeps = max(int(end.sweeps[0]), 1) + 1
    field = learner.external(model.epoch.state, jnp.asarray(model.encode(first)))
    found = trace(
        learner.network(model.epoch.state),
        getattr(learner, "dynamics", Synchronous()),
        constant(field),
        silent(1, field.shape[1]),
        answer_key(model.seed),
        lambda now: now.spins,
        sweeps=sweeps,
    )
    return np.asarray(found)[:, 0].astype(np.int8)


def _trial(
    fitted: Fitted, x: ArrayLike, y: Any
) -> tuple[Int8[np.ndarray, "sweeps n"], int, tuple[str, str]]:
    model, learner = relaxing(fitted)
    inputs = jnp.asarray(model.encode(samples_of(fitted, x)[:1]))
    label = jnp.asarray(model.index(np.atleast_1d(np.asarray(y))[:1]))
    found = traced(learner).trial(model.epoch.state, inputs, label, train_key(model.seed))
    spins = np.asarray(found.spins)[:, 0].astype(np.int8)
    return spins, found.released_at, story_of(learner).spans
