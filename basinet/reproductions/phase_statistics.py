"""Contrastive phases that are unequal, aperiodic and random in time, arXiv 2302.12431."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import numpy as np

from basinet.data import load
from basinet.learners import Constant
from basinet.learners.contrastive import (
    BlockPhases,
    Contrastive,
    Plain,
    PositiveNudge,
    RandomPhases,
    StoredPhases,
)
from basinet.learners.contrastive.phases import AbstractPhases
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results
from basinet.training import train
from basinet.training.answering import scores

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = Program(
    "arXiv 2302.12431: learning survives phases that are unequal, aperiodic, random; values from"
    " an independent program: two seeds for stored phases, twelve for random ones, of which four"
    " diverged and are left out"
)

PUBLISHED = {("stored", 1, 0.01): 0.929, ("random", 2, 0.01): 0.707}
"""Accuracy by kind of phases, mean duration of the nudged ones, and step of the first layer."""

SPREAD = 0.08
"""Deviation of single runs of random phases, of eight; a mean may be off by twice its error."""

GUESSED = 0.1


class Settings(NamedTuple):
    """Mean durations of nudged phases, step sizes of the first layer, epochs and seeds."""

    durations: tuple[int, ...]
    rates: tuple[float, ...]
    epochs: int
    seeds: int


def irregularity(kind: str, duration: int) -> float:
    """Return the deviation of the durations of nudged phases over their mean.

    They are all alike in blocks; at random they are geometric, and that of a mean duration d is
    sqrt(1 - 1 / d).
    """
    return (1 - 1 / duration) ** 0.5 if kind == "random" else 0.0


def _phases(kind: str, duration: int) -> AbstractPhases:
    if kind == "stored":
        return StoredPhases()
    # With probability p each phase is nudged, and 1 / (1 - p) of them come in a row.
    return BlockPhases(duration) if kind == "blocks" else RandomPhases(1 - 1 / duration)


def _cases(settings: Settings) -> list[tuple[str, int, float]]:
    """Kind, mean duration and step size of every point."""
    moving = [(kind, d) for kind in ("blocks", "random") for d in settings.durations]
    return [(*one, rate) for rate in settings.rates for one in [("stored", 1), *moving]]


def _name(kind: str, duration: int, rate: float, seed: int) -> str:
    return f"{kind}-{duration}-{rate:g}-{seed}"


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a training run for each point and seed."""
    return [
        Piece(_name(*case, k), partial(_learnt, case, settings.epochs, seed + k))
        for case in _cases(settings)
        for k in range(settings.seeds)
    ]


def _learnt(case: tuple[str, int, float], epochs: int, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    kind, duration, rate = case
    learner = Contrastive(
        hidden=128,
        nudging=PositiveNudge(),
        phases=_phases(kind, duration),
        descent=Plain(),
        rate=(rate, rate / 2),
        schedule=Constant(),
    )
    data = load("digits")
    most = data.x_train.max()
    x, x_new = (np.asarray(part / most, np.float32) for part in (data.x_train, data.x_test))
    task, key = (learner, x, np.asarray(data.y_train, np.int32)), jax.random.key(seed)
    last = None
    for last in train(*task, epochs=epochs, batch_size=20, classes=10, key=key):
        if not np.isfinite(last.info["loss"]):
            return {"accuracy": GUESSED, "diverged": True}
    assert last is not None
    answers = scores(learner, last.state, x_new, key).argmax(axis=1)
    return {"accuracy": float(np.mean(answers == data.y_test)), "diverged": False}


def _mean(settings: Settings, found: Results, kind: str, duration: int, rate: float) -> np.ndarray:
    names = [_name(kind, duration, rate, k) for k in range(settings.seeds)]
    values = [found[name]["accuracy"] for name in names]
    return np.array([np.mean(values), np.std(values)])


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the accuracy of every run, a row for each kind of phases and their mean duration."""
    from basinet import viz

    rows = []
    for kind, duration, rate in _cases(settings):
        runs = [found[_name(kind, duration, rate, k)] for k in range(settings.seeds)]
        kept, failed = (
            np.array([run["accuracy"] for run in runs if run["diverged"] is bad])
            for bad in (False, True)
        )
        published = PUBLISHED.get((kind, duration, rate))
        rows.append(
            viz.Dots(
                kind if kind == "stored" else f"{kind}, {duration} in a row",
                kept,
                f"step {rate:g}",
                reference=published if settings.epochs == FULL.epochs else None,
                failed=failed,
            )
        )
    return viz.dots(
        rows,
        title="Digits learnt by phases, in blocks and at random",
        note=f"{settings.epochs} epochs; what failed diverged, and counts as guessed",
        along="accuracy on the test part",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the accuracies, how often runs diverged, and what random phases cost."""
    stated = []
    for kind, duration, rate in _cases(settings):
        names = [_name(kind, duration, rate, k) for k in range(settings.seeds)]
        diverged = sum(found[name]["diverged"] for name in names)
        said = f", {diverged} of {settings.seeds} diverged" if diverged else ""
        irregular = irregularity(kind, duration)
        row = f", {duration} nudged in a row, irregularity {irregular:.2f}"
        row = "" if kind == "stored" else row
        kept = [found[name]["accuracy"] for name in names if not found[name]["diverged"]]
        published = PUBLISHED.get((kind, duration, rate))
        # Divergence is a matter of luck, of one run in three: what remains is compared.
        value = float(_mean(settings, found, kind, duration, rate)[0])
        if published is not None and kept:
            value = float(np.mean(kept))
            said = f"{said} and are left out" if diverged else ""
        stated.append(
            Claim(
                f"{kind}{row}, step {rate:g}{said}",
                value,
                published,
                2 * SPREAD / max(1, len(kept)) ** 0.5,
                SOURCE,
                settings.epochs == FULL.epochs,
            )
        )
    return stated


QUICK = Settings((2, 3, 5), (0.002, 0.01), 15, 1)
FULL = Settings((2, 3, 5, 9), (0.002, 0.01, 0.05), 30, 3)

REPRODUCTION = Reproduction(
    "contrastive learning with phases that are unequal and random in time, and where it fails",
    SOURCE,
    QUICK,
    FULL,
    (0.5, 0.5),
    pieces,
    figure,
    claims,
)
