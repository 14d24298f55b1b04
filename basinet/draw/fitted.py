"""What was fitted, whichever way it is handed over."""

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_array

from basinet.estimator import Classifier
from basinet.fitting.inputs import seen
from basinet.learners import AbstractAttractorLearner
from basinet.model import Model
from basinet.runs import RunFolder

Fitted: TypeAlias = Classifier | Model | RunFolder | str | Path
"""A fitted classifier, a model, or the folder of a run."""


def model_of(fitted: Fitted) -> Model:
    """Return the model in a fitted classifier or in the folder of a run.

    Raises:
        sklearn.exceptions.NotFittedError: when a classifier is not fitted.
        FileNotFoundError: when there is no run in the folder.
        TypeError: when it is something else.
    """
    if isinstance(fitted, Model):
        return fitted
    if isinstance(fitted, Classifier):
        return fitted._model()
    if isinstance(fitted, str | Path):
        fitted = RunFolder(Path(fitted))
    if isinstance(fitted, RunFolder):
        return fitted.read_model()
    raise TypeError(f"{fitted!r:.80} is not fitted; expected a Classifier or the folder of a run")


def relaxing(fitted: Fitted) -> tuple[Model, AbstractAttractorLearner[Any]]:
    """Return the model and its learner, which answers by relaxing a network.

    Raises:
        TypeError: when it does not.
    """
    model = model_of(fitted)
    if not isinstance(model.learner, AbstractAttractorLearner):
        raise TypeError(f"{type(model.learner).__name__} does not answer by relaxing a network")
    return model, model.learner


def samples_of(fitted: Fitted, X: ArrayLike) -> np.ndarray:
    """Return samples as the model takes them, `[samples, features]`; one sample may be a vector.

    Raises:
        ValueError: when they are not samples of the model's features.
    """
    if isinstance(fitted, Classifier):
        given: Any = X
        one = not hasattr(given, "columns") and np.ndim(given) == 1
        return np.asarray(seen(fitted, np.asarray(given)[None] if one else given))
    x, holes = np.asarray(X), {"ensure_all_finite": "allow-nan"}
    return check_array(x[None] if x.ndim == 1 else x, **holes)  # pyright: ignore[reportArgumentType]
