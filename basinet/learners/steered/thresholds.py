"""Thresholds of the neurons and of the readout units: synapses from an input that is always 1.

Without them a network that starts from silence answers exactly oddly: what it says of -x is the
opposite of what it says of x.
"""

from abc import abstractmethod
from typing import NamedTuple, Self, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import in_range, number

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
    def start(self, neurons: int, classes: int, key: Key) -> Thresholds | None:
        """Return the thresholds before learning, None where there are none."""


class NoThresholds(AbstractThresholds):
    """Fields are sums over synapses and nothing else."""

    def start(self, neurons: int, classes: int, key: Key) -> Thresholds | None:
        """Return None."""
        del neurons, classes, key
        return None


class LearntThresholds(AbstractThresholds):
    """Thresholds that learn as a synapse from a constant 1 does.

    A network whose thresholds begin at zero answers oddly at first, and what it makes stable keeps
    it so for long: where opposite patterns belong together, as in parity, let them differ from
    the beginning.

    Attributes:
        spread: at least 0; those of the neurons begin as N(0, spread^2), as from one more input
            of 1 with `input_gain / sqrt(N)`. Those of the readout begin at zero.

    Raises:
        ValueError: when it is negative.
    """

    spread: float = number(0.0)

    def __check_init__(self):
        in_range(self, 0.0, float("inf"), "spread")

    def start(self, neurons: int, classes: int, key: Key) -> Thresholds | None:
        """Return random thresholds of the neurons, and zeros for the readout."""
        drawn = jnp.zeros(neurons) + self.spread * jax.random.normal(key, (neurons,))
        return Thresholds(drawn, jnp.zeros(classes))
