"""The scikit-learn front door: one estimator for every learner."""

import math
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any, Self

import numpy as np
from jaxtyping import Float, Int8
from numpy.typing import ArrayLike
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from basinet.computing import computed_by
from basinet.core import Relaxation
from basinet.data import AbstractEncoder, Standardise
from basinet.learners import AbstractAttractorLearner, AbstractLearner, Steered
from basinet.model import Model, begin, learn
from basinet.parameters import change, parameters
from basinet.saving import load_model, save_model


def _relaxes(classifier: "Classifier") -> bool:
    learner = classifier.learner
    return learner is None or isinstance(learner, AbstractAttractorLearner)


class Classifier(ClassifierMixin, BaseEstimator):
    """A classifier around any of the library's learners.

    Works where scikit-learn's estimators do: in pipelines, in grid searches over the learner's
    fields (`learner__margin`), with `clone`, string labels and `partial_fit`.

    Args:
        learner: what learns; `Steered()` with its reference settings if None.
        encoder: how features become inputs; `Standardise()` if None, which leaves spins (all
            values -1 or +1) as they are. `Binarise(threshold)` and `Raw()` are the others, and
            with `Raw()` any transformer can go before the classifier in a pipeline.
        epochs: passes over the training data in `fit`.
        batch_size: patterns learnt together.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.

    Attributes:
        classes_: the labels, sorted; the columns of the scores.
        state_: what the learner has learnt.
        history_: one dictionary of numbers for each epoch.
        n_features_in_: number of features seen in `fit`.
        n_iter_: epochs made.

    Example:
        >>> from basinet import Classifier, Steered
        >>> from sklearn.datasets import load_digits
        >>> X, y = load_digits(return_X_y=True)
        >>> clf = Classifier(Steered(hidden=100), epochs=2, random_state=0).fit(X[:1000], y[:1000])
        >>> bool(clf.score(X[1000:], y[1000:]) > 0.75)
        True
    """

    def __init__(
        self,
        learner: AbstractLearner | None = None,
        *,
        encoder: AbstractEncoder | None = None,
        epochs: int = 10,
        batch_size: int = 16,
        random_state: int | np.random.RandomState | None = None,
    ):
        self.learner = learner
        self.encoder = encoder
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters; with `deep` also the learner's fields as `learner__<field>`."""
        own = ("learner", "encoder", "epochs", "batch_size", "random_state")
        return parameters(self, own, self._learner(), deep=deep)

    def set_params(self, **params: Any) -> Self:
        """Set parameters; those of the learner replace it by one with the new fields.

        Raises:
            ValueError: when a parameter is unknown or a value is out of range.
        """
        change(self, self._learner(), params)
        return self

    def fit(self, X: ArrayLike, y: ArrayLike):
        """Learn from scratch.

        Args:
            X: features, real numbers.
            y: labels, numbers or strings, of at least two classes.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when shapes or values are not allowed, or y has one class only.
        """
        X, y = self._validated(X, y)
        return self._learn(self._new(X, y), X, y, int(self.epochs))

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
    ):
        """Learn one more epoch, on these samples.

        The first call fixes the encoder and the classes. Nobody knows which call is the last one:
        schedules do not act, and the steps are the full ones.

        Args:
            X: features, real numbers.
            y: labels.
            classes: all labels that will ever occur; needed in the first call.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when classes are missing in the first call, or a label is not among them.
        """
        first = not hasattr(self, "model_")
        if first and classes is None:
            raise ValueError("classes is None; the first call of partial_fit needs all labels")
        X, y = self._validated(X, y, reset=first)
        if first:
            return self._learn(self._new(X, np.unique(np.asarray(classes))), X, y, 1, math.inf)
        if classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(
                f"classes is {np.unique(classes)}, but the first call fixed {self.classes_}"
            )
        return self._learn(self.model_, X, y, self.n_iter_ + 1, math.inf)

    def decision_function(self, X: ArrayLike) -> np.ndarray:
        """Return the evidence for each class, `[samples, classes]`.

        With two classes: that for the second minus that for the first, `[samples]`.
        """
        evidence = self._model().scores(self._seen(X))
        return evidence[:, 1] - evidence[:, 0] if len(self.classes_) == 2 else evidence

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the label with the most evidence for each sample."""
        best = self._model().scores(self._seen(X)).argmax(axis=1)
        return self.classes_[best]

    def predict_proba(self, X: ArrayLike) -> Float[np.ndarray, "samples classes"]:
        """Return the softmax of the evidence; it ranks classes but is not calibrated."""
        return softmax(self._model().scores(self._seen(X)).astype(float), axis=1)

    @available_if(_relaxes)
    def relax(self, X: ArrayLike) -> Relaxation:
        """Return the relaxation of each sample: spins, sweeps made and outcome."""
        return self._model().relax(self._seen(X))

    @available_if(_relaxes)
    def representation(self, X: ArrayLike) -> Int8[np.ndarray, "samples neurons"]:
        """Return the spins of the hidden neurons to which the network relaxes."""
        return np.asarray(self.relax(X).spins).astype(np.int8)

    def save(self, path: str | Path) -> None:
        """Write the fitted classifier to one safetensors file; `basinet.load` reads it.

        Raises:
            sklearn.exceptions.NotFittedError: when it is not fitted.
            OSError: when the file cannot be written.
        """
        model = self._model()
        extra: dict[str, Any] = {"epochs": self.epochs, "batch_size": self.batch_size}
        extra["computed_by"] = computed_by()
        names = getattr(self, "feature_names_in_", None)
        extra |= {} if names is None else {"feature_names": list(names)}
        save_model(replace(model, extra=model.extra | extra), path)

    def _learner(self) -> AbstractLearner:
        return Steered() if self.learner is None else self.learner

    def _validated(self, X, y, *, reset: bool = True) -> tuple[np.ndarray, np.ndarray]:
        if not isinstance(self._learner(), AbstractLearner):
            raise ValueError(f"learner is {self.learner!r}; it must be a learner such as Steered()")
        for name, value in (("epochs", self.epochs), ("batch_size", self.batch_size)):
            if not isinstance(value, Integral) or value < 1:
                raise ValueError(f"{name} is {value!r}; it must be a whole number of at least 1")
        checked: Any = validate_data(self, X, y, reset=reset, dtype=[np.float64, np.float32])
        X, y = checked
        check_classification_targets(y)
        return X, y

    def _new(self, X: np.ndarray, y: np.ndarray) -> Model:
        encoder = Standardise() if self.encoder is None else self.encoder
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        return begin(self._learner(), encoder, X, y, seed)

    def _learn(
        self,
        model: Model,
        X: np.ndarray,
        y: np.ndarray,
        epochs: int,
        course: float | None = None,
    ) -> Self:
        size = int(self.batch_size)
        for finished in learn(model, X, y, epochs=epochs, batch_size=size, course=course):
            self._adopt(finished)
        return self

    def _adopt(self, model: Model) -> None:
        """Show what a model has learnt under the names that scikit-learn's users expect."""
        self.model_, self.classes_, self.n_features_in_ = model, model.classes, model.features
        self.state_, self.history_, self.n_iter_ = (
            model.epoch.state,
            model.history,
            model.epoch.number,
        )

    def _seen(self, X: Any) -> Any:
        check_is_fitted(self, "model_")
        return validate_data(self, X, reset=False, dtype=[np.float64, np.float32])

    def _model(self) -> Model:
        check_is_fitted(self, "model_")
        return self.model_


def load(path: str | Path) -> Classifier:
    """Read a classifier from a file that `Classifier.save` or a training run wrote.

    Nothing in the file is executed.

    Args:
        path: the file; for the folder of a run, the model in it.

    Returns:
        A fitted classifier that answers as the saved one did.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    path = Path(path)
    model = load_model(path / "model.safetensors" if path.is_dir() else path)
    if "auto_associative" in model.extra:
        raise ValueError(f"{path} holds an associative memory; read it with Associator.load")
    clf = Classifier(model.learner, encoder=model.encoder, random_state=model.seed)
    clf.epochs = model.extra.get("epochs", model.epoch.number)
    clf.batch_size = model.extra.get("batch_size", clf.batch_size)
    clf._adopt(model)
    if "feature_names" in model.extra:
        names = np.array(model.extra["feature_names"], dtype=object)
        setattr(clf, "feature_names_in_", names)  # noqa: B010 - scikit-learn declares it nowhere
    return clf
