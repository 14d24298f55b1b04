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

from basinet.compare.cell import Cell
from basinet.compare.comparison import Comparison
from basinet.data import contents
from basinet.folders import Kind, read
from basinet.folders import begin as begin_folder
from basinet.learners import tags_of
from basinet.sweeps import Store
from basinet.sweeps.contents import CONTENTS, REMEDY, is_empty, refuse_other_contents
from basinet.sweeps.task import name_of

COMPARISON = Kind("a comparison", "compare.json", "basinet compare", ("runs",), REMEDY)

_NEEDS = {"data": str, "cells": list, "tags": dict}
"""What a description says, and of which kind."""


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
        return [self._result(name) for name in self.names if name in done]

    def _result(self, name: str) -> dict[str, Any]:
        number = (int, float)
        needs: dict[str, Any] = {"learner": str, "fraction": number, "seed": int}
        if self.store.read(name)["error"] is None:
            needs |= {"accuracy": number, "epochs_to_reach": number, "parameters": int}
            needs["seconds_to_reach"] = (int, float, type(None))
        return self.store.read(name, needs)


def begin(path: Path, comparison: Comparison, cells: Sequence[Cell]) -> ComparisonFolder:
    """Return the folder of the cells: a new one, or that of a comparison on the same data.

    Learners, settings, fractions and seeds may differ from before: what is done is kept.

    Raises:
        ValueError: when the folder holds a comparison on other data.
        FileExistsError: when it is not empty and not the folder of a comparison.
        FolderInUseError: when another process works in it.
        OSError: when it cannot be made or written.
    """
    names = [name_of(cell) for cell in cells]
    tags = {name: tags_of(entrant.learner).plain() for name, entrant in comparison.learners.items()}
    asked = {
        "data": comparison.data,
        "label": comparison.label,
        "test": comparison.test,
        "drop": list(comparison.drop),
        "sep": comparison.sep,
        "weight": comparison.weight,
        CONTENTS: contents([comparison.reading]),
        "tags": tags,
        "cells": names,
    }

    def compare(file: Path) -> None:
        if is_empty(file):
            return
        there = read(file, _NEEDS, REMEDY)
        for name in ("data", "label", "test", "drop", "sep", "weight"):
            if (there.get(name) or None) != (asked[name] or None):
                raise ValueError(
                    f"{path} holds another comparison: its {name} is {there.get(name)}, not"
                    f" {asked[name]}; choose another folder with --out"
                )
        refuse_other_contents(file)

    begin_folder(COMPARISON, path, json.dumps(asked, indent=2) + "\n", compare)
    return ComparisonFolder(path, comparison.data, names, tags)


def opened(path: Path) -> ComparisonFolder:
    """Return the folder of a comparison that exists.

    Raises:
        FileNotFoundError: when it is not the folder of a comparison.
        ValueError: when its description is damaged.
    """
    file = COMPARISON.described(path)
    there = read(file, _NEEDS, REMEDY)
    tags, cells = there["tags"], there["cells"]
    if not all(isinstance(cell, str) for cell in cells) or not all(
        isinstance(of, dict) and of.keys() == next(iter(tags.values())).keys()
        for of in tags.values()
    ):
        raise ValueError(f"{file} is damaged: it lists no cells or tags of learners; {REMEDY}")
    return ComparisonFolder(path, there["data"], cells, tags)
