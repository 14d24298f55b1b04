"""Plasticity: from local quantities to the postsynaptic factor of a change.

A rule sees one neuron's spin, field and margin, nothing else, so that locality holds by
construction; `AbstractCouplings.learn` multiplies its drive with the presynaptic spins.
"""

from abc import abstractmethod
from typing import TypeAlias

import equinox as eqx
import jax
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Field, Spins

Margin: TypeAlias = Float[Array, ""] | Float[Array, " n"] | float


class AbstractPlasticity(eqx.Module):
    """A local learning rule."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def drive(self, spins: Spins, field: Field, margin: Margin) -> Float[Array, "batch n"]:
        """Return the postsynaptic factor of each neuron, 0 where it does not learn.

        Args:
            spins: the states to be made stable, or targets of any magnitude.
            field: the field that each neuron receives from the synapses that learn and from
                the sustained stimulus, without the self-coupling.
            margin: kappa, the stability that is wanted, one number or one for each neuron. For a
                field without the self-coupling it equals kappa + J_D on the full field.
        """


class Perceptron(AbstractPlasticity):
    """The perceptron rule with a margin: a step towards the present state where it is unsafe.

    The drive is s_i where the stability s_i h_i is at most the margin, and 0 elsewhere
    (arXiv 2510.11984).
    """

    def drive(self, spins: Spins, field: Field, margin: Margin) -> Float[Array, "batch n"]:
        """Return the spin where its stability is at most the margin, else 0."""
        return spins * (spins * field <= margin)


class SoftPerceptron(AbstractPlasticity):
    """The perceptron rule with a soft margin: every neuron learns, the safer the less.

    The drive is s_i sigmoid((kappa - s_i h_i) / width): half a step at the margin, a full step far
    below it; for width -> 0 the rule becomes `Perceptron`.

    Attributes:
        width: the range of stabilities over which the step fades, more than 0.

    Raises:
        ValueError: when the width is not positive.
    """

    width: float = 0.3

    def __check_init__(self):
        if isinstance(self.width, float | int) and not 0 < self.width < float("inf"):
            raise ValueError(f"width is {self.width}; it must be a number above 0")

    def drive(self, spins: Spins, field: Field, margin: Margin) -> Float[Array, "batch n"]:
        """Return the spin weighted by how far its stability is below the margin."""
        return spins * jax.nn.sigmoid((margin - spins * field) / self.width)
