"""A sweep as a value: a task, axes along which it changes, and seeds."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from basinet.data import Reading, contents
from basinet.sweeps.axis import Axis
from basinet.sweeps.series_task import series_files
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
        _ = self._firsts  # a value that is allowed nowhere is refused now

    def __len__(self) -> int:
        """Return the number of runs."""
        return math.prod(len(axis.values) for axis in self.axes) * len(self.seeds)

    def points(self) -> Iterator[tuple[dict[str, Any], AbstractTask | None]]:
        """Yield each point of the grid with its task.

        Yields:
            The values of the axes and the seed, by name, and the task that has them; None where
            they do not go together, which `at` explains.
        """
        levels = [*((axis.name, axis.values) for axis in self.axes), ("seed", self.seeds)]
        if not self.axes:
            yield from self._below({}, self.base, levels)
            return
        # The first axis was tried already; what its tasks have of other axes is changed below.
        for value, task in zip(self.axes[0].values, self._firsts[0][1], strict=True):
            yield from self._below({self.axes[0].name: value}, task, levels[1:])

    def tasks(self) -> Iterator[AbstractTask]:
        """Yield the task of each point.

        Raises:
            ValueError: when the values of a point do not go together.
        """
        for point, task in self.points():
            yield self.at(point) if task is None else task

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

    def sources(self) -> frozenset[Reading]:
        """Return the data sets that its tasks need, and how they are read."""
        firsts = (task for _, tasks in self._firsts for task in tasks)
        return frozenset().union(self.base.sources(), *(task.sources() for task in firsts))

    def contents(self) -> dict[str, str]:
        """Return the checksum of each file of the user's own that its tasks read."""
        firsts = (task for _, tasks in self._firsts for task in tasks)
        return contents(self.sources() | series_files((self.base, *firsts)))

    def stored_values(self) -> dict[str, tuple[Any, ...]]:
        """Return for each axis its values as they stand in a result."""
        return dict(self._stored_values)

    @cached_property
    def _stored_values(self) -> dict[str, tuple[Any, ...]]:
        return {name: tuple(one.plain()[name] for one in found) for name, found in self._firsts}

    @cached_property
    def _firsts(self) -> list[tuple[str, list[AbstractTask]]]:
        """For each axis a task with each of its values, the first whose values go together.

        Raises:
            ValueError: when a value is allowed with none of those of other axes that were tried.
        """
        return [(axis.name, list(self._each_with(axis))) for axis in self.axes]

    def _each_with(self, axis: Axis) -> Iterator[AbstractTask]:
        others = [other for other in self.axes if other is not axis]
        try:
            background = with_values(self.base, {other.name: other.values[0] for other in others})
        except ValueError:
            background = None
        for value in axis.values:
            task = None if background is None else _changed(background, axis.name, value)
            yield self._first_with(axis, value, others) if task is None else task

    def _first_with(self, axis: Axis, value: Any, others: list[Axis]) -> AbstractTask:
        combinations = itertools.product(*(other.values for other in others))
        first: ValueError | None = None
        for values in itertools.islice(combinations, _TRIED):
            point = {other.name: v for other, v in zip(others, values, strict=True)}
            try:
                return with_values(self.base, {axis.name: value} | point)
            except ValueError as error:
                first = first or error
        # Which axis is to blame: that whose value is not allowed alone either.
        for name, one in ((axis.name, value), *((other.name, other.values[0]) for other in others)):
            try:
                self.base.changed(name, one)
            except ValueError as error:
                raise ValueError(f"axis {name}: {error}") from error
        raise ValueError(f"axis {axis.name}: {first}") from first

    def _below(
        self,
        point: dict[str, Any],
        task: AbstractTask | None,
        levels: list[tuple[str, tuple[Any, ...]]],
    ) -> Iterator[tuple[dict[str, Any], AbstractTask | None]]:
        """All points that begin with some values; what these have in common is made once."""
        if not levels:
            yield point, self._together(point) if task is None else task
            return
        (name, values), *rest = levels
        for value in values:
            changed = None if task is None else _changed(task, name, value)
            yield from self._below({**point, name: value}, changed, rest)

    def _together(self, point: dict[str, Any]) -> AbstractTask | None:
        """The task of a point whose values are not allowed in the order of the axes."""
        try:
            return with_values(self.base, point)
        except ValueError:
            return None


def _changed(task: AbstractTask, name: str, value: Any) -> AbstractTask | None:
    try:
        return task.changed(name, value)
    except ValueError:
        return None


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
        inner = any(other.startswith(f"{name}.") for other in (*before, *after))
        if name in axes or name == "seed" or below or inner:
            continue
        if before.get(name) != after.get(name):
            raise ValueError(
                f"one has {name} = {before.get(name)!r}, the other {after.get(name)!r}"
            )
