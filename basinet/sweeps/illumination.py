"""What is to be illuminated, as a value: a search, what runs cost, and how many cells there are."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from basinet._closest import close
from basinet.folders import one_line
from basinet.learners import AbstractAttractorLearner, AbstractSettlingLearner
from basinet.runs import read_toml
from basinet.sweeps.space import Search, search_from_plain, search_to_plain
from basinet.sweeps.training_task import Training, with_learner

COSTS = ("synapses", "parameters")
"""What runs can cost."""

START = 12
"""Random runs with which both searches begin, and from which the cells follow."""

_NEEDED = ("relaxation", "size")
_LEAST = 3  # cells along an axis: one within and two beyond
_MOST = 50


@dataclass(frozen=True)
class Illumination:
    """The best runs for each cost and settling time, and how they are looked for.

    Attributes:
        search: the training run, the ranges of its fields, the number of runs `trials`, which is
            more than `START`, what is to be large, the seed, and how many are chosen together.
        cost: `synapses` or `parameters`.
        cells: how many there are along the cost, and along the sweeps, from 3 to 50.

    Raises:
        ValueError: when a value is not allowed, or the learner does not settle.
    """

    search: Search
    cost: str = "synapses"
    cells: tuple[int, int] = (6, 6)

    def __post_init__(self) -> None:
        if self.cost not in COSTS:
            said = f"cost is {self.cost!r}{close(str(self.cost), COSTS)}"
            raise ValueError(f"{said}; it must be one of {', '.join(COSTS)}")
        for count in self.cells:
            if (
                not isinstance(count, int)
                or isinstance(count, bool)
                or not _LEAST <= count <= _MOST
            ):
                raise ValueError(
                    f"cells is {list(self.cells)}; expected two whole numbers from {_LEAST} to"
                    f" {_MOST}, along the cost and along the sweeps"
                )
        if self.search.trials <= START:
            raise ValueError(
                f"{self.search.trials} runs are too few: the first {START} are drawn at random and"
                f" give the cells; give --runs of at least {START + 1}, better 60"
            )
        learner = self.base.run.learner
        if not isinstance(learner, AbstractSettlingLearner | AbstractAttractorLearner):
            raise ValueError(
                f"{type(learner).__name__} does not settle, so that its runs have no sweeps; name"
                " another learner, such as steered, in [run]"
            )

    @property
    def base(self) -> Training:
        """The run whose fields are searched, with the measures that the cells need."""
        base = self.search.base
        assert isinstance(base, Training)
        return replace(base, measure=tuple(dict.fromkeys((*base.measure, *_NEEDED))))


def read_illumination(
    path: Path, learner: str | None = None, runs: int | None = None
) -> Illumination:
    """Return the illumination that a file describes: a tune.toml, perhaps with `cost` and `cells`.

    Args:
        path: the file.
        learner: what learns, where [run] does not say it.
        runs: how many runs each search has, instead of `trials` in the file.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML or describes none.
    """
    plain = read_toml(path)
    try:
        return _from_plain(plain if learner is None else with_learner(plain, learner), runs)
    except ValueError as error:
        raise ValueError(f"{path}: {one_line(error)}") from error


def to_toml(wanted: Illumination) -> str:
    """Return the text of the file, with the checksums of the files that the run reads."""
    own = {"cost": wanted.cost, "cells": list(wanted.cells)}
    return tomli_w.dumps(own | search_to_plain(wanted.search))


def _from_plain(plain: dict[str, Any], runs: int | None) -> Illumination:
    given = dict(plain)
    cost, cells = given.pop("cost", "synapses"), given.pop("cells", [6, 6])
    if "series" in given:
        raise ValueError("a run on [series] has no sweeps and no synapses; it needs a table [run]")
    if given.get("prune", False) is not False:
        raise ValueError("prune is for basinet tune: here every run is measured; leave it out")
    if not isinstance(cells, list) or len(cells) != 2:
        raise ValueError(
            f"cells is {cells!r}; expected two whole numbers, along the cost and the sweeps"
        )
    search = search_from_plain(given | {"prune": False})
    return Illumination(
        search if runs is None else replace(search, trials=runs), cost, tuple(cells)
    )
