"""Accuracy on entangled MNIST against the number of neurons, as in arXiv 2510.11984."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet.learners import AllToAll, Layers, Steered, Unconnected
from basinet.reproductions.learning_piece import learning
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.reproductions.watched_piece import watched
from basinet.yardsticks import Backpropagation, Binary

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984, accuracy against the number of neurons, 200 epochs; read off the plot"

PUBLISHED = {
    "steered": {100: 0.815, 200: 0.834, 400: 0.852, 800: 0.853, 1600: 0.863, 3200: 0.876},
    "frozen": {100: 0.64, 200: 0.725, 400: 0.78, 800: 0.805, 1600: 0.833, 3200: 0.847},
    "features": {100: 0.645, 200: 0.73, 400: 0.78, 800: 0.805, 1600: 0.826, 3200: 0.847},
    "mlp": {200: 0.875, 400: 0.885, 1600: 0.903, 3200: 0.904},
}
"""Accuracies on the test part."""

WORDS = {
    "steered": "steered network",
    "frozen": "the same with J and W frozen",
    "features": "random features",
    "mlp": "backpropagation, binary units",
}

READ_OFF = 0.005
"""To what the plot can be read."""

CHANCE = 0.01
"""What another seed and, above all, another projection of the pictures make of it."""


class Settings(NamedTuple):
    """The sizes, and how long each network learns."""

    hidden: tuple[int, ...]
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each of four networks of each size."""

    def run(kind: str, hidden: int) -> Piece:
        name, data = f"{kind}-{hidden}", "entangled-mnist"
        if kind == "mlp":
            mlp = Backpropagation(hidden=hidden, units=Binary())
            return watched(name, mlp, data, settings.epochs, seed)
        return learning(name, network(kind, hidden), data, settings.epochs, seed)

    return [run(kind, hidden) for hidden in settings.hidden for kind in WORDS]


def network(kind: str, hidden: int) -> Steered:
    """Return one of the three: all learns, the readout alone, the readout of random features."""
    if kind == "steered":
        return Steered(hidden=hidden)
    within = AllToAll() if kind == "frozen" else Unconnected()
    return Steered(hidden=hidden, rate=0.0, input_rate=0.0, wiring=Layers(within=within))


def _test(found: Results, kind: str, hidden: int) -> float:
    """Return the accuracy after the last epoch; the yardstick was looked at after each."""
    return float(np.ravel(found[f"{kind}-{hidden}"]["test"])[-1])


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the four lines, and the published ones dashed."""
    from basinet import viz

    at, lines = np.array(settings.hidden, float), []
    for kind, words in WORDS.items():
        ours = [_test(found, kind, hidden) for hidden in settings.hidden]
        theirs = [PUBLISHED[kind].get(hidden, np.nan) for hidden in settings.hidden]
        lines.append(viz.Line(words, np.array(ours)))
        lines.append(viz.Line(words, np.array(theirs), reference=True))
    return viz.curves(
        at,
        lines,
        title="Entangled MNIST, by the number of neurons",
        note=f"{settings.epochs} epochs; published: 200 epochs",
        along="neurons H",
        upwards="accuracy on the test part",
        shares=True,
        span=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every accuracy beside the published one."""
    return [
        Claim(
            f"{words}, H = {hidden}",
            _test(found, kind, hidden),
            PUBLISHED[kind].get(hidden),
            READ_OFF + CHANCE,
            SOURCE,
            settings.epochs >= FULL.epochs,
        )
        for kind, words in WORDS.items()
        for hidden in settings.hidden
    ]


QUICK = Settings((100, 200, 400), 4)
FULL = Settings((100, 200, 400, 800, 1600), 200)

REPRODUCTION = Reproduction(
    "accuracy on entangled MNIST against the number of neurons",
    SOURCE,
    QUICK,
    FULL,
    (0.5, 56.0),
    pieces,
    figure,
    claims,
)
