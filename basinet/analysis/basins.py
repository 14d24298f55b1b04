"""Basins of attraction: flip some spins of a fixed point and see where the dynamics ends.

Here are the two ends of the protocol, the perturbation and the summary; the relaxation between them
is in `basinet.analysis.networks`.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int8, Real

from basinet.analysis._check import check_states


class Basins(NamedTuple):
    """What became of fixed points after a fraction p of their spins was flipped.

    Attributes:
        flipped: p, the fractions that were flipped, increasing; multiples of 1/n.
        distance: mean fraction of spins in which the end differs from the fixed point.
        returned: fraction of the trials that ended in exactly the fixed point.
        converged: fraction of the trials that ended in a certified fixed point, any.
        trials: relaxations behind each mean.
    """

    flipped: Float[np.ndarray, " fractions"]
    distance: Float[np.ndarray, " fractions"]
    returned: Float[np.ndarray, " fractions"]
    converged: Float[np.ndarray, " fractions"]
    trials: int

    @property
    def size(self) -> float:
        """The largest p up to which the mean end is no farther than the start, distance <= p.

        Zero when this fails for the smallest p. A larger p that meets the condition again beyond
        one that does not is not counted: at p = 1/2 an unrelated end meets it by chance.
        """
        held = np.logical_and.accumulate(self.distance <= self.flipped)
        return float(self.flipped[held][-1]) if held.any() else 0.0


def perturb(
    states: Real[np.ndarray, "states n"], fraction: float, rng: np.random.Generator
) -> Int8[np.ndarray, "states n"]:
    """Return the states with exactly round(p n) distinct random spins flipped in each.

    Args:
        states: spins -1 or +1.
        fraction: p in [0, 1]. A half is rounded to the even number.
        rng: where the choice comes from, independent for each state.

    Raises:
        ValueError: when the fraction is outside [0, 1] or a spin is neither -1 nor +1.
    """
    check_states(states, 1)
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction is {fraction}; it must be a share from 0 to 1")
    if not (np.abs(states) == 1).all():
        worst = states[np.abs(states) != 1][0]
        raise ValueError(f"states holds {worst}; a spin is -1 or +1")
    count = round(fraction * states.shape[1])
    chosen = np.argsort(rng.random(states.shape), axis=1)[:, :count]
    flipped = states.astype(np.int8)
    np.put_along_axis(flipped, chosen, -np.take_along_axis(flipped, chosen, 1), axis=1)
    return flipped


def summarise(
    flipped: Float[np.ndarray, " fractions"],
    states: Real[np.ndarray, "states n"],
    ends: Real[np.ndarray, "repeats fractions states n"],
    settled: Bool[np.ndarray, "repeats fractions states"],
) -> Basins:
    """Return the means over repeats and states.

    Args:
        flipped: the fractions p, increasing.
        states: the fixed points.
        ends: where the relaxations ended.
        settled: whether that is a fixed point.
    """
    distance = np.mean(ends != states, axis=3)
    trials = distance.shape[0] * distance.shape[2]
    return Basins(
        flipped,
        distance.mean(axis=(0, 2)),
        np.mean(distance == 0, axis=(0, 2)),
        settled.mean(axis=(0, 2)),
        trials,
    )
