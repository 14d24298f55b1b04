"""A search as a value: a task, the ranges of some of its fields, and how many trials."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from basinet._closest import close
from basinet.data import contents
from basinet.folders import one_line
from basinet.runs import read_toml
from basinet.sweeps.contents import CONTENTS
from basinet.sweeps.series_task import MEASURED, SMALL, Forecasting, read_forecasting, series_files
from basinet.sweeps.shown import check_shown
from basinet.sweeps.training_task import Training, read_training, with_learner

_KEYS = (
    "run",
    "series",
    "space",
    "measure",
    "show",
    "trials",
    "seed",
    "prune",
    "at_once",
    CONTENTS,
)
_RANGE = ("low", "high", "log", "choices")


@dataclass(frozen=True)
class Between:
    """A range of numbers.

    Attributes:
        low: the least; whole numbers at both ends give whole numbers.
        high: the largest, above `low`.
        log: whether equal ratios are equally likely; then `low` is above 0.

    Raises:
        ValueError: when the range is empty or cannot be logarithmic.
    """

    low: float | int
    high: float | int
    log: bool = False

    def __post_init__(self) -> None:
        for name, value in (("low", self.low), ("high", self.high)):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not math.isfinite(value):
                raise ValueError(f"{name} is {value!r}; it must be a finite number")
        if not self.low < self.high:
            raise ValueError(f"low is {self.low:g} and high is {self.high:g}; low must be less")
        if self.log and self.low <= 0:
            raise ValueError(f"low is {self.low:g}; a logarithmic range must stay above 0")

    @property
    def whole(self) -> bool:
        """Whether the values are whole numbers."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def ends(self) -> tuple[Any, ...]:
        """Return values that must be allowed for all of the range to be."""
        return (self.low, self.high)

    def plain(self) -> dict[str, Any]:
        """Return the range as a table."""
        return {"low": self.low, "high": self.high, "log": self.log}


@dataclass(frozen=True)
class OneOf:
    """A choice.

    Attributes:
        values: numbers or text, at least two.

    Raises:
        ValueError: when there are fewer.
    """

    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        for value in self.values:
            for part in value if isinstance(value, tuple) else (value,):
                if not isinstance(part, bool | int | float | str):
                    raise ValueError(f"choices has {str(part)[:60]}; expected numbers or text")
        if len(set(self.values)) < 2:
            raise ValueError(f"choices is {list(self.values)}; give at least two different values")

    def ends(self) -> tuple[Any, ...]:
        """Return all values."""
        return self.values

    def plain(self) -> dict[str, Any]:
        """Return the choice as a table."""
        return {"choices": list(self.values)}


@dataclass(frozen=True)
class Search:
    """A search for the values of some fields with which a measured number is best.

    Attributes:
        base: the training run, or the run on series, whose other fields stay as they are.
        space: for each field that is searched its range.
        trials: how many runs are tried in all, at least 1.
        show: what is to be large, `accuracy` or another measured number; of series the
            `test_error` is to be small.
        seed: of the choice of the trials; the runs keep the seed of `base`.
        prune: epochs before which no trial is given up; None for never giving up.
        at_once: how many trials are chosen together, at least 1, so that they can be done at the
            same time; what is found in one round is known in the next. It is part of what decides
            which trials are made.

    Raises:
        ValueError: when a field does not exist, an end of its range is not allowed, nothing is
            searched, or a number is out of range.
    """

    base: Training | Forecasting
    space: dict[str, Between | OneOf]
    trials: int = 30
    show: str = "accuracy"
    seed: int = 0
    prune: int | None = 2
    at_once: int = 1

    @property
    def wants_small(self) -> bool:
        """Whether what is shown is to be small."""
        return isinstance(self.base, Forecasting) and self.show in SMALL

    def __post_init__(self) -> None:
        if not self.space:
            raise ValueError("the space is empty; name at least one field to search")
        for name, least in (("trials", 1), ("seed", 0), ("prune", 1), ("at_once", 1)):
            value = getattr(self, name)
            if name == "prune" and value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise ValueError(
                    f"{name} is {value!r}; it must be a whole number of at least {least}"
                )
        for name, where in self.space.items():
            for value in where.ends():
                try:
                    self.base.changed(name, value)
                except ValueError as error:
                    raise ValueError(f"space {name}: {error}") from error


def read_search(path: Path, learner: str | None = None) -> Search:
    """Return the search that a file describes.

    Args:
        path: a tune.toml.
        learner: what learns, where [run] does not say it.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML or describes no search.
    """
    plain = read_toml(path)
    try:
        return search_from_plain(plain if learner is None else with_learner(plain, learner))
    except ValueError as error:
        raise ValueError(f"{path}: {one_line(error)}") from error


def search_from_plain(plain: dict[str, Any]) -> Search:
    """Return the search that plain values describe.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    try:
        return _from_plain(plain)
    except (RecursionError, OverflowError) as error:
        raise ValueError("a value is nested too deeply, or is too large a number") from error


def _from_plain(plain: dict[str, Any]) -> Search:
    for key in plain:
        if key not in _KEYS:
            raise ValueError(
                f"a search has no {key!r}{close(key, _KEYS)}; it has {', '.join(_KEYS)}"
            )
    base = [key for key in ("run", "series") if key in plain]
    if len(base) != 1:
        raise ValueError("a search needs one table [run] or [series]: what is tried")
    for key in (*base, "space"):
        if not isinstance(plain.get(key), dict):
            raise ValueError(f"a search needs a table [{key}]")
    if base == ["series"]:
        return _of_series(plain)
    measure = plain.get("measure", ["training", "relaxation"])
    if not isinstance(measure, list) or not all(isinstance(name, str) for name in measure):
        raise ValueError(f"measure is {measure!r}; it must be a list of names")
    given = {name: plain[name] for name in ("trials", "show", "seed", "at_once") if name in plain}
    if "prune" in plain:
        given["prune"] = None if plain["prune"] is False else plain["prune"]
    base = read_training(plain["run"], tuple(measure))
    if isinstance(plain.get("show"), str):
        check_shown("show", plain["show"], tuple(measure))
    return Search(base, _space("", plain["space"]), **given)


def _of_series(plain: dict[str, Any]) -> Search:
    for key, reason in (
        ("measure", "measures what it measures"),
        ("prune", "has no epochs, so that no trial is given up"),
    ):
        if plain.get(key, False) is not False:
            raise ValueError(f"a search over [series] {reason}; leave out {key}")
    show = plain.get("show", "test_error")
    if show not in MEASURED:
        raise ValueError(
            f"show is {show!r}{close(str(show), MEASURED)}; a run on series measures"
            f" {', '.join(MEASURED)}"
        )
    base = read_forecasting(plain["series"])
    if show == "capacity" and base.run.data != "memory":
        raise ValueError(f"show is 'capacity', which only data 'memory' has, not {base.run.data}")
    given = {name: plain[name] for name in ("trials", "seed", "at_once") if name in plain}
    space = _space("", plain["space"])
    return Search(base, space, show=show, prune=None, **given)


def search_to_toml(search: Search) -> str:
    """Return the search as the text of a tune.toml, with the checksums of the files it reads."""
    return tomli_w.dumps(search_to_plain(search))


def search_to_plain(search: Search) -> dict[str, Any]:
    """Return the search as plain values, from which `search_from_plain` makes it again."""
    found = contents(search.base.sources() | series_files([search.base]))
    return {
        "trials": search.trials,
        "show": search.show,
        "seed": search.seed,
        "prune": False if search.prune is None else search.prune,
        "at_once": search.at_once,
        **_described(search.base),
        "space": {name: where.plain() for name, where in search.space.items()},
        **({CONTENTS: found} if found else {}),
    }


def _described(base: Training | Forecasting) -> dict[str, Any]:
    if isinstance(base, Forecasting):
        return base.table()
    return {"run": base.table()["run"], "measure": list(base.measure)}


def _space(above: str, given: dict[str, Any]) -> dict[str, Between | OneOf]:
    """The ranges by field; TOML makes tables of names with dots."""
    space: dict[str, Between | OneOf] = {}
    for key, table in given.items():
        name = f"{above}{key}"
        if not isinstance(table, dict):
            raise ValueError(
                f"space {name} is {table!r}; expected a range such as {{low = 0.1, high = 2.0}}"
                " or {choices = [1, 2]}"
            )
        if not set(_RANGE) & table.keys():
            space |= _space(f"{name}.", table)
            continue
        try:
            space[name] = _where(table)
        except ValueError as error:
            raise ValueError(f"space {name}: {error}") from error
    return space


def _where(table: dict[str, Any]) -> Between | OneOf:
    for key in table:
        if key not in _RANGE:
            raise ValueError(
                f"a range has no {key!r}{close(key, _RANGE)}; it has {', '.join(_RANGE)}"
            )
    if "choices" in table:
        if len(table) > 1 or not isinstance(table["choices"], list):
            raise ValueError("choices is a list, and stands alone")
        return OneOf(tuple(tuple(v) if isinstance(v, list) else v for v in table["choices"]))
    if not {"low", "high"} <= table.keys():
        raise ValueError(f"{table} is no range; it needs low and high")
    return Between(**table)
