"""What a comparison asks for: learners with their settings, fractions and seeds, in one folder."""

import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basinet._files import write_atomically
from basinet.compare.cell import Cell
from basinet.learners import LEARNERS, AbstractLearner, Tags
from basinet.runs import Run
from basinet.settings import make
from basinet.sweeps import Store
from basinet.yardsticks import Backpropagation

YARDSTICK = "backpropagation (yardstick)"
"""The name of the yardstick in tables; it is no member of the family."""

REFERENCE: dict[str, dict[str, Any]] = {
    "steered": {"hidden": 800, "input_gain": 3.0, "input_rate": 0.1},
    YARDSTICK: {"hidden": 800},
}
"""Settings that differ from a learner's defaults.

Steered networks have the settings of `basinet train` for small images, and the yardstick as many
hidden units as they. A learner that is not named here has its defaults.
"""


@dataclass(frozen=True)
class Comparison:
    """Learners on the same data.

    Attributes:
        learners: name in the table -> the learner with its settings.
        data: the name of a data set or the path of the user's own.
        label: the column of the labels, for a CSV file.
        fractions: parts of the training data.
        seeds: how many, counted from 0; at least 1.
        epochs: over the whole training data.
        batch_size: patterns learnt together.

    Raises:
        ValueError: when a number is out of range or there are no learners or fractions.
    """

    learners: Mapping[str, AbstractLearner]
    data: str = "digits"
    label: str | None = None
    fractions: Sequence[float] = field(default=(0.01, 0.1, 1.0))
    seeds: int = 5
    epochs: int = 30
    batch_size: int = 8

    def __post_init__(self) -> None:
        if not self.learners or not self.fractions:
            raise ValueError("a comparison needs at least one learner and one fraction")
        for fraction in self.fractions:
            if not 0 < fraction <= 1:
                raise ValueError(f"a fraction is {fraction}; it must be above 0 and at most 1")
        if self.seeds < 1:
            raise ValueError(f"seeds is {self.seeds}; it must be at least 1")

    def cells(self) -> list[Cell]:
        """Return the cells: learner by learner, small parts first."""
        return [
            Cell(name, self._run(learner, seed), fraction)
            for name, learner in self.learners.items()
            for fraction in sorted(set(self.fractions))
            for seed in range(self.seeds)
        ]

    def tags(self) -> dict[str, Tags]:
        """Return the tags of each learner."""
        return {name: learner.tags for name, learner in self.learners.items()}

    def _run(self, learner: AbstractLearner, seed: int) -> Run:
        return Run(learner, self.data, self.label, None, self.epochs, self.batch_size, seed)


def choose(
    names: Sequence[str], given: Mapping[str, Mapping[str, str]]
) -> dict[str, AbstractLearner]:
    """Return the learners of these names, or all, with the yardstick where optax is installed.

    Args:
        names: from `LEARNERS`; all of them when empty.
        given: learner -> field -> text, over the reference settings; `backpropagation` is the
            yardstick.

    Raises:
        ValueError: when there is no such learner or field, or a value is not allowed.
    """
    kinds: dict[str, type[AbstractLearner]] = {}
    for name in names or LEARNERS:
        if name not in LEARNERS:
            known = ", ".join(LEARNERS)
            raise ValueError(f"there is no learner {name!r}; the learners are {known}")
        kinds[name] = LEARNERS[name]
    if has_yardstick():
        kinds[YARDSTICK] = Backpropagation
    values = {YARDSTICK if n == "backpropagation" else n: v for n, v in given.items()}
    for name in values:
        if name not in kinds:
            raise ValueError(f"--set names {name!r}, which is not compared; {', '.join(kinds)} are")
    return {
        name: make(kind, REFERENCE.get(name, {}) | dict(values.get(name, {})))
        for name, kind in kinds.items()
    }


def has_yardstick() -> bool:
    """Return whether optax is installed, without which there is no yardstick."""
    return importlib.util.find_spec("optax") is not None


def open_folder(path: Path, comparison: Comparison) -> Store:
    """Return the store of the cells: a new folder, or that of a comparison on the same data.

    Learners, fractions and seeds may differ from before: what is done is kept.

    Raises:
        ValueError: when the folder holds a comparison on other data or with other epochs.
        FileExistsError: when it is not empty and not the folder of a comparison.
        OSError: when it cannot be made or written.
    """
    file = path / "compare.json"
    asked = {
        "data": comparison.data,
        "label": comparison.label,
        "epochs": comparison.epochs,
        "batch_size": comparison.batch_size,
    }
    if file.is_file():
        try:
            there = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{file} is damaged ({error}); choose another folder") from error
        if there != asked:
            raise ValueError(
                f"{path} holds another comparison: {there}, not {asked}; choose another with --out"
            )
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(
            f"{path} is not empty and not the folder of a comparison; choose another with --out"
        )
    store = Store(path)
    store.runs.mkdir(parents=True, exist_ok=True)
    write_atomically(file, json.dumps(asked) + "\n")
    return store
