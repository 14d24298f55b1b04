"""One measured point of a phase diagram: a search or a training at one self-coupling."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from basinet.data import Dataset
from basinet.learners import Steered
from basinet.model import begin, learn
from basinet.phases.settings import PhaseSettings
from basinet.runs import evaluate
from basinet.search import AbstractMethod, Asynchronous, FocusingBP, accessibility, wilson_interval

BATCH_SIZE = 16
"""Patterns that the steered network learns together."""


@dataclass(frozen=True)
class Reach:
    """On how many random networks a method found a fixed point.

    Attributes:
        self_coupling: J_D.
        instances: networks that were tried, one start each.
        solved: how many of them were solved, certified in float64.
        steps: median sweeps or iterations of those; None where there is none.
    """

    self_coupling: float
    instances: int
    solved: int
    steps: float | None

    def __post_init__(self) -> None:
        _check_number("self_coupling", self.self_coupling)
        if self.steps is not None:
            _check_number("steps", self.steps)
        for name, least in (("instances", 1), ("solved", 0)):
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= self.instances:
                raise ValueError(f"{name} is {value!r}; it must be a number of networks")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval at 95 % for the probability to solve a network."""
        return wilson_interval(self.solved, self.instances)


@dataclass(frozen=True)
class Learning:
    """How well steered networks answered that were trained at one self-coupling.

    Attributes:
        self_coupling: J_D.
        accuracy: fraction of right answers on held-out data, one for each seed.
        settled: fraction of held-out patterns whose relaxation reached a fixed point, likewise.
    """

    self_coupling: float
    accuracy: tuple[float, ...]
    settled: tuple[float, ...]

    def __post_init__(self) -> None:
        _check_number("self_coupling", self.self_coupling)
        for name in ("accuracy", "settled"):
            values = getattr(self, name)
            if not isinstance(values, tuple) or not values:
                raise ValueError(f"{name} is {values!r}; it must be a list of fractions")
            for value in values:
                _check_number(name, value)

    @property
    def mean(self) -> float:
        """The mean accuracy."""
        return float(np.mean(self.accuracy))

    @property
    def error(self) -> float:
        """The standard error of the mean over seeds; 0 for a single seed, which shows none."""
        count = len(self.accuracy)
        return float(np.std(self.accuracy, ddof=1) / count**0.5) if count > 1 else 0.0


def _check_number(name: str, value: object) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; it must be a finite number")


@dataclass(frozen=True)
class SearchKind:
    """A curve of the diagram whose points are searches."""

    method: AbstractMethod
    point: ClassVar[type[Reach]] = Reach

    def measure(self, settings: PhaseSettings, self_coupling: float, data: Dataset) -> Reach:
        """Search random networks at one self-coupling; the same ones at every self-coupling."""
        del data
        size, count = settings.neurons, settings.instances
        (found,) = accessibility(self.method, [self_coupling], size, count, settings.seed)
        steps = None if found.solved == 0 else found.median_steps
        return Reach(self_coupling, count, found.solved, steps)


@dataclass(frozen=True)
class LearningKind:
    """The curve of the diagram whose points are trained networks."""

    point: ClassVar[type[Learning]] = Learning

    def measure(self, settings: PhaseSettings, self_coupling: float, data: Dataset) -> Learning:
        """Train steered networks at one self-coupling, with the seeds seed, seed + 1, ..."""
        learner = steered(settings, self_coupling)
        accuracies, settled = [], []
        for seed in range(settings.seed, settings.seed + settings.seeds):
            first = begin(learner, data.encoder, data.x_train, data.y_train, seed)
            *_, model = learn(
                first, data.x_train, data.y_train, epochs=settings.epochs, batch_size=BATCH_SIZE
            )
            answered = evaluate(model, data.x_test, data.y_test)
            assert answered.settling is not None, "a steered network relaxes"
            accuracies.append(answered.accuracy)
            settled.append(answered.settling.fixed_points)
        return Learning(self_coupling, tuple(accuracies), tuple(settled))


def steered(settings: PhaseSettings, self_coupling: float) -> Steered:
    """Return the network that is trained: weakly driven through fixed random input weights.

    With learnt input weights the input alone can carry the task, and the accuracy hardly depends
    on the self-coupling. Here the recurrent couplings and the readout have to learn it.
    """
    return Steered(
        hidden=settings.hidden, self_coupling=self_coupling, input_gain=1.0, input_rate=0.0
    )


def kinds(settings: PhaseSettings) -> Mapping[str, SearchKind | LearningKind]:
    """Return the curves of the diagram by their names."""
    return {
        "focusing": SearchKind(FocusingBP(rungs=settings.rungs)),
        "asynchronous": SearchKind(Asynchronous(settings.max_sweeps)),
        "learning": LearningKind(),
    }
