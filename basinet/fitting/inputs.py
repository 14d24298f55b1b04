"""What an estimator is given, and what of it reaches the learner: samples, labels, weights."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import issparse, sparray, spmatrix
from sklearn.base import clone
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from basinet._memory import installed
from basinet.data import fills
from basinet.data.refusing import refuse_blanks, refuse_masked
from basinet.fitting.given import check_numbers, encoder_of, is_transformer, learner_of

Samples: TypeAlias = ArrayLike | sparray | spmatrix
"""Features, `[samples, features]`: dense or sparse."""

_KINDS: Any = {"dtype": [np.float64, np.float32], "accept_sparse": "csr"}


def _kinds(owner: Any) -> dict[str, Any]:
    """What samples may be: whatever a transformer takes; with gaps where they are filled."""
    if is_transformer(owner.encoder):
        return {"skip_check_array": True}
    finite: Any = "allow-nan" if fills(encoder_of(owner.encoder)) else True
    return _KINDS | {"ensure_all_finite": finite}


def checked(owner: Any, X: Samples, y: ArrayLike, *, reset: bool) -> tuple[Any, np.ndarray]:
    """Return samples and labels, and refuse them or parameters that cannot be.

    Args:
        owner: the estimator.
        X: features, dense or sparse.
        y: labels.
        reset: whether the estimator learns anew and takes over the number of features.

    Raises:
        ValueError: when a parameter, a shape or a value is not allowed.
    """
    learner_of(owner.learner)
    encoder_of(owner.encoder)
    check_numbers(owner)
    kinds = _kinds(owner)
    refuse_blanks("y", y)
    refuse_masked(X, y)
    given: Any = X, y  # scikit-learn's annotations say text, of its defaults
    with _explained(X, kinds):
        X, y = cast("Any", validate_data(owner, *given, reset=reset, **kinds))
    check_classification_targets(y)
    return X, np.asarray(y)


def seen(owner: Any, X: Any) -> np.ndarray:
    """Return samples as a fitted estimator's model takes them.

    Raises:
        NotFittedError: when it is not fitted.
        ValueError: when a shape or a value is not allowed.
    """
    check_is_fitted(owner, "model_")
    kinds = _kinds(owner)
    refuse_masked(X)
    with _explained(X, kinds):
        X = validate_data(owner, X, reset=False, **kinds)
    return transformed(owner, X, None)


@contextlib.contextmanager
def _explained(X: Any, kinds: Mapping[str, Any]) -> Iterator[None]:
    """Name the column of a table that is no number, and say what to do with pictures."""
    shape = getattr(X, "shape", ())
    if len(shape) > 2 and "skip_check_array" not in kinds:
        raise ValueError(
            f"X has the shape {tuple(shape)}, a dim of more than 2; give each sample as a row, for"
            " pictures X.reshape(len(X), -1)"
        )
    try:
        yield
    except (TypeError, ValueError) as error:
        for name in getattr(X, "columns", ()):
            try:
                if np.asarray(X[name]).dtype.kind in "mM":
                    raise TypeError("dates")
                np.asarray(X[name], float)
            except (TypeError, ValueError):
                value = next(iter(X[name]))
                raise ValueError(
                    f"column {name!r} has {value!r}, which is no number; leave it out, or give an"
                    " encoder that makes numbers of it, such as make_column_transformer("
                    f"(OneHotEncoder(), [{name!r}]), remainder='passthrough')"
                ) from error
        raise


def transformed(owner: Any, X: Any, y: np.ndarray | None) -> np.ndarray:
    """Return the samples after the transformer, where one was given; with labels it is fitted.

    What is sparse reaches the transformer as it is, and the learner as a dense array.
    """
    if is_transformer(owner.encoder):
        if y is not None:
            owner.encoder_ = cast("Any", clone(owner.encoder)).fit(X, y)
        X = owner.encoder_.transform(X)
    return _dense(X) if issparse(X) else np.asarray(X)


def weights_of(owner: Any, y: np.ndarray, given: Any, *, whole: bool = True) -> np.ndarray | None:
    """Return the weight of each sample: its own times that of its class; None without any.

    Args:
        owner: the estimator, with its `class_weight`.
        y: labels.
        given: what was given as `sample_weight`.
        whole: whether these are all samples, from which balanced weights follow.

    Raises:
        ValueError: when these are no weights.
    """
    if given is None and owner.class_weight is None:
        return None
    weights = np.ones(len(y)) if given is None else np.asarray(given, float)
    if weights.shape != y.shape:
        raise ValueError(
            f"sample_weight has the shape {weights.shape}; expected {y.shape}, a weight for each"
            " sample"
        )
    with np.errstate(over="ignore"):
        single = weights.astype(np.float32)
    if not np.isfinite(single).all() or weights.min() < 0:
        raise ValueError("sample_weight has values that are negative, infinite or NaN")
    if not single.any():
        raise ValueError("every sample_weight is zero, so there is nothing to learn")
    return weights * _class_weights(owner.class_weight, y, whole)


def _class_weights(given: Any, y: np.ndarray, whole: bool) -> Any:
    if given is None:
        return 1.0
    if given == "balanced" and not whole:
        raise ValueError(
            "class_weight is 'balanced', but partial_fit does not know all samples; give a"
            " dictionary of weights, or sample_weight"
        )
    if given != "balanced" and not isinstance(given, Mapping):
        raise ValueError(
            f"class_weight is {given!r}; it must be 'balanced', a dictionary from labels to"
            " weights, or None"
        )
    if isinstance(given, Mapping):
        classes = np.unique(y).tolist()
        lacking = [label for label in classes if label not in given]
        unknown = [label for label in given if label not in classes]
        if whole and lacking and unknown:
            raise ValueError(
                f"class_weight has the label {unknown[0]!r}, which y has not; y has"
                f" {', '.join(map(repr, classes[:8]))}"
            )
        if lacking:  # as scikit-learn has it, they count 1
            given = dict(given) | dict.fromkeys(lacking, 1.0)
        for label, weight in given.items():
            if not (isinstance(weight, int | float | np.number) and 0 <= weight < np.inf):
                raise ValueError(f"class_weight has {weight!r} for {label!r}; expected at least 0")
    return compute_sample_weight(cast("Any", given), y)


def _dense(X: Any) -> np.ndarray:
    needed, there = float(np.prod(X.shape)) * X.dtype.itemsize, installed()
    if there is not None and needed > there:
        raise MemoryError(
            f"the samples take {needed / 1e9:,.1f} GB as a dense array, which learners need, and"
            f" this machine has {there / 1e9:,.1f} GB; reduce the features beforehand, for example"
            " with encoder=TruncatedSVD()"
        )
    return X.toarray()
