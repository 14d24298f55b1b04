"""Adam, for each synapse on its own: a step from the running moments of its own gradient.

Kingma and Ba 2014 (arXiv 1412.6980, algorithm 1). A synapse needs nothing of any other.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

FIRST, SECOND, TINY = 0.9, 0.999, 1e-8
"""What the running moments keep in a step, and a guard against division by zero."""


class Moments(NamedTuple):
    """Running means of the gradient and of its square, shaped as the weights."""

    mean: Any
    square: Any


def at_rest(weights: Any) -> Moments:
    """Return the moments before the first step."""
    return Moments(jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights))


def descend(
    weights: Any,
    moments: Moments,
    gradient: Any,
    rate: Float[Array, ""],
    steps: Int[Array, ""],
) -> tuple[Any, Moments]:
    """Return the weights after one step down the gradient, and the moments.

    Args:
        weights: a tree of arrays.
        moments: before the step.
        gradient: shaped as the weights.
        rate: the step size.
        steps: how many steps were made before.
    """
    mean = jax.tree.map(lambda m, g: FIRST * m + (1 - FIRST) * g, moments.mean, gradient)
    square = jax.tree.map(lambda v, g: SECOND * v + (1 - SECOND) * g**2, moments.square, gradient)
    now = (steps + 1).astype(jnp.float32)
    scale = rate * jnp.sqrt(1 - SECOND**now) / (1 - FIRST**now)
    after = jax.tree.map(
        lambda w, m, v: w - scale * m / (jnp.sqrt(v) + TINY), weights, mean, square
    )
    return after, Moments(mean, square)
