"""What a benchmark finds, and the file that keeps it."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from basinet._files import write_atomically
from basinet.folders import read as read_file

FORMAT = 1
"""Version of the layout of a file of results; `docs/benchmarks.md` describes it."""

UNITS = ("s", "ratio", "flop/s", "B/s")
"""Seconds, pure numbers, floating-point operations a second, bytes a second."""


@dataclass(frozen=True)
class Result:
    """One quantity, measured once or more often.

    Attributes:
        name: what it is, in a few words separated by slashes, the same in every file.
        label: the same for people.
        unit: one of `UNITS`; of seconds fewer are better, of all else more.
        values: one for each repeat, positive.
        machine: whether it is a property of the machine, whatever basinet does.
        about: further plain values: how it was measured.
    """

    name: str
    label: str
    unit: str
    values: list[float]
    machine: bool = False
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The median of the repeats."""
        return statistics.median(self.values)


@dataclass(frozen=True)
class Skipped:
    """Something that was not measured, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Results:
    """All that one run of the benchmark found.

    Attributes:
        machine: what it ran on, see `describe_machine`.
        task: what was learnt: name, patterns, features, classes, batch_size.
        plan: what was asked for.
        found: the quantities, in the order in which they were measured.
        skipped: what was not measured.
        complete: whether the run came to its end.
    """

    machine: dict[str, Any]
    task: dict[str, Any]
    plan: dict[str, Any]
    found: list[Result] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    complete: bool = False

    def to_plain(self) -> dict[str, Any]:
        """Return the results as values that JSON can hold; the medians are written out."""
        plain: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        for item, result in zip(plain["found"], self.found, strict=True):
            item["median"] = result.median
        return plain

    def by_name(self) -> dict[str, Result]:
        """Return the quantities under their names."""
        return {result.name: result for result in self.found}


def write(results: Results, path: Path) -> None:
    """Write results to a file, whole or not at all.

    Raises:
        OSError: when the file cannot be written.
    """
    write_atomically(path, json.dumps(results.to_plain(), indent=1) + "\n")


def read(path: Path) -> Results:
    """Read a file of results.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not a file of results, or one of another version.
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no file of results {path}")
    plain = read_file(path)
    if "format" not in plain:
        raise ValueError(f"{path} is JSON, but not a file that `basinet bench --out` wrote")
    if plain["format"] != FORMAT:
        raise ValueError(
            f"{path} has the format {plain['format']!r}; this version of basinet reads format"
            f" {FORMAT}: measure anew"
        )
    try:
        return _from_plain(plain)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError(f"{path} is damaged: {error!r}") from error


def _from_plain(plain: dict[str, Any]) -> Results:
    parts = {name: plain[name] for name in ("machine", "task", "plan")}
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise TypeError(f"{name} is no table")
    return Results(
        **parts,
        found=[_result(item) for item in plain["found"]],
        skipped=[Skipped(str(item["name"]), str(item["reason"])) for item in plain["skipped"]],
        complete=bool(plain["complete"]),
    )


def _result(item: dict[str, Any]) -> Result:
    values = [float(value) for value in item["values"]]
    if not values or not all(0 < value < float("inf") for value in values):
        raise ValueError(f"{item['name']} has the values {values}")
    if item["unit"] not in UNITS:
        raise ValueError(f"{item['name']} has the unit {item['unit']!r}")
    name, label = str(item["name"]), str(item["label"])
    return Result(name, label, item["unit"], values, bool(item["machine"]), dict(item["about"]))
