"""Synapses of inputs that move: by their credit, by the size of their weight, at random."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.core.input_recipes import FanInFrom
from basinet.core.moving import AbstractRewiring, AtRandom, ByCredit, Fixed, Magnitude
from basinet.data import Raw, load
from basinet.learners import FanIn, Layers, Steered
from basinet.model import begin, learn
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.runs import accuracy

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "sparse evolutionary training, arXiv 1707.04780, on a steered network"
INDEPENDENT = Program("an independent program, 20 inputs a neuron, five seeds (magnitude: three)")

WORDS = {
    "fixed": "no synapse moves",
    "credit": "by credit",
    "magnitude": "by the size of the weight (SET)",
    "random": "at random",
}

MEASURED = {"test": "accuracy on the test part", "constant": "synapses on constant pixels"}

PUBLISHED = {
    "fixed": (0.854, 0.18),
    "credit": (0.867, 0.03),
    "magnitude": (0.854, 0.20),
}
"""Accuracy on the test part, and share of the input synapses on pixels that are constant."""

NEAR = (0.008, 0.03)
"""Twice the standard error of a mean of five such runs, and what is seen of the shares."""

BATCH = 16


class Settings(NamedTuple):
    """Neurons, inputs of each, patterns, epochs with a rewiring after each but the last, seeds."""

    hidden: int
    synapses: int
    patterns: int
    epochs: int
    seeds: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a run for each rule and seed."""
    return [
        Piece(f"{kind}-{one}", partial(_learn, kind, settings, one))
        for kind in WORDS
        for one in range(seed, seed + settings.seeds)
    ]


def rule(kind: str, settings: Settings) -> AbstractRewiring:
    """Return what moves synapses, once an epoch."""
    if kind == "fixed":
        return Fixed()
    every, times = settings.patterns // BATCH, settings.epochs - 1
    rules = {"credit": ByCredit, "magnitude": Magnitude, "random": AtRandom}
    return rules[kind](every=every, times=times)


def _learn(kind: str, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Learn pictures of -1 and +1, and look where the synapses are."""
    del folder
    data = load("mnist")
    x, x_test = (np.where(part > 0.5, 1, -1) for part in (data.x_train, data.x_test))
    x, y = x[: settings.patterns].astype(np.float32), data.y_train[: settings.patterns]
    wiring = Layers(
        within=FanIn(10), inputs=FanInFrom(settings.synapses), rewire=rule(kind, settings)
    )
    model = begin(Steered(hidden=settings.hidden, rate=0.05, wiring=wiring), Raw(), x, y, seed)
    *_, last = learn(model, x, y, epochs=settings.epochs, batch_size=BATCH)
    block = last.epoch.state.inputs.blocks[0]
    sources = np.asarray(getattr(block, "couplings", block).sources)
    constant = np.all(x == x[0], axis=0)
    return {
        "test": accuracy(last, x_test.astype(np.float32), data.y_test),
        "constant": float(constant[sources].mean()),
    }


def _means(settings: Settings, found: Results, kind: str, what: str) -> np.ndarray:
    runs = [one for name, one in found.items() if name.rpartition("-")[0] == kind]
    return np.array([one[what] for one in runs[: settings.seeds]], float)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw accuracy and inputs on constant pixels of each run, a row for each rule."""
    from basinet import viz

    comparable, rows = _comparable(settings), []
    for place, (what, panel) in enumerate(MEASURED.items()):
        for kind, words in WORDS.items():
            theirs = PUBLISHED[kind][place] if comparable and kind in PUBLISHED else None
            values = _means(settings, found, kind, what)
            rows.append(viz.Dots(words, values, reference=theirs, panel=panel))
    return viz.dots(
        rows,
        title=f"MNIST, {settings.synapses} inputs a neuron",
        note=f"H = {settings.hidden}",
        shares=True,
    )


def _comparable(settings: Settings) -> bool:
    return settings._replace(seeds=0) == FULL._replace(seeds=0) and settings.seeds >= 5


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State means of accuracies and of shares on constant pixels, and what credit is worth."""
    comparable = _comparable(settings)
    words = ("accuracy", "synapses on constant pixels")
    stated = []
    for place, what in enumerate(("test", "constant")):
        for kind, name in WORDS.items():
            mean = float(_means(settings, found, kind, what).mean())
            published = PUBLISHED.get(kind)
            reference = None if published is None else published[place]
            stated.append(
                Claim(
                    f"{words[place]}, {name}", mean, reference, NEAR[place], INDEPENDENT, comparable
                )
            )
    return stated


FULL = Settings(400, 20, 10_000, 6, 5)

REPRODUCTION = Reproduction(
    "synapses that move by credit, by the size of their weight, at random",
    SOURCE,
    Settings(200, 20, 5_000, 3, 1),
    FULL,
    (0.4, 1.0),
    pieces,
    figure,
    claims,
)
