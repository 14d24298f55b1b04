"""Flows: units with graded states in continuous time, and maps, which go from step to step.

A flow knows one population and nothing of its wiring: what it shows to others (`emit`), and how
its state moves under the field that it receives. A state is any tree of arrays whose first axis is
the batch; emissions and fields are `[batch, units]`.
"""

from abc import abstractmethod
from typing import Any

import equinox as eqx
import jax
from jaxtyping import Array, Float

from basinet._types import Field


class AbstractFlow(eqx.Module):
    """Units whose states move with a velocity."""

    @abstractmethod
    def rest(self, batch: int) -> Any:
        """Return the state of units that have heard nothing, for a batch of so many."""

    @abstractmethod
    def emit(self, state: Any) -> Float[Array, "batch source"]:
        """Return what the units send through couplings."""

    @abstractmethod
    def velocity(self, state: Any, field: Field) -> Any:
        """Return the time derivative of the state under a field, a tree as the state."""


class AbstractStiffFlow(AbstractFlow):
    """A flow with a linear part that is better taken implicitly, at the end of a step."""

    @abstractmethod
    def implicit(self, state: Any, field: Field, dt: Float[Array, ""] | float) -> Any:
        """Return the state after a step that takes the linear part at its end, all else before."""


class AbstractSurfaceFlow(AbstractFlow):
    """A flow on a surface, which a step in a straight line leaves."""

    @abstractmethod
    def retract(self, state: Any) -> Any:
        """Return the point of the surface that belongs to a state near it."""


class AbstractMap(AbstractFlow):
    """Units that go from one state to the next; their time is counted in steps."""

    @abstractmethod
    def map(self, state: Any, field: Field) -> Any:
        """Return the next state under a field."""

    def velocity(self, state: Any, field: Field) -> Any:
        """Return the change in one step."""
        return jax.tree.map(lambda new, old: new - old, self.map(state, field), state)
