"""Optimising: the one function for it, and what it finds."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64, Int8

from basinet._html import table
from basinet.annealing.certificate import (
    FEW,
    Certificate,
    best_of_all,
    certify,
    descend,
    satisfied,
    satisfies,
)
from basinet.annealing.course import Beginning, moments
from basinet.annealing.ending import AbstractEnding, Joined
from basinet.annealing.moment import Improvement, Moment, Reading
from basinet.annealing.problem import AbstractProblem
from basinet.annealing.schedule import AbstractSchedule, Geometric
from basinet.annealing.settings import (
    AbstractOrder,
    AbstractRule,
    InTurn,
    Metropolis,
    Settings,
)
from basinet.core import native

_GEOMETRIC, _METROPOLIS, _IN_TURN, _JOINED = Geometric(), Metropolis(), InTurn(), Joined()


@dataclass(frozen=True, eq=False)
class Annealing:
    """What was found, how, and what can be proved of it.

    Attributes:
        state: the best state in the variables of the problem, int8 `[n]`.
        spins: the same as -1 and +1.
        value: its value, computed anew from the problem as it was given.
        certificate: what can be proved of it.
        betas: the inverse temperatures of the longest course, one for each sweep.
        courses: sweeps of every course.
        sweeps: all that were made.
        seconds: from the beginning to the end of the last course.
        improvements: every better value with its time.
        readings: what was seen after every part of a course.
        arithmetic: in which numbers, and by which kernel.
        settings: how it was made; with `courses` as sweeps they give the same state again.
        moment: from where it can go on.
    """

    state: Int8[np.ndarray, " n"] = field(repr=False)
    spins: Int8[np.ndarray, " n"] = field(repr=False)
    value: float
    certificate: Certificate
    betas: Float64[np.ndarray, " sweeps"] = field(repr=False)
    courses: tuple[int, ...]
    sweeps: int
    seconds: float
    improvements: tuple[Improvement, ...] = field(repr=False)
    readings: tuple[Reading, ...] = field(repr=False)
    arithmetic: str
    settings: Settings
    moment: Moment = field(repr=False)

    def _repr_html_(self) -> str:
        """Return what was found, as a table."""
        rows = [
            ("value", f"{self.value:,.10g}"),
            ("variables", f"{len(self.state):,}"),
            ("sweeps", f"{self.sweeps:,} in {len(self.courses)} courses"),
            ("seconds", f"{self.seconds:.2f}"),
            ("improvements", f"{len(self.improvements):,}"),
        ]
        return table("Annealing", rows, self.arithmetic)


def anneal(
    problem: AbstractProblem,
    *,
    schedule: AbstractSchedule = _GEOMETRIC,
    sweeps: int | Sequence[int] | None = None,
    restarts: int | None = None,
    seconds: float | None = None,
    replicas: int = 64,
    seed: int = 0,
    rule: AbstractRule = _METROPOLIS,
    order: AbstractOrder = _IN_TURN,
    ending: AbstractEnding = _JOINED,
    start: Any = None,
    fixed: Mapping[int, int] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Annealing:
    """Look for the best state of a problem by simulated annealing of many replicas.

    With given sweeps a seed gives the same states whatever the threads and the processor. A run
    for some seconds makes as many sweeps as it can; its `courses` as `sweeps` repeat it.

    Args:
        problem: `MaxCut`, `IndependentSet`, `Qubo` or `IsingModel`.
        schedule: inverse temperatures of a course.
        sweeps: of each course, one number or one for each; None to let the time decide.
        restarts: courses of so many sweeps.
        seconds: the most time; 5 where neither sweeps nor seconds are given.
        replicas: states annealed side by side, best a multiple of 64.
        seed: of everything random, from 0.
        rule: of single flips, `Metropolis()` or `HeatBath()`.
        order: in which spins are visited, `InTurn()` or `AtRandom()`.
        ending: what is made of the local minima of a course: `Joined()`, or `Separate()` where
            replicas shall know nothing of each other.
        start: a state in the problem's variables from which every course begins; random ones
            without it.
        fixed: number of a variable -> its value, which stays.
        clock: tells seconds.

    Raises:
        TypeError: when the problem is none.
        ValueError: when something is out of its range or does not fit the problem.
    """
    if not isinstance(problem, AbstractProblem):
        raise TypeError(
            f"the problem is of the kind {type(problem).__name__}; expected one such as"
            " MaxCut(graph), IndependentSet(graph), qubo(matrix) or IsingModel(...)"
        )
    if sweeps is None and seconds is None:
        seconds = 5.0
    settings = Settings(
        schedule, sweeps, restarts, seconds, None, replicas, seed, rule, order, ending
    )
    beginning = begin(problem, start, fixed)
    last = None
    for moment in watch(problem, settings, beginning, clock=clock):
        last = moment
    if last is None:
        raise ValueError(f"seconds is {seconds}, in which no sweep could be made; give more")
    return conclude(problem, settings, beginning, last)


def begin(
    problem: AbstractProblem, start: Any = None, fixed: Mapping[int, int] | None = None
) -> Beginning:
    """Return where courses begin; see `anneal`.

    Raises:
        ValueError: when the start or a fixed variable does not fit the problem.
    """
    n = problem.ising.n
    spins = np.zeros(n, np.int8) if start is None else problem.spins(start, "start")
    free = np.ones(n, bool)
    least = int(problem.variables(np.array([-1], np.int8))[0])
    for variable, value in (fixed or {}).items():
        if not 0 <= variable < n or value not in (least, 1):
            raise ValueError(
                f"variable {variable} is fixed at {value}; expected a number from 0 to {n - 1} and"
                f" the value {least} or 1"
            )
        spins[variable], free[variable] = (1 if value == 1 else -1), False
    return Beginning(spins, free)


def watch(
    problem: AbstractProblem,
    settings: Settings,
    beginning: Beginning,
    after: Moment | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Moment]:
    """Yield where an annealing is after every part, until it is over or nothing can be better."""
    for moment in moments(problem, settings, beginning, after, clock):
        yield moment
        if satisfies(problem.ising, moment.spins):
            return


def conclude(
    problem: AbstractProblem, settings: Settings, beginning: Beginning, last: Moment
) -> Annealing:
    """Return what was found by a moment: the best state at rest, computed anew and certified."""
    ising, free = problem.ising, beginning.free
    spins = _proved(problem, descend(ising, last.spins, free), free)
    improvements = last.improvements
    value = float(problem.values(spins[None])[0])
    if problem.value_of(value) < problem.value_of(last.value):
        improvements = (*improvements, Improvement(last.seconds, last.sweeps, value))
    return Annealing(
        state=problem.variables(spins),
        spins=spins,
        value=value,
        certificate=certify(ising, spins, free),
        betas=settings.schedule.betas(max(last.courses), problem.scale),
        courses=last.courses,
        sweeps=last.sweeps,
        seconds=last.seconds,
        improvements=improvements,
        readings=last.readings,
        arithmetic=arithmetic(problem),
        settings=settings,
        moment=last,
    )


def arithmetic(problem: AbstractProblem) -> str:
    """Say in which numbers a problem is annealed, and by which kernel."""
    ising = problem.ising
    numbers = "whole numbers, 16 bits" if ising.narrow else "whole numbers, 32 bits"
    if not ising.whole:
        numbers = "floats, as the numbers are not whole or too large for 32 bits"
    return f"{numbers}; {'native kernel' if native.on_one_cpu() else 'JAX'}"


def _proved(
    problem: AbstractProblem, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
) -> Int8[np.ndarray, " n"]:
    """An optimum that needs no search, if there is one that is better than the state."""
    ising = problem.ising
    known = best_of_all(ising, spins, free) if free.sum() <= FEW else None
    if known is None and free.all():
        known = satisfied(ising)
    if known is None:
        return spins
    return known if ising.apart(known, spins) < 0 else spins
