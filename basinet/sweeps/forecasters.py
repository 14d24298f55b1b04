"""Reservoirs and yardsticks on the same series, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from basinet.rates import Balanced, DelayLine, Delta, EchoState, Equal, Homeostasis, OneStep
from basinet.rates.readout import AbstractReadout, Ridge
from basinet.rates.medium import AbstractReservoir
from basinet.series.run import SeriesRun
from basinet.sweeps.series_task import Forecasting
from basinet.sweeps.task import Outcome

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
