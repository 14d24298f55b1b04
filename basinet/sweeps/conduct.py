"""Conducting a sweep: what is missing is done and stored, run by run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from basinet.data import Dataset, Reading, load_quietly
from basinet.folders import hold
from basinet.runs import Run, refuse_unknown_labels
from basinet.sweeps.engine import AbstractEngine
from basinet.sweeps.store import Store
from basinet.sweeps.sweep import Sweep
from basinet.sweeps.task import AbstractTask, Outcome, grouped, name_of
from basinet.sweeps.training_task import Training


@dataclass(frozen=True)
class Plan:
    """What there is to do.

    Attributes:
        total: the number of runs of the sweep.
        missing: the tasks that have no result yet, in the order of the grid.
        impossible: what was said of points whose values do not go together.
        names: of all results that belong to the sweep, done or missing.
    """

    total: int
    missing: list[AbstractTask]
    impossible: list[str]
    names: set[str]


def plan(sweep: Sweep, store: Store) -> Plan:
    """Compare a sweep with what is stored."""
    done = set(store.names())
    missing, impossible, names = [], [], set()
    for point, task in sweep.points():
        if task is None:
            impossible.append(_said_of(sweep, point))
            continue
        name = name_of(task)
        names.add(name)
        if name not in done:
            missing.append(task)
    return Plan(len(sweep), missing, impossible, names)


def _said_of(sweep: Sweep, point: dict[str, Any]) -> str:
    """Why the values of a point do not go together."""
    try:
        sweep.at(point)
    except ValueError as error:
        return str(error)
    raise AssertionError(f"{point} has a task")


def check_data(tasks: list[AbstractTask]) -> list[tuple[str, tuple[str, ...]]]:
    """Load every data set that tasks name, so that what is wrong is said before work begins.

    Returns:
        For each what was read, and what is odd of it.

    Raises:
        OSError: when one cannot be found or fetched.
        ValueError: when one is damaged, or smaller than a batch.
    """
    said = []
    sizes: dict[Reading, set[int]] = {}
    for task in tasks:
        if isinstance(task, Training):
            sizes.setdefault(task.run.reading, set()).add(task.run.batch_size)
    for reading in sorted({s for task in tasks for s in task.sources()}, key=str):
        data = load_quietly(reading)
        refuse_unknown_labels(data)
        for size in sizes.get(reading, ()):
            _refuse_large_batch(size, data)
        said.append((f"{data.name}: {data.summary}", data.odd))
    return said


def _refuse_large_batch(size: int, data: Dataset) -> None:
    """Refuse a batch that somebody asked for and the patterns cannot fill."""
    usual = Run.__dataclass_fields__["batch_size"].default
    if size != usual and size > len(data.y_train):
        raise ValueError(
            f"batch_size is {size}, but {data.name} has only {len(data.y_train):,} patterns to"
            " learn"
        )


def conduct(
    tasks: list[AbstractTask], store: Store, engine: AbstractEngine
) -> Iterator[list[Outcome]]:
    """Carry out tasks and yield the outcomes of those that advanced together, once stored.

    The folder of the store is held meanwhile.

    Raises:
        FolderInUseError: when another process works in the folder.
        OSError: when a result cannot be stored or workers were lost for good.
    """
    store.path.mkdir(parents=True, exist_ok=True)
    with hold(store.path):
        store.tidy()
        for outcomes in engine.carry_out(grouped(tasks)):
            for outcome in outcomes:
                store.write(outcome)
            yield outcomes
