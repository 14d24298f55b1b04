"""Pairs, values and forms as people give them: lists, arrays, dictionaries."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse
from jaxtyping import Float64, Int64


def pairs_of(given: Any, what: str) -> Int64[np.ndarray, "pairs 2"]:
    """Return pairs of whole numbers.

    Args:
        given: `[pairs, 2]`, or nothing.
        what: what they are called.

    Raises:
        ValueError: when they are no pairs, or of other than whole numbers.
    """
    try:
        numbers = np.asarray(given)
    except ValueError:  # of unlike lengths
        numbers = np.empty(0, object)
    if not numbers.size and numbers.dtype != object:
        return np.empty((0, 2), np.int64)
    if numbers.ndim != 2 or numbers.shape[-1] != 2:
        raise ValueError(f"{what} are {_said(given)}; expected pairs, such as [[0, 1], [1, 2]]")
    whole = numbers.dtype.kind in "iu" or (
        numbers.dtype.kind == "f" and bool((numbers == np.round(numbers)).all())
    )
    if not whole or np.abs(numbers.astype(np.float64)).max() >= 2**62:
        raise ValueError(
            f"{what} are {_said(given)}; expected whole numbers from 0 (from_networkx numbers the"
            " vertices of a graph with names)"
        )
    return numbers.astype(np.int64)


def values_of(given: Any, count: int, what: str) -> Float64[np.ndarray, " values"]:
    """Return numbers, one for each of so many.

    Raises:
        ValueError: when they are not as many, or no numbers.
    """
    try:
        numbers = np.asarray(given)
        values = numbers.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{what} are {_said(given)}; expected numbers") from None
    if numbers.dtype.kind not in "iufb" or values.shape != (count,):
        raise ValueError(
            f"{what} have the shape {values.shape} and the kind {numbers.dtype}; expected"
            f" {count} numbers"
        )
    return values


def triangle_of(terms: Mapping[Any, Any]) -> scipy.sparse.coo_array:
    """Return the upper triangular matrix of a form that is given as `{(i, j): value}`.

    What is given for (i, j) and for (j, i) is added, as in D-Wave's tools.

    Raises:
        ValueError: when a key is no pair of whole numbers from 0, or a value no number.
    """
    pairs = pairs_of(list(terms), "the keys of Q")
    values = values_of(list(terms.values()), len(pairs), "the values of Q")
    if not len(pairs):
        raise ValueError("Q is empty; expected at least one entry, such as {(0, 0): -1}")
    if pairs.min() < 0:
        raise ValueError(f"Q has the key {tuple(pairs.min(axis=0).tolist())}; numbers begin at 0")
    n = int(pairs.max()) + 1
    entries = (values, (pairs.min(axis=1), pairs.max(axis=1)))
    return scipy.sparse.coo_array(entries, shape=(n, n))


def _said(given: Any) -> str:
    said = " ".join(repr(given).split())
    return said if len(said) <= 60 else f"{said[:57]}..."
