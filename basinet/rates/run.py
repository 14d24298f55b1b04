"""Runs: step after step until every pattern is at rest or on an orbit, or time is up.

`run` ends by itself; `basinet.rates.recording.record` makes a fixed number of steps and keeps what
an observer sees of them. Neither keeps the states, and neither ends with a number that is not
finite: how it ended is part of the result. A graded state never settles exactly, so that its
endings have words of their own beside those of `basinet.core.relax`.
"""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet.rates.circuit import Circuit
from basinet.rates.distance import apart, choose, from_segment, largest, rows
from basinet.rates.flow import AbstractMap
from basinet.rates.forcing import AbstractForcing
from basinet.rates.steppers import AbstractStepper
from basinet.rates.stepping import OUT, Ending, Limits, check, single, stepped, traced, within

_PATIENCE = 10
"""Steps in a row that are slow before a state is called at rest."""

_MARGIN = 100.0
"""An orbit is larger than so many steps at the speed that counts as rest."""


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
    return _run(traced(circuit), stepper, traced(forcing), start, single(dt), steps, traced(limits))


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
    inside = within(start, limits)
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


def _judged(
    at: _Progress, new: Any, dt: Array, limits: Limits, steady: int, is_map: bool
) -> _Progress:
    """The progress after a step to a new state, with the endings that it shows."""
    going, inside = at.ending == OUT, within(new, limits)
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
