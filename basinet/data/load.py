"""Load a data set by its name or its path."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from basinet._closest import close
from basinet.data.catalogue import CATALOGUE
from basinet.data.dataset import Dataset
from basinet.data.download import Progress
from basinet.data.errors import DataError, DataWarning
from basinet.data.fetch import fetch
from basinet.data.labels import matched, settle
from basinet.data.named import Parts
from basinet.data.named_sets import LOADERS
from basinet.data.oddities import grouped, oddities
from basinet.data.parts import KINDS, parts_of
from basinet.data.prepare import needed, recommended
from basinet.data.reading import ALL, TEST, TRAIN, VALIDATION, Reading, part_called
from basinet.data.samples import Samples
from basinet.data.split import split


def load(
    name_or_path: str | Path,
    *,
    label: str | None = None,
    test: str | Path | None = None,
    drop: Sequence[str] = (),
    sep: str | None = None,
    weight: str | None = None,
    test_fraction: float = 0.2,
    seed: int = 0,
    progress: Progress | None = None,
) -> Dataset:
    """Load a data set, and warn of what is odd.

    Args:
        name_or_path: a name of the catalogue; or the path of a table, of an archive of arrays, of
            arrays, or of a folder: of IDX files, of pictures by class, or of a train and a test
            file. A name comes first: write ./digits for a folder called so.
        label: the column of the labels in a table, or the name of their array; the last column,
            and the array called like labels, where none is named.
        test: a file of the samples to hold out, or the name of a part that the data have, such as
            "validation"; None for the part called test or, where there is none, validation.
        drop: columns of a table to leave aside.
        sep: what stands between the columns of a table of text; None to tell it from the file.
        weight: the column of a table, or the name of an array, with the weight of each sample that
            is learnt, at least 0; None where all count alike.
        test_fraction: part of the samples, between 0 and 1, that becomes the test part where
            the data do not bring one; the split is random and keeps the classes' proportions.
        seed: seed of that split.
        progress: told about downloads, see `fetch`.

    Returns:
        The data set; its `summary` says what was read, and its `odd` what the warnings say. Bytes
        of pictures are divided by 255. Samples that occur twice are dropped from "rice" and
        "dry-bean" before the split.

    Raises:
        DataError: the name is unknown, or the content of a file is damaged or cannot be used.
        DownloadError: the files are not there and could not be downloaded.
        ValueError: `test_fraction` is not between 0 and 1, or an option is given that the data
            have no use for.
        OSError: a file cannot be read.
    """
    held_out = None if test is None else str(test)
    reading = Reading(str(name_or_path), label, held_out, tuple(drop), sep, weight)
    data = load_quietly(reading, test_fraction=test_fraction, seed=seed, progress=progress)
    for line in data.odd:
        warnings.warn(f"{data.name}: {line}", DataWarning, stacklevel=2)
    return data


def load_quietly(
    reading: Reading,
    *,
    test_fraction: float = 0.2,
    seed: int = 0,
    progress: Progress | None = None,
) -> Dataset:
    """Load a data set as `load` does, without warnings: they are in its `odd`.

    Args:
        reading: what is read, and how.
        test_fraction: part of the samples that becomes the test part.
        seed: seed of that split.
        progress: told about downloads.

    Raises:
        DataError, DownloadError, ValueError, OSError: as `load`.
    """
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction is {test_fraction}; expected a value between 0 and 1")
    name = reading.data
    if name in CATALOGUE:
        if reading != Reading(name):
            given = next(word for word in _OPTIONS if getattr(reading, word))
            raise ValueError(
                f"{name}: {given} is {getattr(reading, given)!r}, but a named data set is read in"
                " one way; only data of your own have such options"
            )
        return LOADERS[name](name, fetch(name, progress=progress), test_fraction, seed)
    path = Path(name).expanduser()
    if not path.exists():
        raise DataError(
            f"{name!r} is neither a known data set nor an existing file or"
            f" folder{close(name, CATALOGUE)}; known are"
            f" {', '.join(CATALOGUE)}; or give the path of {KINDS}"
        )
    return _own(path, reading, test_fraction, seed)


_OPTIONS = ("label", "test", "drop", "sep", "weight")


def _own(path: Path, reading: Reading, test_fraction: float, seed: int) -> Dataset:
    """The data set in a file or folder of the user's own."""
    _refuse_two_meanings(path, reading)
    train, test, odd = _divided(parts_of(path, reading), reading, path)
    odd = (*train.odd, *odd)
    if test is None:
        (y,), more = _settled(path, train)
        chosen = split(reading.data, y, test_fraction, seed)
        train = replace(train, y=None)  # it is not divided a second time
        parts = [train.rows(rows) for rows in chosen]
        answers = [y[rows] for rows in chosen]
        del chosen
    else:
        parts = [train, test]
        answers, more = _settled(path, train, test)
    weights = parts[0].weights
    missing = any(np.isnan(part.x).any() for part in parts)
    if missing and np.isnan(parts[0].x).all():
        raise DataError(f"{path}: all values are missing, so there is nothing to learn from")
    inside = recommended(train.image_shape is not None or train.scale != 1)
    data = Dataset(
        reading.data,
        parts[0].x,
        answers[0],
        parts[1].x,
        answers[1],
        train.names,
        train.image_shape,
        needed(train.names, train.categories, missing, inside),
        train.label,
        train.categories,
        train.scale,
        weights=weights,
        weight=f"array {reading.weight!r}" if train.names is None else f"column {reading.weight!r}",
    )
    found = oddities(data, named=reading.label is not None)
    return replace(data, odd=grouped((*odd, *more, *found)))


def _refuse_two_meanings(path: Path, reading: Reading) -> None:
    for said, names in (("labels", [reading.label]), ("columns to drop", reading.drop)):
        if reading.weight is not None and reading.weight in names:
            raise ValueError(f"{path}: {reading.weight!r} is named as weights and among the {said}")


def _divided(
    parts: Parts, reading: Reading, path: Path
) -> tuple[Samples, Samples | None, tuple[str, ...]]:
    """The part to learn, the part to hold out if there is one, and what is odd."""
    train = parts.get(TRAIN, parts.get(ALL))
    if train is None:
        raise DataError(f"{path}: there is no part to learn, only {', '.join(parts)}")
    if reading.test is None:
        held_out = TEST if TEST in parts else VALIDATION
        rest = [part for part in parts if part in (TEST, VALIDATION) and part != held_out]
    else:
        held_out = part_called(reading.test) or ""
        rest = []
        if held_out not in parts:
            test = read_test(reading.test, reading, train, path)
            return train, test, test.odd
    odd = tuple(f"the {part} part ({len(parts[part].x):,}) is left aside" for part in rest)
    return train, parts.get(held_out), odd


def read_test(file: str, reading: Reading, train: Samples, path: Path) -> Samples:
    """Return the samples of a separate file, read like those that are learnt."""
    other = Path(file).expanduser()
    if not other.exists():
        raise DataError(f"{file!r} is neither a part of {path} nor an existing file")
    parts = parts_of(other, reading, form=train.form)
    wanted = (TEST, ALL, VALIDATION, TRAIN)
    return next(parts[part] for part in wanted if part in parts)


def _settled(path: Path, *parts: Samples) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """The labels of all parts, alike."""
    labels = [part.y for part in parts if part.y is not None]
    if all(part.spelled for part in parts):
        return settle(path, labels)
    first = settle(path, labels[:1])[0] if parts[0].spelled else labels[:1]
    return [*first, *(matched(y, first[0]) for y in labels[1:])], ()
