"""Leaky rate units, as a flow in continuous time and as the map of echo state networks."""

import math

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.rates.flow import AbstractMap, AbstractStiffFlow
from basinet.rates.transfer import AbstractTransfer, Tanh

Rates = Float[Array, "batch units"]


class Leaky(AbstractStiffFlow):
    """Rates that decay and are driven: tau x' = -x + phi(field).

    Attributes:
        units: number of them.
        time: tau, above 0, one number or one for each unit.
        transfer: phi.

    Raises:
        ValueError: when tau is not positive.
    """

    units: int = eqx.field(static=True)
    time: float | Float[Array, ""] | Float[Array, " units"] = 1.0
    transfer: AbstractTransfer = Tanh()

    def __check_init__(self) -> None:
        if isinstance(self.time, float | int) and not 0 < self.time < math.inf:
            raise ValueError(f"time is {self.time}; a time constant is a number above 0")

    def rest(self, batch: int) -> Rates:
        """Return zeros."""
        return jnp.zeros((batch, self.units))

    def emit(self, state: Rates) -> Rates:
        """Return the rates."""
        return state

    def velocity(self, state: Rates, field: Field) -> Rates:
        """Return (-x + phi(field)) / tau."""
        return (self.transfer(field) - state) / self.time

    def implicit(self, state: Rates, field: Field, dt: Float[Array, ""] | float) -> Rates:
        """Return (x + (dt / tau) phi(field)) / (1 + dt / tau): the leak at the end of the step."""
        part = dt / self.time
        return (state + part * self.transfer(field)) / (1 + part)


class LeakyMap(AbstractMap):
    """The units of an echo state network: x <- (1 - leak) x + leak phi(field).

    Attributes:
        units: number of them.
        leak: above 0 and at most 1.
        transfer: phi.

    Raises:
        ValueError: when the leak is out of range.
    """

    units: int = eqx.field(static=True)
    leak: float | Float[Array, ""] = 1.0
    transfer: AbstractTransfer = Tanh()

    def __check_init__(self) -> None:
        if isinstance(self.leak, float | int) and not 0 < self.leak <= 1:
            raise ValueError(f"leak is {self.leak}; it must be above 0 and at most 1")

    def rest(self, batch: int) -> Rates:
        """Return the activity without a field: 0 for tanh, 1/2 for the logistic function."""
        return self.transfer(jnp.zeros((batch, self.units)))

    def emit(self, state: Rates) -> Rates:
        """Return the rates."""
        return state

    def map(self, state: Rates, field: Field) -> Rates:
        """Return the next rates."""
        return (1 - self.leak) * state + self.leak * self.transfer(field)
