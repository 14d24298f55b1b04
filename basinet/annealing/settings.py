"""How a problem is annealed, as a value."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import equinox as eqx
import numpy as np
from jaxtyping import Int32, Int64
from numpy.random import PCG64, SeedSequence

from basinet._short import short
from basinet.annealing.ending import AbstractEnding, Joined
from basinet.annealing.schedule import LONGEST, AbstractSchedule, Geometric


class AbstractRule(eqx.Module):
    """With which probability a flip is made that costs x at inverse temperature beta."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def is_heat_bath(self) -> bool:
        """Return whether the noise is logistic; else it is exponential."""


class Metropolis(AbstractRule):
    """min(1, exp(-beta x))."""

    def is_heat_bath(self) -> bool:
        """Return False."""
        return False


class HeatBath(AbstractRule):
    """1 / (1 + exp(beta x))."""

    def is_heat_bath(self) -> bool:
        """Return True."""
        return True


_ORDERS = 4
"""Random orders that take turns: more are no better, and all are held in memory."""


class AbstractOrder(eqx.Module):
    """Which spins a sweep visits."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def rows(
        self, free: Int64[np.ndarray, " free"], seed: int, course: int, first: int, sweeps: int
    ) -> Int32[np.ndarray, "rows free"]:
        """Return rows of spins to visit, which sweeps take by turns.

        Args:
            free: the spins that are not fixed.
            seed: of the run.
            course: number of the course.
            first: number of the first sweep within it.
            sweeps: how many at most.
        """


class InTurn(AbstractOrder):
    """Each in the order of the numbers, and now and then all in a random order; the default.

    On lattices sweeps in turn settle faster than random ones. But Metropolis makes every flip that
    costs nothing, and in a fixed order that can be a motion in step: along a ring all borders
    between domains move on by one place a sweep and never meet.

    Attributes:
        shuffled_every: number of sweeps of which the last has a random order, one of four; 1 for
            all, 0 for none.

    Raises:
        ValueError: when it is below 0.
    """

    shuffled_every: int = 8

    def __check_init__(self):
        _check_whole("shuffled_every", self.shuffled_every, 0)

    def rows(
        self, free: Int64[np.ndarray, " free"], seed: int, course: int, first: int, sweeps: int
    ) -> Int32[np.ndarray, "rows free"]:
        """Return a cycle of sweeps, that of the first one in front."""
        del sweeps
        if not self.shuffled_every:
            return free[None].astype(np.int32)
        source = PCG64(SeedSequence((seed, course, 2**31)))
        raw = np.asarray(source.random_raw(_ORDERS * len(free))).reshape(_ORDERS, len(free))
        rows = np.repeat(free[None], _ORDERS * self.shuffled_every, axis=0)
        rows[self.shuffled_every - 1 :: self.shuffled_every] = free[np.argsort(raw, axis=1)]
        return np.roll(rows, -(first % len(rows)), axis=0).astype(np.int32)


class AtRandom(AbstractOrder):
    """As many as there are, each drawn at random with replacement, as NeuroSA's neurons are.

    All replicas visit the same ones.
    """

    def rows(
        self, free: Int64[np.ndarray, " free"], seed: int, course: int, first: int, sweeps: int
    ) -> Int32[np.ndarray, "rows free"]:
        """Return a row of drawn spins for each sweep."""
        source = PCG64(SeedSequence((seed, course, 2**31)))
        source.advance(first * len(free))
        raw = np.asarray(source.random_raw(sweeps * len(free)))
        places = ((raw >> np.uint64(32)) * np.uint64(len(free))) >> np.uint64(32)
        return free[places.astype(np.int64)].reshape(sweeps, len(free)).astype(np.int32)


@dataclass(frozen=True)
class Settings:
    """How a problem is annealed.

    A course begins with random spins (or given ones) and goes through the whole schedule; then all
    replicas descend to local minima, and the best that the ending makes of them is kept.

    Attributes:
        schedule: inverse temperatures of a course.
        sweeps: of each course: a number for all, or one for each of several; None to let them
            grow as the time allows, with `seconds` alone.
        restarts: number of courses where `sweeps` is a number; None for one, or for as many as
            the seconds allow.
        seconds: the most time; None for none. With it and without `sweeps` the last course is as
            long as the time that is left.
        most: sweeps of all courses together after which the run ends; None for no such end.
        replicas: states that are annealed side by side.
        seed: of everything random, from 0.
        rule: of single flips.
        order: in which spins are visited.
        ending: what is made of the local minima of a course.

    Raises:
        ValueError: when a value is out of its range.
    """

    schedule: AbstractSchedule = field(default_factory=Geometric)
    sweeps: int | Sequence[int] | None = None
    restarts: int | None = None
    seconds: float | None = None
    most: int | None = None
    replicas: int = 64
    seed: int = 0
    rule: AbstractRule = field(default_factory=Metropolis)
    order: AbstractOrder = field(default_factory=InTurn)
    ending: AbstractEnding = field(default_factory=Joined)

    def __post_init__(self):
        for name, kind in (
            ("schedule", AbstractSchedule),
            ("rule", AbstractRule),
            ("order", AbstractOrder),
            ("ending", AbstractEnding),
        ):
            if not isinstance(value := getattr(self, name), kind):
                members = ", ".join(f"{leaf.__name__}()" for leaf in kind.__subclasses__())
                raise ValueError(f"{name} is {value!r}; expected one of {members}")
        lengths = self.sweeps if isinstance(self.sweeps, Sequence) else (self.sweeps,)
        for name, value, least in (
            *(
                ("sweeps", length, 1)
                for length in lengths
                if length is not None or len(lengths) > 1
            ),
            ("restarts", 1 if self.restarts is None else self.restarts, 1),
            ("most", 1 if self.most is None else self.most, 1),
            ("replicas", self.replicas, 1),
            ("seed", self.seed, 0),
        ):
            _check_whole(name, value, least)
        if (longest := max((length or 0 for length in lengths), default=0)) > LONGEST:
            raise ValueError(
                f"sweeps is {longest:,}; a course has at most {LONGEST:,}, several have more"
            )
        if not lengths:
            raise ValueError("sweeps is empty; give the sweeps of at least one course")
        if self.seconds is not None and not _is_above_0(self.seconds):
            raise ValueError(f"seconds is {self.seconds!r}; it must be a number above 0")
        if self.sweeps is None and self.seconds is None:
            raise ValueError("neither sweeps nor seconds are given; give one, such as seconds=5")
        if self.restarts is not None and not isinstance(self.sweeps, int):
            raise ValueError("restarts need the sweeps of each, as one number")

    def planned(self, course: int) -> int | None:
        """Return the sweeps of a course that the settings name; 0 when it is not to be made.

        None where that is left to the time.
        """
        if self.sweeps is None:
            return None
        if isinstance(self.sweeps, Sequence):
            return self.sweeps[course] if course < len(self.sweeps) else 0
        most = self.restarts or (1 if self.seconds is None else None)
        return self.sweeps if most is None or course < most else 0


def _is_above_0(value: Any) -> bool:
    plain = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return plain and bool(0 < value < float("inf"))


def _check_whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")
