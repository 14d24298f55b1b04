"""Files of the user's own: features to predict on, and labelled samples to score."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data.errors import DataWarning
from basinet.data.labels import settle
from basinet.data.named import Parts
from basinet.data.oddities import grouped
from basinet.data.parts import KINDS, parts_of
from basinet.data.reading import ALL, TEST, TRAIN, VALIDATION, Reading
from basinet.data.samples import Form, Samples


def read_features(
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    form: Form | None = None,
    sep: str | None = None,
) -> Float32[np.ndarray, "samples features"]:
    """Read features to predict on; labels are not needed.

    Args:
        path: a file or folder of a kind that `load` reads, without labels or with them; one
            picture or a folder of pictures. Of several parts the test part is read.
        columns: for a table, the names of the features in the order wanted; further columns
            are left aside. Where none are named: all columns but the label.
        label: for a table, the name of a column of labels, which may be there or not.
        form: what a model learnt from; `columns` come from it if they are not given.
        sep: what stands between the columns of a table of text.

    Returns:
        The features, not encoded; NaN where a value is missing; pixels divided by 255.

    Raises:
        DataError: the content is damaged or cannot be used; the message says where and why.
        FileNotFoundError: there is no such file.
        OSError: the file cannot be read.
    """
    return _read(path, columns, form, Reading(str(path), label, sep=sep), labelled=False).x


def read_labelled(
    path: str | Path,
    label: str | None = None,
    *,
    columns: Sequence[str] | None = None,
    form: Form | None = None,
    sep: str | None = None,
) -> tuple[
    Float32[np.ndarray, "samples features"],
    Shaped[np.ndarray, " samples"],
    tuple[str, ...] | None,
]:
    """Read features and labels to score a prediction.

    Args:
        path: a file or folder of a kind that `load` reads. Of several parts the test part is read.
        label: for a table, the name of the column of labels, for arrays theirs; the last column
            and the usual names where none is named.
        columns: for a table, the names of the features, as for `read_features`.
        form: what a model learnt from.
        sep: what stands between the columns of a table of text.

    Returns:
        The features, not encoded; the labels, int64 or str; the names of the features if the
        file is a table, else None.

    Raises:
        DataError: the content is damaged or cannot be used; the message says where and why.
        ValueError: an option is given that a file of this kind has no use for.
        FileNotFoundError: there is no such file.
        OSError: the file cannot be read.
    """
    found = _read(path, columns, form, Reading(str(path), label, sep=sep), labelled=True)
    assert found.y is not None
    y = settle(path, [found.y])[0][0] if found.spelled else found.y
    return found.x, y, found.names


def _read(
    path: str | Path,
    columns: Sequence[str] | None,
    form: Form | None,
    reading: Reading,
    *,
    labelled: bool,
) -> Samples:
    """The samples of the part of a file that is meant."""
    if columns is not None:
        form = replace(form or Form(), columns=tuple(columns))
    parts: Parts = parts_of(existing(path), reading, labelled=labelled, form=form)
    found = next(parts[part] for part in (TEST, ALL, VALIDATION, TRAIN) if part in parts)
    if form is not None:
        for line in grouped(found.odd):
            warnings.warn(f"{path}: {line}", DataWarning, stacklevel=3)
    return found


def existing(path: str | Path) -> Path:
    """Give the path if there is something at it.

    Args:
        path: of a file or folder.

    Returns:
        The path, with a leading ~ replaced.

    Raises:
        FileNotFoundError: there is nothing.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder; expected {KINDS}")
    return path
