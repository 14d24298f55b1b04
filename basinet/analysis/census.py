"""A census of attractors: where do orbits from many starts end?

For maps and flows a run ends at rest, on a cycle, out of bounds, or goes on; what goes on is told
apart by its largest Lyapunov exponent. A limit cycle of a flow is called a cycle when the state
comes back to the line of its earlier steps; as a map of fixed steps it would be quasi-periodic.
"""

from enum import StrEnum
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.analysis.exponents import lyapunov
from basinet.core import AbstractDynamics, Network, Outcome, Stimulus, relax, silent
from basinet.rates import (
    AbstractForcing,
    AbstractStepper,
    Circuit,
    Constant,
    Ending,
    Limits,
    Run,
    run,
)


class Attractor(StrEnum):
    """What an orbit ends on."""

    FIXED_POINT = "fixed point"
    CYCLE = "cycle"
    QUASI_PERIODIC = "quasi-periodic or a long cycle"
    CHAOS = "chaos"
    DIVERGED = "diverged"
    UNDECIDED = "undecided"


class Census(NamedTuple):
    """What was found.

    Attributes:
        kinds: for each start a value of `Attractor`.
        exponents: the largest Lyapunov exponent of what neither rests nor cycles, else NaN.
        periods: steps of a cycle, else 0.
        ends: the last states, a tree as the starts.
    """

    kinds: list[Attractor]
    exponents: Float[np.ndarray, " starts"]
    periods: Int[np.ndarray, " starts"]
    ends: Any

    def counts(self) -> dict[str, int]:
        """Return how many starts end on each kind; kinds without any are left out."""
        found = {kind.value: sum(kind == one for one in self.kinds) for kind in Attractor}
        return {kind: count for kind, count in found.items() if count}


def census(
    circuit: Circuit,
    stepper: AbstractStepper,
    external: Float[Array, "batch n"],
    starts: Any,
    *,
    dt: float = 1.0,
    steps: int = 6000,
    measured: int = 2000,
    zero: float = 2e-3,
    limits: Limits | None = None,
) -> Census:
    """Tell what each of many starts ends on, under a constant field.

    Args:
        circuit: the units and their couplings.
        stepper: how a step is taken.
        external: the field on each start.
        starts: states, a batch.
        dt: the length of a step.
        steps: the most steps of a run.
        measured: steps over which exponents are measured, even.
        zero: exponents up to this magnitude count as 0, per unit of time; where the two halves of
            the measurement disagree about it, the kind is undecided.
        limits: as for `run`.

    Raises:
        ValueError: when a number is out of range.
    """
    end = run(circuit, stepper, Constant(external), starts, dt=dt, steps=steps, limits=limits)
    kinds, values = [], []
    for number in range(len(np.asarray(end.ending))):
        kind, value = _kind(circuit, stepper, external, end, number, (dt, measured, zero))
        kinds.append(kind)
        values.append(value)
    return Census(kinds, np.array(values), np.asarray(end.period), end.state)


def census_of_spins(
    network: Network,
    dynamics: AbstractDynamics,
    stimulus: Stimulus,
    starts: Float[Array, "batch n"] | None,
    key: Key,
    *,
    max_sweeps: int = 1000,
) -> Census:
    """Tell where a network of spins ends from many starts: fixed points and cycles, certified.

    Works on what has been learnt: `learner.network(state)` of a trained `Steered`.

    Args:
        network: the couplings.
        dynamics: the update rule.
        stimulus: the external field on each start.
        starts: spins; silent if None.
        key: of random update rules.
        max_sweeps: the most sweeps.
    """
    batch, n = stimulus.sustained.shape
    begin = silent(batch, n) if starts is None else network.place(starts)
    found = relax(network, dynamics, stimulus, begin, key, max_sweeps=max_sweeps)
    named = {
        Outcome.FIXED_POINT: Attractor.FIXED_POINT,
        Outcome.CYCLE: Attractor.CYCLE,
        Outcome.OUT_OF_TIME: Attractor.UNDECIDED,
    }
    kinds = [named[Outcome(int(one))] for one in found.outcome]
    periods = np.array([2 if kind is Attractor.CYCLE else 0 for kind in kinds])
    return Census(kinds, np.full(batch, np.nan), periods, found.spins)


def _kind(
    circuit: Circuit,
    stepper: AbstractStepper,
    external: Float[Array, "batch n"],
    end: Run,
    number: int,
    settings: tuple[float, int, float],
) -> tuple[Attractor, float]:
    """The kind of one end, and its exponent where one was needed."""
    known = {
        Ending.REST: Attractor.FIXED_POINT,
        Ending.ORBIT: Attractor.CYCLE,
        Ending.DIVERGED: Attractor.DIVERGED,
    }
    ending = Ending(int(end.ending[number]))
    if ending in known:
        return known[ending], float("nan")
    dt, measured, zero = settings
    alone = jax.tree.map(lambda leaf: leaf[number : number + 1], end.state)
    forcing: AbstractForcing = Constant(external[number : number + 1])
    found = lyapunov(circuit, stepper, forcing, alone, dt=dt, steps=measured)
    value, halves = float(found.values[0]), found.halves[:, 0]
    if (halves > zero).all():
        return Attractor.CHAOS, value
    if (np.abs(halves) <= zero).all():
        return Attractor.QUASI_PERIODIC, value
    return Attractor.UNDECIDED, value
