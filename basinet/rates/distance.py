"""Distances between states, which are trees of arrays with the batch as their first axis."""

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float


def rows(state: Any) -> Float[Array, "batch all"]:
    """Return each pattern's whole state as one row."""
    parts = jax.tree.leaves(state)
    return jnp.concatenate([part.reshape(part.shape[0], -1) for part in parts], axis=1)


def choose(where: Bool[Array, " batch"], one: Any, other: Any) -> Any:
    """Return for each pattern the one state or the other."""

    def leaf(a: Array, b: Array) -> Array:
        return jnp.where(where.reshape(-1, *(1,) * (a.ndim - 1)), a, b)

    return jax.tree.map(leaf, one, other)


def largest(state: Any) -> Float[Array, " batch"]:
    """Return the largest magnitude in each pattern's state."""
    return jnp.max(jnp.abs(rows(state)), axis=1)


def apart(one: Any, other: Any) -> Float[Array, " batch"]:
    """Return the Euclidean distance of two states, for each pattern."""
    return jnp.sqrt(jnp.sum((rows(one) - rows(other)) ** 2, axis=1))


def from_segment(point: Any, begin: Any, end: Any) -> Float[Array, " batch"]:
    """Return the distance of a state from the straight line between two others."""
    p, a, b = rows(point), rows(begin), rows(end)
    along = jnp.sum((b - a) ** 2, axis=1)
    share = jnp.sum((p - a) * (b - a), axis=1) / jnp.where(along > 0, along, 1)
    nearest = a + jnp.clip(share, 0, 1)[:, None] * (b - a)
    return jnp.sqrt(jnp.sum((p - nearest) ** 2, axis=1))
