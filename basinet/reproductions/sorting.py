"""Arrays that sort themselves: swaps, delayed gratification, and clusters beside a null model."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import numpy as np

from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.worlds import (
    Insertion,
    Selection,
    SortingArray,
    delayed_gratification,
    evolve,
)

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2401.05375; its cells are threads, ours have turns in rounds"
EXACT = "each swap removes one inversion of the start: n (n - 1) / 4 in the mean"
INDEPENDENT = Program("an independent program, the same rounds")

KINDS: dict[str, tuple[SortingArray, int]] = {
    "bubble": (SortingArray(), 30_000),
    "insertion": (SortingArray(rule=Insertion(), other=Insertion()), 320_000),
    "selection": (SortingArray(rule=Selection(), other=Selection()), 240_000),
    "bubble and selection": (SortingArray(other=Selection()), 80_000),
    "bubble, 3 immovable": (SortingArray(immovable=3), 30_000),
    "selection, 3 immovable": (
        SortingArray(rule=Selection(), other=Selection(), immovable=3),
        240_000,
    ),
}
"""Arrays of 100 cells, and turns after which they are sorted; of one rule, labels mean nothing."""

PEAKS = {"bubble": 0.519, "bubble-and-selection": 0.600}
"""The highest mean share of neighbours with the same label in an independent program."""

MOMENTS = 101
"""Points of a curve, at equal shares of the swaps."""


class Settings(NamedTuple):
    """Arrays of each kind."""

    arrays: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return the arrays of each kind."""
    return [
        Piece(
            name.replace(", ", "-").replace(" ", "-"), partial(_sort, *kind, settings.arrays, seed)
        )
        for name, kind in KINDS.items()
    ]


def _sort(made: SortingArray, turns: int, arrays: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return swaps, delayed gratification, last error and the course of clusters of each array."""
    del folder
    found: dict[str, list[Any]] = {"swaps": [], "gratification": [], "error": [], "clusters": []}
    for one in range(seed, seed + arrays):
        seen = evolve(made, jax.random.key(one), steps=turns).seen
        after = np.flatnonzero(np.diff(seen["swaps"], prepend=-1))
        error = (made.units - 1) * (1 - seen["sorted"][after])
        found["swaps"].append(float(seen["swaps"][-1]))
        found["gratification"].append(delayed_gratification(error.tolist()))
        found["error"].append(float(error[-1]))
        moments = np.linspace(0, len(after) - 1, MOMENTS).round().astype(int)
        found["clusters"].append(seen["clustering"][after][moments].tolist())
    return {**found, "clusters": np.mean(found["clusters"], axis=0).tolist()}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the course of clusters of two rules, and of labels that mean nothing."""
    from basinet import viz

    lines = []
    for name, words in (
        ("bubble-and-selection", "bubble and selection"),
        ("bubble", "bubble, labels mean nothing"),
    ):
        course = np.array(found[name]["clusters"])
        lines.append(viz.Line(words, course))
        if settings.arrays >= FULL.arrays:
            highest = np.where(np.arange(MOMENTS) == course.argmax(), PEAKS[name], np.nan)
            lines.append(viz.Line(words, highest, reference=True))
    return viz.curves(
        np.linspace(0, 1, MOMENTS),
        lines,
        title="Neighbours with the same label, while an array sorts itself",
        note=f"mean of {settings.arrays} arrays of 100 cells; reference: the highest mean",
        along="share of the swaps",
        upwards="share of such neighbours",
        shares=True,
        span=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State what is exact, what is like an independent program, and what the paper claims."""

    def mean(name: str, what: str) -> float:
        return float(np.mean(found[name][what]))

    enough = settings.arrays >= FULL.arrays
    n = KINDS["bubble"][0].units
    spread = (n * (n - 1) * (2 * n + 5) / 72 / settings.arrays) ** 0.5
    peaks = {name: max(found[name]["clusters"]) for name in PEAKS}
    gained = mean("bubble-3-immovable", "gratification") > mean("bubble", "gratification")
    return [
        *(
            Claim(f"swaps, {kind}", mean(kind, "swaps"), n * (n - 1) / 4, 4 * spread, EXACT)
            for kind in ("bubble", "insertion")
        ),
        Claim("swaps, selection", mean("selection", "swaps"), 1074, 80, INDEPENDENT, enough),
        Claim("gratification, bubble", mean("bubble", "gratification"), 0.24, 0.05, SOURCE, False),
        Claim(
            "gratification, insertion", mean("insertion", "gratification"), 1.1, 0.1, SOURCE, False
        ),
        Claim(
            "gratification grows with 3 immovable cells (1: yes)",
            float(gained),
            1.0,
            0.0,
            SOURCE,
            enough,
        ),
        Claim(
            "error, 3 immovable, bubble",
            mean("bubble-3-immovable", "error"),
            5.5,
            0.9,
            INDEPENDENT,
            enough,
        ),
        Claim(
            "error, 3 immovable, selection",
            mean("selection-3-immovable", "error"),
            3.0,
            0.3,
            INDEPENDENT,
            enough,
        ),
        Claim(
            "clusters, labels mean nothing, highest mean",
            peaks["bubble"],
            PEAKS["bubble"],
            0.02,
            INDEPENDENT,
            enough,
        ),
        Claim(
            "clusters, two rules, highest mean",
            peaks["bubble-and-selection"],
            PEAKS["bubble-and-selection"],
            0.02,
            INDEPENDENT,
            enough,
        ),
    ]


FULL = Settings(20)

REPRODUCTION = Reproduction(
    "arrays that sort themselves, beside a null model",
    SOURCE,
    Settings(2),
    FULL,
    (0.3, 5.0),
    pieces,
    figure,
    claims,
)
