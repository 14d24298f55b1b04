"""Koopman spectra of courses: whether two ways of learning are the same dynamics.

Learning is a dynamical system. Two that are conjugate share the eigenvalues of their Koopman
operators, which the dynamic mode decomposition estimates from courses alone; the distance of the
spectra tells one way of learning from another (Redman et al., arXiv 2302.09160).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float
from scipy.optimize import linear_sum_assignment

Courses = Float[np.ndarray, "steps quantities starts"]


class Difference(NamedTuple):
    """How unlike two spectra are.

    Attributes:
        distance: the mean distance in the plane of eigenvalues that are assigned to each other.
        p: the share of random exchanges of assigned values after which the distance is at least
            as large; near 1 it says no more than that the two were not told apart.
    """

    distance: float
    p: float


def refuse_short(shape: tuple[int, int, int], modes: int, delays: int) -> None:
    """Refuse courses of so many steps, quantities and starts that are too short for the modes.

    Raises:
        ValueError: with what the modes or the delays may be.
    """
    steps, quantities, starts = shape
    _refuse_delays(steps, delays)
    seen, pairs = quantities * (delays + 1), (steps - delays - 1) * starts
    if not 1 <= modes <= min(seen, pairs):
        raise ValueError(
            f"modes is {modes}; with {seen} quantities (delays among them) and {pairs} steps it"
            f" must be from 1 to {min(seen, pairs)}"
        )


def with_delays(
    courses: Courses, delays: int
) -> Float[np.ndarray, "fewer_steps more_quantities starts"]:
    """Return courses whose quantities are those of a step and of the `delays` steps after it.

    Raises:
        ValueError: when a course is too short.
    """
    _refuse_delays(len(courses), delays)
    length = len(courses) - delays
    return np.concatenate([courses[i : i + length] for i in range(delays + 1)], axis=1)


def spectrum(courses: Courses, modes: int, delays: int = 0) -> Complex[np.ndarray, " modes"]:
    """Return the eigenvalues of the map that takes every step to the next one.

    With all pairs (z, z') of all starts side by side and Z = U S V^T cut to the leading modes they
    are those of U^T Z' V S^-1.

    Args:
        courses: real numbers, step by step, of some starts.
        modes: how many are kept, from 1 to the number of quantities with delays.
        delays: how many further steps stand beside each.

    Raises:
        ValueError: when the courses are too short for the modes, or not finite.
    """
    if not np.isfinite(courses).all():
        raise ValueError("the courses hold a number that is not finite")
    refuse_short(courses.shape, modes, delays)
    stacked = with_delays(courses, delays)
    before = np.concatenate(list(np.moveaxis(stacked[:-1], 2, 0)), axis=0).T
    after = np.concatenate(list(np.moveaxis(stacked[1:], 2, 0)), axis=0).T
    left, sizes, right = np.linalg.svd(before, full_matrices=False)
    kept = min(modes, int(np.sum(sizes > 1e-12 * sizes[0])))
    left, sizes, right = left[:, :kept], sizes[:kept], right[:kept]
    found = np.linalg.eigvals((left.T @ after @ right.T) / sizes)
    return np.concatenate([found, np.zeros(modes - kept)]).astype(complex)


def difference(
    one: Complex[np.ndarray, " modes"],
    other: Complex[np.ndarray, " modes"],
    *,
    shuffles: int = 1000,
    seed: int = 0,
) -> Difference:
    """Return the distance of two spectra, and how often chance alone makes it as large.

    Args:
        one: eigenvalues.
        other: as many.
        shuffles: exchanges of assigned values by the fall of a coin.
        seed: of the coins.

    Raises:
        ValueError: when the numbers of eigenvalues differ.
    """
    if len(one) != len(other):
        raise ValueError(
            f"the spectra have {len(one)} and {len(other)} eigenvalues; keep as many modes of both"
        )
    partners = linear_sum_assignment(np.abs(one[:, None] - other))[1]
    other = other[partners]
    seen = _distance(one, other)
    coins = np.random.default_rng(seed).random((shuffles, len(one))) < 0.5
    mixed = [_distance(np.where(c, other, one), np.where(c, one, other)) for c in coins]
    as_large = np.mean(np.asarray(mixed) >= seen - 1e-12)
    return Difference(seen, float(as_large))


def _refuse_delays(steps: int, delays: int) -> None:
    if not 0 <= delays < steps - 1:
        raise ValueError(
            f"delays is {delays}, but the courses have {steps} steps; it must be from 0 to"
            f" {steps - 2}"
        )


def _distance(one: Complex[np.ndarray, " modes"], other: Complex[np.ndarray, " modes"]) -> float:
    apart = np.abs(one[:, None] - other)
    return float(np.mean(apart[linear_sum_assignment(apart)]))
