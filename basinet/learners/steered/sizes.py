"""How large the steps along an error are, of each kind of synapses."""

from typing import NamedTuple

import jax.numpy as jnp

from basinet.core.layer import Scalar
from basinet.learners.steered.steps import Step

INPUT_STEP = 32.0
"""Of the input weights, beside that of the perceptron rule: an error is a small number, a spin
is 1, and a step divides by the inputs instead of their root."""

UPWARD_STEP = 128.0
"""Of the weights from layer to layer in a stack, as `INPUT_STEP`: what a layer counts varies less
than an input does, and what comes back to the upper layers is as large as it is below."""

READOUT_STEP = 0.125
"""Of the readout, beside that of the perceptron rule; it is not divided by the root of H."""


class Sizes(NamedTuple):
    """The steps of one synapse of each kind."""

    of_inputs: Scalar
    readout: Step
    feedback: Step

    def inputs(self, count: int) -> Step:
        """Return the step of an input synapse of a neuron that has so many."""
        return Step(self.of_inputs / count)

    def upward(self, count: int) -> Step:
        """Return the step of a synapse from a layer below to a neuron that has so many.

        It loses the share that readout synapses lose.
        """
        size = UPWARD_STEP / INPUT_STEP * self.of_inputs / count
        lost = self.readout.size * self.readout.decay
        moves = jnp.asarray(size) > 0  # weights that do not learn do not decay
        return Step(size, jnp.where(moves, lost / jnp.where(moves, size, 1.0), 0.0))
