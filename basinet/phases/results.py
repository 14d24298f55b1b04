"""All that a phase diagram found, as plain values."""

from functools import cache
from pathlib import Path
from typing import Any

from basinet import theory
from basinet.phases.folder import PhaseFolder
from basinet.phases.points import Learning, Reach, kinds
from basinet.phases.settings import to_plain


def summary(path: Path) -> dict[str, Any]:
    """Return theory and measurements of a folder as values that JSON can hold.

    The entry `half` says for each search between which two self-couplings the fraction of solved
    networks passes one half for the last time; None where it does not.

    Raises:
        FileNotFoundError: when the folder is not that of a phase diagram.
        ValueError: when a file is damaged.
    """
    folder = PhaseFolder(path)
    settings = folder.read_settings()
    found = points(path)
    searches = {name: curve for name, curve in found.items() if name != "learning"}
    return {
        "settings": to_plain(settings),
        "theory": {
            "complexity": [
                {"self_coupling": value, "complexity": float(theory.complexity(value))}
                for value in settings.self_couplings
            ],
            **dict(zip(("overlap_gap", "monotonicity"), transitions(), strict=True)),
        },
        "reach": {
            name: [_reach(point) for point in curve if isinstance(point, Reach)]
            for name, curve in searches.items()
        },
        "half": {
            name: half([point for point in curve if isinstance(point, Reach)])
            for name, curve in searches.items()
        },
        "learning": [_learning(p) for p in found["learning"] if isinstance(p, Learning)],
    }


@cache
def transitions() -> tuple[float, float]:
    """Return J_OGP and J_mono, which take some seconds, once computed at once."""
    gap, monotone = theory.overlap_gap_transition(), theory.monotonicity_transition()
    return gap.self_coupling, monotone.self_coupling


def points(path: Path) -> dict[str, list[Reach | Learning]]:
    """Return the finished points of each curve, by increasing self-coupling."""
    folder = PhaseFolder(path)
    settings = folder.read_settings()
    found = {
        kind: [folder.read_point(kind, value) for value in settings.self_couplings]
        for kind in kinds(settings)
    }
    return {kind: [p for p in curve if p is not None] for kind, curve in found.items()}


def half(curve: list[Reach]) -> list[float] | None:
    """Return the two neighbouring self-couplings between which half of the networks are solved."""
    above = [2 * point.solved >= point.instances for point in curve]
    for at in range(len(curve) - 1, 0, -1):
        if above[at] and not above[at - 1]:
            return [curve[at - 1].self_coupling, curve[at].self_coupling]
    return None


def _reach(point: Reach) -> dict[str, Any]:
    return {
        "self_coupling": point.self_coupling,
        "solved": point.solved,
        "instances": point.instances,
        "fraction": point.solved / point.instances,
        "interval": list(point.interval),
        "median_steps": point.steps,
    }


def _learning(point: Learning) -> dict[str, Any]:
    return {
        "self_coupling": point.self_coupling,
        "accuracy": list(point.accuracy),
        "mean": point.mean,
        "standard_error": point.error,
        "settled": list(point.settled),
    }
