"""What goes into a learning step and what comes out of it.

The step itself belongs to what teaches (`teaching.py`): it steers the network by a `Goal` and
changes its synapses. Classes and patterns differ in their goal alone.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Labels, Spins
from basinet.core import AbstractDynamics
from basinet.core.plasticity import Margin
from basinet.learners._base import Info


class Goal(NamedTuple):
    """What the readout units are to show for each pattern of a batch.

    Attributes:
        clamped: the readout units y while they steer the network, -1 or +1, `[batch, units]`.
        targets: the targets t_c of the readout's perceptron rule, `[batch, units]`: the sign is
            that of y, the magnitude weights the step of the unit.
        weigh: phi, which weights the readout units in the feedback field W_back phi(y); also
            applied to the network's own guess, in which units may be 0.
        is_class: whether one unit of each pattern is +1, that of its class.
        weights: of the patterns, at least 0; None where all count alike.
    """

    clamped: Spins
    targets: Float[Array, "batch units"]
    weigh: Callable[[Spins], Spins]
    is_class: bool = True
    weights: Float[Array, " batch"] | None = None

    def weighted(self, drive: Float[Array, "rows _"]) -> Float[Array, "rows _"]:
        """Return what drives synapses, times the weights of the patterns.

        Args:
            drive: with a row for each pattern, or for each of several states of all patterns.
        """
        if self.weights is None:
            return drive
        return drive * jnp.tile(self.weights, len(drive) // len(self.weights))[:, None]


class Lesson(NamedTuple):
    """What a learning step found before it changed anything.

    Where several states of a pattern are learnt, there is a row for each of them.

    Attributes:
        unstable: the share of neurons near enough to their threshold to learn, `[rows]`.
        readout: t_c times the field of readout unit c, positive where it agrees with its target,
            `[rows, units]`.
        sweeps: of the relaxation without feedback, until each pattern settled, `[batch]`.
        outcome: how it ended for each pattern, a value of `Outcome`.
    """

    unstable: Float[Array, " rows"]
    readout: Float[Array, "rows units"]
    sweeps: Int[Array, " batch"]
    outcome: Int[Array, " batch"]

    def info(self) -> Info:
        """Return the means of `sweeps`, `unsettled` and `unstable`, see `Steered.step`."""
        return {
            "sweeps": jnp.mean(self.sweeps.astype(float)),
            "unsettled": jnp.mean((self.outcome != 0).astype(float)),
            "unstable": jnp.mean(self.unstable),
        }


class Rates(NamedTuple):
    """The step sizes of a network's synapses, before those of what teaches.

    Attributes:
        recurrent: eta_J.
        inputs: eta_in times the gain lambda_x of the input weights.
        readout: eta_out.
        feedback_gain: lambda_b, the gain of the feedback weights.
        decay: delta, relative to the step.
    """

    recurrent: Float[Array, ""] | float
    inputs: Float[Array, ""] | float
    readout: Float[Array, ""] | float
    feedback_gain: Float[Array, ""] | float
    decay: Float[Array, ""] | float

    def times(self, factor: Float[Array, ""] | float) -> "Rates":
        """Return the rates with every step multiplied by a factor."""
        steps = (self.recurrent * factor, self.inputs * factor, self.readout * factor)
        return Rates(*steps, self.feedback_gain, self.decay)


class Circuit(NamedTuple):
    """A network's settings, as far as a learning step needs them.

    Attributes:
        dynamics: the update rule.
        sweeps: T, the most sweeps of a relaxation.
        depth: the number of layers.
        hold: the fixed field with which agreeing neighbours hold each neuron.
        rates: the step sizes.
    """

    dynamics: AbstractDynamics
    sweeps: int
    depth: int
    hold: Margin
    rates: Rates


def class_goal(y: Labels, classes: int, weights: Float[Array, " batch"] | None = None) -> Goal:
    """Return the goal that is a class: its unit +1, all others -1, weighted to balance them."""
    clamped = 2.0 * jax.nn.one_hot(y, classes) - 1.0
    return Goal(clamped, balanced_targets(y, classes), balanced, weights=weights)


def balanced(readout: Spins) -> Spins:
    """Return phi(y), the readout units weighted so that classes balance.

    phi(+1) = sqrt(C)/2, phi(-1) = -1/2, phi(0) = 0 with C the number of units (last axis).
    """
    return jnp.where(readout > 0, readout.shape[-1] ** 0.5 / 2, 0.5) * readout


def balanced_targets(y: Labels, classes: int) -> Float[Array, "batch classes"]:
    """Return the readout targets: +C/4 for the true class, -sqrt(C)/4 for the others."""
    return jnp.where(jax.nn.one_hot(y, classes) > 0, classes / 4, -(classes**0.5) / 4)
