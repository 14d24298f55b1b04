"""The feed-forward network whose neurons the swarms look after.

A layer is one matrix `[neurons, inputs + 1]`: a row holds the incoming weights of a neuron and,
last, its bias. Activities are kept as `[neurons, batch]`, the batch last, because candidates for
a neuron's row are tried on all patterns of a batch at once.
"""

from abc import abstractmethod
from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import PRECISION, Labels

Rows: TypeAlias = Float[Array, "neurons inputs"]
"""Incoming weights and, last, the bias of each neuron of a layer."""

Layers: TypeAlias = tuple[Float[Array, "_ _"], ...]
"""The rows of each layer of a network, the last those of the output neurons."""

Fields: TypeAlias = tuple[Float[Array, "_ batch"], ...]
"""The fields of each layer; the last are the evidence for each class."""


class AbstractUnit(eqx.Module):
    """What a hidden neuron makes of its field."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(self, field: Float[Array, "*any"]) -> Float[Array, "*any"]:
        """Return the activity of each neuron."""


class Tanh(AbstractUnit):
    """The activity tanh(h)."""

    def __call__(self, field: Float[Array, "*any"]) -> Float[Array, "*any"]:
        """Return the activity of each neuron, between -1 and 1."""
        return jnp.tanh(field)


class ReLU(AbstractUnit):
    """The activity max(h, 0)."""

    def __call__(self, field: Float[Array, "*any"]) -> Float[Array, "*any"]:
        """Return the activity of each neuron, at least 0."""
        return jnp.maximum(field, 0.0)


class Sign(AbstractUnit):
    """The activity sign(h): +1 where h >= 0, else -1. It has no useful derivative."""

    def __call__(self, field: Float[Array, "*any"]) -> Float[Array, "*any"]:
        """Return the activity of each neuron, -1 or +1."""
        return jnp.where(field >= 0, 1.0, -1.0)


def with_bias(activity: Float[Array, "neurons batch"]) -> Float[Array, "inputs batch"]:
    """Return the activities of a layer with a row of ones for the bias of the next."""
    return jnp.concatenate([activity, jnp.ones_like(activity[:1])])


def fields(rows: Rows, activity: Float[Array, "before batch"]) -> Float[Array, "neurons batch"]:
    """Return h_i = sum_j w_ij a_j + b_i for each neuron and pattern."""
    return jnp.matmul(rows, with_bias(activity), precision=PRECISION)


def layer_fields(layers: Layers, unit: AbstractUnit, x: Float[Array, "batch features"]) -> Fields:
    """Return the fields of each layer."""
    activity, found = x.T, []
    for rows in layers:
        found.append(fields(rows, activity))
        activity = unit(found[-1])
    return tuple(found)


GROUP = 16
"""Classes whose evidence is summed in one go; more come in turns, so that programs stay small."""


def cross_entropy(
    evidence: Callable[[Array | int], Float[Array, "*any batch"]],
    classes: int,
    right: Float[Array, "*any"],
) -> Float[Array, "*any"]:
    """Return the mean over the batch of -log softmax(evidence)_y.

    The evidence is asked for class by class and never kept for all: compiled to one loop over
    patterns, that is many times faster on a CPU than a sum over an axis of an array.

    Args:
        evidence: returns that for one class, whose number may be traced.
        classes: the number of classes.
        right: the mean over the batch of the evidence for the true class of each pattern.
    """
    groups = range(0, classes, GROUP)
    if len(groups) == 1:
        most, total = _summed([evidence(number) for number in range(classes)])
    else:
        like = jax.eval_shape(evidence, jnp.asarray(0))

        def add(group: Array, sums: tuple[Array, Array]) -> tuple[Array, Array]:
            numbers = group * GROUP + jnp.arange(GROUP)
            found = [
                jnp.where(number < classes, evidence(jnp.minimum(number, classes - 1)), -jnp.inf)
                for number in numbers
            ]
            most, total = _summed(found)
            both = jnp.maximum(sums[0], most)
            return both, sums[1] * jnp.exp(sums[0] - both) + total * jnp.exp(most - both)

        nothing = jnp.full(like.shape, -jnp.inf, like.dtype), jnp.zeros(like.shape, like.dtype)
        most, total = jax.lax.fori_loop(0, len(groups), add, nothing)
    return batch_mean(jnp.log(total) + most) - right


def loss_of(evidence: Float[Array, "classes batch"], y: Labels) -> Float[Array, ""]:
    """Return the cross-entropy of the softmax of known evidence, averaged over the batch."""
    right = jnp.mean(jnp.take_along_axis(evidence, y[None], axis=0))
    return cross_entropy(lambda number: evidence[number], len(evidence), right)


def batch_mean(values: Float[Array, "*any batch"]) -> Float[Array, "*any"]:
    """Return the mean over the last axis, as a product, which is faster than a sum on a CPU."""
    size = values.shape[-1]
    return jnp.matmul(values, jnp.full(size, 1 / size, values.dtype), precision=PRECISION)


def _summed(evidence: list[Float[Array, "*any batch"]]) -> tuple[Array, Array]:
    """Return the largest evidence m of several classes, and the sum of exp(evidence - m)."""
    most = reduce(jnp.maximum, evidence)
    return most, reduce(jnp.add, [jnp.exp(one - most) for one in evidence])
