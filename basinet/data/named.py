"""Samples from arrays that have names: the content of an archive, or files beside one another."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from basinet._closest import close
from basinet.data import labels, pixels
from basinet.data.archives import read_array
from basinet.data.errors import DataError
from basinet.data.reading import ALL, TEST, TRAIN, VALIDATION
from basinet.data.roles import WEIGHT, X, Y, roles
from basinet.data.samples import Form, Samples, check_together
from basinet.data.weights import checked_weights

Parts = dict[str, Samples]

_HOW = "name them x and y, or x_train, y_train, x_test and y_test"


@runtime_checkable
class Arrays(Protocol):
    """Arrays by name, each read when it is asked for."""

    def __getitem__(self, name: str, /) -> np.ndarray: ...

    def __iter__(self) -> Any: ...

    def __contains__(self, name: str, /) -> bool: ...


def parts(
    where: object,
    arrays: Arrays,
    label: str | None = None,
    labelled: bool = True,
    form: Form | None = None,
    weight: str | None = None,
) -> Parts:
    """Return the samples of each part that arrays hold, told by their names.

    Args:
        where: the file, for messages.
        arrays: by name.
        label: the name of the labels; None for the usual ones.
        labelled: whether labels are needed.
        form: what a model learnt from.
        weight: the name of the weights of what is learnt; None where there are none.

    Raises:
        DataError: there are no features or labels, or they cannot be used.
    """
    told = roles(arrays, label, weight)
    _check_roles(where, list(arrays), told, label, labelled)
    found: Parts = {}
    for part in (ALL, TRAIN, TEST, VALIDATION):
        if (part, X) in told:
            y = told[part, Y] if labelled else None
            found[part] = _samples(where, arrays, told[part, X], y, form)
    if weight is not None:
        part = TRAIN if TRAIN in found else ALL
        found[part] = _weighted(where, arrays, found[part], told, part, weight)
    return found


def _weighted(
    where: object,
    arrays: Arrays,
    learnt: Samples,
    told: Mapping[tuple[str, str], str],
    part: str,
    weight: str,
) -> Samples:
    """The samples that are learnt, with the weights of their part, or of that without a name."""
    name = told.get((part, WEIGHT), told.get((ALL, WEIGHT)))
    if name is None:
        there = list(arrays)
        raise DataError(
            f"{where}: there is no array {weight!r} of weights{close(weight, there)}; the archive"
            f" holds {', '.join(there[:20])}"
        )
    weights = checked_weights(f"{where}: {name}", arrays[name])
    if len(weights) != len(learnt.x):
        raise DataError(
            f"{where}: {name} has {len(weights)} weights for {len(learnt.x)} samples to learn;"
            " expected as many"
        )
    return replace(learnt, weights=weights)


def _check_roles(
    where: object,
    names: list[str],
    told: Mapping[tuple[str, str], str],
    label: str | None,
    labelled: bool,
) -> None:
    there = ", ".join(names[:20]) or "nothing"
    if not any(role == X for _, role in told):
        raise DataError(f"{where}: there is no array 'x'; the archive holds {there}; {_HOW}")
    lacking = [part for part, role in told if role == X and (part, Y) not in told]
    if (labelled and lacking == [ALL]) or (not any(role == Y for _, role in told) and labelled):
        name = "y" if label is None else label
        raise DataError(f"{where}: there is no array {name!r}; the archive holds {there}; {_HOW}")
    for part, role in [key for key in told if key[1] in (X, Y)]:
        other = Y if role == X else X
        if labelled and (part, other) not in told and part != ALL:
            name = told[part, role]
            raise DataError(
                f"{where}: there is {name} alone; expected x_{part} and y_{part}, or none"
            )


def _samples(where: object, arrays: Arrays, x: str, y: str | None, form: Form | None) -> Samples:
    values = arrays[x]
    answers, odd = (None, ()) if y is None else labels.from_array(f"{where}: {y}", arrays[y])
    if answers is not None and values.ndim > 1 and len(values) != len(answers) == values.shape[-1]:
        values = np.moveaxis(values, -1, 0)  # MATLAB often has the samples last
    made = pixels.rows(f"{where}: {x}", values, form)
    label = "labels" if y is None else f"array {y!r}"
    found = Samples(
        made.x, answers, label=label, image_shape=made.image_shape, scale=made.scale, odd=odd
    )
    return check_together(where, found, x, y or "")


def array_parts(
    path: Path,
    label: str | None = None,
    labelled: bool = True,
    form: Form | None = None,
    weight: str | None = None,
) -> Parts:
    """Return the samples of a `.npy` file and of those beside it: `X.npy` with `y.npy`.

    A single matrix has its labels in the last column, or in that whose number `label` is.

    Args:
        path: of the features, or of the matrix.
        label: the number of the column of labels, from 0, or the name of the file of labels.
        labelled: whether labels are needed.
        form: what a model learnt from.
        weight: the same for the weights; None where there are none.

    Raises:
        DataError: there are no labels, or the arrays cannot be used.
        OSError: a file cannot be read.
    """
    prefix, tail = _divided(path.stem)
    beside = {
        _divided(file.stem)[1]: file
        for file in sorted(path.parent.glob("*.npy"))
        if _divided(file.stem)[0] == prefix
    }
    told = roles([tail])
    if not labelled:
        return parts(path, _Files({X: path}), labelled=False, form=form)
    if not told:
        return {ALL: _matrix(path, label, weight)}
    if weight is not None:
        for name in (f"{weight}.npy", f"{prefix}{weight}.npy"):
            if (path.parent / name).is_file():
                beside[weight] = path.parent / name
    if not any(role == Y for _, role in roles(beside, label)):
        raise DataError(
            f"{path}: there are no labels; save them as {path.name.replace(tail, 'y')} beside it"
        )
    return parts(path.parent, _Files(beside), label, form=form, weight=weight)


def folder_parts(
    path: Path,
    label: str | None = None,
    labelled: bool = True,
    form: Form | None = None,
    weight: str | None = None,
) -> Parts:
    """Return the samples of the `.npy` files of a folder.

    Raises:
        DataError: there are no features or labels, or they cannot be used.
        OSError: a file cannot be read.
    """
    beside = {file.stem: file for file in sorted(path.glob("*.npy"))}
    return parts(path, _Files(beside), label, labelled, form, weight)


class _Files:
    """Arrays of files, each read when it is asked for."""

    def __init__(self, files: dict[str, Path], read: Callable[[Path], np.ndarray] = read_array):
        self.files, self.read = files, read

    def __getitem__(self, name: str) -> np.ndarray:
        return self.read(self.files[name])

    def __iter__(self) -> Any:
        return iter(self.files)

    def __contains__(self, name: str) -> bool:
        return name in self.files


def _divided(stem: str) -> tuple[str, str]:
    """A file's name as what stands before, and the end that says what it holds: digits_ and x."""
    starts: Iterable[int] = [0, *(found.end() for found in re.finditer(r"[^A-Za-z0-9]+", stem))]
    for start in starts:
        if roles([stem[start:]]):
            return stem[:start], stem[start:]
    return stem, stem


def _matrix(path: Path, label: str | None, weight: str | None) -> Samples:
    """Samples of one matrix, of which a column holds the labels, and perhaps one the weights."""
    values = read_array(path)
    if values.ndim != 2 or values.shape[1] < 2:
        raise DataError(
            f"{path}: the array has the shape {values.shape} and there are no labels; save features"
            " as x.npy and labels as y.npy beside it, or both with numpy.savez"
        )
    most = values.shape[1] - 1
    weights = None if weight is None else _column(path, weight, most)
    column = most - (weights == most) if label is None else _column(path, label, most)
    taken = [column] if weights is None else [column, weights]
    if len(set(taken)) < len(taken) or len(taken) > most:
        raise DataError(f"{path}: {most + 1} columns cannot hold features, labels and weights")
    y, odd = labels.from_array(f"{path}: the column {column}", values[:, column])
    made = pixels.rows(f"{path}: the array", np.delete(values, taken, axis=1))
    return Samples(
        made.x,
        y,
        label=f"column {column}",
        image_shape=made.image_shape,
        scale=made.scale,
        odd=odd,
        weights=None
        if weights is None
        else checked_weights(f"{path}: the column {weights}", values[:, weights]),
    )


def _column(path: Path, number: str, most: int) -> int:
    if not number.isdecimal() or int(number) > most:
        raise DataError(
            f"{path}: there is no column {number!r}; expected a number from 0 to {most}"
        )
    return int(number)
