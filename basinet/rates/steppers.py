"""Steppers: one step of a flow.

- `Euler`, `Heun`, `RungeKutta4`: explicit, of order 1, 2 and 4;
- `Implicit`: the linear part of a stiff flow at the end of the step, of order 1;
- `OnSurface`: another stepper, and back to the surface on which a flow lives;
- `Iterate`: a map goes to its next state, whatever the step is said to last.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Field
from basinet.rates.flow import AbstractFlow, AbstractMap, AbstractStiffFlow, AbstractSurfaceFlow

FieldOf = Callable[[Any], Field]
"""The field that units in a state receive during this step."""

Dt = Float[Array, ""] | float


class AbstractStepper(eqx.Module):
    """A way to take one step."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""

    @abstractmethod
    def check(self, flow: AbstractFlow) -> None:
        """Raise ValueError unless it can step this flow."""


class Euler(AbstractStepper):
    """x + dt v(x)."""

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""
        return moved(state, dt, flow.velocity(state, field_of(state)))

    def check(self, flow: AbstractFlow) -> None:
        """Accept every flow."""
        del flow


class Heun(AbstractStepper):
    """The mean of the velocities before and after a step of Euler."""

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""
        first = flow.velocity(state, field_of(state))
        there = moved(state, dt, first)
        second = flow.velocity(there, field_of(there))
        return jax.tree.map(lambda x, a, b: x + dt * (a + b) / 2, state, first, second)

    def check(self, flow: AbstractFlow) -> None:
        """Accept every flow."""
        del flow


class RungeKutta4(AbstractStepper):
    """The classical method of order 4."""

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""

        def velocity(at: Any) -> Any:
            return flow.velocity(at, field_of(at))

        a = velocity(state)
        b = velocity(moved(state, dt / 2, a))
        c = velocity(moved(state, dt / 2, b))
        d = velocity(moved(state, dt, c))
        return jax.tree.map(
            lambda x, a, b, c, d: x + dt / 6 * (a + 2 * b + 2 * c + d), state, a, b, c, d
        )

    def check(self, flow: AbstractFlow) -> None:
        """Accept every flow."""
        del flow


class Implicit(AbstractStepper):
    """A step that takes the linear part of a stiff flow at its end: stable for any `dt`."""

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""
        assert isinstance(flow, AbstractStiffFlow)
        return flow.implicit(state, field_of(state), dt)

    def check(self, flow: AbstractFlow) -> None:
        """Refuse a flow that does not say which part is linear."""
        _refuse(self, flow, AbstractStiffFlow, "a flow with an implicit step, such as Leaky")


class OnSurface(AbstractStepper):
    """Another stepper's step, brought back to the surface on which the flow lives.

    Attributes:
        stepper: the other one.
    """

    stepper: AbstractStepper = Euler()

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the state a time `dt` later."""
        assert isinstance(flow, AbstractSurfaceFlow)
        return flow.retract(self.stepper.advance(flow, state, field_of, dt))

    def check(self, flow: AbstractFlow) -> None:
        """Refuse a flow that lives on no surface."""
        _refuse(self, flow, AbstractSurfaceFlow, "a flow on a surface, such as Spheres")
        self.stepper.check(flow)


class Iterate(AbstractStepper):
    """The next state of a map; `dt` only says how long a step is called."""

    def advance(self, flow: AbstractFlow, state: Any, field_of: FieldOf, dt: Dt) -> Any:
        """Return the next state."""
        del dt
        assert isinstance(flow, AbstractMap)
        return flow.map(state, field_of(state))

    def check(self, flow: AbstractFlow) -> None:
        """Refuse a flow that is no map."""
        _refuse(self, flow, AbstractMap, "a map, such as LeakyMap; take Euler() for flows")


def moved(state: Any, dt: Dt, velocity: Any) -> Any:
    """Return state + dt velocity, for trees of arrays."""
    return jax.tree.map(lambda x, v: x + dt * v, state, velocity)


def _refuse(stepper: AbstractStepper, flow: AbstractFlow, kind: type, wanted: str) -> None:
    if not isinstance(flow, kind):
        raise ValueError(
            f"{type(stepper).__name__} cannot step {type(flow).__name__}; it needs {wanted}"
        )
