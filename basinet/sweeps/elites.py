"""What an illumination shows: each cell's best run of both searches, measured again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import mean, stdev
from typing import Any

import numpy as np
from jaxtyping import Float

from basinet.sweeps.archives import Axis
from basinet.sweeps.illuminating import Found, Illuminating, Point, best


@dataclass(frozen=True)
class Elite:
    """The best run of a cell, and what it is worth with new seeds.

    Attributes:
        cell: along the cost and along the sweeps, from 0.
        values: of the fields that are searched.
        found: the score for which it was chosen, too good by the luck of the choice.
        cost: of the run.
        sweeps: of the run.
        again: mean score over new seeds; None where none of these runs ended.
        spread: standard deviation of that over seeds; None below two.
        test: mean accuracy on the test part over new seeds; None where none of these runs ended, or
            another number than the accuracy is to be large.
        stayed: fraction of the new runs whose cost and sweeps lie in the same cell.
    """

    cell: tuple[int, int]
    values: dict[str, Any]
    found: float
    cost: float
    sweeps: float
    again: float | None
    spread: float | None
    test: float | None
    stayed: float

    @property
    def worth(self) -> float | None:
        """What it is worth where nobody chose: on the test part, else with new seeds."""
        return self.again if self.test is None else self.test


@dataclass(frozen=True)
class Worth:
    """A search in a few numbers.

    Attributes:
        runs: that were tried.
        failed: how many of these gave no score.
        filled: cells with an elite.
        cells: all.
        best: the largest score over elites as chosen, and `best_worth` over what they are worth.
        total: sum over cells of the scores as chosen, the QD score; `total_worth` that of what
            they are worth.
    """

    runs: int
    failed: int
    filled: int
    cells: int
    best: float
    best_worth: float | None
    total: float
    total_worth: float


def measured(under_way: Illuminating, found: Found, seeds: int) -> list[Elite]:
    """Return the elites of a search in the order of cells, with what new seeds gave.

    Args:
        under_way: after `search` and `again`.
        found: of one of the two searches.
        seeds: how many new ones there were.
    """
    elites = []
    for cell, point in best(found).items():
        runs = [
            under_way.read(under_way.repeated(point, number), number, point.values)
            for number in range(seeds)
        ]
        elites.append(_elite(cell, point, runs, found))
    return elites


def _elite(cell: tuple[int, int], point: Point, runs: list[Point], found: Found) -> Elite:
    assert point.score is not None
    assert point.features is not None
    scores = [run.score for run in runs if run.score is not None]
    tests = [run.test for run in runs if run.test is not None]
    cells = [found.archive.cell(run.features) for run in runs if run.features is not None]
    return Elite(
        cell,
        point.values,
        point.score,
        *point.features,
        mean(scores) if scores else None,
        stdev(scores) if len(scores) > 1 else None,
        mean(tests) if tests else None,
        sum(one == cell for one in cells) / len(runs),
    )


def worth(found: Found, elites: list[Elite]) -> Worth:
    """Return how good a search was."""
    values = [elite.worth for elite in elites if elite.worth is not None]
    return Worth(
        runs=len(found.points),
        failed=sum(point.score is None for point in found.points),
        filled=len(elites),
        cells=int(np.prod([axis.cells for axis in found.archive.axes])),
        best=max(elite.found for elite in elites),
        best_worth=max(values, default=None),
        total=sum(elite.found for elite in elites),
        total_worth=sum(values),
    )


def duel(first: list[Elite], second: list[Elite]) -> dict[str, int]:
    """Return in how many cells each of two searches is ahead, by what their elites are worth.

    A cell that only one of them filled is that one's; the same run is a draw.
    """
    one, other = ({elite.cell: _score(elite) for elite in each} for each in (first, second))
    nothing = float("-inf")
    pairs = [(one.get(c, nothing), other.get(c, nothing)) for c in one.keys() | other.keys()]
    return {
        "ahead": sum(a > b for a, b in pairs),
        "behind": sum(a < b for a, b in pairs),
        "equal": sum(a == b for a, b in pairs),
    }


def _score(elite: Elite) -> float:
    return float("-inf") if elite.worth is None else elite.worth


def maps(
    axes: tuple[Axis, Axis], searches: Mapping[str, list[Elite]]
) -> Float[np.ndarray, "searches cost sweeps"]:
    """Return what each cell's elite is worth; nan where there is none."""
    shown = np.full((len(searches), axes[0].cells, axes[1].cells), np.nan)
    for layer, elites in zip(shown, searches.values(), strict=True):
        for elite in elites:
            layer[elite.cell] = np.nan if elite.worth is None else elite.worth
    return shown


def plain(elite: Elite, axes: tuple[Axis, Axis]) -> dict[str, Any]:
    """Return an elite as plain values, its cell with its ends."""
    known = asdict(elite)
    ends = {}
    for axis, at in zip(axes, elite.cell, strict=True):
        ends[axis.name] = axis.edges()[at : at + 2]
    return known | {"cell": list(elite.cell), "within": ends}
