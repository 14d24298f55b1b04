"""Reservoirs and yardsticks on the same series, side by side."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np

from basinet.data import contents
from basinet.folders import Kind, read
from basinet.folders import begin as begin_folder
from basinet.rates import Balanced, DelayLine, Delta, EchoState, Equal, Homeostasis, OneStep
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout, Ridge
from basinet.series.run import SeriesRun
from basinet.sweeps.contents import CONTENTS, REMEDY, is_empty, refuse_other_contents
from basinet.sweeps.series_task import Forecasting, series_files
from basinet.sweeps.store import Store
from basinet.sweeps.task import Outcome, name_of

COMPARISON = Kind("a comparison on series", "series.json", "basinet series compare", remedy=REMEDY)

YARDSTICK = "delayed inputs, linear (yardstick)"
"""The name of linear regression on delayed inputs in the table."""


def contestants(units: int) -> dict[str, tuple[AbstractReservoir, AbstractReadout]]:
    """Return who takes part, by the name in the table, each with so many units.

    Raises:
        ValueError: when there are too few units for one of them.
    """
    rho = Equal(0.4)
    return {
        "tanh": (EchoState(units=units), Ridge()),
        "tanh, radius 1, small input": (
            EchoState(units=units, radius=1.0, input_scale=0.1, bias=0.0),
            Ridge(),
        ),
        "tanh, local readout": (EchoState(units=units), Delta()),
        "balanced": (Balanced(units=units), Ridge()),
        "balanced, homeostasis": (
            Balanced(units=units, targets=rho, adaptation=Homeostasis()),
            Ridge(),
        ),
        "balanced, one step": (Balanced(units=units, targets=rho, adaptation=OneStep()), Ridge()),
        YARDSTICK: (DelayLine(units=units), Ridge()),
    }


def forecasts(run: SeriesRun, units: int, seeds: int) -> dict[str, list[Forecasting]]:
    """Return the tasks of each contestant: the run with its network and readout, seed by seed.

    Raises:
        ValueError: when a number is out of range.
    """
    if isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1:
        raise ValueError(f"seeds is {seeds!r}; it must be a whole number of at least 1")
    return {
        name: [
            Forecasting(replace(run, reservoir=reservoir, readout=readout, seed=run.seed + k))
            for k in range(seeds)
        ]
        for name, (reservoir, readout) in contestants(units).items()
    }


def begin(path: Path, run: SeriesRun) -> Store:
    """Return the store of a comparison: a new one, or that of a comparison on the same series.

    Units and seeds may differ from before: what is done is kept.

    Raises:
        ValueError: when the folder holds a comparison on other series, or a file has changed.
        FileExistsError: when it is not empty and not the folder of such a comparison.
        FolderInUseError: when another process works in it.
        OSError: when it cannot be made or written.
    """
    asked = {
        "data": run.data,
        "target": run.target,
        CONTENTS: contents(series_files([Forecasting(run)])),
    }

    def compare(file: Path) -> None:
        if is_empty(file):
            return
        there = read(file, {"data": str, "target": (str, NoneType)}, REMEDY)
        for name in ("data", "target"):
            if there[name] != asked[name]:
                raise ValueError(
                    f"{path} holds another comparison: its {name} is {there[name]}, not"
                    f" {asked[name]}; choose another folder with --out"
                )
        refuse_other_contents(file)

    begin_folder(COMPARISON, path, json.dumps(asked, indent=2) + "\n", compare)
    return Store(path)


@dataclass(frozen=True)
class Row:
    """What a contestant reached.

    Attributes:
        name: of the contestant.
        error: the mean over the seeds.
        deviation: of the seeds.
        capacity: the mean memory capacity, None but for the memory task.
        jacobian: the mean radius of the mean Jacobian.
        failed: seeds that ended in an error.
    """

    name: str
    error: float
    deviation: float
    capacity: float | None
    jacobian: float
    failed: int


def stored(store: Store, task: Forecasting) -> Outcome:
    """Return what is stored of a finished task; one whose error is no number has failed.

    Raises:
        FileNotFoundError: when it is not finished.
        ValueError: when its file is damaged.
    """
    name = name_of(task)
    kept = store.read(name)
    failed = kept["error"]
    if failed is None:
        kept = store.read(name, _MEASURED)
        if kept["test_error"] is None or not np.isfinite(kept["test_error"]):
            failed = "its error is no number"
    return Outcome(task, kept, 0.0, failed)


_MEASURED = {"test_error": (float, NoneType), "jacobian_radius": (float, NoneType)}


def table(outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    """Return a row for each contestant, the least error first."""
    rows = []
    for name, found in outcomes.items():
        known = [one.measured for one in found if one.error is None]
        errors, memory, radius = (
            [_number(one[key]) for one in known if key in one]
            for key in ("test_error", "capacity", "jacobian_radius")
        )
        rows.append(
            Row(
                name,
                float(np.mean(errors)) if errors else float("nan"),
                float(np.std(errors)) if errors else float("nan"),
                float(np.mean(memory)) if memory else None,
                float(np.mean(radius)) if radius else float("nan"),
                len(found) - len(known),
            )
        )
    return sorted(rows, key=lambda row: (np.isnan(row.error), row.error))


def _number(value: Any) -> float:
    """A measured number; JSON has None in the place of one that is not finite."""
    return float("nan") if value is None else float(value)
