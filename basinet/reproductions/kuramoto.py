"""Oscillators that come into step: their order against the coupling, beside Kuramoto's line."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import numpy as np

from basinet import theory
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.worlds import Kuramoto, evolve

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = (
    "Kuramoto 1975, Lorentzian frequencies: r = sqrt(1 - 2 gamma / K) above K = 2 gamma, else 0"
)

WIDTH = 0.5
"""gamma, half the width of the distribution of frequencies; the critical coupling is 1."""

NEAR = 0.01
"""What a thousand oscillators and their fluctuations make of it, away from the threshold."""

BY_CHANCE = 3.0
"""Below the threshold r is at most so many times 1 / sqrt(N)."""


class Settings(NamedTuple):
    """Oscillators, ticks of 0.05 of which the first half is not measured, couplings, starts."""

    units: int
    steps: int
    couplings: tuple[float, ...]
    starts: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a run of every start for each coupling."""
    return [
        Piece(f"{coupling:g}", partial(_order, coupling, settings, seed))
        for coupling in settings.couplings
    ]


def _order(coupling: float, settings: Settings, seed: int, folder: Path) -> dict[str, Any]:
    """Return the mean order over the second half of the run, from each start."""
    del folder
    world = Kuramoto(units=settings.units, coupling=coupling, width=WIDTH)
    orders = []
    for start in range(seed, seed + settings.starts):
        found = evolve(world, jax.random.key(start), steps=settings.steps, every=10)
        course = found.seen["order"]
        orders.append(float(course[len(course) // 2 :].mean()))
    return {"orders": orders}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the order of every start, and the line of infinitely many oscillators."""
    from basinet import viz

    measured = np.array(settings.couplings)
    # On the couplings alone, theory would be cut short where it bends.
    at = np.union1d(measured, np.linspace(measured[0], measured[-1], 301))
    among = np.searchsorted(at, measured)
    orders = np.array([found[f"{coupling:g}"]["orders"] for coupling in settings.couplings])
    mean, ends = np.full(len(at), np.nan), np.full((2, len(at)), np.nan)
    mean[among], ends[:, among] = orders.mean(axis=1), (orders.min(axis=1), orders.max(axis=1))
    fine = np.asarray(theory.kuramoto_order(at, WIDTH))
    return viz.curves(
        at,
        [
            viz.Line(f"N = {settings.units:,}", mean, ends, dots=True),
            viz.Line(r"theory, N = $\infty$", fine, dashed=True),
        ],
        title="Kuramoto's oscillators, order in the long run",
        note=f"starts: {settings.starts}; bars: least to greatest",
        along="coupling K",
        upwards="order r",
        marks=[(r"$2\gamma$", 2 * WIDTH)],
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the order beside theory's; at the threshold itself fluctuations are without bound."""
    stated = []
    for coupling in settings.couplings:
        order = float(np.mean(found[f"{coupling:g}"]["orders"]))
        near = NEAR if coupling > 2 * WIDTH else BY_CHANCE / settings.units**0.5
        stated.append(
            Claim(
                f"order at K = {coupling:g}",
                order,
                float(theory.kuramoto_order(coupling, WIDTH)),
                near,
                SOURCE,
                abs(coupling - 2 * WIDTH) >= 0.2,
            )
        )
    return stated


REPRODUCTION = Reproduction(
    "oscillators come into step above a critical coupling",
    SOURCE,
    Settings(500, 2000, (0.5, 1.0, 1.5, 2.0, 3.0, 4.0), 1),
    Settings(1000, 4000, (0.25, 0.5, 0.75, 1.0, 1.1, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0), 3),
    (0.1, 0.5),
    pieces,
    figure,
    claims,
)
