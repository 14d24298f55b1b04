"""Excitation between layers in the place of a self-coupling, as in arXiv 2509.05041."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet.learners import RandomSubset, Steered
from basinet.reproductions.learning_piece import learning
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041, two layers, J_D = 0, accuracy against lambda; read off the plot"

PUBLISHED = {
    2.0: {0.0: 0.11, 0.5: 0.11, 1.0: 0.17, 1.5: 0.68, 2.0: 0.80, 2.5: 0.83},
    5.0: {0.0: 0.22, 1.0: 0.12, 1.5: 0.28, 2.0: 0.61, 2.5: 0.74, 3.0: 0.80, 4.0: 0.83},
}
"""Accuracies by input gain and excitation."""

NEURONS = 1600
"""Of each layer, in the paper."""

NEAR = 0.05
"""The curves are steep: a tenth of lambda is worth as much."""


class Settings(NamedTuple):
    """The size of each layer, the epochs, and the excitations and input gains that are tried."""

    hidden: int
    epochs: int
    excitations: tuple[float, ...]
    input_gains: tuple[float, ...] = (2.0, 5.0)


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each point."""
    return [
        learning(
            f"{gain:g}-{strength:g}",
            Steered(
                hidden=(settings.hidden,) * 2,
                self_coupling=0.0,
                excitation=strength,
                input_gain=gain,
                sweeps=7,
                dynamics=RandomSubset(0.85),
            ),
            "entangled-mnist",
            settings.epochs,
            seed,
        )
        for gain in settings.input_gains
        for strength in settings.excitations
    ]


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracy against lambda, a line for each input gain."""
    from basinet import viz

    lines = []
    for gain in settings.input_gains:
        ours = [found[f"{gain:g}-{strength:g}"]["test"] for strength in settings.excitations]
        theirs = [PUBLISHED[gain].get(strength, np.nan) for strength in settings.excitations]
        words = rf"$\lambda_x$ = {gain:g}"
        lines += [
            viz.Line(words, np.array(ours)),
            viz.Line(words, np.array(theirs), reference=True),
        ]
    return viz.curves(
        np.array(settings.excitations),
        lines,
        title="Entangled MNIST, two layers without self-coupling",
        note=f"{settings.hidden} neurons a layer, {settings.epochs} epochs",
        along=r"excitation $\lambda$",
        upwards="accuracy on the test part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every accuracy beside the published one."""
    return [
        Claim(
            f"accuracy at lambda = {strength:g}, lambda_x = {gain:g}",
            found[f"{gain:g}-{strength:g}"]["test"],
            PUBLISHED[gain].get(strength),
            NEAR,
            SOURCE,
            settings.epochs >= FULL.epochs and settings.hidden >= NEURONS,
        )
        for gain in settings.input_gains
        for strength in settings.excitations
    ]


QUICK = Settings(100, 2, (0.0, 1.0, 2.0, 3.0))
FULL = Settings(NEURONS, 30, (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0))

REPRODUCTION = Reproduction(
    "accuracy of two layers against the excitation between them",
    SOURCE,
    QUICK,
    FULL,
    (1.0, 150.0),
    pieces,
    figure,
    claims,
)
