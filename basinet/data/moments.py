"""Means and deviations of columns: those of two sets of rows together, and what has none."""

import numpy as np

_LEAST_VARIANCE = 1e-300
"""Of a column that is not constant: what is divided by its root stays a number."""


def joined(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The moments of two sets of rows together (Chan, Golub and LeVeque, 1983)."""
    # Files that do not count their rows were written by `fit`: as many as count for all.
    n, more = int(before.get("samples", 10**6)), int(after["samples"])
    apart = after["mean"] - before["mean"]
    squares = n * before["deviation"] ** 2 + more * after["deviation"] ** 2
    squares = squares + apart**2 * (n * more / (n + more))
    # The same rows once more change nothing, not even the last digit.
    alike = (apart == 0) & (before["deviation"] == after["deviation"])
    deviation = np.where(alike, before["deviation"], np.sqrt(squares / (n + more)))
    return {
        "mean": np.asarray(before["mean"] + apart * (more / (n + more))),
        "deviation": deviation,
        "samples": np.asarray(n + more),
    }


def check_spread(variance: np.ndarray, constant: np.ndarray, x: np.ndarray) -> None:
    """Refuse values so large or so alike that their spread is no number that can be divided by."""
    with np.errstate(invalid="ignore"):
        wrong = ~np.isfinite(variance) | (~constant & ~(variance > _LEAST_VARIANCE))
    if wrong.any():
        column = x[:, wrong.argmax()] if len(wrong) > 1 else x.ravel()
        raise ValueError(
            f"features reach from {column.min():g} to {column.max():g}, whose spread cannot be"
            " computed with; scale them to ordinary numbers"
        )
