"""Pictures that a model answers wrongly."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Num

from basinet.data import Dataset
from basinet.model import Model

PICTURES = 24
"""Pictures that are shown at most."""


@dataclass(frozen=True)
class Mistakes:
    """Pictures that were answered wrongly.

    Attributes:
        pictures: as they are, `[mistakes, height, width]` or with a last axis of colours.
        truth: the names of their classes.
        answers: those of the classes that were answered.
        count: how many there are in all.
        asked: of how many pictures.
    """

    pictures: Num[np.ndarray, "pictures height width *colours"]
    truth: list[str]
    answers: list[str]
    count: int
    asked: int


def mistakes(model: Model, data: Dataset, answers: np.ndarray) -> Mistakes | None:
    """Return the first pictures that were answered wrongly, in turn of their classes.

    Args:
        model: what answered.
        data: the data set, of whose held-out part it was asked.
        answers: a class for each, as a position in the classes.

    Returns:
        None where the patterns are no pictures, or all answers are right.
    """
    wrong = np.flatnonzero(model.classes[answers] != data.y_test)
    if data.image_shape is None or len(data.image_shape) not in (2, 3) or not len(wrong):
        return None
    truth = data.y_test[wrong]
    turn = np.array([np.sum(truth[:i] == label) for i, label in enumerate(truth)])
    chosen = wrong[np.argsort(turn, kind="stable")][:PICTURES]
    return Mistakes(
        data.x_test[chosen].reshape(-1, *data.image_shape),
        [str(label) for label in data.y_test[chosen]],
        [str(label) for label in model.classes[answers[chosen]]],
        len(wrong),
        len(answers),
    )
