"""Values of the fields that are searched, as points of the unit cube.

A number between `low` and `high` is its place in the range, on a logarithmic scale where the range
is one; whole numbers and choices take equal parts of the edge, in their order. So one mutation
fits all fields.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float

from basinet.sweeps.space import Between, OneOf


def random_point(size: int, seed: int, number: int) -> Float[np.ndarray, " fields"]:
    """Return a point of the unit cube, drawn evenly.

    Args:
        size: how many fields there are.
        seed: of the search.
        number: of the point, so that a longer search begins with the points of a shorter one.
    """
    return np.random.default_rng([seed, number]).random(size)


def decode(
    space: Mapping[str, Between | OneOf], point: Float[np.ndarray, " fields"]
) -> dict[str, Any]:
    """Return the values of the fields at a point; numbers have six digits.

    Args:
        space: for each field its range.
        point: one number from 0 to 1 for each field, in their order.
    """
    pairs = zip(space.items(), point, strict=True)
    return {name: _value(where, float(place)) for (name, where), place in pairs}


def _value(where: Between | OneOf, place: float) -> Any:
    if isinstance(where, OneOf):
        return where.values[min(int(place * len(where.values)), len(where.values) - 1)]
    if where.whole:
        # Half a step beyond both ends, so that all whole numbers have equal parts of a plain edge.
        value = _between(where.low - 0.5, where.high + 0.5, place, where.log)
        return int(min(max(round(value), where.low), where.high))
    value = _between(where.low, where.high, place, where.log)
    return min(max(float(f"{value:.6g}"), where.low), where.high)


def _between(low: float, high: float, place: float, log: bool) -> float:
    if log:
        return math.exp(math.log(low) + place * (math.log(high) - math.log(low)))
    return low + place * (high - low)
