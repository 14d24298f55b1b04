"""The folder of a comparison: what was asked for last, and the store of the cells.

compare.json            data, and the learners' tags and the cells that were asked for last
runs/ab/abcd.../        one finished cell, under the hash of its description
comparison.json, .md    the tables of the cells that were asked for last
comparison.png          and their figure
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basinet._files import remove_leftovers, write_atomically
from basinet.compare.cell import Cell
from basinet.compare.comparison import Comparison
from basinet.learners import tags_of
from basinet.sweeps import Store
from basinet.sweeps.task import name_of

_FILES = ("compare.json", "comparison.json", "comparison.md", "comparison.png")


@dataclass(frozen=True)
class ComparisonFolder:
    """The folder of a comparison.

    Attributes:
        path: the folder.
        data: the data set that is learnt.
        names: of the cells that were asked for last, learner by learner.
        tags: of the learners that were asked for last.
    """

    path: Path
    data: str
    names: Sequence[str]
    tags: Mapping[str, Mapping[str, str | bool]]

    @property
    def store(self) -> Store:
        """The store of the cells."""
        return Store(self.path)

    def results(self) -> list[dict[str, Any]]:
        """Return the results of the cells that were asked for last and are finished.

        Raises:
            ValueError: when a file is damaged.
        """
        done = set(self.store.names())
        return [self.store.read(name) for name in self.names if name in done]


def begin(path: Path, comparison: Comparison, cells: Sequence[Cell]) -> ComparisonFolder:
    """Return the folder of the cells: a new one, or that of a comparison on the same data.

    Learners, settings, fractions and seeds may differ from before: what is done is kept.

    Raises:
        ValueError: when the folder holds a comparison on other data.
        FileExistsError: when it is not empty and not the folder of a comparison.
        OSError: when it cannot be made or written.
    """
    file = path / "compare.json"
    if file.is_file():
        there = _read(file)
        for name, asked in (("data", comparison.data), ("label", comparison.label)):
            if there.get(name) != asked:
                raise ValueError(
                    f"{path} holds another comparison: its {name} is {there.get(name)}, not"
                    f" {asked}; choose another folder with --out"
                )
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(
            f"{path} is not empty and not the folder of a comparison; choose another with --out"
        )
    try:
        Store(path).runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            error.errno, f"could not make the folder {path}: {error.strerror}; choose another"
        ) from error
    for name in _FILES:
        remove_leftovers(path / name)
    names = [name_of(cell) for cell in cells]
    tags = {name: tags_of(entrant.learner).plain() for name, entrant in comparison.learners.items()}
    asked = {"data": comparison.data, "label": comparison.label, "tags": tags, "cells": names}
    write_atomically(file, json.dumps(asked, indent=2) + "\n")
    return ComparisonFolder(path, comparison.data, names, tags)


def opened(path: Path) -> ComparisonFolder:
    """Return the folder of a comparison that exists.

    Raises:
        FileNotFoundError: when it is not the folder of a comparison.
        ValueError: when its description is damaged.
    """
    file = path / "compare.json"
    if not file.is_file():
        raise FileNotFoundError(
            f"{path} is not the folder of a comparison: it holds no compare.json; expected a"
            " folder that basinet compare made"
        )
    there = _read(file)
    try:
        return ComparisonFolder(path, there["data"], there["cells"], there["tags"])
    except KeyError as error:
        raise ValueError(
            f"{file} says nothing of {error}; repeat the command that made the folder"
        ) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file} is damaged ({error}); choose another folder") from error
    if not isinstance(there, dict):
        raise ValueError(f"{file} is damaged: it describes no comparison; choose another folder")
    return there
