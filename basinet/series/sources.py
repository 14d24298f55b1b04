"""Series by name or from a file, divided into what is learnt and what is held out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from basinet._closest import close
from basinet._memory import refuse_above
from basinet.data import DataError, load
from basinet.data.archives import Members, read_archive
from basinet.data.read import existing
from basinet.data.tables import is_plain, read_feature_table
from basinet.series.generators import delayed, lorenz, mackey_glass, narma10
from basinet.series.tables import as_series, as_table, is_several

Tables = list[Float[np.ndarray, "_ _"]]

TRAINED = 0.75
"""The share of a single series that is learnt."""

DELAYS = 60
"""Delays of which the memory task asks."""


@dataclass(frozen=True, eq=False)
class SeriesData:
    """Series with targets.

    Attributes:
        name: the name or path.
        x_train: features of each series that is learnt.
        y_train: their targets; labels, one for each series, where `named`.
        x_test: of those held out.
        y_test: the same.
        goes_on: whether the one held-out series goes on where the learnt one ends.
        named: whether series are named, not predicted.
        ahead: whether targets are the features of the next step.
    """

    name: str
    x_train: Tables
    y_train: Tables | np.ndarray
    x_test: Tables
    y_test: Tables | np.ndarray
    goes_on: bool = True
    named: bool = False
    ahead: bool = False


def narma(steps: int, seed: int) -> SeriesData:
    """NARMA-10: a system of order 10 under random inputs, in [-1, 1] for the network."""
    u, y = narma10(steps, seed)
    return divided("narma10", (4 * u - 1)[:, None], y[:, None])


def memory(steps: int, seed: int) -> SeriesData:
    """Memory: the inputs of 1 to 60 steps ago."""
    u = np.random.default_rng([seed, 33]).uniform(-1, 1, steps)
    return divided("memory", u[:, None], delayed(u, DELAYS))


def mackey(steps: int, seed: int) -> SeriesData:
    """Mackey-Glass with delay 17: the next sample."""
    return following("mackey-glass", mackey_glass(steps, seed=seed)[:, None])


def of_lorenz(steps: int, seed: int) -> SeriesData:
    """The next sample of the three variables of Lorenz."""
    return following("lorenz", lorenz(steps, seed=seed))


def digit_rows(steps: int, seed: int) -> SeriesData:
    """Name handwritten digits from their eight rows of eight pixels, one after the other."""
    del steps, seed
    digits = load("digits")
    parts = [np.asarray(x, float).reshape(-1, 8, 8) for x in (digits.x_train, digits.x_test)]
    train, test = (list(part) for part in parts)
    return SeriesData(
        "digit-rows", train, digits.y_train, test, digits.y_test, goes_on=False, named=True
    )


TASKS: dict[str, Callable[[int, int], SeriesData]] = {
    "narma10": narma,
    "memory": memory,
    "mackey-glass": mackey,
    "lorenz": of_lorenz,
    "digit-rows": digit_rows,
}
"""Every built-in task, given the number of steps and a seed."""


def load_series(source: str, target: str | None, steps: int, seed: int) -> SeriesData:
    """Return the series that a name or a path means.

    Args:
        source: one of `TASKS`, a CSV table whose rows are steps, or an .npz of arrays `X` and
            perhaps `y` (`X_test`, `y_test`), tables or `[series, steps, columns]`.
        target: the column of a table that is predicted from the others and itself is not seen;
            without it, all columns are predicted one step ahead.
        steps: the length of a built-in task.
        seed: of a built-in task.

    Raises:
        ValueError: when a value cannot be used.
        OSError: when the file cannot be read.
    """
    if source in TASKS:
        if target is not None:
            raise ValueError(f"target is {target!r}, but {source} has targets of its own")
        wide = 8.0 * (DELAYS if source == "memory" else 4)
        refuse_above(wide * steps, f"a series of {steps:,} steps", "choose fewer")
        return TASKS[source](steps, seed)
    if not Path(source).exists():
        known = ", ".join(TASKS)
        raise FileNotFoundError(
            f"there is no series {source!r}{close(source, TASKS)}; expected one of {known}, or a"
            " .csv or .npz that exists"
        )
    path = existing(source)
    if path.suffix.lower() == ".npz":
        if target is not None:
            raise ValueError("target names a column of a CSV table; the targets of an .npz are y")
        return _of_archive(path)
    if not is_plain(path):
        raise DataError(f"{path}: expected a .csv table or an .npz of arrays X and y")
    return _of_table(path, target)


def read_inputs(source: str, target: str | None) -> Tables:
    """Return series to predict on, from a file with the features alone or with targets beside.

    Raises:
        ValueError: when a value cannot be used.
        OSError: when the file cannot be read.
    """
    path = existing(source)
    if path.suffix.lower() == ".npz":
        arrays = read_archive(path)
        return _tables(path, "X", _named(arrays, "X"))
    return [np.asarray(read_feature_table(path, label=target), float)]


def divided(name: str, x: np.ndarray, y: np.ndarray) -> SeriesData:
    """Return one series whose first part is learnt and whose last is held out.

    Raises:
        ValueError: when it is too short to be divided.
    """
    cut = round(TRAINED * len(x))
    if not 0 < cut < len(x):
        raise ValueError(f"{name} has {len(x)} steps; at least 2 are needed, a hundred are few")
    return SeriesData(name, [x[:cut]], [y[:cut]], [x[cut:]], [y[cut:]])


def following(name: str, x: np.ndarray) -> SeriesData:
    """Return one series of which the next step is to be predicted."""
    if len(x) < 3:
        raise ValueError(f"{name} has {len(x)} steps; at least 3 are needed, a hundred are few")
    found = divided(name, x[:-1], x[1:])
    return SeriesData(name, *(found.x_train, found.y_train, found.x_test, found.y_test), ahead=True)


def _of_table(path: Path, target: str | None) -> SeriesData:
    if target is None:
        return following(str(path), np.asarray(read_feature_table(path), float))
    y = np.asarray(read_feature_table(path, [target]), float)
    x = np.asarray(read_feature_table(path, label=target), float)
    return divided(str(path), x, y)


def _of_archive(path: Path) -> SeriesData:
    arrays = read_archive(path)
    names = ("X", "y", "X_test", "y_test")
    found = {name: value for name in names if (value := _named(arrays, name)) is not None}
    x = _tables(path, "X", found.get("X"))
    if "y" not in found:
        return following(str(path), x[0]) if len(x) == 1 else _each_ahead(path, x)
    y = found["y"]
    if not len(x) == len(y) and not len(x) == 1:
        raise DataError(f"{path}: X has {len(x)} series and y has {len(y)}; expected as many")
    named = np.ndim(y) == 1 and len(y) == len(x) and len(x) > 1
    if "X_test" in found and "y_test" in found:
        x_test = _tables(path, "X_test", found["X_test"])
        ends = (
            (x_test, found["y_test"])
            if named
            else (x_test, _tables(path, "y_test", found["y_test"]))
        )
        start = (x, y) if named else (x, _tables(path, "y", y))
        return SeriesData(str(path), *start, *ends, goes_on=False, named=named)
    if len(x) == 1:
        return divided(str(path), x[0], _tables(path, "y", y)[0])
    cut = max(1, round(TRAINED * len(x)))
    given = y if named else _tables(path, "y", y)
    return SeriesData(
        str(path), x[:cut], given[:cut], x[cut:], given[cut:], goes_on=False, named=named
    )


def _each_ahead(path: Path, x: Tables) -> SeriesData:
    cut = max(1, round(TRAINED * len(x)))
    before, after = [one[:-1] for one in x], [one[1:] for one in x]
    parts = before[:cut], after[:cut], before[cut:], after[cut:]
    return SeriesData(str(path), *parts, goes_on=False, ahead=True)


def _named(arrays: Members, name: str) -> np.ndarray | None:
    """An array of an archive, which may write its name with a small x; None where it lacks it."""
    return next((arrays[one] for one in (name, name.lower()) if one in arrays), None)


def _tables(path: Path, name: str, given: np.ndarray | None) -> Tables:
    if given is None:
        raise DataError(f"{path}: there is no array {name}; expected X, and perhaps y")
    if is_several(given):
        return as_series(f"{path}: {name}", given).series
    return [as_table(f"{path}: {name}", given)]
