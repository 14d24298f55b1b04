"""What training is asked to do, checked before anything is computed: patterns, weights, memory."""

import math

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._memory import installed
from basinet._types import Key
from basinet.learners import LEARNERS, AbstractLearner, Problem, tags_of
from basinet.learners._base import State
from basinet.training.answering import traced

_HEAVIEST = 1e30
"""Weight of a pattern at most: products of greater ones are infinite in float32."""


def checked_weights(
    learner: AbstractLearner, weights: np.ndarray | None, samples: int
) -> Float[Array, " samples"] | None:
    """Return the weights of the patterns on the device; None where there are none.

    Raises:
        ValueError: when the learner takes none, or one is negative or not finite.
    """
    if weights is None:
        return None
    refuse_unweighting(learner)
    if weights.shape != (samples,) or not np.isfinite(weights).all() or weights.min() < 0:
        raise ValueError(
            f"the weights have the shape {weights.shape}; expected {samples} finite numbers of at"
            " least 0, one for each pattern"
        )
    if weights.max() > _HEAVIEST:
        raise ValueError(
            f"the weights reach {weights.max():g}; expected at most {_HEAVIEST:g}, around 1 best"
        )
    return jnp.asarray(weights, jnp.float32)


def refuse_unweighting(learner: AbstractLearner) -> None:
    """Refuse a learner that cannot weight patterns.

    Raises:
        ValueError: when its tags say so.
    """
    if not tags_of(learner).weights:
        can = [name for name, entry in LEARNERS.items() if tags_of(entry).weights]
        raise ValueError(
            f"{type(learner).__name__} cannot weight patterns; leave the weights out, or choose a"
            f" learner that can: {', '.join(can)}"
        )


def check_task(x: np.ndarray, y: np.ndarray, classes: int) -> None:
    """Refuse patterns and classes that cannot be learnt.

    Raises:
        ValueError: when shapes disagree, a value is not finite or a class is out of range.
    """
    if x.ndim != 2 or y.shape != x.shape[:1] or not len(x):
        raise ValueError(
            f"x has shape {x.shape} and y has shape {y.shape};"
            " expected (samples, features) and (samples,) with at least one sample"
        )
    if not np.isfinite(x).all():
        raise ValueError("x contains NaN or infinite values; remove or replace them")
    if y.min() < 0 or y.max() >= classes:
        raise ValueError(
            f"y contains the class {y.min() if y.min() < 0 else y.max()};"
            f" with {classes} classes they must lie between 0 and {classes - 1}"
        )


@eqx.filter_jit
def _init(learner: AbstractLearner[State], problem: Problem, key: Key) -> State:
    return learner.init(problem, key)


def check_memory(learner: AbstractLearner[State], problem: Problem) -> None:
    """Refuse a learner whose state alone is larger than the memory, before any of it is made.

    Raises:
        MemoryError: with what is needed and what there is.
    """
    try:
        shapes = eqx.filter_eval_shape(_init, traced(learner), problem, jax.random.key(0))
        arrays = jax.tree.leaves(
            eqx.filter(shapes, lambda it: isinstance(it, jax.ShapeDtypeStruct))
        )
        needed = sum(math.prod(array.shape) * array.dtype.itemsize for array in arrays)
    except OverflowError:
        needed = math.inf
    device = jax.devices()[0]
    where = "this machine" if device.platform == "cpu" else f"the {device.platform}"
    there = (
        installed()
        if device.platform == "cpu"
        else (device.memory_stats() or {}).get("bytes_limit")
    )
    if there is not None and needed > there:
        taken = f"{needed / 1e9:,.1f} GB" if math.isfinite(needed) else "more than 2^63 bytes"
        raise MemoryError(
            f"the weights of this learner take {taken}, and {where} has {there / 1e9:,.1f} GB of"
            " memory; choose fewer neurons, or sparse couplings"
        )
