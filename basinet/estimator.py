"""The scikit-learn front door: one estimator for every learner."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from jaxtyping import Float, Int8
from numpy.typing import ArrayLike
from scipy.special import softmax
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    ClassNamePrefixFeaturesOutMixin,
    clone,
)
from sklearn.utils import TransformerTags, check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from basinet.computing import computed_by
from basinet.core import Relaxation
from basinet.data import fills
from basinet.fitting import (
    Watch,
    check_numbers,
    divided,
    encoder_of,
    is_transformer,
    is_unknown,
    learner_of,
    plain_parameters,
    told,
)
from basinet.learners import AbstractAttractorLearner, AbstractLearner
from basinet.model import Model, begin, learn
from basinet.parameters import change, parameters
from basinet.saving import save_model


def _relaxes(classifier: "Classifier") -> bool:
    try:
        return isinstance(learner_of(classifier.learner), AbstractAttractorLearner)
    except ValueError:
        return False


class Classifier(ClassNamePrefixFeaturesOutMixin, ClassifierMixin, BaseEstimator):
    """A classifier around any of the library's learners.

    Works where scikit-learn's estimators do: in pipelines, in grid searches over the learner's
    fields (`learner__margin`), with `clone`, string labels and `partial_fit`.

    Args:
        learner: what learns: an object, a name such as "error-steered", or None for `Steered()`
            with its reference settings.
        encoder: how features become inputs: `Standardise()` if None, which leaves spins (all
            values -1 or +1) as they are, or another encoder, the name of one, or a transformer of
            scikit-learn.
        epochs: passes over the training data in `fit`.
        batch_size: patterns learnt together.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.
        validation_fraction: the part of the samples that `fit` does not learn; `history_` then has
            their `validation_accuracy` after each epoch. None for none.
        early_stopping: whether `fit` ends when that accuracy does not rise any more, and keeps the
            state with which it was highest; a tenth of the samples is held out unless
            `validation_fraction` says otherwise.
        n_iter_no_change: epochs after which it is said not to rise any more.
        warm_start: whether `fit` goes on with what was learnt before, for `epochs` more epochs.
        verbose: whether `fit` shows a bar on a terminal or in a notebook, and else a line an epoch.

    Attributes:
        classes_: the labels, sorted; the columns of the scores.
        state_: what the learner has learnt.
        history_: one dictionary of numbers for each epoch.
        n_features_in_: number of features seen in `fit`.
        n_iter_: epochs made; with early stopping, that of the state that is kept.
        encoder_: the fitted transformer, where one was given.

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
        learner: AbstractLearner | str | None = None,
        *,
        encoder: Any = None,
        epochs: int = 10,
        batch_size: int = 16,
        random_state: int | np.random.RandomState | None = None,
        validation_fraction: float | None = None,
        early_stopping: bool = False,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        verbose: bool = False,
    ):
        self.learner = learner
        self.encoder = encoder
        self.epochs = epochs
        self.batch_size = batch_size
        self.random_state = random_state
        self.validation_fraction = validation_fraction
        self.early_stopping = early_stopping
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.verbose = verbose

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters; with `deep` also the learner's fields as `learner__<field>`."""
        own = BaseEstimator.get_params(self, deep=False)
        nested = self.learner if is_unknown(self.learner) else learner_of(self.learner)
        return parameters(self, tuple(own), nested, deep=deep)

    def set_params(self, **params: Any) -> Self:
        """Set parameters; those of the learner replace it by one with the new fields.

        Raises:
            ValueError: when a parameter is unknown, or a field of the learner out of range; what
                is no learner at all is refused by `fit`.
        """
        given = params.get("learner", self.learner)
        change(self, given if is_unknown(given) else learner_of(given), params)
        return self

    def fit(self, X: ArrayLike, y: ArrayLike):
        """Learn from scratch, or with `warm_start` from what was learnt before.

        Args:
            X: features, real numbers.
            y: labels, numbers or strings, of at least two classes.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when shapes or values are not allowed, or y has one class only.
            DivergedError: when the learning does; the last finite epoch is kept.
        """
        with told(bool(self.verbose), int(self.epochs)) as tell:
            for _ in self.fit_epochs(X, y):
                tell(self.model_)
        return self

    def fit_epochs(self, X: ArrayLike, y: ArrayLike) -> Iterator[dict[str, Any]]:
        """Fit epoch by epoch: yield what `history_` says of each when it is finished.

        The classifier can answer after each, and whoever iterates may stop at any of them.

        Args:
            X: features, as for `fit`.
            y: labels.

        Raises:
            ValueError: as `fit`.
            DivergedError: when the learning does; the last finite epoch is kept.
        """
        goes_on = bool(self.warm_start) and hasattr(self, "model_")
        X, y = self._validated(X, y, reset=not goes_on)
        X = self._transformed(X, y if not goes_on else None)
        model = self.model_ if goes_on else self._new(X, y)
        model = replace(model, history=model.history[: model.epoch.number])
        epochs, held_out = model.epoch.number + int(self.epochs), None
        if self.early_stopping or self.validation_fraction is not None:
            fraction = 0.1 if self.validation_fraction is None else self.validation_fraction
            (X, y), held_out = divided(X, y, fraction, model.seed)
            model = model if goes_on else self._new(X, y)
        watch = Watch(held_out, int(self.n_iter_no_change) if self.early_stopping else None)
        models = learn(model, X, y, epochs=epochs, batch_size=int(self.batch_size))
        last = model.epoch.number
        for finished in watch.follow(models, model):
            self._adopt(finished)
            if finished.epoch.number > last:
                last = finished.epoch.number
                yield finished.history[-1]

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
    ):
        """Learn one more epoch, on these samples.

        The first call fixes the classes. What the encoder measured, such as means, becomes that of
        all samples so far. Nobody knows which call is the last one: schedules do not act, and the
        steps are the full ones.

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
        X = self._transformed(X, y if first else None)
        if first:
            return self._learn(self._new(X, np.unique(np.asarray(classes))), X, y, 1)
        if classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(
                f"classes is {np.unique(classes)}, but the first call fixed {self.classes_}"
            )
        model = self.model_
        model = replace(model, measured=model.encoder.remeasure(X, model.measured))
        return self._learn(model, X, y, self.n_iter_ + 1)

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

    @available_if(_relaxes)
    def transform(self, X: ArrayLike) -> Float[np.ndarray, "samples neurons"]:
        """Return the representation as features for a further step of a pipeline."""
        return self.representation(X).astype(float)

    @available_if(_relaxes)
    def fit_transform(self, X: ArrayLike, y: ArrayLike) -> Float[np.ndarray, "samples neurons"]:
        """Fit, and return the representation of the same samples."""
        return self.fit(X, y).transform(X)

    def __sklearn_tags__(self) -> Any:
        tags = ClassifierMixin.__sklearn_tags__(self)  # pyright: ignore[reportAttributeAccessIssue]
        if _relaxes(self):
            tags.transformer_tags = TransformerTags(preserves_dtype=["float64"])
        return tags

    @property
    def _n_features_out(self) -> int:
        """The number of features that `transform` gives, from which their names follow."""
        if not _relaxes(self):
            raise AttributeError(f"{self.learner!r} does not relax, so there are no features")
        x = np.zeros((1, self._model().features), np.float32)
        return self._model().relax(x).spins.shape[1]

    def save(self, path: str | Path) -> None:
        """Write the fitted classifier to one safetensors file; `basinet.load` reads it.

        Raises:
            sklearn.exceptions.NotFittedError: when it is not fitted.
            ValueError: when its encoder is a transformer of scikit-learn, which only pickle knows.
            OSError: when the file cannot be written.
        """
        model = self._model()
        if is_transformer(self.encoder):
            raise ValueError(
                f"encoder is {self.encoder!r}, a transformer, which cannot be saved without"
                " pickle; use an encoder of this library, or save the transformer yourself"
            )
        extra: dict[str, Any] = {"epochs": self.epochs, "batch_size": self.batch_size}
        extra["parameters"] = plain_parameters(self.get_params(deep=False))
        extra["computed_by"] = computed_by()
        names = getattr(self, "feature_names_in_", None)
        extra |= {} if names is None else {"feature_names": list(names)}
        save_model(replace(model, extra=model.extra | extra), path)

    def _validated(self, X, y, *, reset: bool = True) -> tuple[Any, np.ndarray]:
        learner_of(self.learner)
        encoder_of(self.encoder)
        check_numbers(self)
        checked: Any = validate_data(self, X, y, reset=reset, **self._accepted())
        X, y = checked[0], np.asarray(checked[1])
        check_classification_targets(y)
        return X, y

    def _accepted(self) -> dict[str, Any]:
        """What samples may be: whatever a transformer takes; with holes where they are filled."""
        if is_transformer(self.encoder):
            return {"skip_check_array": True}
        finite: Any = "allow-nan" if fills(encoder_of(self.encoder)) else True
        return {"dtype": [np.float64, np.float32], "ensure_all_finite": finite}

    def _new(self, X: np.ndarray, y: np.ndarray) -> Model:
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        return begin(learner_of(self.learner), encoder_of(self.encoder), X, y, seed)

    def _transformed(self, X: Any, y: np.ndarray | None) -> np.ndarray:
        """The samples after the transformer, where one was given; with labels it is fitted."""
        if not is_transformer(self.encoder):
            return X
        if y is not None:
            self.encoder_ = cast("Any", clone(self.encoder)).fit(X, y)
        found = self.encoder_.transform(X)
        return np.asarray(found.toarray() if hasattr(found, "toarray") else found)

    def _learn(
        self,
        model: Model,
        X: np.ndarray,
        y: np.ndarray,
        epochs: int,
    ) -> Self:
        size = int(self.batch_size)
        for finished in learn(model, X, y, epochs=epochs, batch_size=size, course=math.inf):
            self._adopt(finished)
        return self

    def _adopt(self, model: Model) -> None:
        """Show what a model has learnt under the names that scikit-learn's users expect."""
        self.model_, self.classes_ = model, model.classes
        if not is_transformer(self.encoder):
            self.n_features_in_ = model.features
        self.state_, self.history_, self.n_iter_ = (
            model.epoch.state,
            model.history,
            model.epoch.number,
        )

    def _seen(self, X: Any) -> Any:
        check_is_fitted(self, "model_")
        X = validate_data(self, X, reset=False, **self._accepted())
        return self._transformed(X, None)

    def _model(self) -> Model:
        check_is_fitted(self, "model_")
        return self.model_
