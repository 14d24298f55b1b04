"""Cycles and chaos of self-attention that is fed its own output, as in arXiv 2406.07247."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet import theory
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2406.07247, bifurcations at the published weights"

PERIODS = {0.5: 4, 1.0: 4, 1.255: 0, 1.26451: 44, 1.266: 0, 1.27: 28, 1.28: 0, 1.4: 0}
"""Length of the cycle at each inverse temperature that is shown; 0 where there is none."""

CHAOTIC = {1.266, 1.28, 1.4}
"""Where the course is chaotic: its exponent is above 0."""

FLAT = 0.003
"""What counts as an exponent of 0."""


class Settings(NamedTuple):
    """Steps of a course before and while it is measured."""

    steps: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a course for each inverse temperature; it is the same for every seed."""
    del seed
    return [Piece(f"{beta:g}", partial(_course, beta, settings.steps)) for beta in PERIODS]


def _course(beta: float, steps: int, folder: Path) -> dict[str, Any]:
    del folder
    course = theory.attention(beta, steps, transient=steps)
    return {
        "exponent": float(course.exponent),
        "period": int(course.period),
        "overlaps": course.overlaps[-200:, 0].tolist(),
    }


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the largest Lyapunov exponent against the inverse temperature."""
    from basinet import viz

    at = np.array(list(PERIODS))
    exponents = np.array([found[f"{beta:g}"]["exponent"] for beta in PERIODS])
    return viz.curves(
        at,
        [viz.Line("", exponents, dots=True)],
        title="Self-attention fed its own output",
        note=f"{settings.steps:,} steps; above 0: chaos",
        along=r"inverse temperature $\beta$",
        upwards="largest Lyapunov exponent, a step",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the period and the sign of the exponent at each inverse temperature."""
    del settings
    periods = [
        Claim(
            f"period at beta = {beta:g}",
            float(found[f"{beta:g}"]["period"]),
            float(period),
            0.0,
            SOURCE,
        )
        for beta, period in PERIODS.items()
    ]
    signs = [
        Claim(
            f"sign of the exponent at beta = {beta:g}",
            float(found[f"{beta:g}"]["exponent"] > FLAT),
            float(beta in CHAOTIC),
            0.0,
            SOURCE,
        )
        for beta in PERIODS
    ]
    return periods + signs


REPRODUCTION = Reproduction(
    "cycles and chaos of self-attention",
    SOURCE,
    Settings(10000),
    Settings(20000),
    (0.3, 0.5),
    pieces,
    figure,
    claims,
)
