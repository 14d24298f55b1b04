"""Parity: what a network without thresholds cannot say, and one with them can."""

import itertools
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.data import Raw
from basinet.learners import ByLabel, LearntThresholds, NoThresholds, Steered
from basinet.model import begin, learn
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.runs import accuracy

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "symmetry: without thresholds the scores of -x are those of x with the other sign"
TASK = "arXiv 2510.11984, the parity task; no numbers known to us"

KINDS = {
    "without": ("no thresholds", NoThresholds()),
    "with": ("learnt thresholds", LearntThresholds(spread=2.5)),
}


class Settings(NamedTuple):
    """Numbers of inputs, neurons, networks for each point, and epochs."""

    inputs: tuple[int, ...]
    hidden: int
    networks: int
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return networks with and without thresholds for each number of inputs."""
    return [
        Piece(f"{kind}-{n}", partial(_learn, kind, n, settings, seed))
        for kind in KINDS
        for n in settings.inputs
    ]


def _learn(kind: str, n: int, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Learn all patterns of n inputs, and be asked about all of them."""
    del folder
    x = np.array(list(itertools.product([-1.0, 1.0], repeat=n)), np.float32)
    y = (x.prod(axis=1) > 0).astype(int)
    learner = Steered(hidden=settings.hidden, teaching=ByLabel(thresholds=KINDS[kind][1]))
    found = []
    for one in range(seed, seed + settings.networks):
        model = begin(learner, Raw(), x, y, one)
        *_, last = learn(model, x, y, epochs=settings.epochs, batch_size=min(16, len(x)))
        found.append(accuracy(last, x, y))
    return {"accuracies": found}


def _accuracies(found: Results, kind: str, n: int) -> np.ndarray:
    return np.array(found[f"{kind}-{n}"]["accuracies"], float)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw accuracies against the number of inputs, from the worst to the best network."""
    from basinet import viz

    lines = []
    for kind, (words, _) in KINDS.items():
        values = [_accuracies(found, kind, n) for n in settings.inputs]
        ends = np.array([[v.min() for v in values], [v.max() for v in values]])
        lines.append(viz.Line(words, np.array([v.mean() for v in values]), ends))
    return viz.curves(
        np.array(settings.inputs, float),
        lines,
        title="Parity of all patterns",
        note=f"H = {settings.hidden}, {settings.networks} networks; bars: worst to best",
        along="inputs",
        upwards="accuracy",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State chance where symmetry dictates it, and what thresholds reach."""
    even = [
        Claim(
            f"{n} inputs, no thresholds",
            float(_accuracies(found, "without", n).mean()),
            0.5 if n % 2 == 0 else None,
            0.0,
            SOURCE,
        )
        for n in settings.inputs
    ]
    learnt = [
        Claim(
            f"{n} inputs, learnt thresholds",
            float(_accuracies(found, "with", n).mean()),
            source=TASK,
        )
        for n in settings.inputs
    ]
    return even + learnt


REPRODUCTION = Reproduction(
    "parity of all patterns, with thresholds and without",
    TASK,
    Settings((3, 4, 6), 200, 2, 100),
    Settings((2, 3, 4, 5, 6, 7, 8), 400, 10, 400),
    (0.3, 3.0),
    pieces,
    figure,
    claims,
)
