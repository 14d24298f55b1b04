"""What a compare.toml describes: whatever is not left to the reference settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basinet._closest import close
from basinet.folders import one_line
from basinet.runs import read_toml

_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "learners": (list, "a list of names"),
    "data": (str, "text"),
    "label": (str, "text"),
    "test": (str, "text"),
    "drop": (list, "a list of names of columns"),
    "sep": (str, "text"),
    "weight": (str, "text"),
    "fractions": (list, "a list of numbers such as [0.01, 0.1, 1]"),
    "seeds": (int, "a whole number"),
    "epochs": (int, "a whole number"),
    "batch_size": (int, "a whole number"),
    "settings": (dict, "a table for each learner, such as [settings.steered]"),
}


@dataclass(frozen=True)
class Described:
    """What was asked of a comparison; None and empty where nothing was.

    Attributes:
        learners: names from `LEARNERS`.
        data: a data set.
        label: the column of the labels.
        fractions: parts of the training data.
        seeds: how many.
        epochs: of every learner.
        batch_size: of every learner.
        test: a file of the held-out samples, or the name of a part of the data.
        drop: columns that are left aside.
        sep: what stands between columns.
        weight: the column or array of the weights.
        settings: learner -> field, `epochs`, `batch_size` or `encoder` -> value.
    """

    learners: Sequence[str] = ()
    data: str | None = None
    label: str | None = None
    fractions: Sequence[float] | None = None
    seeds: int | None = None
    epochs: int | None = None
    batch_size: int | None = None
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    test: str | None = None
    drop: tuple[str, ...] | None = None
    sep: str | None = None
    weight: str | None = None


def read_described(path: Path) -> Described:
    """Return what a file describes.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML, or a key or the kind of a value is not one of these.
    """
    plain = read_toml(path)
    try:
        return _from_plain(plain)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{path}: {one_line(error)}") from error


def _from_plain(plain: dict[str, Any]) -> Described:
    _sent_elsewhere(plain)
    for key, value in plain.items():
        if key not in _KINDS:
            raise ValueError(
                f"a comparison has no {key!r}{close(key, _KINDS)}; it has {', '.join(_KINDS)}"
            )
        kind, expected = _KINDS[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"{key} is {value!r}; expected {expected}")
    for key in ("learners", "drop"):
        for name in plain.get(key, []):
            if not isinstance(name, str):
                raise ValueError(f"{key} has {name!r}; expected {_KINDS[key][1]}")
    for number in plain.get("fractions", []):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError(f"fractions has {number!r}; expected {_KINDS['fractions'][1]}")
    for learner, values in plain.get("settings", {}).items():
        if not isinstance(values, dict):
            raise ValueError(
                f"settings has {learner} = {values!r}; expected {_KINDS['settings'][1]}"
            )
    if "fractions" in plain:
        plain["fractions"] = [float(number) for number in plain["fractions"]]
    if "drop" in plain:
        plain["drop"] = tuple(plain["drop"])
    return Described(**plain)


def _sent_elsewhere(plain: dict[str, Any]) -> None:
    """Name the command for series to whoever asks this one to compare them."""
    if "series" in plain:
        table = plain["series"]
        data = table.get("data") if isinstance(table, dict) else None
        command = f"basinet series compare --data {data if isinstance(data, str) else 'narma10'}"
        raise ValueError(f"a comparison of [series] is made by another command: {command}")


def joined(first: Described, over: Described) -> Described:
    """Return what the second asks for, and what the first does where the second is silent."""
    learners = {*first.settings, *over.settings}
    return Described(
        over.learners or first.learners,
        over.data if over.data is not None else first.data,
        over.label if over.label is not None else first.label,
        over.fractions if over.fractions is not None else first.fractions,
        over.seeds if over.seeds is not None else first.seeds,
        over.epochs if over.epochs is not None else first.epochs,
        over.batch_size if over.batch_size is not None else first.batch_size,
        {
            name: {**first.settings.get(name, {}), **over.settings.get(name, {})}
            for name in sorted(learners)
        },
        over.test if over.test is not None else first.test,
        over.drop if over.drop is not None else first.drop,
        over.sep if over.sep is not None else first.sep,
        over.weight if over.weight is not None else first.weight,
    )
