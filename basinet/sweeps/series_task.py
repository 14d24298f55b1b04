"""The task of learning a series with a reservoir, and measuring it on what is held out."""

import time
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from basinet.data import Reading
from basinet.series.execute import check_data, fit, measure
from basinet.series.run import SeriesRun, changed, from_plain, to_plain, to_toml
from basinet.series.sources import TASKS, load_series
from basinet.sweeps.task import AbstractTask, Outcome, Plain

MEASURED = ("test_error", "jacobian_radius", "capacity")
"""What a run on series measures; the capacity only of the memory task."""

SMALL = ("test_error",)
"""Which of these are better the smaller they are."""


def series_files(tasks: Iterable[AbstractTask]) -> frozenset[Reading]:
    """Return the files of series that tasks read, beside the data sets of other tasks."""
    runs = (task.run for task in tasks if isinstance(task, Forecasting))
    return frozenset(Reading(run.data) for run in runs if run.data not in TASKS)


@dataclass(frozen=True)
class Forecasting(AbstractTask):
    """Learn a series and predict its held-out part, or name held-out series.

    The result has the `test_error`, the `jacobian_radius` and, of the memory task, the `capacity`.

    Attributes:
        run: the complete description. Axes name its fields, and those of its reservoir and
            readout, such as `reservoir.units` or `units`.
    """

    run: SeriesRun = field(default_factory=SeriesRun)

    def plain(self) -> dict[str, Plain]:
        """Return all fields."""
        return {"task": "series"} | to_plain(self.run)

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `series`."""
        return {"series": to_plain(self.run)}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        return type(self)(changed(self.run, name, value))

    def kind(self) -> Hashable:
        """Return the whole description: each has a network of its own."""
        return to_toml(self.run)

    def most_together(self) -> int:
        """Return 1."""
        return 1

    def parts(self) -> int:
        """Return 1."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: series are no data sets of labelled rows."""
        return frozenset()

    def carry_out(self, others: Sequence["Forecasting"]) -> Iterator[list[Outcome]]:
        """Learn and measure."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _outcome(self) -> Outcome:
        started, run = time.perf_counter(), self.run
        data = load_series(run.data, run.target, run.steps, run.seed)
        check_data(run, data)
        measured = measure(fit(run, data), data)
        # What a stored result calls its error is why a run failed.
        measured = {"test_error": measured.pop("error"), **measured}
        return Outcome(self, measured, time.perf_counter() - started)


def read_forecasting(base: Mapping[str, Any]) -> Forecasting:
    """Return the task that a table describes.

    Raises:
        ValueError: when a key is unknown, a value is not allowed, or a built-in task is misspelt.
    """
    run = from_plain(dict(base))
    if run.data not in TASKS:
        load_series(run.data, run.target, run.steps, run.seed)
    return Forecasting(run)
