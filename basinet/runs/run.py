"""A run as a value: everything that decides what a training run computes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from basinet import folders
from basinet._closest import close
from basinet.continual import read_order
from basinet.data import AbstractEncoder, Reading, Rescale
from basinet.learners import AbstractLearner
from basinet.learners._schedule import check_schedules
from basinet.settings import describe, find_learner, learner, make, name_of, read_encoder, spell
from basinet.training.demands import refuse_unweighting

_LARGEST = 2**31 - 1
"""Of counts: what is greater does not fit where they are kept."""

_KEYS = ("learner", "data", "label", "test", "drop", "sep", "weight")
_KEYS += ("encoder", "epochs", "batch_size", "seed", "tasks", "replay", "settings")


@dataclass(frozen=True)
class Run:
    """The complete description of a training run.

    Attributes:
        learner: what learns, with all its hyper-parameters.
        data: the name of a data set or the path of the user's own.
        label: the column of the labels, for a table.
        encoder: how features become inputs; None for the one the data set recommends.
        epochs: passes over the training data, at least 1.
        batch_size: patterns learnt together, at least 1.
        seed: the source of everything random, from 0 to 2^32 - 1.
        test: a file of the held-out samples, or the name of a part of the data.
        drop: columns of a table that are left aside.
        sep: what stands between the columns of a table of text.
        tasks: how the data become several tasks, learnt one after the other, such as `permute:4`;
            None for a single one. The epochs are those of all together.
        replay: patterns of each old task that are kept and learnt again, at least 0.
        weight: the column or array with the weight of each sample that is learnt; None where all
            count alike.

    Raises:
        ValueError: when a number is out of range, the tasks are not such, or samples are weighted
            and the learner cannot.
    """

    learner: AbstractLearner
    data: str = "digits"
    label: str | None = None
    encoder: AbstractEncoder | None = None
    epochs: int = 10
    batch_size: int = 16
    seed: int = 0
    test: str | None = None
    drop: tuple[str, ...] = ()
    sep: str | None = None
    tasks: str | None = None
    replay: int = 0
    weight: str | None = None

    @property
    def reading(self) -> Reading:
        """What is read, and how."""
        return Reading(self.data, self.label, self.test, self.drop, self.sep, self.weight)

    def __post_init__(self) -> None:
        for name, least, most in (
            ("epochs", 1, _LARGEST),
            ("batch_size", 1, _LARGEST),
            ("seed", 0, 2**32 - 1),
            ("replay", 0, _LARGEST),
        ):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool):
                raise ValueError(f"{name} is {value!r}; it must be a whole number")
            if not least <= value <= most:
                few = value < least and most == _LARGEST
                bound = f"of at least {least}" if few else f"from {least} to {most}"
                raise ValueError(f"{name} is {value}; it must be a whole number {bound}")
        check_schedules(self.learner, float(self.epochs))
        self._check_tasks()
        if self.weight is not None:
            refuse_unweighting(self.learner)

    def _check_tasks(self) -> None:
        if self.tasks is None:
            if self.replay:
                raise ValueError(
                    f"replay is {self.replay}, but there is only one task; say which there are with"
                    " tasks, such as permute:4"
                )
            return
        count = read_order(self.tasks).count
        if self.epochs % count:
            raise ValueError(
                f"epochs is {self.epochs}, which {count} tasks cannot share equally; give a"
                f" multiple of {count}"
            )


DEMO = Run(
    learner("error-steered", hidden=800),
    data="digits",
    encoder=Rescale(),
    epochs=30,
    batch_size=8,
)
"""What `basinet train` does when it is told nothing: needs no download and some seconds.

The digits are pictures: pixels that hardly vary stay small.
"""


def to_plain(run: Run) -> dict[str, Any]:
    """Return a run as values that JSON and TOML can hold; empty options are left out."""
    plain = {
        "learner": name_of(run.learner),
        "data": run.data,
        "label": run.label,
        "test": run.test,
        "drop": list(run.drop) or None,
        "sep": run.sep,
        "weight": run.weight,
        "encoder": None if run.encoder is None else spell(run.encoder),
        "epochs": run.epochs,
        "batch_size": run.batch_size,
        "seed": run.seed,
        "tasks": run.tasks,
        "replay": run.replay or None,
        "settings": describe(run.learner),
    }
    return {name: value for name, value in plain.items() if value is not None}


def from_plain(plain: dict[str, Any]) -> Run:
    """Return the run that plain values describe; what is left out has its default.

    Raises:
        ValueError: when a key or the learner is unknown, or a value is not allowed.
    """
    for key in plain:
        if key not in _KEYS:
            raise ValueError(f"a run has no {key!r}{close(key, _KEYS)}; it has {', '.join(_KEYS)}")
    given = dict(plain)
    kind = find_learner(given.pop("learner", "steered"))
    settings = given.pop("settings", {})
    if not isinstance(settings, dict):
        raise ValueError(f"settings is {settings!r}; it must be a table of the learner's fields")
    for key in ("data", "label", "test", "sep", "weight", "encoder", "tasks"):
        if not isinstance(given.get(key, ""), str):
            raise ValueError(f"{key} is {given[key]!r}; it must be text")
    if "drop" in given:
        given["drop"] = _names("drop", given["drop"])
    if "encoder" in given:
        given["encoder"] = read_encoder(given["encoder"])
    try:
        made = make(kind, settings)
    except RecursionError as error:
        raise ValueError("a value of settings is nested too deeply") from error
    return Run(made, **given)


def _names(key: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        raise ValueError(f"{key} is {given!r}; it must be a list of names of columns")
    return tuple(given)


def to_toml(run: Run) -> str:
    """Return the run as the text of a configuration file."""
    return tomli_w.dumps(to_plain(run))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the plain values in a configuration file.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when it is not TOML.
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no configuration file {path}")
    return folders.read_toml(path)
