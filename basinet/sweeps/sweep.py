"""A sweep as a value: a task, axes along which it changes, and seeds."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from basinet.runs import read_toml
from basinet.sweeps.axis import Axis, read_axis
from basinet.sweeps.settling_task import read_settling
from basinet.sweeps.task import AbstractTask, with_values
from basinet.sweeps.training_task import read_training

LARGEST = 10**6
"""Runs of a grid up to which nobody is asked whether it is meant."""

_KEYS = ("run", "settling", "axes", "seeds", "measure", "stack", "show", "threshold")
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

    Raises:
        ValueError: when an axis names no field or occurs twice, a value is not allowed, or there
            are no seeds.
    """

    base: AbstractTask
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...] = (0,)
    show: str = "accuracy"
    threshold: float | None = None

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


def from_plain(plain: dict[str, Any]) -> Sweep:
    """Return the sweep that plain values describe, as in a sweep.toml.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    for key in plain:
        if key not in _KEYS:
            raise ValueError(f"a sweep has no {key!r}; it has {', '.join(_KEYS)}")
    if ("run" in plain) == ("settling" in plain):
        raise ValueError("a sweep needs one table [run] or [settling]: what is repeated")
    for key in ("run", "settling", "axes"):
        if not isinstance(plain.get(key, {}), dict):
            raise ValueError(f"{key} is {plain[key]!r}; it must be a table")
    if "run" in plain:
        measure = _texts("measure", plain.get("measure", ["training", "relaxation"]))
        base: AbstractTask = read_training(plain["run"], measure, plain.get("stack", 1))
        show = "accuracy"
    else:
        for key in ("measure", "stack"):
            if key in plain:
                raise ValueError(f"{key} is for [run]; leave it out of a sweep with [settling]")
        base, show = read_settling(plain["settling"]), "settled"
    show = plain.get("show", show)
    if not isinstance(show, str):
        raise ValueError(f"show is {show!r}; it must be the name of a measured number")
    threshold = plain.get("threshold")
    if threshold is not None and not isinstance(threshold, int | float):
        raise ValueError(f"threshold is {threshold!r}; it must be a number")
    axes = tuple(read_axis(name, given) for name, given in _named(plain.get("axes", {})))
    return Sweep(base, axes, _seeds(plain.get("seeds", [0])), show, threshold)


def read_sweep(path: Path) -> Sweep:
    """Return the sweep that a file describes.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML or describes no sweep.
    """
    plain = read_toml(path)
    try:
        return from_plain(plain)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _named(axes: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The axes with their names; TOML makes tables of names with dots."""
    for name, given in axes.items():
        if isinstance(given, dict) and not {"from", "to"} & given.keys():
            for rest, inner in _named(given):
                yield f"{name}.{rest}", inner
        else:
            yield name, given


def _seeds(given: Any) -> tuple[int, ...]:
    if isinstance(given, int) and not isinstance(given, bool):
        if given < 1:
            raise ValueError(f"seeds is {given}; it must be a number of at least 1, or a list")
        return tuple(range(given))
    if not isinstance(given, list):
        raise ValueError(f"seeds is {given!r}; it must be a number of seeds or a list of them")
    return tuple(given)


def _texts(name: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ValueError(f"{name} is {given!r}; it must be a list of names")
    return tuple(given)


def to_toml(sweep: Sweep) -> str:
    """Return the sweep as the text of a sweep.toml."""
    plain: dict[str, Any] = {"seeds": list(sweep.seeds), "show": sweep.show}
    if sweep.threshold is not None:
        plain["threshold"] = sweep.threshold
    axes = {axis.name: [_listed(value) for value in axis.values] for axis in sweep.axes}
    return tomli_w.dumps(plain | sweep.base.table() | {"axes": axes})


def _listed(value: Any) -> Any:
    return [_listed(part) for part in value] if isinstance(value, tuple) else value
