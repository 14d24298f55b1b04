"""Overlaps: how alike the states of samples are, within a class and between classes."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Real, Shaped

from basinet.analysis._check import check_labels, check_states


class Overlaps(NamedTuple):
    """How alike representations are, q = (1/n) sum_i s_i s'_i.

    Attributes:
        within: overlaps of pairs of one class.
        between: overlaps of pairs of different classes.
        matrix: the mean overlap for each pair of classes, NaN where there is no pair.
    """

    within: Float[np.ndarray, " pairs"]
    between: Float[np.ndarray, " pairs"]
    matrix: Float[np.ndarray, "classes classes"]


class MeanOverlaps(NamedTuple):
    """Mean overlaps over all pairs of different samples.

    Attributes:
        within: mean over the pairs of one class, NaN when there is none.
        between: mean over the pairs of different classes, NaN when there is none.
    """

    within: float
    between: float


def overlaps(
    spins: Real[np.ndarray, "samples n"],
    labels: Shaped[np.ndarray, " samples"],
    classes: Shaped[np.ndarray, " classes"],
) -> Overlaps:
    """Return the overlaps of all pairs of different samples, by class.

    Args:
        spins: representations, -1 or +1.
        labels: the class of each.
        classes: all classes, in the order of the matrix.

    Raises:
        ValueError: when there is no sample, a value is not finite or labels do not fit.
    """
    check_states(spins, 1)
    check_labels(labels, len(spins))
    values = spins.astype(np.float64) @ spins.T.astype(np.float64) / spins.shape[1]
    first, second = np.triu_indices(len(spins), k=1)
    pairs = values[first, second]
    same = labels[first] == labels[second]
    members = (labels[:, None] == classes).astype(float)
    # A sample's overlap with itself is 1 and says nothing: leave it out of sums and counts.
    sums = members.T @ (values - np.diag(np.diag(values))) @ members
    sizes = members.sum(axis=0)
    counts = np.outer(sizes, sizes) - np.diag(sizes)
    matrix = np.full(sums.shape, np.nan)
    np.divide(sums, counts, out=matrix, where=counts > 0)
    return Overlaps(pairs[same], pairs[~same], np.clip(matrix, -1.0, 1.0))


def mean_overlaps(
    spins: Real[np.ndarray, "samples n"], labels: Shaped[np.ndarray, " samples"]
) -> MeanOverlaps:
    """Return the mean overlaps within and between classes, without making any pair.

    The sum over the pairs of a group of samples is (|sum_a s_a|^2 - sum_a |s_a|^2) / 2, so that
    time and memory are proportional to the number of samples.

    Args:
        spins: representations, -1 or +1.
        labels: the class of each.

    Raises:
        ValueError: when there is no sample, a value is not finite or labels do not fit.
    """
    check_states(spins, 1)
    check_labels(labels, len(spins))
    values = spins.astype(np.float64)
    _, index, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    totals = np.zeros((len(sizes), values.shape[1]))
    np.add.at(totals, index, values)
    alone = float(np.sum(values**2))
    within = float(np.sum(totals**2)) - alone
    between = float(np.sum(totals.sum(axis=0) ** 2)) - alone - within
    pairs = int(np.sum(sizes * (sizes - 1)))
    others = len(values) * (len(values) - 1) - pairs
    neurons = values.shape[1]
    return MeanOverlaps(
        within / (pairs * neurons) if pairs else float("nan"),
        between / (others * neurons) if others else float("nan"),
    )
