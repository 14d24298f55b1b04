"""The task of training a network and measuring it."""

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Self

import equinox as eqx
import numpy as np

from basinet._closest import close
from basinet.core.recipes import Unconnected
from basinet.data import Dataset, Reading, content, load_quietly
from basinet.learners import AbstractLearner
from basinet.model import Model
from basinet.own import source
from basinet.runs import Run, accuracy, find_learner, refuse_unknown_labels
from basinet.runs.run import from_plain, to_plain, to_toml
from basinet.settings import describe, make
from basinet.sweeps import measures, quantities
from basinet.sweeps.task import AbstractTask, Outcome, Plain
from basinet.sweeps.together import advance, kind
from basinet.sweeps.validation import without_part
from basinet.training.divergence import diverged, said_of

_OWN = ("data", "label", "test", "drop", "sep", "weight")
_OWN += ("encoder", "epochs", "batch_size", "seed")


@dataclass(frozen=True)
class Training(AbstractTask):
    """Train a network, measure its accuracy on held-out data after each epoch, and its end.

    The result has `accuracy`, that after the last epoch, `best_accuracy` and `best_epoch`, and
    what the measures add.

    Attributes:
        run: the training run.
        measure: names from `basinet.sweeps.measures.MEASURES`, and quantities of
            `basinet.sweeps.quantities`, which know the learner's self-coupling.
        stack: how many runs that differ only in floats or seed advance together, at least 1;
            with 1 each is done alone, exactly as `basinet train` does it. It is part of what
            decides a result, since sums in a stack may be rounded otherwise.

    Raises:
        ValueError: when there is no such measure or `stack` is below 1.
    """

    run: Run
    measure: tuple[str, ...] = ("training", "relaxation")
    stack: int = 1
    validation: float = 0.0

    def __post_init__(self) -> None:
        measures.check(self.measure, _self_coupling(self.run.learner) is not None)
        if not isinstance(self.stack, int) or isinstance(self.stack, bool) or self.stack < 1:
            raise ValueError(f"stack is {self.stack!r}; it must be a whole number of at least 1")
        if not 0 <= self.validation <= 0.5:
            raise ValueError(f"validation is {self.validation!r}; it must be from 0 to 0.5")

    def plain(self) -> dict[str, Plain]:
        """Return the fields of the run, those of the learner and of its parts with dots."""
        values = to_plain(self.run)
        del values["settings"]
        values["data.content"] = content(self.run.data)
        values["learner.source"] = source(type(self.run.learner))
        if self.run.test is not None:
            values["test.content"] = content(self.run.test)
        if self.run.drop:
            values["drop"] = json.dumps(list(self.run.drop))
        values["measure"] = ",".join(self.measure)
        values["stack"] = self.stack
        values["validation"] = self.validation or None  # None: runs of before keep their names
        known = {name: value for name, value in values.items() if value is not None}
        return {"task": "train"} | known | _columns("learner", self.run.learner)

    def table(self) -> dict[str, Any]:
        """Return the run, the measures and the stack; what is validated is said elsewhere."""
        run, measure = to_plain(self.run), list(self.measure)
        return {"run": run, "measure": measure, "stack": self.stack}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field of the run or of its learner.

        Args:
            name: `epochs`, `learner.rate`, or a field of a part, `learner.teaching.margin`.
            value: a plain value; a text is read as in a run.toml.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        first, _, rest = name.partition(".")
        if first == "learner" and rest:
            given = list(value) if isinstance(value, tuple) else value
            learner = make(self.run.learner, {rest: given})
            return replace(self, run=replace(self.run, learner=learner))
        if name not in _OWN:
            settings = [f"learner.{field.name}" for field in fields(self.run.learner)]
            raise ValueError(
                f"a training run has no field {name!r}{close(name, [*_OWN, *settings])}; it has"
                f" {', '.join(_OWN)}, and learner.<field> for each field of the learner"
            )
        if name in ("data", "label", "test", "drop", "sep", "weight", "encoder"):
            value = getattr(from_plain({name: value}), name)
        return replace(self, run=replace(self.run, **{name: value}))

    def kind(self) -> Hashable:
        """Return all but the learner's floats and the seed."""
        return (kind(self.run), self.measure, self.stack, self.validation)

    def most_together(self) -> int:
        """Return `stack`."""
        return self.stack

    def parts(self) -> int:
        """Return the number of epochs."""
        return self.run.epochs

    def sources(self) -> frozenset[Reading]:
        """Return the data set of the run."""
        return frozenset({self.run.reading})

    def carry_out(self, others: Sequence["Training"]) -> Iterator[list[Outcome]]:
        """Train this run together with others of its kind."""
        tasks = [self, *others]
        whole = _load(self.run.reading)
        refuse_unknown_labels(whole)
        data = without_part(whole, self.validation) if self.validation else whole
        for models in advance([task.run for task in tasks], data, self.most_together()):
            last = models[0].epoch.number == self.run.epochs
            outcomes = [
                _outcome(task, model, data, last) for task, model in zip(tasks, models, strict=True)
            ]
            if last and self.validation:
                outcomes = [_tested(*each, whole) for each in zip(outcomes, models, strict=True)]
            yield outcomes
            if all(outcome.error is not None for outcome in outcomes):
                return

    def files(self) -> dict[str, str]:
        """Return the configuration that repeats the run alone."""
        return {"run.toml": to_toml(self.run)}


def read_training(base: dict[str, Any], measure: tuple[str, ...], stack: int = 1) -> Training:
    """Return the task that a table describes, as in a run.toml.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    return Training(from_plain(base), measure, stack)


def with_learner(plain: dict[str, Any], learner: str) -> dict[str, Any]:
    """Return a description in which [run] has a learner.

    Raises:
        ValueError: when it has no [run], or one with another learner.
    """
    run = plain.get("run")
    if not isinstance(run, dict):
        raise ValueError(f"there is no [run] that {learner} could learn in")
    if run.get("learner", learner) != learner and find_learner(run["learner"]) != find_learner(
        learner
    ):
        raise ValueError(f"[run] has the learner {run['learner']!r}, not {learner!r}; name one")
    return plain | {"run": run | {"learner": learner}}


@lru_cache(maxsize=4)
def _load(reading: Reading) -> Dataset:
    """The data set, kept for the next task on it."""
    return load_quietly(reading)


def _outcome(task: Training, model: Model, data: Dataset, last: bool) -> Outcome:
    history = model.history
    seconds = sum(entry["seconds"] for entry in history)
    if diverged(model.epoch, history):
        why = said_of(model.learner, model.epoch, history)
        error = f"diverged in epoch {model.epoch.number}: {why}"
        return Outcome(task, {}, seconds, error, history)
    accuracies = [entry["accuracy"] for entry in history]
    best = int(np.argmax(accuracies))
    measured: dict[str, Plain] = {
        "accuracy": accuracies[-1],
        "best_accuracy": accuracies[best],
        "best_epoch": history[best]["epoch"],
    }
    if last:
        for name in task.measure:
            if name in measures.MEASURES:
                measured |= measures.MEASURES[name](model, data)
            else:
                own = _self_coupling(task.run.learner)
                if own is not None:  # another axis of the sweep may take the couplings away
                    measured |= quantities.beside([name], {"self_coupling": own})
    return Outcome(task, measured, seconds, None, history)


def _tested(outcome: Outcome, model: Model, data: Dataset) -> Outcome:
    """The outcome with the accuracy on held-out data, by which nothing was chosen."""
    if outcome.error is not None:
        return outcome
    right = accuracy(model, data.x_test, data.y_test)
    return replace(outcome, measured={**outcome.measured, "test_accuracy": right})


def _self_coupling(learner: AbstractLearner) -> float | None:
    """The one self-coupling of all neurons, None where there is none, or several.

    Theory speaks of coupled networks: neurons that do not hear of one another have none.
    """
    own = getattr(learner, "self_coupling", None)
    if isinstance(getattr(getattr(learner, "wiring", None), "within", None), Unconnected):
        return None
    return float(own) if isinstance(own, int | float) else None


def _columns(name: str, part: eqx.Module) -> dict[str, Plain]:
    """A learner's fields and, below the text of a part, the part's own, as plain values."""
    columns: dict[str, Plain] = {}
    for field, value in describe(part).items():
        inner, path = getattr(part, field), f"{name}.{field}"
        columns[path] = json.dumps(value) if isinstance(value, list) else value
        if isinstance(inner, eqx.Module):
            columns |= _columns(path, inner)
    return {path: value for path, value in columns.items() if value is not None}
