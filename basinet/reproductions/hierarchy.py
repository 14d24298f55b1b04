"""What the layers of a chain represent while it learns: from layer to layer, epoch to epoch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.analysis import mean_overlaps, participation_ratio, probe_accuracy
from basinet.analysis.networks import split
from basinet.data import Dataset
from basinet.learners import RandomSubset, Steered
from basinet.model import Model
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.reproductions.watched_piece import watched

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041: representations along the layers of a chain; no numbers known to us"

PATTERNS = 1000
"""Test patterns of which the states are looked at."""

WORDS = {
    "probe": "classes read by a linear probe",
    "apart": "overlap within a class less that between classes",
    "directions": "participation ratio of the states",
}


class Settings(NamedTuple):
    """Neurons of each layer, the excitation that ties them, and epochs."""

    hidden: tuple[int, ...]
    excitation: float
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return the one piece: the chain, looked at after every epoch."""
    learner = Steered(
        hidden=settings.hidden,
        self_coupling=0.0,
        excitation=settings.excitation,
        input_gain=2.0,
        sweeps=7,
        dynamics=RandomSubset(0.85),
    )
    return [watched("chain", learner, "entangled-mnist", settings.epochs, seed, _look)]


def _look(model: Model, data: Dataset) -> dict[str, Any]:
    assert isinstance(model.learner, Steered)
    x, y = data.x_test[:PATTERNS], data.y_test[:PATTERNS]
    layers = split(np.asarray(model.relax(x).configuration.spins), model.learner.layers)
    near = [mean_overlaps(states, y) for states in layers]
    return {
        "probe": [probe_accuracy(states, y) for states in layers],
        "apart": [float(one.within - one.between) for one in near],
        "directions": [float(participation_ratio(states)) for states in layers],
    }


def _course(found: Results, what: str) -> np.ndarray:
    """What was seen, `[epochs + 1, layers]`."""
    return np.array(found["chain"][what], float)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw what a probe reads from each layer, and how far classes are apart, by epoch."""
    from basinet import viz

    lines = []
    for layer in range(len(settings.hidden)):
        name = f"layer {layer + 1}"
        lines.append(viz.Line(name, _course(found, "probe")[:, layer]))
        lines.append(viz.Line(name, _course(found, "apart")[:, layer], dashed=True))
    lines.append(viz.Line("the network's own readout", np.array(found["chain"]["test"], float)))
    return viz.curves(
        np.arange(settings.epochs + 1.0),
        lines,
        title="What each layer of a chain says of the class",
        note="accuracy of a linear probe; dashed: overlap within less between classes",
        along="epochs",
        upwards="accuracy on the test part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State what each layer represents at the end, beside what it did before learning."""
    stated = []
    for what, words in WORDS.items():
        course = _course(found, what)
        for layer in range(len(settings.hidden)):
            for moment, row in (("before learning", course[0]), ("after", course[-1])):
                stated.append(
                    Claim(f"layer {layer + 1}, {moment}: {words}", float(row[layer]), source=SOURCE)
                )
    return stated


REPRODUCTION = Reproduction(
    "what the layers of a chain represent, from epoch to epoch",
    SOURCE,
    Settings((100, 100, 100), 3.0, 2),
    Settings((400, 400, 400), 3.0, 20),
    (0.3, 2.0),
    pieces,
    figure,
    claims,
)
