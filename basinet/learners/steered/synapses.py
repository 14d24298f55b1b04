"""All synapses of a steered network, and the scales with which they begin."""

from typing import NamedTuple, TypeAlias

from jaxtyping import Array, Float

from basinet._types import Field
from basinet.core import Blocks, Network
from basinet.learners.steered.stack import Count, Stack
from basinet.learners.steered.thresholds import Thresholds

Strength: TypeAlias = Float[Array, ""] | float


class Wiring(NamedTuple):
    """All synapses of a steered network.

    Attributes:
        network: the recurrent network of the hidden neurons.
        inputs: from the input to the hidden neurons, plastic.
        feedback: from the classes to the hidden neurons, random at the start.
        readout: from the hidden neurons to the classes, plastic.
        thresholds: of the hidden neurons and the classes, None where there are none.
        stack: what leads from layer to layer in one direction, None where nothing does.
    """

    network: Network
    inputs: Blocks
    feedback: Blocks
    readout: Blocks
    thresholds: Thresholds | None = None
    stack: Stack | None = None

    def external(self, x: Float[Array, "batch features"], count: Count) -> Field:
        """Return the field on the hidden neurons from all that is not one of their network.

        Args:
            x: the inputs.
            count: what a layer of a stack hands on to the next.
        """
        field = self.sustained(x)
        return field if self.stack is None else self.stack.climb(field, count)

    def sustained(self, x: Float[Array, "batch features"]) -> Field:
        """Return the field of the input on the hidden neurons, with their thresholds."""
        field = self.inputs(x)
        return field if self.thresholds is None else field + self.thresholds.neurons

    def read(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch classes"]:
        """Return the field of what the hidden neurons show on the classes, with thresholds."""
        field = self.readout(activity)
        return field if self.thresholds is None else field + self.thresholds.readout


class Strengths(NamedTuple):
    """The scales of the fixed couplings and of the random weights at the start.

    Attributes:
        self_coupling: J_D, one for all layers or one for each.
        excitation: lambda, of excitatory couplings between layers.
        inputs: lambda_x, the gain of the input weights.
        feedback: the gain of the feedback weights.
    """

    self_coupling: Strength | tuple[Strength, ...]
    excitation: Strength
    inputs: Strength
    feedback: Strength
