"""Thresholds of the neurons and of the readout units: synapses from an input that is always 1.

Without them a network that starts from silence answers exactly oddly: what it says of -x is the
opposite of what it says of x.
"""

from abc import abstractmethod
from typing import NamedTuple, Self, TypeAlias

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short

Learning: TypeAlias = tuple[Float[Array, "batch _"], Float[Array, ""] | float]
"""Postsynaptic factors and the step of one synapse."""


class Thresholds(NamedTuple):
    """What is added to every field.

    Attributes:
        neurons: b_i, `[n]`.
        readout: o_c, `[classes]`.
    """

    neurons: Float[Array, " n"]
    readout: Float[Array, " classes"]

    def learn(self, neurons: Learning, readout: Learning) -> Self:
        """Return the thresholds after a step, as of a synapse whose source is always 1.

        Args:
            neurons: the postsynaptic factors of the neurons, and the step of one synapse before
                it is divided by sqrt(B).
            readout: the same of the readout units.
        """
        drive, step = neurons
        error, readout_step = readout
        root = drive.shape[0] ** 0.5
        return type(self)(
            self.neurons + step / root * jnp.sum(drive, axis=0),
            self.readout + readout_step / root * jnp.sum(error, axis=0),
        )


class AbstractThresholds(eqx.Module):
    """Whether there are thresholds."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def start(self, neurons: int, classes: int) -> Thresholds | None:
        """Return the thresholds before learning, None where there are none."""


class NoThresholds(AbstractThresholds):
    """Fields are sums over synapses and nothing else."""

    def start(self, neurons: int, classes: int) -> Thresholds | None:
        """Return None."""
        del neurons, classes
        return None


class LearntThresholds(AbstractThresholds):
    """Thresholds that are zero before learning and learn as a synapse from a constant 1 does."""

    def start(self, neurons: int, classes: int) -> Thresholds | None:
        """Return zeros."""
        return Thresholds(jnp.zeros(neurons), jnp.zeros(classes))
