"""How a problem is annealed, as a value."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import equinox as eqx
import numpy as np
from jaxtyping import Int32, Int64
from numpy.random import PCG64, SeedSequence

from basinet.annealing.schedule import AbstractSchedule, Geometric


class AbstractRule(eqx.Module):
    """With which probability a flip is made that costs x at inverse temperature beta."""

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


class AbstractOrder(eqx.Module):
    """Which spins a sweep visits."""

    @abstractmethod
    def has_rows(self) -> bool:
        """Return whether each sweep has a row of its own."""

    @abstractmethod
    def rows(
        self, free: Int64[np.ndarray, " free"], seed: int, course: int, first: int, sweeps: int
    ) -> Int32[np.ndarray, "rows free"]:
        """Return the spins that sweeps visit: one row for all, or one for each.

        Args:
            free: the spins that are not fixed.
            seed: of the run.
            course: number of the course.
            first: number of the first sweep within it.
            sweeps: how many.
        """


class InTurn(AbstractOrder):
    """Each in the order of the numbers; the default, and the fastest."""

    def has_rows(self) -> bool:
        """Return False."""
        return False

    def rows(
        self, free: Int64[np.ndarray, " free"], seed: int, course: int, first: int, sweeps: int
    ) -> Int32[np.ndarray, "rows free"]:
        """Return the free spins, one row for all sweeps."""
        del seed, course, first, sweeps
        return free[None].astype(np.int32)


class AtRandom(AbstractOrder):
    """As many as there are, each drawn at random with replacement, as NeuroSA's neurons are.

    All replicas visit the same ones.
    """

    def has_rows(self) -> bool:
        """Return True."""
        return True

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
    replicas descend to local minima, and the best state of all is kept.

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

    def __post_init__(self):
        for name, kind in (
            ("schedule", AbstractSchedule),
            ("rule", AbstractRule),
            ("order", AbstractOrder),
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
        if not lengths:
            raise ValueError("sweeps is empty; give the sweeps of at least one course")
        if self.seconds is not None and not 0 < self.seconds < float("inf"):
            raise ValueError(f"seconds is {self.seconds}; it must be above 0")
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


def _check_whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")
