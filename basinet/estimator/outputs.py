"""In what a transformer hands features on: arrays, or tables with the names of the features."""

import importlib
from typing import Any

import numpy as np
from sklearn import get_config

KINDS = ("default", "pandas", "polars")
"""What `set_output` takes, as of scikit-learn's transformers: arrays, or tables of a library."""


def choose_output(owner: Any, kind: str | None) -> None:
    """Note in what an estimator hands features on; None leaves it as it is.

    Raises:
        ValueError: when the kind is unknown.
    """
    if kind is None:
        return
    if kind not in KINDS:
        raise ValueError(f"transform is {kind!r}; expected one of {', '.join(KINDS)}")
    # Under this name scikit-learn's clone takes it along.
    owner._sklearn_output_config = {"transform": kind}


def handed_on(owner: Any, values: np.ndarray, X: Any) -> Any:
    """Return features as an estimator, or scikit-learn's configuration, wants them.

    Args:
        owner: the estimator, which names its features.
        values: the features.
        X: the samples, of which a table of pandas keeps the index.

    Raises:
        ImportError: when the library of the tables is missing.
    """
    chosen = getattr(owner, "_sklearn_output_config", {})
    kind = chosen.get("transform", get_config()["transform_output"])
    if kind == "default":
        return values
    names = list(owner.get_feature_names_out())
    tables = importlib.import_module(kind)
    if kind == "polars":
        return tables.DataFrame(values, schema=names, orient="row")
    return tables.DataFrame(values, columns=names, index=getattr(X, "index", None))
