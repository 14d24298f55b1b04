"""Courses: from random states through a whole schedule, in parts after which one can stop."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float64, Int8, Int32

from basinet._memory import refuse_above
from basinet.annealing import draws
from basinet.annealing.moment import Improvement, Moment, Reading
from basinet.annealing.problem import AbstractProblem
from basinet.annealing.settings import Settings
from basinet.annealing.sweeps import Replicas, Sweeper, replicas_of, sweeper
from basinet.annealing.timing import length_by_time

_PART, _PART_OF_REFERENCE = 2e7, 5e5
"""Updates of single spins in a part of a course: about a fiftieth of a second, and half a one."""

_DESCENT = 16
"""Sweeps of a descent, after which it is looked whether all replicas have come to rest."""


@dataclass(frozen=True, eq=False)
class Beginning:
    """Where courses begin, apart from chance.

    Attributes:
        spins: int8 `[n]`, -1 or +1, and 0 where a spin is drawn at random.
        free: which spins may flip.
    """

    spins: Int8[np.ndarray, " n"]
    free: Bool[np.ndarray, " n"]


def moments(
    problem: AbstractProblem,
    settings: Settings,
    beginning: Beginning,
    after: Moment | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Moment]:
    """Yield where the run is after every part of a course.

    Args:
        problem: what is optimised.
        settings: how.
        beginning: where courses begin.
        after: a moment to go on from; the same settings then give what would have come.
        clock: tells the seconds, from which `settings.seconds` are counted.
    """
    each = 3.0 * (2 * problem.ising.n + 24)  # spins, the best ones and draws, as they are drawn
    refuse_above(
        settings.replicas * each, f"to anneal {settings.replicas:,} replicas", "choose fewer"
    )
    started = clock() - (after.seconds if after else 0.0)
    made = sweeper(problem.ising, heat_bath=settings.rule.is_heat_bath())
    size = _PART if made.by_hand else _PART_OF_REFERENCE
    part = max(_DESCENT, min(10_000, round(size / (settings.replicas * problem.ising.n))))
    work = _Work(problem, settings, beginning, made, part, lambda: clock() - started)
    now = after
    while not work.is_over(now):
        if now is None or now.done >= now.courses[-1]:
            length = work.next_length(now)
            if not length:
                return
            now = work.begin(now, length)
        now = work.advance(now)
        yield now


@dataclass(frozen=True, eq=False)
class _Work:
    """What stays the same from part to part."""

    problem: AbstractProblem
    settings: Settings
    beginning: Beginning
    sweeper: Sweeper
    part: int
    elapsed: Callable[[], float]
    made: dict[int, Float64[np.ndarray, " sweeps"]] = field(default_factory=dict)

    def is_over(self, now: Moment | None) -> bool:
        most, limit = self.settings.most, self.settings.seconds
        made = now.sweeps if now else 0
        enough = most is not None and made >= most
        return enough or (limit is not None and self.elapsed() >= limit)

    def next_length(self, now: Moment | None) -> int:
        """The sweeps of the next course, 0 for none."""
        courses = now.courses if now else ()
        planned = self.settings.planned(len(courses))
        if planned is not None:
            return planned
        assert self.settings.seconds is not None
        left = self.settings.seconds - self.elapsed()
        return length_by_time(courses, now.readings if now else (), left, self.part)

    def begin(self, now: Moment | None, length: int) -> Moment:
        """A moment before the first sweep of a new course."""
        ising, settings = self.problem.ising, self.settings
        courses = (*now.courses, length) if now else (length,)
        words, spins = draws.start(settings.seed, len(courses) - 1, settings.replicas, ising.n)
        given = self.beginning.spins
        replicas = replicas_of(np.where(given != 0, given, spins), words, ising.whole)
        if now is None:
            first = self._finished(np.asarray(replicas.spins[0]))
            return Moment(courses, 0, replicas, first, self._value(first), np.inf, 0.0, (), ())
        return replace(now, courses=courses, done=0, replicas=replicas)

    def advance(self, now: Moment) -> Moment:
        """The moment after the next part of the course, and after a descent at its end."""
        length = now.courses[-1]
        all_betas = self._betas(length)
        sweeps = min(self.part, length - now.done)
        if self.settings.most is not None:
            sweeps = min(sweeps, self.settings.most - now.sweeps)
        betas = np.full(self.part, np.nan)
        betas[:sweeps] = all_betas[now.done : now.done + sweeps]
        free = np.flatnonzero(self.beginning.free)
        course, order = len(now.courses) - 1, self.settings.order
        rows = order.rows(free, self.settings.seed, course, now.done, self.part)
        # The replicas of a moment that was given away must outlive it.
        kept = Replicas(*(jnp.array(a) for a in _arrays(now.replicas)))
        replicas, energy = self.sweeper.run(rows, self._of_gains(betas), kept)
        after = replace(now, done=now.done + sweeps, replicas=replicas)
        if after.done >= length:
            ends = self._descended(after.replicas, rows)
            after = replace(after, replicas=self._joined(ends, after.spins))
        return self._seen(after, float(betas[sweeps - 1]), np.asarray(energy))

    def _betas(self, length: int) -> Float64[np.ndarray, " sweeps"]:
        """The inverse temperatures of a course, which are the same in all its parts."""
        if length not in self.made:
            self.made.clear()
            self.made[length] = self.settings.schedule.betas(length, self.problem.scale)
        return self.made[length]

    def _descended(self, replicas: Replicas, rows: Int32[np.ndarray, "rows free"]) -> Replicas:
        """The best states of all replicas, each after a descent to a local minimum."""
        betas = np.full(self.part, np.nan)
        betas[:_DESCENT] = np.inf
        at = Replicas(replicas.best, replicas.draws, jnp.array(replicas.best), replicas.lowest)
        for _ in range(self.problem.ising.n):
            before = np.array(at.spins)
            at, _energy = self.sweeper.run(rows, betas, at)
            if np.array_equal(before, np.asarray(at.spins)):
                break
        return at

    def _joined(self, replicas: Replicas, before: Int8[np.ndarray, " n"]) -> Replicas:
        """The replicas, the best of which is what the ending makes of all and of one before."""
        best, lowest = np.array(replicas.best), np.array(replicas.lowest)
        ising, states = self.problem.ising, np.concatenate([best, before[None]])
        found = self.settings.ending.state(ising, states, self.beginning.free)
        energy = (ising.energies(found[None])[0] - ising.offset) / ising.unit
        energy, which = np.round(energy) if ising.whole else energy, int(np.argmin(lowest))
        if energy < lowest[which]:
            best[which], lowest[which] = found, energy
        return Replicas(replicas.spins, replicas.draws, jnp.array(best), jnp.array(lowest))

    def _of_gains(self, betas: Float64[np.ndarray, " sweeps"]) -> Float64[np.ndarray, " sweeps"]:
        """Inverse temperatures of s_i h_i: a flip changes the value by 2 unit s_i h_i."""
        return betas * 2 * self.problem.ising.unit

    def _seen(self, now: Moment, beta: float, energy: np.ndarray) -> Moment:
        """The moment with what can be seen in it written down."""
        ising, seconds = self.problem.ising, self.elapsed()
        lowest = np.asarray(now.replicas.lowest)
        which = int(np.argmin(lowest))
        spins, value, found, reached = now.spins, now.value, now.improvements, now.lowest
        if lowest[which] < reached:
            trial = self._finished(np.asarray(now.replicas.best[which]))
            reached, worth = float(lowest[which]), self._value(trial)
            if not found or self.problem.value_of(worth) < self.problem.value_of(value):
                spins, value = trial, worth
                found = (*found, Improvement(seconds, now.sweeps, value))
        mean = self.problem.value_of(ising.offset + ising.unit * float(np.mean(energy)))
        readings = (*now.readings, Reading(seconds, now.sweeps, beta, mean, value))
        return replace(
            now,
            spins=spins,
            value=value,
            lowest=reached,
            seconds=seconds,
            improvements=found,
            readings=readings,
        )

    def _finished(self, spins: Int8[np.ndarray, " n"]) -> Int8[np.ndarray, " n"]:
        return self.problem.finish(spins, self.beginning.free)

    def _value(self, spins: Int8[np.ndarray, " n"]) -> float:
        return float(self.problem.values(spins[None])[0])


def _arrays(replicas: Replicas) -> tuple:
    return replicas.spins, replicas.draws, replicas.best, replicas.lowest
