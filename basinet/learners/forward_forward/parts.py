"""What varies in Forward-Forward: the negative labels, who is heard, and how it answers."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Key, Labels
from basinet.learners.forward_forward.layers import (
    Stack,
    activities,
    features,
    goodness,
    pattern_field,
    product,
)


class AbstractNegatives(eqx.Module):
    """Which wrong label a pattern gets in the negative data."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def draw(self, y: Labels, evidence: Float[Array, "batch classes"], key: Key) -> Labels:
        """Return a label for each pattern, never the true one.

        Args:
            y: the true labels.
            evidence: the network's own for each class, from the readout without a label.
            key: for the draw.
        """


class AnyWrong(AbstractNegatives):
    """Each wrong label with equal probability."""

    def draw(self, y: Labels, evidence: Float[Array, "batch classes"], key: Key) -> Labels:
        """Return a label for each pattern, never the true one."""
        return _draw_wrong(y, jnp.zeros_like(evidence), key)


class LikelyWrong(AbstractNegatives):
    """Wrong labels as probable as the network itself finds them: hard negatives.

    Hinton 2022, section 3.3.
    """

    def draw(self, y: Labels, evidence: Float[Array, "batch classes"], key: Key) -> Labels:
        """Return a label for each pattern, never the true one."""
        return _draw_wrong(y, evidence, key)


class AbstractHearing(eqx.Module):
    """What a layer hears of the goodness of the others when it judges its own."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def heard(self, excess: Float[Array, "layers rows"]) -> Float[Array, "layers rows"]:
        """Return what is added to each layer's goodness in its own objective, a constant.

        Args:
            excess: the goodness of each layer above its threshold.
        """


class Alone(AbstractHearing):
    """Nothing: each layer has an objective of its own (Hinton 2022)."""

    def heard(self, excess: Float[Array, "layers rows"]) -> Float[Array, "layers rows"]:
        """Return zeros."""
        return jnp.zeros_like(excess)


class Collaborating(AbstractHearing):
    """The goodness of all other layers, as numbers without a gradient (arXiv 2305.12393)."""

    def heard(self, excess: Float[Array, "layers rows"]) -> Float[Array, "layers rows"]:
        """Return the sum over the other layers."""
        return jnp.sum(excess, axis=0) - excess


class AbstractAnswer(eqx.Module):
    """How the network is asked for the class of a pattern."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def evidence(
        self,
        stack: Stack,
        readout: tuple[Float[Array, "all classes"], Float[Array, " classes"]],
        x: Float[Array, "batch features"],
        label_gain: Float[Array, ""] | float,
    ) -> Float[Array, "batch classes"]:
        """Return the evidence for each class."""


class ByGoodness(AbstractAnswer):
    """Every label is tried; the evidence is the goodness of all layers but the first.

    The first layer is counted where there is no other. As many passes as there are classes.
    """

    def evidence(
        self,
        stack: Stack,
        readout: tuple[Float[Array, "all classes"], Float[Array, " classes"]],
        x: Float[Array, "batch features"],
        label_gain: Float[Array, ""] | float,
    ) -> Float[Array, "batch classes"]:
        """Return the summed goodness under each label."""
        del readout
        found = goodness_of_labels(stack, x, label_gain)
        return jnp.sum(found[1:] if len(found) > 1 else found, axis=0)


class ByReadout(AbstractAnswer):
    """One pass without a label, and a linear readout of all layers but the first."""

    def evidence(
        self,
        stack: Stack,
        readout: tuple[Float[Array, "all classes"], Float[Array, " classes"]],
        x: Float[Array, "batch features"],
        label_gain: Float[Array, ""] | float,
    ) -> Float[Array, "batch classes"]:
        """Return the fields of the readout units."""
        shown = activities(stack, pattern_field(stack, x), neutral(stack, label_gain))
        weights, bias = readout
        return product(features(shown), weights) + bias


def goodness_of_labels(
    stack: Stack, x: Float[Array, "batch features"], label_gain: Float[Array, ""] | float
) -> Float[Array, "layers batch classes"]:
    """Return the goodness of every layer under each label, in as many passes as there are."""
    field = pattern_field(stack, x)

    def under(label: Float[Array, " classes"]) -> Float[Array, "layers batch"]:
        return jnp.stack([goodness(layer) for layer in activities(stack, field, label)])

    found = jax.lax.map(under, label_gain * jnp.eye(len(stack.labels)))
    return jnp.moveaxis(found, 0, -1)


def neutral(stack: Stack, label_gain: Float[Array, ""] | float) -> Float[Array, " classes"]:
    """Return the label units when no label is given: all alike."""
    classes = len(stack.labels)
    return jnp.full(classes, 1.0 / classes) * label_gain


def _draw_wrong(y: Labels, evidence: Float[Array, "batch classes"], key: Key) -> Labels:
    true = jax.nn.one_hot(y, evidence.shape[1], dtype=bool)
    return jax.random.categorical(key, jnp.where(true, -jnp.inf, evidence), axis=1)
