"""The task of letting a world go and measuring what is observed of it in the long run."""

import math
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import jax
import numpy as np

from basinet.data import Reading
from basinet.settings import describe, make
from basinet.sweeps.task import AbstractTask, Outcome, Plain
from basinet.worlds import PARTS, WORLDS, AbstractWorld, Kuramoto, evolve, world

_OWN = ("name", "steps", "every", "seed")

_OF = ("", "_deviation", "_last")
"""What is told of an observable: its mean, how far it varies, and where it ends."""


@dataclass(frozen=True)
class Evolving(AbstractTask):
    """Let one world go.

    The result has, for each observable of the world, its mean over the second half of the run under
    its own name, `<name>_deviation`, `<name>_last`, and what theory says as `theory_<name>`.

    Attributes:
        world: the agents and their rule. Axes name its fields.
        steps: ticks, at least 2.
        every: ticks between observations, from 1 to half of the steps.
        seed: of everything random, from 0 to 2^32 - 1.

    Raises:
        ValueError: when a value is out of range.
    """

    world: AbstractWorld = field(default_factory=Kuramoto)
    steps: int = 1000
    every: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        _whole("steps", self.steps, 2, 2**31 - 1)
        _whole("every", self.every, 1, self.steps // 2)
        _whole("seed", self.seed, 0, 2**32 - 1)

    def plain(self) -> dict[str, Plain]:
        """Return all fields, those of the world among them."""
        return {"task": "world"} | self._fields()

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `world`."""
        return {"world": self._fields()}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field of its own or of the world.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        if name == "name":
            raise ValueError("name is no axis; sweep over one world at a time")
        if name in _OWN:
            return replace(self, **{name: value})
        return replace(self, world=make(self.world, {name: value}, PARTS))

    def kind(self) -> Hashable:
        """Return all but the seed and the floats: tasks that share a program."""
        shared = {k: v for k, v in self._fields().items() if not isinstance(v, float)}
        return tuple(
            sorted((name, repr(value)) for name, value in shared.items() if name != "seed")
        )

    def most_together(self) -> int:
        """Return 1: worlds of hundreds of agents fill a processor alone."""
        return 1

    def parts(self) -> int:
        """Return 1."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: no data are needed."""
        return frozenset()

    def carry_out(self, others: Sequence["Evolving"]) -> Iterator[list[Outcome]]:
        """Let each world go."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def numbers(self) -> tuple[str, ...]:
        """Return the names of what is measured, and of what theory may say of it."""
        seen = [f"{name}{of}" for name in self.world.observables for of in _OF]
        return (*seen, *(f"theory_{name}" for name in self.world.observables))

    def _fields(self) -> dict[str, Any]:
        (name,) = (name for name, kind in WORLDS.items() if kind is type(self.world))
        own = {"name": name, "steps": self.steps, "every": self.every, "seed": self.seed}
        return own | describe(self.world)

    def _outcome(self) -> Outcome:
        started = time.perf_counter()
        key = jax.random.key(self.seed)
        found = evolve(self.world, key, steps=self.steps, every=self.every)
        half = len(found.ticks) // 2
        measured: dict[str, Plain] = {}
        for name in self.world.observables:
            values = np.asarray(found.seen[name], np.float64)
            late = values[half:] if np.isfinite(values[half:]).all() else np.array([np.nan])
            told = late.mean(), late.std(), values[-1]
            measured |= {f"{name}{of}": _known(it) for of, it in zip(_OF, told, strict=True)}
        expected = {f"theory_{name}": value for name, value in self.world.expected().items()}
        return Outcome(self, measured | expected, time.perf_counter() - started)


def read_evolving(base: Mapping[str, Any]) -> Evolving:
    """Return the task that a table describes.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    name = base.get("name", "kuramoto")
    if not isinstance(name, str):
        raise ValueError(f"name is {name!r}; expected one of {', '.join(WORLDS)}")
    own = {key: base[key] for key in _OWN[1:] if key in base}
    steps = own.get("steps", 1000)
    if "every" not in own and isinstance(steps, int):
        own["every"] = max(1, steps // 200)
    return Evolving(world(name, {k: v for k, v in base.items() if k not in _OWN}), **own)


def main_observable(task: Evolving) -> str:
    """Return the observable that a sweep shows where nothing else is asked for."""
    return next(iter(task.world.observables))


def _known(value: float) -> float | None:
    """A number as a table holds it; what is none stays empty."""
    return float(value) if math.isfinite(value) else None


def _whole(name: str, value: Any, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name} is {value!r}; it must be a whole number from {least} to {most}")
