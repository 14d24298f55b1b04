"""What the self-coupling is worth: one layer without it and with it, as in arXiv 2509.05041."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet.learners import Layers, RandomSubset, Steered, SymmetricStart, SymmetricUpdate
from basinet.reproductions.learning_piece import learning
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041, one layer of 1,600 neurons, 30 epochs, accuracy while training; plot"

SUBSETS = "subsets"
"""Of the runs in which a neuron is updated with a probability of .85, in seven sweeps.

So the chains of arXiv 2509.05041 were; for one layer the dynamics is not known to us.
"""

PUBLISHED = {(0.0, 2.0): 0.12, (0.5, 2.0): 0.86, (0.0, 5.0): 0.29, (0.5, 5.0): 0.88}
"""Accuracies by self-coupling and input gain."""

CHANCE = 0.03
"""A network that does not learn ends anywhere near chance."""

SYMMETRIC = 0.02
"""By how much the symmetric variants may differ from the asymmetric rule at J_D = 0.5."""

VARIANTS = {"start": SymmetricStart(), "update": SymmetricUpdate()}


class Settings(NamedTuple):
    """The size, the epochs, and the self-couplings and input gains that are tried."""

    hidden: int
    epochs: int
    self_couplings: tuple[float, ...]
    input_gains: tuple[float, ...] = (2.0, 5.0)


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each point, for both dynamics, and for the symmetric variants."""

    def run(name: str, learner: Steered) -> Piece:
        return learning(name, learner, "entangled-mnist", settings.epochs, seed)

    plain = [
        run(
            f"{gain:g}-{own:g}",
            Steered(hidden=settings.hidden, self_coupling=own, input_gain=gain),
        )
        for gain in settings.input_gains
        for own in settings.self_couplings
    ]
    published = [
        run(
            f"{SUBSETS}-{gain:g}-{own:g}",
            Steered(
                hidden=settings.hidden,
                self_coupling=own,
                input_gain=gain,
                sweeps=7,
                dynamics=RandomSubset(0.85),
            ),
        )
        for own, gain in PUBLISHED
    ]
    symmetric = [
        run(
            f"symmetric-{name}",
            Steered(hidden=settings.hidden, wiring=Layers(within=within)),
        )
        for name, within in VARIANTS.items()
    ]
    return plain + published + symmetric


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracy against the self-coupling, a line for each input gain."""
    from basinet import viz

    lines = []
    for gain in settings.input_gains:
        ours = [found[f"{gain:g}-{own:g}"]["train"] for own in settings.self_couplings]
        theirs = [PUBLISHED.get((own, gain), np.nan) for own in settings.self_couplings]
        words = rf"$\lambda_x$ = {gain:g}"
        lines += [
            viz.Line(words, np.array(ours)),
            viz.Line(words, np.array(theirs), reference=True),
        ]
    return viz.curves(
        np.array(settings.self_couplings),
        lines,
        title=f"Entangled MNIST, one layer of {settings.hidden:,} neurons",
        note=f"{settings.epochs} epochs, all neurons at once; published: 1,600 neurons",
        along=r"self-coupling $J_D$",
        upwards="accuracy on the training part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the four published accuracies, and how near the symmetric variants come."""
    comparable = settings.epochs >= FULL.epochs and settings.hidden >= FULL.hidden
    accuracies = [
        Claim(
            f"accuracy at J_D = {own:g}, lambda_x = {gain:g}, random subsets",
            found[f"{SUBSETS}-{gain:g}-{own:g}"]["train"],
            published,
            CHANCE,
            SOURCE,
            comparable,
        )
        for (own, gain), published in PUBLISHED.items()
    ]
    accuracies += [
        Claim(
            f"the same, all at once, J_D = {own:g}, lambda_x = {gain:g}",
            found[f"{gain:g}-{own:g}"]["train"],
            source=SOURCE,
        )
        for own, gain in PUBLISHED
    ]
    reference = found["5-0.5"]["test"]
    symmetric = [
        Claim(
            f"symmetric {name} less the asymmetric rule, test",
            found[f"symmetric-{name}"]["test"] - reference,
            0.0,
            SYMMETRIC,
            "arXiv 2509.05041: the symmetric variants stay within .02",
        )
        for name in VARIANTS
    ]
    return accuracies + symmetric


QUICK = Settings(200, 3, (0.0, 0.25, 0.5, 1.0))
FULL = Settings(1600, 30, (0.0, 0.125, 0.25, 0.5, 0.75, 1.0))

REPRODUCTION = Reproduction(
    "accuracy against the self-coupling, and with symmetric couplings",
    SOURCE,
    QUICK,
    FULL,
    (0.5, 55.0),
    pieces,
    figure,
    claims,
)
