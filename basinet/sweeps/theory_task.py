"""The task of evaluating formulas: what theory says at a point, without a network."""

import math
import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from basinet.data import Reading
from basinet.settings import make
from basinet.sweeps import quantities
from basinet.sweeps.task import AbstractTask, Outcome, Plain

_KINDS: dict[type, str] = {int: "whole number", float: "finite number"}

_RANGES: dict[str, tuple[float, float, type]] = {
    "self_coupling": (-math.inf, math.inf, float),
    "margin": (0, math.inf, float),
    "neurons": (2, math.inf, int),
    "distance": (0, 1, float),
    "y": (2, 200, int),
    "symmetry": (0, 1, float),
    "excitation": (0, math.inf, float),
    "layers": (1, math.inf, int),
    "load": (0, math.inf, float),
    "order": (2, math.inf, int),
    "temperature": (0, math.inf, float),
    "quality": (0, 1, float),
    "examples": (1, math.inf, int),
}
"""The least and the largest value of each field, and its kind."""


@dataclass(frozen=True)
class Theory(AbstractTask):
    """Evaluate quantities of `basinet.sweeps.quantities` at one point.

    The result has `theory_<name>` for each of them, None where it is infinite. Only the fields on
    which one of them depends describe the task; others may not be an axis.

    Attributes:
        measure: names of quantities, at least one.
        self_coupling: J_D.
        margin: kappa >= 0.
        neurons: N >= 2; None for infinitely many.
        distance: d from 0 to 1, the fraction of neurons that differ.
        y: how many fixed points a tuple has, from 2 to 200.
        symmetry: eta from 0 to 1, the correlation of J_ij and J_ji.
        excitation: lambda >= 0, the coupling between neighbouring layers of a chain.
        layers: of a chain, at least 1 (of a ring 3).
        load: patterns per neuron of a Hopfield network, K/N^(P-1) of a dense one, at least 0.
        order: P of a dense network, at least 3.
        temperature: T >= 0 of a dense network.
        quality: r, from 0 to 1, of the examples from which it learns.
        examples: M, at least 1, of each archetype.
        seed: 0; a formula does not depend on it.

    Raises:
        ValueError: when a quantity does not exist or a value is not allowed.
    """

    measure: tuple[str, ...] = ("complexity",)
    self_coupling: float = 0.5
    margin: float = 0.0
    neurons: int | None = None
    distance: float = 0.1
    y: int = 2
    symmetry: float = 0.0
    excitation: float = 0.5
    layers: int = 3
    load: float = 0.1
    order: int = 3
    temperature: float = 0.0
    quality: float = 1.0
    examples: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.measure:
            raise ValueError("measure is empty; name at least one quantity of theory")
        quantities.check(self.measure)
        if self.seed != 0 or isinstance(self.seed, bool):
            raise ValueError(
                f"seed is {self.seed!r}; theory does not depend on a seed: leave out seeds"
            )
        for name, (least, most, kind) in _RANGES.items():
            value = getattr(self, name)
            if name == "neurons" and value is None:
                continue
            allowed = int | float if kind is float else int
            if isinstance(value, bool) or not isinstance(value, allowed):
                raise ValueError(f"{name} is {value!r}; it must be a {_KINDS[kind]}")
            if not least <= value <= most or math.isinf(value):
                bound = f"of at least {least}" if math.isinf(most) else f"from {least} to {most}"
                raise ValueError(f"{name} is {value!r}; it must be a {_KINDS[kind]} {bound}")
            object.__setattr__(self, name, kind(value))

    def plain(self) -> dict[str, Plain]:
        """Return the quantities and the fields on which they depend."""
        values = {name: getattr(self, name) for name in self._used()}
        return {"task": "theory", "measure": ",".join(self.measure), **values, "seed": self.seed}

    def table(self) -> dict[str, Any]:
        """Return the fields as the table `theory`, and the quantities."""
        values = {name: getattr(self, name) for name in self._used()}
        given = {name: value for name, value in values.items() if value is not None}
        return {"theory": given, "measure": list(self.measure)}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field, none of the quantities depends on it, or the
                value is not allowed.
        """
        made = make(Theory, {name: value})
        if name != "seed" and name not in self._used():
            raise ValueError(
                f"{name} is no axis here: {', '.join(self.measure)} depend on"
                f" {', '.join(self._used()) or 'nothing'}"
            )
        return replace(self, **{name: getattr(made, name)})

    def kind(self) -> Hashable:
        """Return the quantities: formulas are evaluated one by one, in groups."""
        return self.measure

    def most_together(self) -> int:
        """Return how many are evaluated between two looks at the clock."""
        return 64

    def parts(self) -> int:
        """Return 1: a formula is evaluated at once."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: no data are needed."""
        return frozenset()

    def carry_out(self, others: Sequence["Theory"]) -> Iterator[list[Outcome]]:
        """Evaluate the quantities of this task and of others."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _used(self) -> list[str]:
        depends = quantities.arguments(self.measure)
        return [one.name for one in fields(self) if one.name in depends]

    def _outcome(self) -> Outcome:
        """What comes of this task alone, also where the formula does not hold."""
        started = time.perf_counter()
        given = {name: getattr(self, name) for name in self._used()}
        try:
            measured: dict[str, Plain] = dict(quantities.evaluate(self.measure, given))
        except ValueError as error:
            return Outcome(self, {}, time.perf_counter() - started, f"ValueError: {error}")
        return Outcome(self, measured, time.perf_counter() - started)


def read_theory(base: dict[str, Any], measure: tuple[str, ...]) -> Theory:
    """Return the task that a table describes.

    Raises:
        ValueError: when a key is unknown, no quantity depends on it, or a value is not allowed.
    """
    for name in ("measure", "seed"):
        if name in base:
            raise ValueError(f"[theory] has no {name!r}; measure stands above it, seeds are none")
    task = replace(make(Theory, {}), measure=measure)
    for name, value in base.items():
        task = task.changed(name, value)
    return task
