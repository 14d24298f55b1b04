"""The scikit-learn front door: one estimator for every learner."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from jaxtyping import Float, Int8
from numpy.typing import ArrayLike
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, ClassNamePrefixFeaturesOutMixin
from sklearn.utils import TransformerTags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from basinet.continual import begin_task
from basinet.core import Relaxation
from basinet.estimator.classifying import in_epochs, one_more, save
from basinet.estimator.outputs import choose_output, handed_on
from basinet.fitting.given import is_transformer, is_unknown, learner_of, relaxes
from basinet.fitting.inputs import Samples, checked, seen, weights_of
from basinet.fitting.parameters import change, parameters
from basinet.fitting.watching import told, warn_where_stuck
from basinet.learners import AbstractLearner
from basinet.model import Model


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
        class_weight: what multiplies the weights of samples: a dictionary from labels, "balanced"
            for as much weight of each class, or None; for learners whose tags say `weights`.
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
        class_weight: Mapping[Any, float] | str | None = None,
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
        self.class_weight = class_weight
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

    def fit(
        self,
        X: Samples,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        run: str | Path | None = None,
    ):
        """Learn from scratch, or with `warm_start` from what was learnt before.

        Args:
            X: features, real numbers, dense or sparse.
            y: labels, numbers or strings, of at least two classes.
            sample_weight: by what the part of each sample in every change is multiplied, at least
                0; for learners whose tags say `weights`.
            run: a folder that becomes that of a run, as `basinet train` makes it: with a report,
                and the same call goes on where it was stopped. `validation_fraction` of the
                samples, a fifth if None, is held out.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when shapes or values are not allowed, or y has one class only.
            DivergedError: when the learning does; the last finite epoch is kept.
        """
        with told(bool(self.verbose), self.epochs) as tell:
            for _ in self.fit_epochs(X, y, sample_weight, run=run):
                tell(self.model_)
        warn_where_stuck(self.model_)
        return self

    def fit_epochs(
        self,
        X: Samples,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        run: str | Path | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Fit as `fit` does, and yield what `history_` says of each epoch when it is finished.

        The classifier can answer after each, and whoever iterates may stop at any of them.
        """
        goes_on = bool(self.warm_start) and hasattr(self, "model_")
        X, y = checked(self, X, y, reset=not goes_on)
        weights = weights_of(self, y, sample_weight)
        if run is not None:
            from basinet.estimator.recorded import (
                fit_recorded,  # which loads much that others do not need
            )

            last, models = 0, fit_recorded(self, run, X, y, weights)
        else:
            before = self.model_ if goes_on else None
            last, models = in_epochs(self, X, y, weights, before)
        for finished in models:
            self._adopt(finished)
            if finished.epoch.number > last:
                last = finished.epoch.number
                yield finished.history[-1]

    def partial_fit(
        self,
        X: Samples,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ):
        """Learn one more epoch, on these samples.

        The first call fixes the classes. What the encoder measured, such as means, becomes that of
        all samples so far. Nobody knows which call is the last one: schedules do not act, and the
        steps are the full ones.

        Args:
            X: features, real numbers.
            y: labels.
            classes: all labels that will ever occur; needed in the first call.
            sample_weight: as for `fit`.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when classes are missing in the first call, or a label is not among them.
        """
        first = not hasattr(self, "model_")
        if first and classes is None:
            raise ValueError("classes is None; the first call of partial_fit needs all labels")
        X, y = checked(self, X, y, reset=first)
        weights = weights_of(self, y, sample_weight, whole=False)
        self._adopt(one_more(self, X, y, weights, None if first else self.model_, classes))
        return self

    def begin_task(self):
        """Close a task: `partial_fit`, or `fit` with `warm_start`, leave it alone from now on.

        Raises:
            ValueError: when the learner protects nothing, or no room would be left to learn in.
        """
        self._adopt(begin_task(self._model()))
        return self

    def decision_function(self, X: Samples) -> np.ndarray:
        """Return the evidence for each class; of two that for the second minus the first."""
        evidence = self._model().scores(seen(self, X))
        return evidence[:, 1] - evidence[:, 0] if len(self.classes_) == 2 else evidence

    def predict(self, X: Samples) -> np.ndarray:
        """Return the label with the most evidence for each sample."""
        best = self._model().scores(seen(self, X)).argmax(axis=1)
        return self.classes_[best]

    def predict_proba(self, X: Samples) -> Float[np.ndarray, "samples classes"]:
        """Return the softmax of the evidence; it ranks classes but is not calibrated."""
        return softmax(self._model().scores(seen(self, X)).astype(float), axis=1)

    @available_if(relaxes)
    def relax(self, X: Samples) -> Relaxation:
        """Return the relaxation of each sample: spins, sweeps made and outcome."""
        return self._model().relax(seen(self, X))

    @available_if(relaxes)
    def representation(self, X: Samples) -> Int8[np.ndarray, "samples neurons"]:
        """Return the spins of the hidden neurons to which the network relaxes."""
        return np.asarray(self.relax(X).spins).astype(np.int8)

    @available_if(relaxes)
    def transform(self, X: Samples) -> Any:
        """Return the representation as features for a further step of a pipeline.

        Returns:
            Real numbers, `[samples, neurons]`: an array, or what `set_output` chose.
        """
        return handed_on(self, self.representation(X).astype(float), X)

    @available_if(relaxes)
    def fit_transform(self, X: Samples, y: ArrayLike) -> Any:
        """Fit, and return the representation of the same samples."""
        return self.fit(X, y).transform(X)

    @available_if(relaxes)
    def set_output(self, *, transform: str | None = None) -> Self:
        """Let `transform` return arrays ("default"), or tables of "pandas" or "polars"."""
        choose_output(self, transform)
        return self

    def __sklearn_tags__(self) -> Any:
        tags = ClassifierMixin.__sklearn_tags__(self)  # pyright: ignore[reportAttributeAccessIssue]
        tags.input_tags.sparse = True
        if relaxes(self):
            tags.transformer_tags = TransformerTags(preserves_dtype=["float64"])
        return tags

    @property
    def _n_features_out(self) -> int:
        """The number of features that `transform` gives, from which their names follow."""
        if not relaxes(self):
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
        save(self, self._model(), path)

    def _adopt(self, model: Model) -> None:
        """Show what a model has learnt under the names that scikit-learn's users expect."""
        self.model_, self.classes_ = model, model.classes
        if not is_transformer(self.encoder):
            self.n_features_in_ = model.features
        self.state_, self.history_ = model.epoch.state, model.history
        self.n_iter_ = model.epoch.number

    def _model(self) -> Model:
        check_is_fitted(self, "model_")
        return self.model_
