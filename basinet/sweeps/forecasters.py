"""Reservoirs and yardsticks on the same series, side by side."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

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
from basinet.sweeps.task import Outcome

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
        there = read(file, {"data": str}, REMEDY)
        for name in ("data", "target"):
            if there.get(name) != asked[name]:
                raise ValueError(
                    f"{path} holds another comparison: its {name} is {there.get(name)}, not"
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


def table(outcomes: Mapping[str, Sequence[Outcome]]) -> list[Row]:
    """Return a row for each contestant, the least error first."""
    rows = []
    for name, found in outcomes.items():
        known = [one.measured for one in found if one.error is None]
        errors = [float(one["test_error"] or 0.0) for one in known]
        memory = [float(one["capacity"] or 0.0) for one in known if "capacity" in one]
        radius = [float(one["jacobian_radius"] or 0.0) for one in known]
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
