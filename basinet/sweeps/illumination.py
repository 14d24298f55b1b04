"""What is to be illuminated, as a value: a search, what runs cost, and how many cells there are."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from basinet._closest import close
from basinet.folders import one_line
from basinet.learners import AbstractAttractorLearner, AbstractSettlingLearner
from basinet.runs import read_toml
from basinet.sweeps.archives import Cells
from basinet.sweeps.contents import CONTENTS
from basinet.sweeps.space import Search, search_from_plain, search_to_plain
from basinet.sweeps.training_task import Training, with_learner

COSTS = ("synapses", "parameters")
"""What runs can cost."""

START = 12
"""Random runs with which both searches begin, and from which the cells follow."""

_NEEDED = ("relaxation", "size")
_KEYS = ("run", "space", "trials", "show", "cost", "cells", "validation", "seed", "at_once")
_KEYS += ("measure", CONTENTS)
_AXES = ("cost", "sweeps")
_CELLS = ("cells", "low", "high", "log")


@dataclass(frozen=True)
class Illumination:
    """The best runs for each cost and settling time, and how they are looked for.

    Attributes:
        search: the training run, the ranges of its fields, the number of runs `trials`, which is
            more than `START`, what is to be large, the seed, and how many are chosen together.
        cost: `synapses` or `parameters`.
        cells: along the cost, and along the sweeps.
        validation: share of the data to learn by which runs are chosen and which is not learnt,
            above 0 and at most a half.

    Raises:
        ValueError: when a value is not allowed, or the learner does not settle.
    """

    search: Search
    cost: str = "synapses"
    cells: tuple[Cells, Cells] = (Cells(), Cells())
    validation: float = 0.2

    def __post_init__(self) -> None:
        if self.cost not in COSTS:
            said = f"cost is {self.cost!r}{close(str(self.cost), COSTS)}"
            raise ValueError(f"{said}; it must be one of {', '.join(COSTS)}")
        share = self.validation
        if not 0 < share <= 0.5:
            raise ValueError(
                f"validation is {share!r}; it must be a share of the data to learn, above 0 and at"
                " most 0.5"
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
        measure = tuple(dict.fromkeys((*base.measure, *_NEEDED)))
        return replace(base, measure=measure, validation=self.validation)


def read_illumination(
    path: Path, learner: str | None = None, runs: int | None = None
) -> Illumination:
    """Return the illumination that a file describes.

    It is a tune.toml, perhaps with `cost`, `validation` and `cells`.

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
    own = {"cost": wanted.cost, "validation": wanted.validation}
    cells = {name: each.plain() for name, each in zip(_AXES, wanted.cells, strict=True)}
    return tomli_w.dumps(own | search_to_plain(wanted.search) | {"cells": cells})


def _from_plain(plain: dict[str, Any], runs: int | None) -> Illumination:
    known = {key: value for key, value in plain.items() if key not in ("series", "prune")}
    _refuse_unknown("an illumination", known, _KEYS)
    given = dict(plain)
    cost, share = given.pop("cost", "synapses"), given.pop("validation", 0.2)
    if isinstance(share, bool) or not isinstance(share, int | float):
        raise ValueError(f"validation is {share!r}; it must be a number above 0 and at most 0.5")
    cells = _cells(given.pop("cells", {}))
    if "series" in given:
        raise ValueError("a run on [series] has no sweeps and no synapses; it needs a table [run]")
    if given.get("prune", False) is not False:
        raise ValueError("prune is for basinet tune: here every run is measured; leave it out")
    search = search_from_plain(given | {"prune": False})
    return Illumination(
        search if runs is None else replace(search, trials=runs), cost, cells, float(share)
    )


def _cells(given: Any) -> tuple[Cells, Cells]:
    """Two numbers in a list, or a table with `cost` and `sweeps`, each a number or a table."""
    if isinstance(given, list) and len(given) == 2:
        given = dict(zip(_AXES, given, strict=True))
    if not isinstance(given, dict):
        raise ValueError(
            f"cells is {given!r}; expected two whole numbers, along the cost and the sweeps, or a"
            " table [cells]"
        )
    _refuse_unknown("cells", given, _AXES)
    cost, sweeps = (_along(name, given.get(name, 6)) for name in _AXES)
    return cost, sweeps


def _along(name: str, given: Any) -> Cells:
    table = given if isinstance(given, dict) else {"cells": given}
    _refuse_unknown(f"cells {name}", table, _CELLS)
    count, log = table.get("cells", 6), table.get("log")
    if not isinstance(count, int) or isinstance(count, bool):
        raise ValueError(f"cells {name}: cells is {count!r}; expected a whole number")
    if log is not None and not isinstance(log, bool):
        raise ValueError(f"cells {name}: log is {log!r}; it must be true or false")
    low, high = (_end(name, key, table.get(key)) for key in ("low", "high"))
    try:
        return Cells(count, low, high, log)
    except ValueError as error:
        raise ValueError(f"cells {name}: {error}") from error


def _end(name: str, key: str, given: Any) -> float | None:
    if given is None or (isinstance(given, int | float) and not isinstance(given, bool)):
        return None if given is None else float(given)
    raise ValueError(f"cells {name}: {key} is {given!r}; it must be a number")


def _refuse_unknown(what: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in given:
        if key not in known:
            said = f"{what} has no {key!r}{close(key, known)}"
            raise ValueError(f"{said}; it has {', '.join(known)}")
