"""What a run records of the internal states after each epoch."""

import math
from typing import Any

import numpy as np
from jaxtyping import Shaped

from basinet.analysis import mean_overlaps, reciprocity
from basinet.analysis.networks import inside, layers, split
from basinet.learners import AbstractAttractorLearner
from basinet.model import Model

SAMPLES = 500
"""Held-out patterns whose states are looked at: enough for means, quick to compare."""

LARGEST = 8192
"""Neurons of a layer up to which the symmetry of its couplings is measured, pair by pair."""


def observe(
    model: Model, x: Shaped[np.ndarray, "samples features"], y: Shaped[np.ndarray, " samples"]
) -> dict[str, Any]:
    """Return what the states of some patterns and the couplings look like, layer by layer.

    Args:
        model: after an epoch.
        x: patterns, not encoded; the first `SAMPLES` are used.
        y: their labels.

    Returns:
        `within` and `between`, the mean overlaps of two patterns of a class and of two classes,
        and `reciprocity`, the correlation of J_ij and J_ji; each a list with one value for each
        layer, None where it is not defined or was not measured. Nothing for a learner that
        does not relax.
    """
    learner = model.learner
    if not isinstance(learner, AbstractAttractorLearner):
        return {}
    spins = np.asarray(model.relax(x[:SAMPLES]).spins)
    network = learner.network(model.epoch.state)
    sizes = layers(network, spins.shape[1])
    means = [mean_overlaps(part, y[:SAMPLES]) for part in split(spins, sizes)]
    return {
        "within": [_known(mean.within) for mean in means],
        "between": [_known(mean.between) for mean in means],
        "reciprocity": _symmetries(network, sizes),
    }


def _symmetries(network: Any, sizes: tuple[int, ...]) -> list[float | None]:
    if max(sizes) > LARGEST:
        return [None] * len(sizes)
    found = inside(network, sum(sizes))
    return [_known(reciprocity(J)) if len(J) > 1 else None for J in found]


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
