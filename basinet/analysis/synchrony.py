"""Are units in step? Order parameters of phases, errors of synchrony, clusters."""

import numpy as np
from jaxtyping import Float, Int


def order_parameter(phases: Float[np.ndarray, "*times units"]) -> Float[np.ndarray, "*times"]:
    """Return R = |mean exp(i theta)|, 1 for units in phase (Kuramoto 1975).

    Of n units with independent phases it is about 1 / sqrt(n), not 0.
    """
    return np.asarray(np.abs(np.exp(1j * phases).mean(axis=-1)))


def phases_of(
    x: Float[np.ndarray, "times units"], y: Float[np.ndarray, "times units"]
) -> Float[np.ndarray, "times units"]:
    """Return a phase for units of two variables: the angle around each unit's mean over time."""
    return np.arctan2(y - y.mean(axis=0), x - x.mean(axis=0))


def synchrony_error(courses: Float[np.ndarray, "times units"]) -> float:
    """Return the mean over time of the deviation of units from their mean, 0 for units in step."""
    return float(np.mean(courses.std(axis=1)))


def correlation(courses: Float[np.ndarray, "times units"]) -> float:
    """Return the mean correlation over time of two different units.

    Raises:
        ValueError: when there is one unit alone.
    """
    if courses.shape[1] < 2:
        raise ValueError(f"courses have shape {courses.shape}; expected at least two units")
    with np.errstate(invalid="ignore", divide="ignore"):
        table = np.corrcoef(courses.T)
    return float(np.nanmean(table[~np.eye(len(table), dtype=bool)]))


def clusters(
    courses: Float[np.ndarray, "times units"], nearness: float = 1e-6
) -> Int[np.ndarray, " units"]:
    """Return for each unit the number of its cluster: units whose courses are the same.

    Args:
        courses: of each unit.
        nearness: the largest difference at any time within a cluster; chains of near units are one.
    """
    units = courses.shape[1]
    near = np.array(
        [np.abs(courses - courses[:, [i]]).max(axis=0) <= nearness for i in range(units)]
    )
    found, number = np.full(units, -1), 0
    for unit in range(units):
        if found[unit] >= 0:
            continue
        todo = [unit]
        while todo:
            one = todo.pop()
            if found[one] < 0:
                found[one] = number
                todo += np.flatnonzero(near[one] & (found < 0)).tolist()
        number += 1
    return found
