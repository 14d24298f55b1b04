"""Where a dense memory retrieves, by Monte Carlo, beside the boundary of theory."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet import theory
from basinet.memories import DenseHopfield
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.sweeps import Remembering

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2211.14067 and 2212.00606, dense networks; replica-symmetric boundary"

RETRIEVED = 0.5
"""Overlap from which a pattern counts as kept."""

CLEAR = 1.6
"""Points nearer to the boundary than this factor of the load are not judged: networks are small."""

ORDER = 3


class Settings(NamedTuple):
    """Neurons, loads alpha = K / N^(P-1), temperatures, chains, and sweeps of each."""

    units: int
    loads: tuple[float, ...]
    temperatures: tuple[float, ...]
    cues: int
    sweeps: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return the chains of a temperature each."""
    return [
        Piece(f"T-{heat:g}", partial(_row, settings, heat, seed)) for heat in settings.temperatures
    ]


def _row(settings: Settings, heat: float, seed: int, folder: Path) -> dict[str, Any]:
    """Start heat-bath chains at stored patterns and return their mean overlap at each load."""
    del folder
    overlaps = []
    for load in settings.loads:
        task = Remembering(
            DenseHopfield(order=ORDER),
            units=settings.units,
            load=load,
            temperature=heat,
            cues=settings.cues,
            sweeps=settings.sweeps,
            seed=seed,
        )
        *_, (outcome,) = task.carry_out([])
        overlaps.append(float(outcome.measured["overlap"] or 0.0))
    return {"overlaps": overlaps, "boundary": float(theory.dense_boundary(heat, ORDER))}


def _table(settings: Settings, found: Results) -> np.ndarray:
    return np.array([found[f"T-{heat:g}"]["overlaps"] for heat in settings.temperatures], float)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the overlaps over load and temperature, with the boundary of theory."""
    from basinet import viz

    heat = np.array(settings.temperatures)
    line = np.linspace(heat[0], heat[-1], 60)
    ends = np.asarray(theory.dense_boundary(line, ORDER))
    return viz.retrieval_phases(
        np.array(settings.loads),
        heat,
        _table(settings, found),
        (ends[ends > 0], line[ends > 0]),
        title="A dense memory, P = 3: overlap with a stored pattern",
        note=f"N = {settings.units}; line: theory for N to infinity",
        along="load K / N²",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the share of clear points that lie on the side of the boundary that theory says."""
    table = _table(settings, found)
    loads = np.array(settings.loads)
    ends = np.array([[found[f"T-{heat:g}"]["boundary"]] for heat in settings.temperatures], float)
    inside, outside = loads * CLEAR <= ends, loads >= ends * CLEAR
    stated = []
    for words, chosen, kept in (
        ("inside the boundary: share of points that keep their pattern", inside, True),
        ("outside: share of points that lose it", outside, False),
    ):
        if chosen.any():
            share = float(np.mean((table[chosen] > RETRIEVED) == kept))
            stated.append(Claim(words, share, 1.0, 0.1, SOURCE, settings.units >= FULL.units))
    return stated


QUICK = Settings(60, (0.01, 0.04, 0.07, 0.1), (0.2, 0.8, 1.4, 2.0), 10, 15)
FULL = Settings(
    120,
    (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12),
    (0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 1.9, 2.1),
    20,
    60,
)

REPRODUCTION = Reproduction(
    "where a dense memory retrieves, over load and temperature",
    SOURCE,
    QUICK,
    FULL,
    (0.3, 2.0),
    pieces,
    figure,
    claims,
)
