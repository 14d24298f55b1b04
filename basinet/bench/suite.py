"""The suite: what is measured, in which order, and how much of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from basinet.bench.result import Result, Skipped
from basinet.bench.task import Task


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        hidden: numbers of hidden neurons, each at least 2.
        repeats: how often each time is taken, at least 2 so that there is a spread.
        batches: learning steps that are timed together; chosen by the size of the network if None.
        epochs: the most epochs of a course to a given accuracy; 0 for no courses.
        limit: the most seconds that one such course learns.
        batch_size: patterns learnt together.
        seed: of weights and shuffles.

    Raises:
        ValueError: when a value is out of its range.
    """

    hidden: tuple[int, ...] = (400, 1600, 6400)
    repeats: int = 5
    batches: int | None = None
    epochs: int = 10
    limit: float = 150.0
    batch_size: int = 16
    seed: int = 0

    def __post_init__(self):
        if not self.hidden:
            raise ValueError("hidden is empty; give at least one number of neurons")
        if len(set(self.hidden)) < len(self.hidden):
            raise ValueError(f"hidden is {self.hidden}, which names a size twice")
        for name, value, least in (
            *(("hidden", size, 2) for size in self.hidden),
            ("repeats", self.repeats, 2),
            ("batches", 1 if self.batches is None else self.batches, 1),
            ("epochs", self.epochs, 0),
            ("batch_size", self.batch_size, 1),
        ):
            if value < least:
                raise ValueError(f"{name} is {value}; it must be at least {least}")
        if not 0 < self.limit < float("inf"):
            raise ValueError(f"limit is {self.limit}; it must be a number of seconds above 0")

    def steps(self, hidden: int, patterns: int) -> int:
        """Return the number of batches timed together: of about a second, within one epoch."""
        by_size = min(400, max(32, round(2.56e8 / hidden**2)))
        most = max(1, patterns // self.batch_size)
        return min(most, by_size if self.batches is None else self.batches)

    def memory_gb(self) -> float:
        """Return about how much memory the widest network takes, in units of 10^9 bytes.

        The couplings of the network and of its dense reference, and as much again while both are
        changed.
        """
        return 4 * 4 * max(self.hidden) ** 2 / 1e9

    def to_plain(self) -> dict[str, Any]:
        """Return the fields as values that JSON can hold."""
        return asdict(self) | {"hidden": list(self.hidden)}


QUICK = Plan(hidden=(400,), repeats=3, epochs=1, limit=10.0)
"""Under two minutes on two cores, most of it for compiling."""


class AbstractMeasurement(ABC):
    """A part of the suite: it yields quantities as they are measured."""

    @abstractmethod
    def run(self, plan: Plan, task: Task, before: Sequence[Result]) -> Iterator[Result | Skipped]:
        """Measure.

        Args:
            plan: how much.
            task: what is learnt.
            before: what the parts before it have found.

        Yields:
            Each quantity when it is known, and what could not be measured.
        """


def run(
    measurements: Sequence[AbstractMeasurement], plan: Plan, task: Task
) -> Iterator[Result | Skipped]:
    """Carry out measurements one after the other and yield what each finds."""
    found: list[Result] = []
    for measurement in measurements:
        for item in measurement.run(plan, task, tuple(found)):
            if isinstance(item, Result):
                found.append(item)
            yield item
