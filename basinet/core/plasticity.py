"""Plasticity: from local quantities to the postsynaptic factor of a change.

A rule sees one neuron's spin and field, nothing else, so that locality holds by construction;
`AbstractCouplings.learn` multiplies its drive with the presynaptic spins.
"""

from abc import abstractmethod

import equinox as eqx
from jaxtyping import Array, Float

from basinet._types import Field, Spins


class AbstractPlasticity(eqx.Module):
    """A local learning rule."""

    @abstractmethod
    def drive(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return the postsynaptic factor of each neuron, 0 where it does not learn.

        Args:
            spins: the states to be made stable, or targets of any magnitude.
            field: the field that each neuron receives from the synapses that learn and from
                the sustained stimulus, without the self-coupling.
        """


class Perceptron(AbstractPlasticity):
    """The perceptron rule with a margin: a step towards the present state where it is unsafe.

    The drive is s_i where the stability s_i h_i is at most the margin, and 0 elsewhere
    (arXiv 2510.11984; for h_i without the self-coupling, the margin kappa here equals
    kappa + J_D on the full field).

    Attributes:
        margin: kappa, one number or one for each neuron.
    """

    margin: Float[Array, ""] | Float[Array, " n"] | float

    def drive(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return the spin where its stability is at most the margin, else 0."""
        return spins * (spins * field <= self.margin)
