"""Answers of a learner, computed in chunks of equal shape: none depends on how many are asked."""

from typing import Any, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._forks import use
from basinet._types import Key
from basinet.core import Relaxation
from basinet.learners import AbstractAttractorLearner, AbstractLearner, AbstractSettlingLearner
from basinet.learners._base import Rest, State

Traced = TypeVar("Traced", bound=AbstractLearner)

CHUNK = 128
"""Patterns answered together; always the same, so that no answer depends on how many are asked."""


def traced(learner: Traced) -> Traced:
    """Return the learner with its floats as arrays, so that other values compile nothing new."""
    return jax.tree.map(lambda v: jnp.asarray(v) if isinstance(v, float) else v, learner)


def scores(
    learner: AbstractLearner[State],
    state: State,
    x: Float[np.ndarray, "samples features"],
    key: Key,
) -> Float[np.ndarray, "samples classes"]:
    """Return the evidence for each class, computed in chunks of equal shape."""
    lifted = traced(learner)
    return _in_chunks(lambda part: _scores(lifted, state, part, key), x)


def relaxations(
    learner: AbstractAttractorLearner[State],
    state: State,
    x: Float[np.ndarray, "samples features"],
    key: Key,
) -> Relaxation:
    """Return the relaxation of each sample as NumPy arrays, computed in chunks of equal shape."""
    lifted = traced(learner)
    return _in_chunks(lambda part: _relax(lifted, state, part, key), x)


def rests(
    learner: AbstractSettlingLearner[State],
    state: State,
    x: Float[np.ndarray, "samples features"],
) -> Rest:
    """Return how each sample settled, as NumPy arrays, computed in chunks of equal shape."""
    lifted = traced(learner)
    return _in_chunks(lambda part: _ended(lifted, state, part), x)


@eqx.filter_jit
def _scores(learner, state, x, key) -> Array:
    return learner.scores(state, x, key)


@eqx.filter_jit
def _relax(learner, state, x, key) -> Relaxation:
    return learner.relax(state, x, key)


@eqx.filter_jit
def _ended(learner, state, x) -> Rest:
    return learner.ended(state, x)


def _in_chunks(answer: Any, x: Float[np.ndarray, "samples features"]) -> Any:
    """Apply a function to rows in chunks, the last filled up with copies, and join the results."""
    use()
    if not len(x):
        raise ValueError("x has no samples; expected at least one")
    parts = []
    for start in range(0, len(x), CHUNK):
        chunk = x[start : start + CHUNK]
        # Copies of real rows: how long others take to settle must not decide how long these do.
        parts.append(answer(np.resize(np.asarray(chunk, np.float32), (CHUNK, x.shape[1]))))
    joined = jax.tree.map(lambda *pieces: np.concatenate(pieces), *jax.device_get(parts))
    return jax.tree.map(lambda values: values[: len(x)], joined)
