"""Divide samples into a training and a test part."""

import math

import numpy as np
from jaxtyping import Int, Shaped

from basinet.data.errors import DataError


def split(
    name: str,
    y: Shaped[np.ndarray, " samples"],
    test_fraction: float,
    seed: int,
) -> tuple[Int[np.ndarray, " train"], Int[np.ndarray, " test"]]:
    """Divide samples at random, keeping the proportions of the classes.

    Args:
        name: the data set, for messages.
        y: labels.
        test_fraction: part of the samples that goes into the test part, between 0 and 1.
        seed: of the choice.

    Returns:
        The numbers of the samples of each part.

    Raises:
        DataError: a class has one sample only, or a part would have fewer samples than there
            are classes.
    """
    classes, counts = np.unique(y, return_counts=True)
    if counts.min() < 2:
        lonely = f"{str(classes[counts.argmin()])!r:.60}"
        raise DataError(
            f"{name}: the class {lonely} has one sample; at least two are needed for a training"
            " and a test part"
        )
    tests = math.ceil(test_fraction * len(y))
    if min(tests, len(y) - tests) < len(classes):
        raise DataError(
            f"{name}: a test fraction of {test_fraction} leaves {len(y) - tests} samples to train"
            f" and {tests} to test; expected at least one for each of the {len(classes)} classes"
        )
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(
        np.arange(len(y)), test_size=test_fraction, random_state=seed, stratify=y
    )
    return np.asarray(train), np.asarray(test)
