"""How well a model answers, and how it relaxes while doing so."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Int, Shaped

from basinet._html import table
from basinet.core import Outcome
from basinet.learners import AbstractAttractorLearner, AbstractSettlingLearner
from basinet.model import Model
from basinet.training.answering import rests


class Settling(NamedTuple):
    """How the relaxations behind the answers ended.

    Attributes:
        sweeps: mean number of sweeps until a pattern settled, or that were made.
        fixed_points: fraction of the patterns that reached a certified fixed point, or with
            graded units a state that a sweep moves by no more than the learner's tolerance.
    """

    sweeps: float
    fixed_points: float


class Evaluation(NamedTuple):
    """The result of asking a model about labelled samples.

    Attributes:
        accuracy: fraction of right answers.
        confusion: counts `[classes, classes]`, rows the true class.
        settling: how the network relaxed; None for a learner that does not relax.
        answers: the class that was answered for each sample, as a position in the classes.
    """

    accuracy: float
    confusion: Int[np.ndarray, "classes classes"]
    settling: Settling | None
    answers: Int[np.ndarray, " samples"]

    def _repr_html_(self) -> str:
        """Return the numbers as a table."""
        rows = [("accuracy", f"{self.accuracy:.2%}"), ("samples", f"{self.confusion.sum():,}")]
        if self.settling is not None:
            rows.append(("sweeps to answer", f"{self.settling.sweeps:.2f}"))
            rows.append(("at a fixed point", f"{self.settling.fixed_points:.1%}"))
        return table("Evaluation", rows)


def accuracy(
    model: Model, x: Shaped[np.ndarray, "samples features"], y: Shaped[np.ndarray, " samples"]
) -> float:
    """Return the fraction of samples for which the class with the most evidence is the label.

    Raises:
        ValueError: when a label is not among the model's classes, or shapes do not fit.
    """
    truth = model.index(y)
    return float(np.mean(model.scores(x).argmax(axis=1) == truth))


def evaluate(
    model: Model, x: Shaped[np.ndarray, "samples features"], y: Shaped[np.ndarray, " samples"]
) -> Evaluation:
    """Return accuracy, confusion matrix and how the network settled.

    Args:
        model: a trained model.
        x: inputs, not encoded.
        y: their labels, all among the model's classes.

    Raises:
        ValueError: when a label is not among the model's classes, or shapes do not fit.
    """
    truth = model.index(y)
    answers = model.scores(x).argmax(axis=1)
    confusion = np.zeros((len(model.classes), len(model.classes)), int)
    np.add.at(confusion, (truth, answers), 1)
    return Evaluation(float(np.mean(answers == truth)), confusion, _settling(model, x), answers)


def _settling(model: Model, x: np.ndarray) -> Settling | None:
    if isinstance(model.learner, AbstractSettlingLearner):
        rest = rests(model.learner, model.epoch.state, model.encode(x))
        return Settling(float(np.mean(rest.sweeps)), float(np.mean(rest.at_rest)))
    if not isinstance(model.learner, AbstractAttractorLearner):
        return None
    relaxation = model.relax(x)
    reached = np.asarray(relaxation.outcome) == Outcome.FIXED_POINT.value
    return Settling(float(np.mean(relaxation.sweeps)), float(np.mean(reached)))
