"""A sweep as a value: a task, axes along which it changes, and seeds."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from basinet.sweeps.axis import Axis
from basinet.sweeps.task import AbstractTask, with_values

LARGEST = 10**6
"""Runs of a grid up to which nobody is asked whether it is meant."""

_TRIED = 64
"""Runs with a value of an axis that are tried before the value is refused."""


@dataclass(frozen=True)
class Sweep:
    """Every combination of the values of some axes, each with every seed.

    Attributes:
        base: the task to repeat; its fields that are no axis stay as they are.
        axes: what changes, in the order of the grid; the last changes fastest.
        seeds: the seeds of each point of the grid.
        show: the measured number that the table and the figure show.
        threshold: a value of it whose contour or crossing the figure marks; None for none.
        beside: further numbers that a figure over one axis shows as curves, such as those of
            theory.

    Raises:
        ValueError: when an axis names no field or occurs twice, a value is not allowed, or there
            are no seeds.
    """

    base: AbstractTask
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...] = (0,)
    show: str = "accuracy"
    threshold: float | None = None
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [axis.name for axis in self.axes]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"axis {name} occurs twice; put its values into one list")
            if name == "seed":
                raise ValueError("seed is no axis; list the seeds as seeds = [0, 1, 2]")
        if not self.seeds:
            raise ValueError("seeds is empty; give at least one, such as seeds = [0]")
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"seeds is {list(self.seeds)}; give each seed once")
        for seed in self.seeds:
            self.base.changed("seed", seed)
        for axis in self.axes:
            for value in axis.values:
                self.first_with(axis, value)

    def __len__(self) -> int:
        """Return the number of runs."""
        return math.prod(len(axis.values) for axis in self.axes) * len(self.seeds)

    def points(self) -> Iterator[dict[str, Any]]:
        """Yield the values of the axes at each point of the grid, with each seed as `seed`."""
        names = [*(axis.name for axis in self.axes), "seed"]
        for values in itertools.product(*(axis.values for axis in self.axes), self.seeds):
            yield dict(zip(names, values, strict=True))

    def tasks(self) -> Iterator[AbstractTask]:
        """Yield the task of each point; where values do not go together, what was said instead.

        Raises:
            ValueError: when the values of a point do not go together.
        """
        for point in self.points():
            yield self.at(point)

    def at(self, point: dict[str, Any]) -> AbstractTask:
        """Return the task at a point of the grid.

        Raises:
            ValueError: when its values do not go together.
        """
        try:
            return with_values(self.base, point)
        except ValueError as error:
            where = ", ".join(f"{name} = {value!r}" for name, value in point.items())
            raise ValueError(f"at {where}: {error}") from error

    def first_with(self, axis: Axis, value: Any) -> AbstractTask:
        """Return a task of the sweep with this value, the first whose values go together.

        Raises:
            ValueError: when the value is allowed with none of those that were tried.
        """
        others = [other for other in self.axes if other is not axis]
        combinations = itertools.product(*(other.values for other in others))
        first: ValueError | None = None
        for values in itertools.islice(combinations, _TRIED):
            point = {other.name: v for other, v in zip(others, values, strict=True)}
            try:
                return with_values(self.base, {axis.name: value} | point)
            except ValueError as error:
                first = first or error
        raise ValueError(f"axis {axis.name}: {first}") from first


def union(one: Sweep, other: Sweep) -> Sweep:
    """Return the sweep with the values of both along each axis, and the seeds of both.

    Raises:
        ValueError: when they are not sweeps over the same axes from the same base.
    """
    check_same(one, other)
    further = {axis.name: axis.values for axis in other.axes}
    axes = tuple(
        Axis(axis.name, tuple(dict.fromkeys([*axis.values, *further[axis.name]])))
        for axis in one.axes
    )
    return replace(one, axes=axes, seeds=tuple(dict.fromkeys([*one.seeds, *other.seeds])))


def check_same(one: Sweep, other: Sweep) -> None:
    """Refuse two sweeps that differ in more than the values of their axes and their seeds.

    Raises:
        ValueError: when they do; it names the first difference.
    """
    axes = {axis.name for axis in one.axes}
    if axes != {axis.name for axis in other.axes}:
        listed = [", ".join(a.name for a in sweep.axes) or "nothing" for sweep in (one, other)]
        raise ValueError(f"one is a sweep over {listed[0]}, the other over {listed[1]}")
    before, after = one.base.plain(), other.base.plain()
    for name in dict.fromkeys([*before, *after]):
        below = any(name.startswith(f"{axis}.") or axis.startswith(f"{name}.") for axis in axes)
        if name in axes or name == "seed" or below:
            continue
        if before.get(name) != after.get(name):
            raise ValueError(
                f"one has {name} = {before.get(name)!r}, the other {after.get(name)!r}"
            )
