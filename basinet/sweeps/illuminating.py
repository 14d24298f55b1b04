"""The best runs for each cost and settling time: MAP-Elites beside random search.

Both begin with the same random runs, over whose costs and sweeps the cells are laid. Then random
search draws further points, and MAP-Elites (Mouret & Clune, arXiv 1504.04909) changes elites a
little: pyribs keeps them and makes the changes. Every run is in a store. What is tried follows
from the seed and from the results before, so that an illumination that was stopped is made again
from the store and goes on as if it had not been.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any, TypeGuard

import numpy as np

from basinet.folders import Kind, begin, hold
from basinet.sweeps.archives import Archive, Children
from basinet.sweeps.contents import REMEDY, is_empty, read_kept, refuse_other_contents
from basinet.sweeps.engine import AbstractEngine
from basinet.sweeps.genome import decode, random_point
from basinet.sweeps.illumination import START, Illumination, read_illumination, to_toml
from basinet.sweeps.store import Store
from basinet.sweeps.task import Outcome, name_of, with_values
from basinet.sweeps.training_task import Training

ILLUMINATION = Kind("an illumination", "illuminate.toml", "basinet illuminate", ("runs",), REMEDY)


@dataclass(frozen=True)
class Point:
    """What came of trying some values.

    Attributes:
        number: counted from 0 in its search.
        values: of the fields that are searched.
        score: what is to be large; None where the run failed.
        features: cost and sweeps; None where the run failed.
        test: accuracy on the test part, by which nothing is chosen; None where it failed, or
            where another number than the accuracy is to be large.
        error: why it failed, else None.
    """

    number: int
    values: dict[str, Any]
    score: float | None
    features: tuple[float, float] | None
    error: str | None
    test: float | None = None


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        points: all that were tried.
        archive: the best of each cell.
    """

    points: list[Point]
    archive: Archive


@dataclass(frozen=True)
class Done:
    """A run that ended now; those that were stored before are not told.

    Attributes:
        part: `start`, `map-elites`, `random` or `again`.
        outcome: of the run.
    """

    part: str
    outcome: Outcome


def open_folder(path: Path, wanted: Illumination) -> Store:
    """Return the store of an illumination: a new one, or that in the folder, to go on with.

    Raises:
        ValueError: when the folder holds another illumination.
        FileExistsError: when it is not empty and not the folder of one.
        OSError: when it cannot be made or written.
    """

    def compare(file: Path) -> None:
        if is_empty(file):
            return
        if _but_runs(read_kept(read_illumination, file)) != _but_runs(wanted):
            raise ValueError(
                f"{path} holds another illumination: its run, space, show, seed, at_once, cost,"
                " validation or cells is not the same; choose another folder with --out"
            )
        refuse_other_contents(file)

    begin(ILLUMINATION, path, to_toml(wanted), compare)
    return Store(path)


def _but_runs(wanted: Illumination) -> Illumination:
    return replace(wanted, search=replace(wanted.search, trials=START + 1))


class Illuminating:
    """An illumination under way.

    Attributes:
        wanted: what is illuminated.
        store: where runs are kept.
        engine: who does them.
        elites: what MAP-Elites found, once `search` has come so far.
        random: what random search found, likewise.
    """

    elites: Found
    random: Found

    def __init__(self, wanted: Illumination, store: Store, engine: AbstractEngine) -> None:
        self.wanted, self.store, self.engine = wanted, store, engine

    def search(self) -> Iterator[Done]:
        """Do the runs that are missing of both searches, and yield each that ended.

        Raises:
            FolderInUseError: when another process works in the folder of the store.
            OSError: when a result cannot be stored, or workers were lost for good.
            ValueError: when no run of the start ended with cost and sweeps, or what is searched
                for is not measured.
        """
        with hold(self.store.path):
            self.store.tidy()
            drawn = [self._drawn(number) for number in range(self.wanted.search.trials)]
            start: list[Point] = []
            yield from self._tried("start", drawn[:START], start)
            self.elites, self.random = self._begun(start), self._begun(start)
            yield from self._evolved()
            more: list[Point] = []
            yield from self._tried("random", drawn[START:], more, START)
            _add(self.random, more, drawn[START:])

    def again(self, seeds: int) -> Iterator[Done]:
        """Do the elites of both searches with new seeds, as far as they are not stored.

        Args:
            seeds: how many, at least 1; they follow that of the run.

        Raises:
            OSError: when a result cannot be stored, or workers were lost for good.
        """
        with hold(self.store.path):
            yield from self._carried_out("again", self.missing_again(seeds))

    def missing_again(self, seeds: int) -> list[Training]:
        """Return the runs of elites with new seeds that are not stored, after `search`."""
        tasks = [
            self.repeated(point, number)
            for found in (self.elites, self.random)
            for point in best(found).values()
            for number in range(seeds)
        ]
        return self._missing(tasks)

    def repeated(self, point: Point, number: int) -> Training:
        """Return the run of a point with a new seed, counted from 0."""
        task = with_values(self.wanted.base, point.values)
        return replace(task, run=replace(task.run, seed=task.run.seed + 1 + number))

    def read(self, task: Training, number: int, values: dict[str, Any]) -> Point:
        """Return what is stored of a run.

        Raises:
            ValueError: when what is searched for was not measured, or the file is damaged.
        """
        result = self.store.read(name := name_of(task))
        if result["error"] is not None:
            return Point(number, values, None, None, result["error"])
        self.store.read(name, dict.fromkeys((self.wanted.cost, "sweeps"), _MEASURED))
        show = self.wanted.search.show
        score, cost, sweeps = (result.get(name) for name in (show, self.wanted.cost, "sweeps"))
        if not isinstance(score, int | float):
            raise ValueError(f"no number {show!r} is measured; see measure")
        if not _is_number(cost) or not _is_number(sweeps) or not math.isfinite(score):
            return Point(number, values, None, None, "its cost, sweeps or score is no number")
        test = result.get("test_accuracy") if show == "accuracy" else None
        features = (float(cost), float(sweeps))
        return Point(number, values, float(score), features, None, test)

    def _drawn(self, number: int) -> np.ndarray:
        search = self.wanted.search
        return random_point(len(search.space), search.seed, number)

    def _begun(self, start: Sequence[Point]) -> Found:
        """A search that knows the runs of the start."""
        features = [point.features for point in start if point.features is not None]
        if not features:
            raise ValueError(
                f"none of the first {START} runs can be used: {start[0].error}; try smaller rates,"
                " or a smaller space"
            )
        names = (self.wanted.cost, "sweeps")
        axes = [
            cells.axis(name, values)
            for name, values, cells in zip(
                names, zip(*features, strict=True), self.wanted.cells, strict=True
            )
        ]
        search = self.wanted.search
        found = Found([], Archive((axes[0], axes[1]), len(search.space), search.seed))
        _add(found, start, [self._drawn(point.number) for point in start])
        return found

    def _evolved(self) -> Iterator[Done]:
        """The rest of MAP-Elites, round by round."""
        search, found = self.wanted.search, self.elites
        children = Children(found.archive, len(search.space), search.at_once, search.seed)
        while (place := len(found.points)) < search.trials:
            # A whole round is drawn, so that a longer search goes on with the same points.
            drawn = children.draw()[: search.trials - place]
            points: list[Point] = []
            yield from self._tried("map-elites", drawn, points, place)
            _add(found, points, drawn)

    def _tried(
        self, part: str, genomes: Sequence[np.ndarray], points: list[Point], first: int = 0
    ) -> Iterator[Done]:
        """Try points of the unit cube that are not stored, and append what came of each."""
        values = [decode(self.wanted.search.space, genome) for genome in genomes]
        tasks = [_task(self.wanted.base, given) for given in values]
        yield from self._carried_out(part, [task for task in tasks if isinstance(task, Training)])
        for number, (task, given) in enumerate(zip(tasks, values, strict=True), start=first):
            if isinstance(task, str):
                points.append(Point(number, given, None, None, task))
            else:
                points.append(self.read(task, number, given))

    def _carried_out(self, part: str, tasks: Sequence[Training]) -> Iterator[Done]:
        groups = [(task,) for task in self._missing(tasks)]
        for outcomes in self.engine.carry_out(groups):
            for outcome in outcomes:
                self.store.write(outcome)
                yield Done(part, outcome)

    def _missing(self, tasks: Sequence[Training]) -> list[Training]:
        names = {name_of(task): task for task in tasks}
        folders = {name: self.store.folder(name) for name in names}
        return [names[n] for n, folder in folders.items() if not (folder / "result.json").is_file()]


def best(found: Found) -> dict[tuple[int, int], Point]:
    """Return the best point of each cell that is filled."""
    by_number = {point.number: point for point in found.points}
    return {cell: by_number[number] for cell, number in found.archive.elites().items()}


def _add(found: Found, points: Sequence[Point], genomes: Sequence[np.ndarray]) -> None:
    for point, genome in zip(points, genomes, strict=True):
        found.points.append(point)
        if point.score is not None and point.features is not None:
            found.archive.add(point.number, genome, point.score, point.features)


def _task(base: Training, values: dict[str, Any]) -> Training | str:
    """The run of some values, or why they do not go together."""
    try:
        return with_values(base, values)
    except ValueError as error:
        return str(error)


_MEASURED = (int, float, NoneType)
"""JSON has None in the place of a number that is not finite."""


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and math.isfinite(value) and value >= 0
