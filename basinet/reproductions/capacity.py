"""How many pairs chains of layers recall, against their depth and their excitation."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.associative import Associator, RandomPairs, Search
from basinet.associative import capacity as capacity_of
from basinet.learners import ByLabel, Layers, Steered
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2509.05041: depth raises the capacity for hetero-association; no numbers known"


class Settings(NamedTuple):
    """Neurons a layer, depths, excitations, seeds of each point, epochs, and how one searches."""

    neurons: int
    depths: tuple[int, ...]
    strengths: tuple[float, ...]
    seeds: int
    epochs: int
    limit: int
    tolerance: float


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a capacity for each depth and excitation; a single layer has none to vary."""
    return [
        Piece(f"{depth}-{strength:g}", partial(_capacity, settings, depth, strength, seed))
        for depth in settings.depths
        for strength in (settings.strengths if depth > 1 else settings.strengths[:1])
    ]


def _capacity(
    settings: Settings, depth: int, strength: float, seed: int, folder: Path
) -> dict[str, Any]:
    """Every layer meets the cue, is steered by the target and is read out."""
    del folder
    n = settings.neurons
    learner = Steered(
        hidden=(n,) * depth,
        excitation=strength,
        sweeps=8,
        rate=0.05,
        wiring=Layers(),
        teaching=ByLabel(readout_margin=1.0),
    )
    found = capacity_of(
        Associator(learner, epochs=settings.epochs),
        RandomPairs(features=n, units=n),
        seeds=range(seed, seed + settings.seeds),
        search=Search(0.95, n, settings.limit, settings.tolerance),
    )
    return {"pairs": list(found.pairs), "bound": found.is_bound}


def _pairs(settings: Settings, found: Results, depth: int, strength: float) -> np.ndarray:
    name = f"{depth}-{strength if depth > 1 else settings.strengths[0]:g}"
    return np.array(found[name]["pairs"], float)


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw capacities against depth and against the excitation."""
    from basinet import viz

    tables = [
        [_pairs(settings, found, depth, strength) for strength in settings.strengths]
        for depth in settings.depths
    ]
    mean = np.array([[pairs.mean() for pairs in row] for row in tables])
    error = np.array(
        [
            [pairs.std(ddof=1) / len(pairs) ** 0.5 if len(pairs) > 1 else np.nan for pairs in row]
            for row in tables
        ]
    )
    return viz.capacity(mean, error, settings.depths, settings.strengths)


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every capacity, and whether more layers recall more."""
    stated = [
        Claim(
            f"pairs recalled, {depth} layers of {settings.neurons}, lambda = {strength:g}",
            float(_pairs(settings, found, depth, strength).mean()),
            source=SOURCE,
        )
        for depth in settings.depths
        for strength in (settings.strengths if depth > 1 else settings.strengths[:1])
    ]
    first, last = settings.depths[0], settings.depths[-1]
    for strength in settings.strengths:
        grows = (
            _pairs(settings, found, last, strength).mean()
            > _pairs(settings, found, first, strength).mean()
        )
        words = f"more pairs with {last} layers than with {first}, lambda = {strength:g} (1: yes)"
        stated.append(Claim(words, float(grows), 1.0, 0.0, SOURCE))
    return stated


REPRODUCTION = Reproduction(
    "pairs recalled by chains of layers, against depth and excitation",
    "arXiv 2509.05041, hetero-association",
    Settings(24, (1, 2, 3), (0.0, 2.0), 1, 40, 256, 0.15),
    Settings(64, (1, 2, 3, 4), (0.0, 1.0, 2.0, 4.0), 3, 100, 1024, 0.05),
    (0.4, 2.0),
    pieces,
    figure,
    claims,
)
