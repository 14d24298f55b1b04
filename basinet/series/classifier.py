"""The scikit-learn front door to series that are to be named."""

from pathlib import Path
from typing import Any, Self

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from basinet.data.refusing import refuse_blanks
from basinet.fitting.given import seed_of
from basinet.rates.checks import check_whole
from basinet.rates.medium import AbstractReservoir
from basinet.rates.readout import AbstractReadout
from basinet.series.learning import Fitted, finished
from basinet.series.naming import evidence, learn_classes
from basinet.series.preparing import begin, readout_of, reservoir_of
from basinet.series.tables import as_series, check_alone, is_several


class ReservoirClassifier(ClassifierMixin, BaseEstimator):
    """A classifier of whole series: a recurrent network that stays as it is, and a readout.

    X is a list of series `[steps, features]` or an array `[series, steps, features]`. A table
    `[series, values]` is folded: each row becomes `frames` steps of equally many values; without
    `frames` every value is a step. The readout sees the mean state of each of `segments` parts of
    a series, and the last state. No answer depends on the other series.

    Args:
        reservoir: `EchoState(...)` or `Balanced(...)`; `EchoState()` if None.
        readout: `Ridge(...)`, or the local rules `Delta(...)` and `ByPlasticity(...)`; `Ridge()`
            if None.
        encoder: how features become inputs: standardise, rescale or raw.
        frames: steps into which a row of a table is folded; its number of values if None.
        segments: parts of a series, at least 1.
        random_state: seed of everything random: an int, a `numpy.random.RandomState` or None.

    Attributes:
        fitted_: the network and its readout.
        classes_: the labels.
        n_features_in_: values of a row, or features of a step where series were given.

    Example:
        >>> from sklearn.datasets import load_digits
        >>> from basinet import ReservoirClassifier
        >>> X, y = load_digits(return_X_y=True)
        >>> model = ReservoirClassifier(frames=8, segments=4, random_state=0)
        >>> bool(model.fit(X[:1000], y[:1000]).score(X[1000:], y[1000:]) > 0.9)
        True
    """

    def __init__(
        self,
        reservoir: AbstractReservoir | None = None,
        *,
        readout: AbstractReadout | None = None,
        encoder: Any = "rescale",
        frames: int | None = None,
        segments: int = 1,
        random_state: int | np.random.RandomState | None = None,
    ):
        self.reservoir = reservoir
        self.readout = readout
        self.encoder = encoder
        self.frames = frames
        self.segments = segments
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Draw a network and learn its readout.

        Args:
            X: the series.
            y: a label for each.

        Returns:
            The classifier itself.

        Raises:
            ValueError: when a series holds a value that is not finite or has other columns than
                the others, or a parameter is out of range.
        """
        recipe, readout = reservoir_of(self.reservoir), readout_of(self.readout)
        check_whole("segments", self.segments)
        x, labels = self._pairs(X, y)
        self.seed_ = seed_of(self)
        classes, index = np.unique(labels, return_inverse=True)
        if len(classes) == 1:
            raise ValueError(
                f"y holds 1 class, {classes.tolist()[0]!r}; a classifier needs samples of at least"
                " 2 classes"
            )
        empty = begin(recipe, self.encoder, x, self.seed_)
        *_, last = learn_classes(empty, readout, x, signs(index, len(classes)), self.segments)
        return self._adopt(finished(empty, readout, last), classes)

    def decision_function(self, X: ArrayLike) -> np.ndarray:
        """Return the evidence for each class, `[series, classes]`.

        With two classes: that for the second minus that for the first, `[series]`.
        """
        x = self._seen(X)
        found = evidence(self.fitted_, x, self.segments)
        return found[:, 1] - found[:, 0] if len(self.classes_) == 2 else found

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return the label with the most evidence for each series."""
        x = self._seen(X)
        return self.classes_[evidence(self.fitted_, x, self.segments).argmax(axis=1)]

    def jacobian_radius(self) -> float:
        """Return the spectral radius of the Jacobian, its slopes taken at the series' ends."""
        check_is_fitted(self, "fitted_")
        return self.fitted_.jacobian_radius()

    def save(self, path: str | Path) -> None:
        """Write the classifier to one safetensors file; `ReservoirClassifier.load` reads it.

        Raises:
            OSError: when the file cannot be written.
        """
        from basinet.series.files import save

        check_is_fitted(self, "fitted_")
        save(self, path)

    @staticmethod
    def load(path: str | Path) -> "ReservoirClassifier":
        """Read a classifier from a file that `save` wrote; nothing in the file is executed.

        Raises:
            FileNotFoundError: when there is no such file.
            ValueError: when the file is damaged or holds something else.
        """
        from basinet.series.files import load

        return load(path, ReservoirClassifier)

    def _adopt(self, fitted: Fitted, classes: np.ndarray) -> Self:
        self.fitted_, self.classes_ = fitted, classes
        if not hasattr(self, "n_features_in_"):
            self.n_features_in_ = len(fitted.mean)
        return self

    def _pairs(self, X: Any, y: Any) -> tuple[list[np.ndarray], np.ndarray]:
        refuse_blanks("y", y)
        if is_several(X):
            x, labels = as_series("X", X).series, np.asarray(y)
            if labels.shape != (len(x),):
                raise ValueError(
                    f"y has shape {labels.shape}, but X has {len(x)} series; expected a label for"
                    " each"
                )
            self.n_features_in_ = x[0].shape[1]
        else:
            check_alone("X", X)
            checked: Any = validate_data(self, X, y, dtype=np.float64)
            x, labels = self._folded(checked[0]), checked[1]
        check_classification_targets(labels)
        return x, labels

    def _seen(self, X: Any) -> list[np.ndarray]:
        check_is_fitted(self, "fitted_")
        if is_several(X):
            return as_series("X", X, len(self.fitted_.mean)).series
        check_alone("X", X)
        table: Any = validate_data(self, X, reset=False, dtype=np.float64)
        return self._folded(table)

    def _folded(self, table: Float[np.ndarray, "series values"]) -> list[np.ndarray]:
        """The rows of a table as series."""
        values = table.shape[1]
        frames = values if self.frames is None else self.frames
        check_whole("frames", frames)
        if values % frames:
            raise ValueError(
                f"frames is {frames}, but a row has {values} values, which do not fall into so"
                " many equal parts"
            )
        return list(table.reshape(len(table), frames, values // frames))


def signs(index: np.ndarray, classes: int) -> Float[np.ndarray, "series classes"]:
    """Return +1 for the class of each series and -1 for the others."""
    return np.where(index[:, None] == np.arange(classes), 1.0, -1.0)
