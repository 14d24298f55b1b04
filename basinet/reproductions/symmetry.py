"""Couplings that start symmetric, are updated symmetrically, or grow symmetric by themselves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.analysis import symmetry as symmetry_of
from basinet.analysis.networks import inside
from basinet.data import Dataset
from basinet.learners import (
    AllToAll,
    Layers,
    Steered,
    Symmetric,
    SymmetricStart,
    SymmetricUpdate,
)
from basinet.model import Model
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.reproductions.watched_piece import watched

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041: the symmetric variants stay within .02 of the asymmetric rule"

VARIANTS = {
    "asymmetric": AllToAll(),
    "symmetric start": SymmetricStart(),
    "symmetric update": SymmetricUpdate(),
    "symmetric": Symmetric(),
}

NEAR = 0.02
"""By how much a variant may differ."""


class Settings(NamedTuple):
    """The size, and how long each network learns."""

    hidden: int
    epochs: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a network for each variant, looked at after every epoch."""
    return [
        watched(
            name.replace(" ", "-"),
            Steered(hidden=settings.hidden, wiring=Layers(within=within)),
            "entangled-mnist",
            settings.epochs,
            seed,
            _look,
        )
        for name, within in VARIANTS.items()
    ]


def _look(model: Model, data: Dataset) -> dict[str, Any]:
    del data
    assert isinstance(model.learner, Steered)
    network = model.learner.network(model.epoch.state)
    (couplings,) = inside(network, sum(model.learner.layers))
    return {"symmetry": symmetry_of(couplings)}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the symmetry of the couplings against the epochs, and the accuracies dashed."""
    from basinet import viz

    lines = []
    for name in VARIANTS:
        one = found[name.replace(" ", "-")]
        lines.append(viz.Line(name, np.array(one["symmetry"], float)))
        lines.append(viz.Line(name, np.array(one["test"], float), dashed=True))
    return viz.curves(
        np.arange(settings.epochs + 1.0),
        lines,
        title="Symmetry of the couplings while they learn",
        note=f"1: symmetric; dashed: accuracy; entangled MNIST, H = {settings.hidden}",
        along="epochs",
        upwards="symmetry of J, or accuracy",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the accuracy of each variant beside the rule's, and how symmetric it ends."""
    rule = found["asymmetric"]
    stated = []
    for name in VARIANTS:
        one = found[name.replace(" ", "-")]
        if name != "asymmetric":
            stated.append(
                Claim(
                    f"accuracy, {name}",
                    one["test"][-1],
                    rule["test"][-1],
                    NEAR,
                    SOURCE,
                    settings == FULL,
                )
            )
        stated.append(Claim(f"symmetry after learning, {name}", one["symmetry"][-1]))
    return stated


QUICK = Settings(200, 3)
FULL = Settings(1600, 30)

REPRODUCTION = Reproduction(
    "symmetric variants of the rule, and how the symmetry of couplings grows",
    "arXiv 2509.05041, symmetric variants",
    QUICK,
    FULL,
    (0.4, 30.0),
    pieces,
    figure,
    claims,
)
