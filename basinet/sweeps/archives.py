"""The best run of each cell of cost and settling time, kept by pyribs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

try:
    from ribs.archives import GridArchive
except ModuleNotFoundError as error:
    if (error.name or "").split(".")[0] != "ribs":
        raise
    message = 'basinet illuminate needs pyribs, which is missing: pip install "basinet[illuminate]"'
    raise ImportError(message) from error

_WIDE = 4.0  # costs that differ by more than this factor are divided by equal ratios


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


def axis_over(name: str, values: Sequence[float], cells: int) -> Axis:
    """Return an axis whose inner cells reach over some values; one more at each end lies beyond.

    Args:
        name: of the number.
        values: at least one, not negative.
        cells: at least 3.
    """
    low, high = min(values), max(values)
    log = low > 0 and high / low > _WIDE
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
