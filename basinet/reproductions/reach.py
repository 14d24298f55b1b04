"""From which self-coupling on two methods find fixed points, and how that moves with N."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet import search, theory
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984: accessible from a self-coupling on that depends on the algorithm"

METHODS = {
    "asynchronous": search.Asynchronous(),
    "reinforced": search.ReinforcedBP(rate=0.003, max_iterations=600),
}


class Settings(NamedTuple):
    """Sizes, networks for each point, and self-couplings of each method."""

    neurons: tuple[int, ...]
    networks: int
    asynchronous: tuple[float, ...]
    reinforced: tuple[float, ...]


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a point of a curve each: a method, a size, a self-coupling."""
    return [
        Piece(f"{name}-{n}-{own:g}", partial(_reach, name, n, own, settings.networks, seed))
        for name in METHODS
        for n in settings.neurons
        for own in getattr(settings, name)
    ]


def _reach(name: str, n: int, own: float, networks: int, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    (point,) = search.accessibility(METHODS[name], [own], n, networks, seed)
    return asdict(point)


def half(settings: Settings, found: Results, name: str, n: int) -> float:
    """Return where a curve passes one half, by straight lines; NaN where it does not."""
    at = np.array(getattr(settings, name))
    share = np.array([_share(found[f"{name}-{n}-{own:g}"]) for own in at])
    above = np.flatnonzero(share >= 0.5)
    if not len(above) or above[0] == 0:
        return float("nan")
    i = above[0]
    return float(np.interp(0.5, share[i - 1 : i + 1], at[i - 1 : i + 1]))


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the share of solved networks, a curve for each method at its largest size."""
    from basinet import viz

    at = np.unique([*settings.asynchronous, *settings.reinforced])
    lines = []
    for name in METHODS:
        for n in settings.neurons:
            points = [found.get(f"{name}-{n}-{own:g}") for own in at]
            share = [np.nan if point is None else _share(point) for point in points]
            lines.append(viz.Line(f"{name}, N = {n:,}", np.array(share), _bars(points)))
    return viz.curves(
        at,
        lines,
        title="Random networks in which a method finds a fixed point",
        note=f"{settings.networks} networks a point, intervals of 95 %",
        along=r"self-coupling $J_D$",
        upwards="share of networks solved",
        shares=True,
        marks=((r"$J_{mono}$", theory.monotonicity_transition().self_coupling),),
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State where each curve passes one half. The paper gives the order, and no numbers."""
    return [
        Claim(f"half of the networks by {name} search, N = {n:,}: J_D", _half, source=SOURCE)
        for name in METHODS
        for n in settings.neurons
        if np.isfinite(_half := half(settings, found, name, n))
    ]


def _share(point: Any) -> float:
    return point["solved"] / point["instances"]


def _bars(points: list[Any]) -> np.ndarray:
    ends = [
        (np.nan, np.nan)
        if point is None
        else search.wilson_interval(point["solved"], point["instances"])
        for point in points
    ]
    return np.array(ends).T


QUICK = Settings((200,), 10, (0.3, 0.4, 0.5, 0.6, 0.8), (0.05, 0.15, 0.3))
FULL = Settings(
    (500, 1000, 2000),
    30,
    (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8),
    (0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.3),
)

REPRODUCTION = Reproduction(
    "self-couplings from which relaxation and message passing find fixed points",
    SOURCE,
    QUICK,
    FULL,
    (0.5, 2.0),
    pieces,
    figure,
    claims,
)
