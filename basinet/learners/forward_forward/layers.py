"""The layers of a Forward-Forward network, what they show and how good they find it.

A layer sees the length-normalised activity of the layer before, so that only the direction of
that activity is passed on: its length, the goodness, cannot be handed through (Hinton 2022,
arXiv 2212.13345, section 3). The label enters the first layer beside the pattern. Since the
pattern is the same under every label, its part of the first field is computed once for all.
"""

from typing import NamedTuple, TypeAlias

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import PRECISION

TINY = 1e-6
"""Added to a squared length before division, for layers in which no unit is active."""


class Layer(NamedTuple):
    """A layer of ReLU units.

    Attributes:
        weights: from source (row) to unit (column).
        bias: of each unit.
    """

    weights: Float[Array, "before n"]
    bias: Float[Array, " n"]


class Stack(NamedTuple):
    """All layers.

    Attributes:
        labels: weights from the label units to the units of the first layer.
        layers: the layers, the first with the weights from the pattern.
    """

    labels: Float[Array, "classes n"]
    layers: tuple[Layer, ...]


Activities: TypeAlias = tuple[Float[Array, "..."], ...]
"""What the units of each layer show, `[batch, units]`."""


def pattern_field(stack: Stack, x: Float[Array, "batch features"]) -> Float[Array, "batch n"]:
    """Return the part of the first layer's field that no label changes, W x + b."""
    first = stack.layers[0]
    return product(x, first.weights) + first.bias


def activities(
    stack: Stack, field: Float[Array, "batch n"], labels: Float[Array, "*any classes"]
) -> Activities:
    """Return what each layer shows.

    Args:
        stack: the layers.
        field: of the patterns on the first layer, from `pattern_field`.
        labels: the activity of the label units: for each pattern, or the same for all.
    """
    shown = [jnp.maximum(field + product(labels, stack.labels), 0.0)]
    for layer in stack.layers[1:]:
        shown.append(jnp.maximum(product(normalised(shown[-1]), layer.weights) + layer.bias, 0.0))
    return tuple(shown)


def goodness(activity: Float[Array, "*any units"]) -> Float[Array, "*any"]:
    """Return the mean of the squared activities of a layer."""
    return jnp.mean(activity**2, axis=-1)


def normalised(activity: Float[Array, "*any units"]) -> Float[Array, "*any units"]:
    """Return the activity with a mean square of one."""
    return activity / jnp.sqrt(goodness(activity)[..., None] + TINY)


def features(shown: Activities) -> Float[Array, "*any all"]:
    """Return what the readout sees: the normalised activity of all layers but the first.

    The first layer stands in where there is no other (Hinton 2022, section 3.3).
    """
    return jnp.concatenate([normalised(layer) for layer in (shown[1:] or shown)], axis=-1)


def product(rows: Float[Array, "*any m"], weights: Float[Array, "m n"]) -> Float[Array, "*any n"]:
    """Return the matrix product in full single precision."""
    return jnp.matmul(rows, weights, precision=PRECISION)
