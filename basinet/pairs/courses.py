"""How two models learn: courses of their readouts, and the spectra of these."""

from dataclasses import replace

import jax
import numpy as np
from jaxtyping import Float, Shaped

from basinet.analysis.koopman import Difference, difference, spectrum
from basinet.model import Model, learn
from basinet.pairs.common import untrained

Course = Float[np.ndarray, "steps quantities starts"]


def courses(
    model: Model,
    x: Shaped[np.ndarray, "samples features"],
    y: Shaped[np.ndarray, " samples"],
    *,
    steps: int,
    starts: int,
    quantities: int,
    seed: int = 0,
) -> Course:
    """Return how the answers change as the learner of a model learns anew, from several starts.

    A step is a pass over the patterns as one batch, so that no noise of small batches flattens the
    spectrum. What is seen are random projections of the scores of all patterns.

    Args:
        model: whose learner and encoder are taken; its seed is that of the first start.
        x: patterns, not encoded.
        y: their labels.
        steps: of each course.
        starts: initial weights.
        quantities: projections that are followed.
        seed: of the projections.
    """
    size = len(x) * len(model.classes)
    directions = np.random.default_rng(seed).standard_normal((size, quantities)) / size**0.5
    found = []
    for start in range(starts):
        new = untrained(replace(model, seed=model.seed + start))  # with all classes of the run
        course = [
            now.scores(x).ravel() @ directions
            for now in learn(new, x, y, epochs=steps, batch_size=len(x))
        ]
        jax.block_until_ready(new.epoch.state)
        found.append(np.asarray(course, float))
    return np.stack(found, axis=2)


def compared(one: Course, other: Course, *, modes: int, delays: int) -> Difference:
    """Return how unlike the spectra of two sets of courses are.

    Each is scaled to a largest size of 1 first, as scores of unlike networks have unlike sizes.

    Raises:
        ValueError: when the courses are too short for the modes.
    """
    spectra = [spectrum(each / np.abs(each).max(), modes, delays) for each in (one, other)]
    return difference(*spectra)
