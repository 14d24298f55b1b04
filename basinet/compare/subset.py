"""Parts of a training set: stratified, nested, with at least one pattern of every class."""

import math

import numpy as np

from basinet.data import Dataset

MOST = 300
"""Passes that no part exceeds unless the whole does; each is measured, which costs."""


def subset(data: Dataset, fraction: float, seed: int) -> Dataset:
    """Return the data set with a part of its training patterns; the test part stays.

    Of each class the first ceil(fraction x size) patterns of one shuffle are taken, so that with
    the same seed a smaller part lies inside a larger one.

    Args:
        data: the whole.
        fraction: above 0, at most 1; with 1 the data set itself is returned.
        seed: of the shuffle.

    Raises:
        ValueError: when the fraction is out of range.
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"a fraction is {fraction}; it must be above 0 and at most 1")
    if fraction == 1:
        return data
    order = np.random.default_rng(seed).permutation(len(data.y_train))
    chosen = []
    for label in np.unique(data.y_train):
        members = order[data.y_train[order] == label]
        # rounded, since 0.07 x 100 is a little more than 7
        chosen.append(members[: math.ceil(round(fraction * len(members), 9))])
    rows = np.sort(np.concatenate(chosen))
    return data.learning(rows)


def steps_alike(epochs: int, batch_size: int, whole: int, part: int) -> int:
    """Return the epochs over a part that make about as many learning steps as over the whole.

    Args:
        epochs: over the whole.
        batch_size: patterns learnt together.
        whole: number of patterns of the whole.
        part: number of patterns of the part.

    Returns:
        At least `epochs`, and not more than these or `MOST`.
    """
    per_pass = [steps_in(patterns, batch_size) for patterns in (whole, part)]
    return min(max(epochs, round(epochs * per_pass[0] / per_pass[1])), max(epochs, MOST))


def steps_in(patterns: int, batch_size: int) -> int:
    """Return the learning steps in a pass over so many patterns."""
    return math.ceil(patterns / min(batch_size, patterns))
