"""Worlds of trained models."""

import math

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from basinet.learners import Steered
from basinet.model import Model
from basinet.worlds.settling import Settling


def settling(
    model: Model,
    means: Float[np.ndarray, "classes n"] | None = None,
    columns: int | None = None,
) -> Settling:
    """Return the network of a trained model as a world.

    Args:
        model: whose learner is `Steered`.
        means: the mean state of each class, see `class_means`; without them overlaps are 0.
        columns: pixels in a row of a picture; a square without it.

    Raises:
        TypeError: when the learner is another.
    """
    learner, state = steered(model), model.epoch.state
    own = np.asarray(state.network.self_coupling)
    if means is None:
        means = np.zeros((len(model.classes), sum(learner.layers)), np.float32)
    return Settling(
        learner,
        state,
        jnp.asarray(means, jnp.float32),
        model.features,
        math.ceil(math.sqrt(model.features)) if columns is None else columns,
        self_coupling=float(own.mean()),
        dynamics=learner.dynamics,
    )


def steered(model: Model) -> Steered:
    """Return the learner of a model that settles under a hand.

    Raises:
        TypeError: when it is another than `Steered`.
    """
    if not isinstance(model.learner, Steered):
        raise TypeError(
            f"no hand steers {type(model.learner).__name__}; what is needed is a network of"
            " Steered, such as basinet train steered makes"
        )
    return model.learner


def class_means(
    model: Model, x: Float[np.ndarray, "samples features"], y: np.ndarray
) -> Float[np.ndarray, "classes n"]:
    """Return the mean state at rest of the samples of each class."""
    spins = np.asarray(model.relax(x).spins)
    chosen = (model.index(y) == np.arange(len(model.classes))[:, None]).astype(np.float32)
    return chosen @ spins / np.maximum(chosen.sum(axis=1, keepdims=True), 1)
