"""One cell of a comparison: a learner on a part of the training data, with one seed."""

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np

from basinet.compare.subset import steps_alike, subset
from basinet.data import Dataset, Reading, contents, load_quietly
from basinet.model import Model
from basinet.own import source
from basinet.runs import Run
from basinet.runs.size import parameters
from basinet.settings import describe, spell
from basinet.sweeps.task import AbstractTask, Outcome, Plain
from basinet.sweeps.together import advance
from basinet.training.divergence import diverged, said_of

NEAR = 0.005
"""The best accuracy counts as reached when it is missed by no more than this."""


@dataclass(frozen=True)
class Cell(AbstractTask):
    """A learner trained on a part of the training data.

    Attributes:
        name: what the learner is called in the table.
        run: learner, data, epochs over the whole training data, batch size and seed.
        fraction: the part of the training data, above 0 and at most 1.
    """

    name: str
    run: Run
    fraction: float = 1.0

    def plain(self) -> dict[str, Plain]:
        """Return the description: name, fraction, the run and the fields of the learner."""
        run = self.run
        settings = {f"learner.{name}": str(v) for name, v in describe(run.learner).items()}
        values: dict[str, Plain] = {
            "task": "compare",
            "learner": self.name,
            "fraction": self.fraction,
            "data": run.data,
            "label": run.label,
            **_reading(run.reading),
            "encoder": None if run.encoder is None else spell(run.encoder),
            "epochs": run.epochs,
            "batch_size": run.batch_size,
            "seed": run.seed,
        }
        found = contents([run.reading])
        names = {"data.content": run.data, "test.content": run.test}
        files = {key: found.get(name) for key, name in names.items() if name is not None}
        files["learner.source"] = source(type(run.learner))
        return values | settings | {name: it for name, it in files.items() if it is not None}

    def table(self) -> dict[str, Any]:
        """Return the description, as for a file."""
        return self.plain()

    def changed(self, name: str, value: Any) -> Self:
        """Refuse: a comparison has no axes but its own.

        Raises:
            ValueError: always.
        """
        raise ValueError(f"a cell of a comparison cannot change {name!r} to {value!r}")

    def kind(self) -> Hashable:
        """Return the description: each cell is done alone, so that its time is its own."""
        return tuple(self.plain().items())

    def most_together(self) -> int:
        """Return 1."""
        return 1

    def parts(self) -> int:
        """Return the number of epochs over the part of the data."""
        whole = _load(self.run.reading)
        patterns = len(subset(whole, self.fraction, self.run.seed).y_train)
        return steps_alike(self.run.epochs, self.run.batch_size, len(whole.y_train), patterns)

    def sources(self) -> frozenset[Reading]:
        """Return the data set."""
        return frozenset({self.run.reading})

    def carry_out(self, others: Sequence[Any]) -> Iterator[list[Outcome]]:
        """Train and measure after each epoch."""
        whole, run = _load(self.run.reading), self.run
        part = subset(whole, self.fraction, run.seed)
        patterns = len(part.y_train)
        epochs = steps_alike(run.epochs, run.batch_size, len(whole.y_train), patterns)
        for (model,) in advance([replace(run, epochs=epochs)], part, 1):
            outcome = _outcome(self, model, patterns)
            yield [outcome]
            if outcome.error is not None:
                return

    def files(self) -> dict[str, str]:
        """Return nothing more: the result describes the cell."""
        return {}


@lru_cache(maxsize=2)
def _load(reading: Reading) -> Dataset:
    """The data set, kept for the next cell."""
    return load_quietly(reading)


def _reading(reading: Reading) -> dict[str, Plain]:
    """How data are read, where that is not the usual way."""
    drop = json.dumps(list(reading.drop)) if reading.drop else None
    given: dict[str, Plain] = {"test": reading.test, "drop": drop, "sep": reading.sep}
    given["weight"] = reading.weight
    return {name: value for name, value in given.items() if value is not None}


def _outcome(cell: Cell, model: Model, patterns: int) -> Outcome:
    history = model.history
    seconds = sum(entry["seconds"] for entry in history)
    if diverged(model.epoch, history):
        why = said_of(model.learner, model.epoch, history)
        error = f"diverged in epoch {model.epoch.number}: {why}"
        return Outcome(cell, {}, seconds, error, history)
    accuracies = [entry["accuracy"] for entry in history]
    reached = next(i for i, a in enumerate(accuracies, 1) if a >= max(accuracies) - NEAR)
    # The first epoch also compiles; without a second one there is no time to tell.
    later = [entry["seconds"] for entry in history[1:]]
    measured: dict[str, Plain] = {
        "accuracy": accuracies[-1],
        "best_accuracy": max(accuracies),
        "epochs_to_reach": reached,
        "seconds_to_reach": reached * float(np.median(later)) if later else None,
        "patterns": patterns,
        "parameters": parameters(model),
    }
    return Outcome(cell, measured, seconds, None, history)
