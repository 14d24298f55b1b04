"""Runs: step after step until every pattern is at rest or on an orbit, or time is up.

`run` ends by itself; `record` makes a fixed number of steps and keeps what an observer sees of
them. Neither keeps the states, and neither ends with a number that is not finite: how it ended is
part of the result. A graded state never settles exactly, so that its endings have words of their
own beside those of `basinet.core.relax`.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet.rates.circuit import Circuit
from basinet.rates.distance import apart, choose, from_segment, largest, rows
from basinet.rates.flow import AbstractMap
from basinet.rates.forcing import AbstractForcing
from basinet.rates.steppers import AbstractStepper, Dt

_PATIENCE = 10
"""Steps in a row that are slow before a state is called at rest."""

_MARGIN = 100.0
"""An orbit is larger than so many steps at the speed that counts as rest."""


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


class Run(eqx.Module):
    """The end of a run.

    Attributes:
        state: for each pattern its last state; of one that diverged, the last within bounds.
        steps: the steps that each pattern made.
        ending: for each pattern a value of `Ending`.
        period: of an orbit the steps of one round, as far as steps can tell; 0 otherwise.
    """

    state: Any
    steps: Int[Array, " batch"]
    ending: Int[Array, " batch"]
    period: Int[Array, " batch"]


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


class _Progress(eqx.Module):
    """What the loop of `run` carries."""

    step: Int[Array, ""]
    state: Any
    anchor: Any  # where the state was at some earlier step
    anchored: Int[Array, ""]  # that step
    away: Float[Array, " batch"]  # how far each pattern is from there
    farthest: Float[Array, " batch"]
    slow: Int[Array, " batch"]  # slow steps in a row
    round: Int[Array, " batch"]  # the steps from the anchor to the first return; 0 before
    steps: Int[Array, " batch"]
    ending: Int[Array, " batch"]
    period: Int[Array, " batch"]


def run(
    circuit: Circuit,
    stepper: AbstractStepper,
    forcing: AbstractForcing,
    start: Any,
    *,
    dt: float = 1.0,
    steps: int,
    limits: Limits | None = None,
) -> Run:
    """Step until every pattern is at rest, on an orbit or out of bounds, at most `steps` times.

    A pattern that has ended stays as it is, so that no end depends on the company. To find orbits,
    the state is compared with where it was at an earlier step, which is chosen anew after 1, 2, 4,
    8, ... steps (Brent 1980); for a flow, with the straight line of each step, since steps of a
    fixed length hardly meet the same point again. A state is on an orbit when it comes back twice,
    the second time after twice the steps. A slow spiral whose rounds shrink by less than
    `limits.nearness` is called an orbit, too.

    Args:
        circuit: the units and their couplings.
        stepper: how a step is taken.
        forcing: the external field; no rest and no orbit before the step from which it is steady.
        start: where to begin, for example `circuit.flow.rest(batch)`.
        dt: the length of a step, above 0.
        steps: the largest number of steps, 0 or more.
        limits: what counts as an end; `Limits()` if None.

    Raises:
        ValueError: when the stepper cannot step these units, or a number is out of range.
    """
    check(circuit, stepper, dt, steps)
    limits = Limits() if limits is None else limits
    return _run(traced(circuit), stepper, traced(forcing), start, _float(dt), steps, traced(limits))


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
    given = traced(circuit), stepper, traced(forcing), start, _float(dt), traced(limits)
    return _record(*given, observe, steps // every, every)


def check(circuit: Circuit, stepper: AbstractStepper, dt: float, steps: int) -> None:
    """Raise ValueError for units that the stepper cannot step, and numbers out of range."""
    stepper.check(circuit.flow)
    if not 0 < dt < float("inf"):
        raise ValueError(f"dt is {dt}; the length of a step is a number above 0")
    if steps < 0:
        raise ValueError(f"steps is {steps}; it must be a whole number of at least 0")


def traced(module: Any) -> Any:
    """Return a module with its floats as arrays, so that other values compile nothing new."""
    return jax.tree.map(lambda v: _float(v) if isinstance(v, float) else v, module)


def _float(value: float) -> Array:
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


def _within(state: Any, limits: Limits) -> Bool[Array, " batch"]:
    """Whether each pattern's state is finite and within bounds; NaN compares as False."""
    return largest(state) <= limits.bound


@eqx.filter_jit
def _run(circuit, stepper, forcing, start, dt, steps, limits) -> Run:
    steady, ordinary = forcing.steady_from(), OUT
    batch = rows(start).shape[0]
    is_map = isinstance(circuit.flow, AbstractMap)

    def unfinished(at: _Progress) -> Bool[Array, ""]:
        return (at.step < steps) & jnp.any(at.ending == ordinary)

    def advance(at: _Progress) -> _Progress:
        new = stepped(circuit, stepper, forcing, at.state, at.step, dt)
        return _judged(at, new, dt, limits, steady, is_map)

    nothing = jnp.zeros(batch, int)
    inside = _within(start, limits)
    first = _Progress(
        step=jnp.asarray(0),
        state=start,
        anchor=start,
        anchored=jnp.asarray(0),
        away=jnp.zeros_like(rows(start)[:, 0]),
        farthest=jnp.zeros_like(rows(start)[:, 0]),
        slow=nothing,
        round=nothing,
        steps=nothing,
        ending=jnp.where(inside, ordinary, Ending.DIVERGED.value),
        period=nothing,
    )
    end = jax.lax.while_loop(unfinished, advance, first)
    return Run(end.state, end.steps, end.ending, end.period)


OUT = Ending.OUT_OF_TIME.value


def _judged(
    at: _Progress, new: Any, dt: Array, limits: Limits, steady: int, is_map: bool
) -> _Progress:
    """The progress after a step to a new state, with the endings that it shows."""
    going, inside = at.ending == OUT, _within(new, limits)
    new = choose(going & inside, new, at.state)
    after = at.step + 1
    speed = largest(jax.tree.map(lambda a, b: a - b, new, at.state)) / dt
    slow = jnp.where(speed <= limits.speed, at.slow + 1, 0)
    away = apart(at.anchor, new)
    near = away if is_map else from_segment(at.anchor, at.state, new)
    large = at.farthest > _MARGIN * limits.speed * dt
    reach = limits.nearness * at.farthest
    met = large & (near <= reach) & (at.away > reach)
    passed = after - at.anchored
    back = met & (at.round > 0) & (jnp.abs(passed - 2 * at.round) <= (0 if is_map else 1))
    lasting = after > steady
    rest = lasting & (slow >= _PATIENCE)
    ending = jnp.where(back & lasting, Ending.ORBIT.value, OUT)
    ending = jnp.where(rest, Ending.REST.value, ending)
    ending = jnp.where(inside, ending, Ending.DIVERGED.value)
    ending = jnp.where(going, ending, at.ending)
    found = going & (ending == Ending.ORBIT.value)
    since = after - steady
    anew = (since <= 0) | ((since & (since - 1)) == 0)  # a power of two
    return _Progress(
        after,
        new,
        jax.tree.map(lambda a, b: jnp.where(anew, a, b), new, at.anchor),
        jnp.where(anew, after, at.anchored),
        jnp.where(anew, 0, away),
        jnp.where(anew, 0, jnp.maximum(at.farthest, away)),
        slow,
        jnp.where(anew, 0, jnp.where(met, passed, at.round)),
        jnp.where(going & inside, after, at.steps),
        ending,
        jnp.where(found, at.round, at.period),
    )


@eqx.filter_jit
def _record(circuit, stepper, forcing, start, dt, limits, observe, times, every) -> Recording:
    def advance(number: Array, at: Any) -> Any:
        state, steps, going, step = at
        new = stepped(circuit, stepper, forcing, state, step, dt)
        going = going & _within(new, limits)
        del number
        return choose(going, new, state), steps + going, going, step + 1

    def stretch(at: Any, _: None) -> Any:
        at = advance(jnp.asarray(0), at) if every == 1 else jax.lax.fori_loop(0, every, advance, at)
        return at, observe(at[0])

    inside = _within(start, limits)
    first = start, jnp.zeros(inside.shape, int), inside, jnp.asarray(0)
    (state, steps, going, _), seen = jax.lax.scan(stretch, first, None, times)
    return Recording(seen, state, steps, jnp.where(going, OUT, Ending.DIVERGED.value))
