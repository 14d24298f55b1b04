"""The picture of a phase diagram, from the folder in which it was measured."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from basinet import theory
from basinet.phases.folder import PhaseFolder
from basinet.phases.points import Learning, Reach, steered
from basinet.phases.results import points, transitions
from basinet.phases.settings import PhaseSettings

if TYPE_CHECKING:
    from basinet.viz import Figure, Measured

_DENSE = 400  # values of the self-coupling in the curve of the complexity


def draw(path: Path) -> "Figure":
    """Return the phase diagram of what has been measured in a folder.

    Raises:
        FileNotFoundError: when the folder is not that of a phase diagram.
        ImportError: when matplotlib is missing.
        ValueError: when a file is damaged or a curve has no point yet.
    """
    from basinet import viz

    settings = PhaseFolder(path).read_settings()
    found = points(path)
    lacking = [kind for kind, curve in found.items() if not curve]
    if lacking:
        raise ValueError(f"{path} has no finished point of {lacking[0]} yet; go on measuring")
    last = max(settings.self_couplings[-1], 0.1)
    dense = np.linspace(0, last**0.5, _DENSE) ** 2
    overlap_gap, monotonicity = transitions()
    return viz.phase_diagram(
        dense,
        np.asarray(theory.complexity(dense)) / np.log(2),
        overlap_gap=overlap_gap,
        monotonicity=monotonicity,
        focusing=_fractions(found["focusing"]),
        asynchronous=_fractions(found["asynchronous"]),
        accuracy=_accuracies(found["learning"]),
        note=_note(settings),
    )


def _fractions(curve: list[Reach | Learning]) -> "Measured":
    from basinet.viz import Measured

    reached = [point for point in curve if isinstance(point, Reach)]
    low, high = np.array([point.interval for point in reached]).T
    fraction = np.array([point.solved / point.instances for point in reached])
    return Measured(np.array([point.self_coupling for point in reached]), fraction, low, high)


def _accuracies(curve: list[Reach | Learning]) -> "Measured":
    from basinet.viz import Measured

    learnt = [point for point in curve if isinstance(point, Learning)]
    mean = np.array([point.mean for point in learnt])
    error = np.array([point.error for point in learnt])
    at = np.array([point.self_coupling for point in learnt])
    return Measured(at, mean, np.maximum(mean - error, 0), np.minimum(mean + error, 1))


def _note(settings: PhaseSettings) -> str:
    """What was measured, in a sentence for below the picture."""
    learner = steered(settings, 0.0)
    text = (
        f"Searches: N = {settings.neurons:,}, {settings.instances} random networks a point, at"
        f" most {settings.max_sweeps} sweeps, {settings.rungs} rungs of focusing; bars are Wilson's"
        f" intervals at 95 %. Learning: {settings.data}, H = {settings.hidden},"
        f" {settings.epochs} epochs, input weights random and fixed (gain"
        f" {learner.input_gain:g}), {settings.seeds} seeds a point; bars are standard errors."
        " J_OGP and J_mono are first-moment, replica-symmetric estimates for N to infinity."
    )
    return text.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
