"""What is odd in data that can be used: said once, before anything is learnt from them."""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from basinet.data.dataset import Dataset

_MANY = 20
"""Classes from which on it is asked whether the last column is meant."""

_FEW = 5
"""Samples of a class on average below which labels are hardly classes."""

_NAMED = 5


def grouped(lines: Iterable[str]) -> tuple[str, ...]:
    """Return what is odd, of many columns of which the same is said the first ones alone."""
    seen, kept = Counter[str](), []
    for line in lines:
        what = re.sub(r"^column (['\"]).*\1(?= )", "", line, flags=re.DOTALL)
        seen[what] += 1
        if seen[what] <= _NAMED:
            kept.append(line)
    for what, count in seen.items():
        if count > _NAMED:
            kept.append(f"{count - _NAMED:,} more columns:{what}")
    return tuple(kept)


def oddities(data: Dataset, *, named: bool) -> tuple[str, ...]:
    """Return a line for each thing that is odd of a data set.

    Args:
        data: the data set.
        named: whether somebody said which the labels are.
    """
    found = [_many_classes(data, named), _constant(data), _missing(data), _twice(data)]
    return tuple(line for line in found if line)


def _many_classes(data: Dataset, named: bool) -> str:
    classes, samples = len(np.unique(data.y_train)), len(data.y_train) + len(data.y_test)
    few = samples < _FEW * classes
    if classes <= _MANY or not (few or (not named and data.feature_names) or classes > 1000):
        return ""
    beside = f"{samples / classes:.1f} samples of each: " if few else ""
    said = "is it what should be predicted?"
    said += "" if named else " if not, name the column of the labels with --label (label=)"
    return f"{data.label or 'labels'}: {classes:,} classes, {beside}{said}"


def _constant(data: Dataset) -> str:
    if data.image_shape is not None or data.scale != 1:
        return ""
    x = data.x_train
    with np.errstate(invalid="ignore"):
        same = np.array([_is_constant(x[:, column]) for column in range(x.shape[1])])
    if not same.any():
        return ""
    names = [_name(data, int(column)) for column in np.flatnonzero(same)]
    if len(names) == 1:
        return f"{names[0]} is constant: nothing can be learnt from it"
    return f"{_listed(names)} are constant: nothing can be learnt from them"


def _is_constant(column: np.ndarray) -> bool:
    known = column[~np.isnan(column)]
    return not len(known) or bool(known.min() == known.max())


def _missing(data: Dataset) -> str:
    counts = np.isnan(data.x_train).sum(axis=0) + np.isnan(data.x_test).sum(axis=0)
    texts = [name in data.categories for name in data.feature_names or [""] * len(counts)]
    said = []
    for chosen, how in ((~np.array(texts), "filled by the mean"), (np.array(texts), "no text")):
        names = [f"{_name(data, int(c))} ({counts[c]:,})" for c in np.flatnonzero(counts * chosen)]
        if names:
            said.append(f"{_listed(names)}: {how}")
    return f"values are missing: {'; '.join(said)}" if said else ""


def _twice(data: Dataset) -> str:
    """Rows of the held-out part that are also learnt."""
    learnt, asked = np.sort(_prints(data.x_train)), np.sort(_prints(data.x_test))
    places = np.minimum(np.searchsorted(learnt, asked), len(learnt) - 1)
    both = int((learnt[places] == asked).sum())  # np.isin takes five times the memory
    if not both:
        return ""
    rows = "row is" if both == 1 else "rows are"
    return f"{both:,} of {len(data.x_test):,} held-out {rows} also in the part that is learnt"


def _prints(x: np.ndarray) -> np.ndarray:
    """A number of 64 bits for each row, alike for rows that are alike; Murmur's finaliser.

    A row takes eight bytes, whatever its length, and no loop of Python's.
    """
    found = np.zeros(len(x), np.uint64)
    for column in x.T:
        found ^= np.ascontiguousarray(column).view(np.uint32)
        found *= np.uint64(0xFF51AFD7ED558CCD)
        found ^= found >> np.uint64(33)
    return found


def _name(data: Dataset, column: int) -> str:
    return f"column {column if data.feature_names is None else repr(data.feature_names[column])}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
