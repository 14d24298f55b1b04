"""The best run of each cell of cost and settling time, kept by pyribs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

try:
    from ribs.archives import GridArchive
    from ribs.emitters import GaussianEmitter
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "ribs":
        raise
    message = 'basinet illuminate needs pyribs, which is missing: pip install "basinet[illuminate]"'
    raise ImportError(message) from error

SIGMA = 0.15
"""How far a child lies from its parent: a standard deviation, in parts of a field's range."""

_WIDE = 4.0  # costs that differ by more than this factor are divided by equal ratios
_LEAST = 3  # cells along an axis whose ends are not given: one within and two beyond
_MOST = 50


@dataclass(frozen=True)
class Axis:
    """A number divided into cells of equal width.

    Attributes:
        name: of the number.
        low: where the first cell begins.
        high: where the last ends; what lies beyond belongs to the outermost cells.
        cells: how many there are.
        log: whether equal ratios, not equal differences, make the cells; the ends are those of
            the number itself.
    """

    name: str
    low: float
    high: float
    cells: int
    log: bool = False

    def place(self, value: float) -> float:
        """Return a value on the scale on which cells are equally wide."""
        return math.log(value) if self.log else value

    def edges(self) -> list[float]:
        """Return where cells begin and where the last ends, `cells` + 1 numbers."""
        ends = np.linspace(self.place(self.low), self.place(self.high), self.cells + 1)
        return [float(edge) for edge in (np.exp(ends) if self.log else ends)]


@dataclass(frozen=True)
class Cells:
    """How a number is to be divided into cells.

    Attributes:
        count: how many, from 3 to 50; with ends, from 1.
        low: where the first begins; None for what the first runs say.
        high: where the last ends, above `low`; None together with `low`.
        log: whether equal ratios make the cells; None where that follows from the ends.

    Raises:
        ValueError: when a value is not allowed.
    """

    count: int = 6
    low: float | None = None
    high: float | None = None
    log: bool | None = None

    def __post_init__(self) -> None:
        least = _LEAST if self.low is None else 1
        if not least <= self.count <= _MOST:
            raise ValueError(
                f"cells is {self.count}; it must be from {least} to {_MOST}"
                + (", two of them for what lies beyond the first runs" if least > 1 else "")
            )
        if (self.low is None) != (self.high is None):
            raise ValueError("give both low and high, or neither")
        if self.low is None or self.high is None:
            if self.log is not None:
                raise ValueError("log needs low and high; without them it follows from the runs")
            return
        if not 0 <= self.low < math.inf or not 0 <= self.high < math.inf:
            raise ValueError(
                f"low is {self.low:g} and high is {self.high:g}; they must be finite and at least 0"
            )
        if not self.low < self.high:
            raise ValueError(f"low is {self.low:g} and high is {self.high:g}; low must be less")
        if self.log and self.low <= 0:
            raise ValueError(f"low is {self.low:g}; equal ratios need one above 0")

    def axis(self, name: str, values: Sequence[float]) -> Axis:
        """Return the axis of a number: over the ends, or over values that were found."""
        if self.low is None or self.high is None:
            return axis_over(name, values, self.count)
        log = _by_ratios(self.low, self.high) if self.log is None else self.log
        return Axis(name, float(self.low), float(self.high), self.count, log)

    def plain(self) -> dict[str, Any]:
        """Return what differs from nothing said, as a table."""
        known = {"cells": self.count, "low": self.low, "high": self.high, "log": self.log}
        return {name: value for name, value in known.items() if value is not None}


def _by_ratios(low: float, high: float) -> bool:
    return low > 0 and high / low > _WIDE


def axis_over(name: str, values: Sequence[float], cells: int) -> Axis:
    """Return an axis whose inner cells reach over some values; one more at each end lies beyond.

    Args:
        name: of the number.
        values: at least one, not negative.
        cells: at least 3.
    """
    low, high = min(values), max(values)
    log = _by_ratios(low, high)
    first, last = (math.log(low), math.log(high)) if log else (low, high)
    # A little wider, so that the ends of the values lie within whatever is rounded.
    wide = max(last - first, 0.1 * abs(last), 1e-3) * 1.001
    middle, step = 0.5 * (first + last), wide / (cells - 2)
    begin, end = middle - 0.5 * wide - step, middle + 0.5 * wide + step
    return Axis(name, *((math.exp(begin), math.exp(end)) if log else (begin, end)), cells, log)


class Archive:
    """The best run of each cell, by its number.

    Attributes:
        axes: the cost and the sweeps.
        grid: pyribs' archive, from which emitters take elites.
    """

    def __init__(self, axes: tuple[Axis, Axis], fields: int, seed: int) -> None:
        self.axes = axes
        self.grid = GridArchive(
            solution_dim=fields,
            dims=[axis.cells for axis in axes],
            ranges=[(axis.place(axis.low), axis.place(axis.high)) for axis in axes],
            seed=seed,
            extra_fields={"number": ((), np.int64)},
        )

    def add(
        self,
        number: int,
        point: Float[np.ndarray, " fields"],
        score: float,
        features: tuple[float, float],
    ) -> None:
        """Keep a run where its cell is empty or held by one with a smaller score."""
        self.grid.add_single(point, score, self._places(features), number=number)

    def cell(self, features: tuple[float, float]) -> tuple[int, int]:
        """Return the cell of a cost and of sweeps, counted from 0 along both."""
        flat = self.grid.index_of_single(self._places(features))
        first, second = self.grid.int_to_grid_index([int(flat)])[0]
        return int(first), int(second)

    def elites(self) -> dict[tuple[int, int], int]:
        """Return the number of the best run in each cell that is filled."""
        indices = self.grid.int_to_grid_index(self.grid.data("index"))
        numbers = self.grid.data("number")
        cells = [(int(first), int(second)) for first, second in indices]
        return dict(sorted(zip(cells, map(int, numbers), strict=True)))

    def _places(self, features: tuple[float, float]) -> list[float]:
        return [axis.place(value) for axis, value in zip(self.axes, features, strict=True)]


class Children:
    """New points: elites of any cell, each field changed by a normal step (MAP-Elites)."""

    def __init__(self, archive: Archive, fields: int, at_once: int, seed: int) -> None:
        self.emitter = GaussianEmitter(
            archive.grid,
            sigma=SIGMA,
            x0=np.full(fields, 0.5),
            bounds=[(0.0, 1.0)] * fields,
            batch_size=at_once,
            seed=seed,
        )

    def draw(self) -> list[Float[np.ndarray, " fields"]]:
        """Return a whole round of points of the unit cube, `at_once` of them."""
        return list(self.emitter.ask())
