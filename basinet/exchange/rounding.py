"""Weights of few bits: whole multiples of a unit that each neuron has for itself."""

import numpy as np
from jaxtyping import Float

_UNITS = np.linspace(0.2, 1, 81)
"""Units that are tried, as parts of the one with which the largest weight is the largest number."""


def rounded(
    weights: Float[np.ndarray, "target source"], bits: int | None
) -> Float[np.ndarray, "target source"]:
    """Return weights as multiples of a unit, from -(2^(bits - 1) - 1) to as much, row by row.

    Each row is a neuron, whose sign does not change when all it hears is scaled. Its unit is that
    of least squares: smaller than what the largest weight asks for, which is cut off instead.

    Args:
        weights: of each neuron, from its sources.
        bits: at least 2; the weights themselves if None.
    """
    if bits is None:
        return weights
    most = 2 ** (bits - 1) - 1
    return np.stack([_row(row, most) for row in weights]) if len(weights) else weights


def _row(row: Float[np.ndarray, " source"], most: int) -> Float[np.ndarray, " source"]:
    if not row.any():
        return row
    units = np.abs(row).max() / most * _UNITS
    numbers = np.clip(np.rint(row / units[:, None]), -most, most)
    best = (numbers @ row) / (numbers**2).sum(axis=1)
    wrong = ((numbers * best[:, None] - row) ** 2).sum(axis=1)
    chosen = wrong.argmin()
    return numbers[chosen] * best[chosen]
