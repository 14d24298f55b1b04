"""A part of what is to be learnt is kept back, so that choices do not look at held-out data."""

from dataclasses import replace

from basinet.data import Dataset
from basinet.data.split import split

_SEED = 0  # the same part for all runs, so that they can be compared


def without_part(data: Dataset, share: float) -> Dataset:
    """Return a data set whose training part is divided once more; its test part is left out.

    Args:
        data: training and test part.
        share: of the training part that becomes the test part of what is returned, by classes.

    Raises:
        DataError: when a class is too small to be divided.
    """
    learnt, kept = split(f"{data.name}, its training part", data.y_train, share, _SEED)
    x, y = data.x_train, data.y_train
    return replace(data.learning(learnt), x_test=x[kept], y_test=y[kept])
