"""What may vary in a learning step: what is held in the free phase, and which states are learnt.

- The free phase keeps the input (`InputClamped`) or loses it together with the label
  (`NothingClamped`).
- Learnt are the states after the free phase (`FreeState`), those under the label
  (`SteeredState`), or both (`BothStates`).
"""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp

from basinet._short import short
from basinet._types import Field
from basinet.core import Configuration


class AbstractClamping(eqx.Module):
    """What is held in the free phase of a learning step."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def held(self, inputs: Field) -> Field:
        """Return the external field of the free phase, given the field of the input."""


class InputClamped(AbstractClamping):
    """The input stays: the network is to hold its state as it will when it answers."""

    def held(self, inputs: Field) -> Field:
        """Return the field of the input."""
        return inputs


class NothingClamped(AbstractClamping):
    """The input goes too: the network must hold its state by its couplings alone."""

    def held(self, inputs: Field) -> Field:
        """Return zero."""
        return jnp.zeros_like(inputs)


class AbstractConsolidation(eqx.Module):
    """Which states of a learning step are made more stable."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def states(self, steered: Configuration, free: Configuration) -> tuple[Configuration, ...]:
        """Return the configurations to learn, each with the patterns of the batch."""


class FreeState(AbstractConsolidation):
    """The states to which the network went after the label was withdrawn."""

    def states(self, steered: Configuration, free: Configuration) -> tuple[Configuration, ...]:
        """Return the free configuration."""
        del steered
        return (free,)


class SteeredState(AbstractConsolidation):
    """The states into which the label steered the network."""

    def states(self, steered: Configuration, free: Configuration) -> tuple[Configuration, ...]:
        """Return the steered configuration."""
        del free
        return (steered,)


class BothStates(AbstractConsolidation):
    """Both of them, as one batch of twice the size."""

    def states(self, steered: Configuration, free: Configuration) -> tuple[Configuration, ...]:
        """Return both configurations."""
        return steered, free
