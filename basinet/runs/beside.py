"""What simple classifiers reach on the same data: an accuracy says little without them."""

import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from basinet.data import Dataset, fills

LEARNT = 5000
"""Patterns that they learn at most: enough to say what is easy, and quick."""

ASKED = 2000
"""Held-out patterns that they are asked at most."""


def simple_accuracies(data: Dataset) -> dict[str, float]:
    """Return the held-out accuracy of logistic regression and of the nearest neighbour.

    Of a large data set they see the first `LEARNT` patterns, and are asked about `ASKED`. Where
    patterns have weights, logistic regression takes them, and the nearest of those above zero is
    the neighbour.
    """
    x, y = data.x_train[:LEARNT], data.y_train[:LEARNT]
    asked, truth = data.x_test[:ASKED], data.y_test[:ASKED]
    if fills(data.encoder):
        measured = data.encoder.measure(x)
        x, asked = (data.encoder.encode(part, measured) for part in (x, asked))
    weights = None if data.weights is None else data.weights[:LEARNT]
    if weights is not None:
        x, y, weights = x[weights > 0], y[weights > 0], weights[weights > 0]
    if len(np.unique(y)) < 2:
        return {}
    part = f" of {LEARNT:,} patterns" if len(data.y_train) > LEARNT else ""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that more steps would be needed changes little
        for name, classifier in (
            ("logistic regression", LogisticRegression(max_iter=200)),
            ("nearest neighbour", KNeighborsClassifier(1)),
        ):
            given = {}
            if weights is not None and isinstance(classifier, LogisticRegression):
                given["logisticregression__sample_weight"] = weights
            fitted = make_pipeline(StandardScaler(), classifier).fit(x, y, **given)
            found[f"{name}{part}"] = float(np.mean(fitted.predict(asked) == truth))
    return found
