"""What a sweep repeats: one task, with fields that axes can change."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self, TypeVar

from basinet._html import table
from basinet.computing import computed_by
from basinet.data import Reading

Plain = bool | int | float | str | None
"""A value that a table can hold."""


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Attributes:
        task: what was done.
        measured: the results, by name; empty when the task failed.
        seconds: how long it took; for tasks that advanced together, an equal share.
        error: one line that says why it failed; None when it did not.
        history: one dictionary for each epoch, where the task has epochs.
        computed_by: what computed it, see `basinet.computing`; empty where that is not known.
    """

    task: "AbstractTask"
    measured: dict[str, Plain]
    seconds: float
    error: str | None = None
    history: list[dict[str, Any]] = field(default_factory=list)
    computed_by: dict[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return what was measured, as a table."""
        found = [(name, value) for name, value in self.measured.items()]
        rows = [*found, ("seconds", f"{self.seconds:.2f}")]
        return table("Outcome", rows, "" if self.error is None else f"failed: {self.error}")


class AbstractTask(ABC):
    """A unit of work that is a value: the same task always has the same result.

    A task is described completely by plain values, from which its name follows.
    """

    @abstractmethod
    def plain(self) -> dict[str, Plain]:
        """Return the complete description, one plain value for each field that an axis may name."""

    @abstractmethod
    def table(self) -> dict[str, Any]:
        """Return the task as the part of a sweep.toml that describes it."""

    @abstractmethod
    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in one of its fields.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """

    @abstractmethod
    def kind(self) -> Hashable:
        """Return what tasks must share to be done together; all else may differ."""

    @abstractmethod
    def most_together(self) -> int:
        """Return how many tasks of this kind are best done together, at least 1."""

    @abstractmethod
    def parts(self) -> int:
        """Return in how many parts the work is done, such as epochs, at least 1."""

    @abstractmethod
    def sources(self) -> frozenset[Reading]:
        """Return the data sets that the task needs, and how they are read."""

    @abstractmethod
    def carry_out(self, others: Sequence[Any]) -> Iterator[list[Outcome]]:
        """Do this task together with others of its kind.

        Args:
            others: further tasks of the same kind, none for a task alone.

        Yields:
            After each of its `parts` the outcomes so far, this task's first. The
            last item is what is recorded.
        """

    @abstractmethod
    def files(self) -> dict[str, str]:
        """Return further files to store beside the result: name -> text."""


Task = TypeVar("Task", bound=AbstractTask)


def name_of(task: AbstractTask) -> str:
    """Return the name under which a task's result is stored: a hash of its description."""
    text = json.dumps(task.plain(), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def grouped(tasks: Sequence[AbstractTask]) -> list[tuple[AbstractTask, ...]]:
    """Return the tasks in groups of one kind that are done together, in their order."""
    kinds: dict[Hashable, list[AbstractTask]] = {}
    for task in tasks:
        kinds.setdefault(task.kind(), []).append(task)
    groups = []
    for same in kinds.values():
        size = same[0].most_together()
        groups += [tuple(same[start : start + size]) for start in range(0, len(same), size)]
    return groups


def carry_out(group: Sequence[AbstractTask]) -> Iterator[list[Outcome]]:
    """Do the tasks of a group; what is raised becomes the outcome of each.

    Yields:
        The outcomes so far, as `AbstractTask.carry_out` does.
    """
    try:
        for outcomes in group[0].carry_out(group[1:]):
            yield [replace(outcome, computed_by=_here()) for outcome in outcomes]
    except Exception as error:
        message = f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
        yield [Outcome(task, {}, 0.0, message, computed_by=_here()) for task in group]


@cache
def _here() -> dict[str, str]:
    """What computes in this process."""
    return computed_by()


def with_values(task: Task, values: dict[str, Any]) -> Task:
    """Return the task with some fields changed, in an order in which it is valid all along.

    Raises:
        ValueError: when a field does not exist, or its value is not allowed in any order.
    """
    left = dict(values)
    while left:
        error: ValueError | None = None
        for name in list(left):
            try:
                task = task.changed(name, left[name])
                del left[name]
            except ValueError as caught:
                error = error or caught
        if error is not None and len(left) == len(values):
            raise error
        values = dict(left)
    return task
