"""The table of a comparison: one row for each learner and fraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Row:
    """What the seeds of one learner on one part of the data gave.

    Attributes:
        learner: its name.
        fraction: the part of the training data.
        seeds: how many cells have a result.
        accuracy: mean of the accuracy on held-out data after the last epoch.
        spread: its standard deviation over seeds (n - 1); None for one seed.
        epochs: median of the epochs to reach the best accuracy but for half a percent.
        seconds: median of the seconds until then, without compilation; None where unknown.
        parameters: numbers of the state that the scores read.
    """

    learner: str
    fraction: float
    seeds: int
    accuracy: float
    spread: float | None
    epochs: float
    seconds: float | None
    parameters: int


def summarise(results: Sequence[dict[str, Any]]) -> list[Row]:
    """Return a row for each learner and fraction with a result, in the order they are met."""
    groups: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for result in results:
        if result.get("error") is None:
            groups.setdefault((result["learner"], result["fraction"]), []).append(result)
    return [_row(learner, fraction, same) for (learner, fraction), same in groups.items()]


def markdown(rows: Sequence[Row], tags: Mapping[str, Mapping[str, str | bool]]) -> str:
    """Return the rows as a Markdown table, and below it the tags of each learner."""
    head = ["learner", "fraction", "accuracy", "epochs", "seconds", "parameters", "seeds"]
    found = [
        [
            row.learner,
            f"{row.fraction:g}",
            f"{row.accuracy:.4f}" + ("" if row.spread is None else f" ± {row.spread:.4f}"),
            f"{row.epochs:g}",
            "" if row.seconds is None else f"{row.seconds:.2f}",
            f"{row.parameters:,}",
            str(row.seeds),
        ]
        for row in rows
    ]
    names = list(dict.fromkeys(name for of in tags.values() for name in of))
    said = [[learner, *(_word(of[name]) for name in names)] for learner, of in tags.items()]
    needs = _aligned(["learner", *(name.replace("_", " ") for name in names)], said, "<")
    return "\n".join([*_aligned(head, found, ">"), "", *needs]) + "\n"


def _aligned(head: list[str], rows: list[list[str]], side: str) -> list[str]:
    """The lines of a table whose cells stand in columns; all but the first to one side."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    sides = ["<", *side * (len(head) - 1)]

    def line(cells: list[str]) -> str:
        padded = (f"{cell:{s}{w}}" for cell, s, w in zip(cells, sides, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = [
        ":" + "-" * (w - 1) if s == "<" else "-" * (w - 1) + ":"
        for s, w in zip(sides, widths, strict=True)
    ]
    return [line(head), f"| {' | '.join(rule)} |", *map(line, rows)]


def _word(value: str | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else value or "nothing"


def _row(learner: str, fraction: float, same: Sequence[dict[str, Any]]) -> Row:
    accuracies = [one["accuracy"] for one in same]
    times = [one["seconds_to_reach"] for one in same if one["seconds_to_reach"] is not None]
    return Row(
        learner,
        fraction,
        len(same),
        float(np.mean(accuracies)),
        float(np.std(accuracies, ddof=1)) if len(same) > 1 else None,
        float(np.median([one["epochs_to_reach"] for one in same])),
        float(np.median(times)) if times else None,
        same[0]["parameters"],
    )
