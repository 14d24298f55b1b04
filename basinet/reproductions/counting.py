"""The number of fixed points of all networks drawn, against the exact mean of the ensemble."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet import theory
from basinet.reproductions.reproduction import Claim, Piece, Reproduction, Results
from basinet.search import random_couplings

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = "arXiv 2510.11984, number of fixed points; E[N_fp] = (2 Phi(J_D sqrt(N / (N - 1))))^N"

ERRORS = 4.0
"""Standard errors within which a mean of samples counts as the exact one."""


class Settings(NamedTuple):
    """Neurons of a network, networks for each self-coupling, and the self-couplings."""

    neurons: int
    networks: int
    self_couplings: tuple[float, ...]


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return the enumeration of many networks for each self-coupling."""
    return [
        Piece(f"{own:g}", partial(_count, settings, own, seed)) for own in settings.self_couplings
    ]


def _count(settings: Settings, own: float, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    seeds = np.random.SeedSequence([seed, 1]).generate_state(settings.networks)
    networks = (random_couplings(settings.neurons, int(one)) for one in seeds)
    counts = np.array([len(theory.enumerate_fixed_points(J, own)) for J in networks])
    return {
        "mean": counts.mean(),
        "error": counts.std(ddof=1) / len(counts) ** 0.5,
        "exact": float(np.asarray(theory.expected_count(own, settings.neurons))),
    }


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the logarithm of the mean count for each neuron, and the complexity of large ones."""
    from basinet import viz

    at, n = np.array(settings.self_couplings), settings.neurons
    mean, error = (
        np.array([found[f"{own:g}"][name] for own in settings.self_couplings])
        for name in ("mean", "error")
    )
    ends = np.log(np.array([np.maximum(mean - 2 * error, 1e-3), mean + 2 * error])) / n
    exact = np.log([found[f"{own:g}"]["exact"] for own in settings.self_couplings]) / n
    lines = [
        viz.Line(f"enumerated, N = {n}", np.log(mean) / n, ends),
        viz.Line(f"exact, N = {n}", exact, dashed=True),
        viz.Line(r"$\Sigma$, N = $\infty$", np.asarray(theory.complexity(at)), dashed=True),
    ]
    return viz.curves(
        at,
        lines,
        title="Fixed points of random networks, logarithm for each neuron",
        note=f"{settings.networks:,} networks a point",
        along=r"self-coupling $J_D$",
        upwards="logarithm of the number, for each neuron",
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State every mean beside the exact one, with the error that so many networks have."""
    return [
        Claim(
            f"mean number of fixed points, N = {settings.neurons}, J_D = {own:g}",
            found[f"{own:g}"]["mean"],
            found[f"{own:g}"]["exact"],
            ERRORS * found[f"{own:g}"]["error"],
            SOURCE,
        )
        for own in settings.self_couplings
    ]


REPRODUCTION = Reproduction(
    "number of fixed points, enumerated against the exact mean",
    SOURCE,
    Settings(10, 300, (0.0, 0.25, 0.5, 1.0)),
    Settings(16, 2000, (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)),
    (0.1, 0.2),
    pieces,
    figure,
    claims,
)
