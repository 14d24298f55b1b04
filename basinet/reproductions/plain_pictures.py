"""MNIST and Fashion-MNIST as they are, 784 pixels in black and white."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet.learners import Layers, Steered, Unconnected
from basinet.reproductions.learning_piece import learning
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984 and 2509.05041, binarised pictures of 784 pixels; no numbers known"

TASKS = {
    "mnist": {"input_gain": 4.0, "sweeps": 7},
    "fashion-mnist": {"input_gain": 3.0, "feedback_gain": 0.7, "sweeps": 7},
}
"""The reference settings that differ from those of entangled MNIST."""

KINDS = {"steered": "steered", "features": "random features"}


class Settings(NamedTuple):
    """The size, and epochs of learning."""

    hidden: int
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a steered network, and a readout of random features, for each task."""
    return [
        learning(
            f"{task}-{kind}", _network(task, kind, settings.hidden), task, settings.epochs, seed
        )
        for task in TASKS
        for kind in KINDS
    ]


def _network(task: str, kind: str, hidden: int) -> Steered:
    if kind == "steered":
        return Steered(hidden=hidden, **TASKS[task])
    alone = Layers(within=Unconnected())
    return Steered(hidden=hidden, rate=0.0, input_rate=0.0, wiring=alone, **TASKS[task])


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the test accuracy against the epochs."""
    from basinet import viz

    lines = [
        viz.Line(
            task, np.array(found[f"{task}-{kind}"]["course"], float), dashed=kind == "features"
        )
        for task in TASKS
        for kind in KINDS
    ]
    return viz.curves(
        np.arange(1.0, settings.epochs + 1),
        lines,
        title="Plain pictures in black and white",
        note=f"H = {settings.hidden}; dashed: random features",
        along="epochs",
        upwards="accuracy on the test part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the accuracies; and that learning helps."""
    stated = [
        Claim(f"{task}, {words}", found[f"{task}-{kind}"]["test"], source=SOURCE)
        for task in TASKS
        for kind, words in KINDS.items()
    ]
    helps = [
        Claim(
            f"{task}: more than random features (1: yes)",
            float(found[f"{task}-steered"]["test"] > found[f"{task}-features"]["test"]),
            1.0,
            0.0,
            "arXiv 2510.11984, entangled MNIST",
            settings == FULL,
        )
        for task in TASKS
    ]
    return stated + helps


QUICK = Settings(100, 1)
FULL = Settings(1600, 20)

REPRODUCTION = Reproduction(
    "accuracy on plain MNIST and Fashion-MNIST, 784 pixels",
    SOURCE,
    QUICK,
    FULL,
    (0.4, 7.0),
    pieces,
    figure,
    claims,
)
