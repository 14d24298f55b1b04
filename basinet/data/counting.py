"""Columns that count the rows instead of describing them."""

import re

import numpy as np

from basinet.data.samples import Samples

_NAMES = re.compile(
    r"unnamed: ?\d+|#|level_0|__index_level_\d+__"
    r"|(.*[^a-z])?(id|ids|idx|index|no|nr|num|number|rownames?|row|key|uid|uuid)"
)
"""Names that columns have which number the rows, after words are divided and made small."""

_LEAST = 8
"""Rows from which on it is told that numbers count."""


def without_counts(samples: Samples) -> Samples:
    """Leave columns aside that number the rows, and say so; say it of those that only seem to.

    A column with another whole number in each row is left aside if it is called like an index.
    Numbers without a gap are pointed at, whatever their column is called.
    """
    x, names = samples.x, samples.names
    if names is None or len(x) < _LEAST:
        return samples
    kept, odd = np.ones(len(names), bool), []
    for place, name in enumerate(names):
        if name in samples.categories or not _are_distinct(x[:, place]):
            continue
        if _NAMES.fullmatch(_plain(name)):
            kept[place] = False
            odd.append(f"column {name!r} is left aside: it has another whole number in each row")
        elif float(x[:, place].max()) - float(x[:, place].min()) == len(x) - 1:
            odd.append(f"column {name!r} counts the rows; if it says nothing of them, drop it")
    if not kept.any():  # there is nothing else: better say what it is
        kept[:], odd = True, [f"column {name!r} seems to number the rows" for name in names]
    return samples.columns(kept, tuple(odd))


def _are_distinct(column: np.ndarray) -> bool:
    """Whether all values are whole numbers, and no two are alike."""
    if not np.isfinite(column).all() or not (column == np.floor(column)).all():
        return False
    # float32 cannot tell all long numbers apart.
    least = len(column) if np.abs(column).max() < 2**24 else len(column) / 2
    return len(np.unique(column)) >= least


def _plain(name: str) -> str:
    """A name in small letters, words divided where a capital begins one: PassengerId, row_id."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip()).lower()
