"""The straight path between two networks: what lies on it, and how high.

On theta(u) = (1 - u) theta_0 + u theta_1 the error of many networks falls without an obstacle
from where learning began to where it ended (Goodfellow, Vinyals and Saxe, arXiv 1412.6544).
"""

from typing import TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

Tree = TypeVar("Tree")


def between(one: Tree, other: Tree, u: float) -> Tree:
    """Return the network at u on the straight line from one (0) to another (1).

    All arrays of real numbers are interpolated; 0 and 1 give the ends themselves. Values of u
    outside of [0, 1] lie on the line beyond them.

    Args:
        one: a state, any tree of arrays.
        other: another of the same wiring.
        u: the place.

    Raises:
        ValueError: when the two are not wired alike.
    """
    refuse_unlike(one, other)
    if u == 0:
        return one
    if u == 1:
        return other

    def place(a: Array, b: Array) -> Array:
        return (1 - u) * a + u * b if eqx.is_inexact_array(a) else a

    return jax.tree.map(place, one, other)


def refuse_unlike(one: object, other: object) -> None:
    """Refuse two networks between which there is no straight line.

    Raises:
        ValueError: when they differ in the kinds or sizes of their parts, or in which synapses
            exist.
    """
    leaves, others = jax.tree_util.tree_leaves_with_path(one), jax.tree.leaves(other)
    if len(leaves) == len(others):
        for (path, a), b in zip(leaves, others, strict=True):
            name = jax.tree_util.keystr(path).lstrip(".")
            if jnp.shape(a) != jnp.shape(b):
                raise ValueError(
                    f"the two networks differ in size: {name} is {list(jnp.shape(a))} in one and"
                    f" {list(jnp.shape(b))} in the other; compare networks of equal sizes"
                )
    if jax.tree.structure(one) != jax.tree.structure(other):
        raise ValueError(
            "the two networks are wired of unlike parts, so that no straight path leads from one to"
            " the other; compare runs of the same learner and wiring"
        )
    for (path, a), b in zip(leaves, others, strict=True):
        name = jax.tree_util.keystr(path).lstrip(".")
        if not eqx.is_inexact_array(a) and not bool(jnp.all(jnp.asarray(a) == jnp.asarray(b))):
            raise ValueError(
                f"the two networks have unlike synapses: {name} differs, as it does for sparse"
                " couplings of two seeds, so that no straight path leads from one to the other"
            )


def barrier(places: Float[np.ndarray, " points"], errors: Float[np.ndarray, " points"]) -> float:
    """Return how high the errors rise above the line that joins those of the ends, at most.

    Args:
        places: u, among them 0 and 1.
        errors: at these places.

    Returns:
        max over 0 <= u <= 1 of error(u) - (1 - u) error(0) - u error(1), at least 0.

    Raises:
        ValueError: when 0 or 1 is not among the places.
    """
    if not (np.any(places == 0) and np.any(places == 1)):
        raise ValueError("a barrier is measured between the ends: 0 and 1 must be among the places")
    first, last = (float(errors[places == end][0]) for end in (0, 1))
    inside = (places >= 0) & (places <= 1)
    line = (1 - places[inside]) * first + places[inside] * last
    return float(np.max(errors[inside] - line))


def permuted(
    weights: Float[Array, "source target"],
    rows: Int[np.ndarray, " source"] | None,
    columns: Int[np.ndarray, " target"] | None,
) -> Float[Array, "source target"]:
    """Return weights whose neurons have changed places.

    Args:
        weights: from source to target.
        rows: which source comes first, second, ...; None to leave them.
        columns: the same of targets.
    """
    weights = weights if rows is None else weights[rows]
    return weights if columns is None else weights[:, columns]
