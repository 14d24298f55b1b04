"""Where searches begin to find fixed points, for networks of several sizes, scaled onto one curve.

The threshold of a finite network drifts with its size; the collapse of the curves estimates where
it goes.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.analysis import Collapse, Estimate, collapse, scaled, threshold
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.search import AbstractMethod, Asynchronous, FocusingBP, accessibility

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984: accessible from a self-coupling on that depends on the algorithm"
INDEPENDENT = Program("an independent program, half of the networks, at most 500 sweeps")

HALF = {200: 0.40, 500: 0.53, 1000: 0.60, 2000: 0.65}
"""Self-couplings from which half of the networks are solved one neuron after the other."""

NEAR = 0.03
"""The error of those: thirty to fifty networks a point, half a step of the grid."""

FIXED = 0.1
"""Error up to which a collapse fixes the threshold; that of small sizes alone does not."""

RESAMPLES = 200

WORDS = {"asynchronous": "relaxation", "focusing": "focusing"}


class Search(NamedTuple):
    """A method, sizes, networks for each size, and self-couplings."""

    method: AbstractMethod
    sizes: tuple[int, ...]
    networks: int
    self_couplings: tuple[float, ...]


class Settings(NamedTuple):
    """Two searches."""

    asynchronous: Search
    focusing: Search


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a curve each: a method and a size."""
    return [
        Piece(f"{name}-{n}", partial(_curve, search, n, seed))
        for name, search in settings._asdict().items()
        for n in search.sizes
    ]


def _curve(search: Search, n: int, seed: int, folder: Path) -> dict[str, Any]:
    """Return for each self-coupling which networks are solved: 1, or 0."""
    del folder
    own = np.random.SeedSequence([seed, n]).generate_state(search.networks)
    solved = [
        [point.solved for point in accessibility(search.method, search.self_couplings, n, 1, one)]
        for one in own.tolist()
    ]
    return {"solved": np.array(solved).T.tolist()}


def _samples(search: Search, found: Results, name: str) -> np.ndarray:
    """What was found, `[sizes, self-couplings, networks]`."""
    return np.array([found[f"{name}-{n}"]["solved"] for n in search.sizes], float)


def halves(search: Search, found: Results, name: str) -> list[Estimate]:
    """Return for each size the self-coupling at which half of the networks are solved."""
    at = np.array(search.self_couplings)
    return [
        threshold(at, of_size, 0.5, resamples=RESAMPLES)
        for of_size in _samples(search, found, name)
    ]


def collapsed(search: Search, found: Results, name: str) -> Collapse | None:
    """Return where the threshold of large networks is; None where the curves do not overlap."""
    samples = _samples(search, found, name)
    try:
        return collapse(
            search.sizes,
            np.array(search.self_couplings),
            samples,
            scale_height=False,
            resamples=RESAMPLES // 8,
        )
    except ValueError:
        return None


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the curves of both searches as measured, and scaled where they collapse."""
    from basinet import viz

    searches = []
    for name, search in settings._asdict().items():
        at, samples = np.array(search.self_couplings), _samples(search, found, name)
        mean, count = samples.mean(axis=2), samples.shape[2]
        half = {"asynchronous": HALF}.get(name, {})
        drawn = viz.Collapsed(
            WORDS[name],
            search.sizes,
            at,
            mean,
            np.sqrt(mean * (1 - mean) / count),
            None,
            half=np.array([half.get(n, np.nan) for n in search.sizes]),
        )
        best = collapsed(search, found, name)
        if best is not None and best.threshold.error < FIXED:
            drawn = replace(
                drawn,
                scaled=scaled(search.sizes, at, mean, best),
                threshold=(best.threshold.value, best.threshold.error),
                inverse_nu=(best.inverse_nu.value, best.inverse_nu.error),
            )
        searches.append(drawn)
    return viz.collapses(searches, axis="self-coupling", name="share solved")


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State where each size is half solved, and the threshold of large networks with its error."""
    stated = []
    for name, search in settings._asdict().items():
        for n, half in zip(search.sizes, halves(search, found, name), strict=True):
            if np.isfinite(half.value):
                published = HALF.get(n) if name == "asynchronous" else None
                error = 2 * half.error if np.isfinite(half.error) else 0.0
                stated.append(
                    Claim(
                        f"{name}, N = {n:,}: half solved at J_D",
                        half.value,
                        published,
                        NEAR + error,
                        INDEPENDENT if published else SOURCE,
                    )
                )
        best = collapsed(search, found, name)
        if best is not None and best.threshold.error < FIXED:
            words = f"{name}: threshold of large networks"
            stated.append(Claim(words, best.threshold.value, source=SOURCE))
            stated.append(Claim(f"{words}, standard error", best.threshold.error))
    order = _order(settings, found)
    if order is not None:
        words = "focusing begins below relaxation, at the largest size of each (1: yes)"
        stated.append(Claim(words, float(order), 1.0, 0.0, SOURCE))
    return stated


def _order(settings: Settings, found: Results) -> bool | None:
    relaxed, focused = (
        halves(search, found, name)[-1].value for name, search in settings._asdict().items()
    )
    return focused < relaxed if np.isfinite([relaxed, focused]).all() else None


QUICK = Settings(
    Search(
        Asynchronous(500),
        (50, 100, 200),
        24,
        (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6),
    ),
    Search(FocusingBP(rungs=30), (100, 200), 12, (0.05, 0.1, 0.15, 0.2, 0.3)),
)
FULL = Settings(
    Search(
        Asynchronous(500),
        (200, 500, 1000, 2000),
        400,
        (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.625, 0.65, 0.675, 0.7, 0.75),
    ),
    Search(FocusingBP(), (250, 500, 1000), 60, (0.05, 0.075, 0.1, 0.125, 0.15, 0.175, 0.2)),
)

REPRODUCTION = Reproduction(
    "thresholds of two searches by finite-size scaling",
    "arXiv 2510.11984, thresholds of algorithms",
    QUICK,
    FULL,
    (0.5, 13.0),
    pieces,
    figure,
    claims,
)
