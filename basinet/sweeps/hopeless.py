"""Giving up a training run that does worse than half of those before it.

What is given up follows from trials that ended before the run began and from its own epochs, not
from how far others are at the same time: it is the same on every engine.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Self

from basinet.data import Reading
from basinet.sweeps.task import AbstractTask, Outcome, Plain
from basinet.sweeps.training_task import Training

STARTUP = 4
"""Complete trials that are needed before any is given up."""


@dataclass(frozen=True)
class Attempt(AbstractTask):
    """A training run that ends early where its best accuracy so far is below a level.

    Attributes:
        training: the run.
        levels: one for each epoch, from the first; None where nothing is asked of it.
    """

    training: Training
    levels: tuple[float | None, ...] = ()

    def plain(self) -> dict[str, Plain]:
        """Return the description of the run: its result has its name."""
        return self.training.plain()

    def table(self) -> dict[str, Any]:
        """Return the run as a table."""
        return self.training.table()

    def changed(self, name: str, value: Any) -> Self:
        """Return the attempt at a run with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        return replace(self, training=self.training.changed(name, value))

    def kind(self) -> Hashable:
        """Return what runs that are done together share; attempts are done alone."""
        return (self.training.kind(), self.levels)

    def most_together(self) -> int:
        """Return 1: each may end at an epoch of its own."""
        return 1

    def parts(self) -> int:
        """Return the number of epochs, if the run is not given up."""
        return self.training.parts()

    def sources(self) -> frozenset[Reading]:
        """Return the data set of the run."""
        return self.training.sources()

    def carry_out(self, others: Sequence["Attempt"]) -> Iterator[list[Outcome]]:
        """Train until the end, an error, or an epoch at which the run is hopeless."""
        del others  # there are none
        for (outcome,) in self.training.carry_out(()):
            yield [replace(outcome, task=self)]
            if outcome.error is not None or self.gives_up(outcome):
                return

    def gives_up(self, outcome: Outcome) -> bool:
        """Return whether the run is hopeless after its last epoch so far."""
        accuracies = [entry["accuracy"] for entry in outcome.history]
        if len(accuracies) >= min(self.parts(), len(self.levels) + 1):
            return False
        level = self.levels[len(accuracies) - 1]
        return level is not None and max(accuracies) < level

    def files(self) -> dict[str, str]:
        """Return the configuration that repeats the run alone."""
        return self.training.files()


def levels(complete: Sequence[Mapping[int, float]], prune: int | None) -> tuple[float | None, ...]:
    """Return below which accuracy a run is given up after each epoch: the median of the others.

    This is the rule of Optuna's `MedianPruner`, as a table.

    Args:
        complete: for each trial that was completed the accuracy after each epoch, from 1.
        prune: epochs before which no run is given up; None for never giving up.
    """
    if prune is None or len(complete) < STARTUP:
        return ()
    found: list[float | None] = []
    for epoch in range(1, max(map(max, complete)) + 1):
        known = [trial[epoch] for trial in complete if epoch in trial]
        found.append(median(known) if known and epoch >= prune else None)
    return tuple(found)
