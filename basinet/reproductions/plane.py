"""Self-coupling and excitation together: accuracy over their plane, with theory's lines on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from basinet import theory
from basinet.learners import RandomSubset, Steered
from basinet.reproductions.learning_piece import learning
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.reproductions.two_layers import NEAR, NEURONS, PUBLISHED, SOURCE

if TYPE_CHECKING:
    from basinet.viz import Figure

GAIN = 2.0
"""Of the input."""

LEVELS = (0.15, 0.25, 0.5)
"""Self-couplings of one layer, with as many fixed points as the chain along a line."""


class Settings(NamedTuple):
    """Neurons of each of two layers, epochs, self-couplings, and excitations."""

    hidden: int
    epochs: int
    self_couplings: tuple[float, ...]
    excitations: tuple[float, ...]


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each point of the plane."""
    return [
        learning(
            f"{own:g}-{strength:g}",
            Steered(
                hidden=(settings.hidden,) * 2,
                self_coupling=own,
                excitation=strength,
                input_gain=GAIN,
                sweeps=7,
                dynamics=RandomSubset(0.85),
            ),
            "entangled-mnist",
            settings.epochs,
            seed,
        )
        for own in settings.self_couplings
        for strength in settings.excitations
    ]


def lines(settings: Settings) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return where the chain has as many fixed points as one layer of some self-coupling.

    Upwards stands J_D, across lambda. The number of fixed points grows with both, so that each
    line falls.
    """
    strengths = np.linspace(0.0, settings.excitations[-1], 80)
    own = np.linspace(0.0, settings.self_couplings[-1] + 0.1, 400)
    matched = np.asarray(theory.equivalent_self_coupling(own[:, None], strengths))
    found = []
    for level in LEVELS:
        reached = matched >= level
        at = np.where(reached.any(axis=0), own[np.argmax(reached, axis=0)], np.nan)
        at = np.where(reached[0] | ~np.isfinite(at), np.nan, at)
        found.append((f"as one layer of $J_D$ = {level:g}", strengths, at))
    return found


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracies over the plane, and theory's lines."""
    from basinet import viz

    table = [
        [found[f"{own:g}-{strength:g}"]["test"] for strength in settings.excitations]
        for own in settings.self_couplings
    ]
    return viz.plane(
        np.array(settings.excitations),
        np.array(settings.self_couplings),
        np.array(table, float),
        lines(settings),
        title="Entangled MNIST, two layers, accuracy",
        note=f"{settings.hidden} neurons a layer, {settings.epochs} epochs",
        along=r"excitation $\lambda$",
        upwards=r"self-coupling $J_D$",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every accuracy; published ones are known along the lower edge."""
    return [
        Claim(
            f"accuracy at J_D = {own:g}, lambda = {strength:g}",
            found[f"{own:g}-{strength:g}"]["test"],
            PUBLISHED[GAIN].get(strength) if own == 0 else None,
            NEAR,
            SOURCE,
            settings.epochs >= FULL.epochs and settings.hidden >= NEURONS,
        )
        for own in settings.self_couplings
        for strength in settings.excitations
    ]


QUICK = Settings(60, 1, (0.0, 0.5, 1.0), (0.0, 1.0, 2.0, 3.0))
FULL = Settings(400, 30, (0.0, 0.125, 0.25, 0.5, 0.75, 1.0), (0.0, 0.5, 1.0, 1.5, 2.0, 2.5))

REPRODUCTION = Reproduction(
    "accuracy over self-coupling and excitation, with theory's lines",
    SOURCE,
    QUICK,
    FULL,
    (0.5, 37.0),
    pieces,
    figure,
    claims,
)
