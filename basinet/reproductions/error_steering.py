"""Steered by its own error, beside backpropagation, against the number of neurons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet.learners import AbstractLearner, Linear, Silence, Steered
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.reproductions.watched_piece import watched
from basinet.settings import learner as learner_of
from basinet.yardsticks import Backpropagation, Binary, Rectified

if TYPE_CHECKING:
    from basinet.viz import Figure

PLOT = "arXiv 2510.11984, accuracy against the number of neurons, 200 epochs; read off the plot"
INDEPENDENT = Program("an independent program, ten epochs, mean of three seeds")

WORDS = {
    "error": "steered by the error",
    "label": "steered by the label",
    "relu": "backpropagation, ReLU units",
    "binary": "backpropagation, binary units",
}

PUBLISHED = {
    "error": {400: (0.9214, 0.005, INDEPENDENT), 1600: (0.9291, 0.005, INDEPENDENT)},
    "label": {400: (0.842, 0.01, INDEPENDENT), 1600: (0.865, 0.01, INDEPENDENT)},
    "relu": {400: (0.9224, 0.005, INDEPENDENT), 1600: (0.9292, 0.005, INDEPENDENT)},
    "binary": {200: (0.875, 0.015, PLOT), 400: (0.885, 0.015, PLOT), 1600: (0.903, 0.015, PLOT)},
}
"""Accuracies on the test part with their tolerances, by kind and number of neurons."""

NOISE = Silence(0.1)
"""A tenth of the inputs is silent while error-steered and ReLU units learn."""


class Settings(NamedTuple):
    """The sizes, and how long each network learns."""

    hidden: tuple[int, ...]
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each kind and size."""
    return [
        watched(f"{kind}-{hidden}", network(kind, hidden), "entangled-mnist", settings.epochs, seed)
        for hidden in settings.hidden
        for kind in WORDS
    ]


def network(kind: str, hidden: int) -> AbstractLearner:
    """Return a learner: binary units as published, ReLU units with the care that ours has."""
    if kind == "label":
        return Steered(hidden=hidden)
    if kind == "binary":
        return Backpropagation(hidden=hidden, units=Binary())
    if kind == "relu":
        rate = 2e-3 if hidden <= 400 else 1e-3
        return Backpropagation(
            hidden=hidden, units=Rectified(), rate=rate, noise=NOISE, schedule=Linear()
        )
    return learner_of("error-steered", **{"hidden": hidden, "teaching.noise": NOISE})


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw a line for each kind, and its published points."""
    from basinet import viz

    lines = []
    for kind, words in WORDS.items():
        ours = [found[f"{kind}-{hidden}"]["test"][-1] for hidden in settings.hidden]
        theirs = [PUBLISHED[kind].get(hidden, (np.nan,))[0] for hidden in settings.hidden]
        lines.append(viz.Line(words, np.array(ours)))
        if np.isfinite(theirs).any():
            lines.append(viz.Line(words, np.array(theirs), reference=True))
    return viz.curves(
        np.array(settings.hidden, float),
        lines,
        title="Entangled MNIST, steered by the error and beside it",
        note=f"{settings.epochs} epochs",
        along="neurons H",
        upwards="accuracy on the test part",
        shares=True,
        span=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every accuracy beside the published one."""
    stated = []
    for kind, words in WORDS.items():
        for hidden in settings.hidden:
            value, tolerance, source = PUBLISHED[kind].get(hidden, (None, 0.0, PLOT))
            stated.append(
                Claim(
                    f"{words}, H = {hidden}",
                    found[f"{kind}-{hidden}"]["test"][-1],
                    value,
                    tolerance,
                    source,
                    settings.epochs >= FULL.epochs,
                )
            )
    return stated


QUICK = Settings((100, 400), 2)
FULL = Settings((100, 400, 1600), 10)

REPRODUCTION = Reproduction(
    "steered by the error beside backpropagation, by the number of neurons",
    "arXiv 2510.11984 for the yardstick; the rule is this library's",
    QUICK,
    FULL,
    (0.7, 3.0),
    pieces,
    figure,
    claims,
)
