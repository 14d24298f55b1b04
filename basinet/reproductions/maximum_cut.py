"""Cuts of the G-set's graphs, made from their arguments, beside the best published ones."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.annealing import MaxCut
from basinet.annealing import Settings as How
from basinet.annealing.anneal import begin, watch
from basinet.annealing.published import BEST_CUTS
from basinet.annealing.rudy import gset
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "NeuroSA, Nature Communications 2025: 99 % of the best known; best cuts as published"

SHARE = 0.99
"""Of the best known cut, which NeuroSA's neurons reach."""


class Settings(NamedTuple):
    """Numbers of the graphs, and processor seconds for each."""

    graphs: tuple[int, ...]
    seconds: float


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a descent for each graph."""
    return [
        Piece(f"G{number}", partial(_cut, number, settings.seconds, seed))
        for number in settings.graphs
    ]


def _cut(number: int, seconds: float, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    problem, published = MaxCut(gset(number)), BEST_CUTS[number]
    how = How(seconds=seconds, seed=seed, replicas=32)
    best = 0.0
    for moment in watch(problem, how, begin(problem), clock=time.process_time):
        best = float(moment.value)
        if best >= published:
            break
    return {"cut": best, "published": published}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the share of the best known cut for each graph."""
    from basinet import viz

    rows = []
    for number in settings.graphs:
        cut, published = found[f"G{number}"]["cut"], found[f"G{number}"]["published"]
        share = np.array([cut / published])
        rows.append(viz.Dots(f"G{number}: {cut:,.0f}", share, reference=1.0))
    return viz.dots(
        rows,
        title="Cuts of the G-set, beside the best known",
        note=f"{settings.seconds:g} processor seconds a graph",
        along="share of the best known cut",
        shares=True,
        marks=[("NeuroSA", SHARE)],
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State each cut as a share of the best known, which is to be at least NeuroSA's."""
    return [
        Claim(
            f"G{number}: share of the best known cut {found[f'G{number}']['published']:g}",
            found[f"G{number}"]["cut"] / found[f"G{number}"]["published"],
            1.0,
            1.0 - SHARE,
            SOURCE,
        )
        for number in settings.graphs
    ]


REPRODUCTION = Reproduction(
    "maximum cuts of the G-set",
    SOURCE,
    Settings((1, 6, 11, 43), 2.0),
    Settings((1, 2, 3, 4, 5, 6, 11, 12, 13, 22, 27, 32, 43, 48), 10.0),
    (0.3, 0.2),
    pieces,
    figure,
    claims,
)
