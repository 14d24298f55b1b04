"""Recordings: a fixed number of steps, and what an observer sees of them."""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.core import Tracer
from jaxtyping import Array, Bool, Int

from basinet.rates.circuit import Circuit
from basinet.rates.distance import choose, rows
from basinet.rates.forcing import AbstractForcing
from basinet.rates.steppers import AbstractStepper
from basinet.rates.stepping import OUT, Ending, Limits, check, single, stepped, traced, within


class Recording(eqx.Module):
    """What was seen of a fixed number of steps.

    Attributes:
        seen: the observations, stacked along a new first axis; of a pattern that diverged those
            of its last state within bounds.
        state: for each pattern its last state, the last within bounds.
        steps: the steps that each pattern made; fewer than asked for where it diverged.
        ending: for each pattern `Ending.OUT_OF_TIME`, or `Ending.DIVERGED`.
    """

    seen: Any
    state: Any
    steps: Int[Array, " batch"]
    ending: Int[Array, " batch"]


def record(
    circuit: Circuit,
    stepper: AbstractStepper,
    forcing: AbstractForcing,
    start: Any,
    observe: Callable[[Any], Any],
    *,
    dt: float = 1.0,
    steps: int,
    every: int = 1,
    limits: Limits | None = None,
) -> Recording:
    """Make a fixed number of steps and keep what is observed after every so many of them.

    Args:
        circuit: the units and their couplings.
        stepper: how a step is taken.
        forcing: the external field.
        start: where to begin.
        observe: a function from a state to arrays, as in `basinet.core.trace`; the same function
            again compiles nothing.
        dt: the length of a step, above 0.
        steps: their number, a multiple of `every`.
        every: after how many steps something is observed.
        limits: only their bound counts; `Limits()` if None.

    Raises:
        ValueError: when the stepper cannot step these units, or a number is out of range.
    """
    check(circuit, stepper, dt, steps)
    if every < 1 or steps % every:
        raise ValueError(f"every is {every}; it must be a whole number that divides {steps} steps")
    limits = Limits() if limits is None else limits
    given = traced(circuit), stepper, traced(forcing), start, single(dt), traced(limits)
    found, inside = _unchecked(*given, observe, steps // every, every)
    # Within somebody's compiled function nothing can be asked yet.
    if isinstance(inside, Tracer) or not bool(inside):
        return _record(*given, observe, steps // every, every)
    return found


@eqx.filter_jit
def _unchecked(
    circuit, stepper, forcing, start, dt, limits, observe, times, every
) -> tuple[Recording, Bool[Array, ""]]:
    """The recording as if no pattern left its bounds, and whether none did.

    To hold every pattern where it is takes longer than a step of a small network. Here only the
    largest magnitudes are carried along.
    """

    def advance(_: Array, at: Any) -> Any:
        state, most, step = at
        new = stepped(circuit, stepper, forcing, state, step, dt)
        return new, jnp.maximum(most, jnp.abs(rows(new))), step + 1

    def stretch(at: Any, _: None) -> Any:
        at = advance(jnp.asarray(0), at) if every == 1 else jax.lax.fori_loop(0, every, advance, at)
        return at, observe(at[0])

    first = start, jnp.abs(rows(start)), jnp.asarray(0)
    if times == 1:  # one loop less to compile
        (state, most, _), once = stretch(first, None)
        seen = jax.tree.map(lambda one: one[None], once)
    else:
        (state, most, _), seen = jax.lax.scan(stretch, first, None, times)
    batch = most.shape[0]
    done = Recording(seen, state, jnp.full(batch, times * every), jnp.full(batch, OUT))
    return done, jnp.all(most <= limits.bound)  # NaN compares as False


@eqx.filter_jit
def _record(circuit, stepper, forcing, start, dt, limits, observe, times, every) -> Recording:
    def advance(number: Array, at: Any) -> Any:
        state, steps, going, step = at
        new = stepped(circuit, stepper, forcing, state, step, dt)
        going = going & within(new, limits)
        del number
        return choose(going, new, state), steps + going, going, step + 1

    def stretch(at: Any, _: None) -> Any:
        at = advance(jnp.asarray(0), at) if every == 1 else jax.lax.fori_loop(0, every, advance, at)
        return at, observe(at[0])

    inside = within(start, limits)
    first = start, jnp.zeros(inside.shape, int), inside, jnp.asarray(0)
    (state, steps, going, _), seen = jax.lax.scan(stretch, first, None, times)
    return Recording(seen, state, steps, jnp.where(going, OUT, Ending.DIVERGED.value))
