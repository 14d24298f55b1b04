"""What `run` and `record` have in common: a step, how a run can end, what counts as an end."""

from enum import IntEnum
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet.rates.circuit import Circuit
from basinet.rates.distance import largest
from basinet.rates.forcing import AbstractForcing
from basinet.rates.steppers import AbstractStepper, Dt


class Ending(IntEnum):
    """How the run of one pattern ended."""

    REST = 0
    ORBIT = 1
    OUT_OF_TIME = 2
    DIVERGED = 3

    def explain(self) -> str:
        """Return a sentence that says what the ending means and what to try."""
        return {
            Ending.REST: "the state hardly moves any more",
            Ending.ORBIT: "the state came back to where it had been and goes round",
            Ending.OUT_OF_TIME: "the state still moves and has not come back; it may be chaotic,"
            " quasi-periodic or slow: allow more steps, or look at its exponents",
            Ending.DIVERGED: "the state left all bounds; take a smaller step dt, an implicit"
            " stepper, or weaker couplings",
        }[self]


OUT = Ending.OUT_OF_TIME.value


class Limits(eqx.Module):
    """What counts as rest, as coming back, and as having left all bounds.

    Attributes:
        speed: a state whose components all move more slowly than this is at rest, per unit of time
            (per step, for maps).
        nearness: how near to where it was a state comes back on an orbit, as a part of how far it
            was away in between.
        bound: the largest magnitude of a component.
    """

    speed: float | Float[Array, ""] = 1e-5
    nearness: float | Float[Array, ""] = 1e-3
    bound: float | Float[Array, ""] = 1e6


def check(circuit: Circuit, stepper: AbstractStepper, dt: float, steps: int) -> None:
    """Raise ValueError for units that the stepper cannot step, and numbers out of range."""
    stepper.check(circuit.flow)
    if not 0 < dt < float("inf"):
        raise ValueError(f"dt is {dt}; the length of a step is a number above 0")
    if steps < 0:
        raise ValueError(f"steps is {steps}; it must be a whole number of at least 0")


def traced(module: Any) -> Any:
    """Return a module with its floats as arrays, so that other values compile nothing new."""
    return jax.tree.map(lambda v: single(v) if isinstance(v, float) else v, module)


def single(value: float) -> Array:
    """Return a number as an array of the default precision."""
    return jnp.asarray(value, float)


def stepped(
    circuit: Circuit,
    stepper: AbstractStepper,
    forcing: AbstractForcing,
    state: Any,
    step: Any,
    dt: Dt,
) -> Any:
    """Return the state after one step under the forcing of that step."""
    external = forcing(step)
    return stepper.advance(circuit.flow, state, lambda at: circuit.field(at, external), dt)


def within(state: Any, limits: Limits) -> Bool[Array, " batch"]:
    """Whether each pattern's state is finite and within bounds; NaN compares as False."""
    return largest(state) <= limits.bound
