"""Capacities with the loads that were tried on the way, and what theory expects of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from basinet import theory
from basinet.associative.capacity import Capacity, Memory, Search, capacity
from basinet.associative.door import Chosen
from basinet.associative.sources import DilutedPatterns, Source
from basinet.memories import DenseHopfield, Distinct, Modern


@dataclass(frozen=True, eq=False)
class Curve:
    """How the overlap falls with the load.

    Attributes:
        name: of the memory.
        capacity: the largest loads recalled, one for each seed.
        loads: every load that was tried, increasing.
        overlaps: the mean over seeds at each.
        error: its standard error; 0 where one seed tried the load.
    """

    name: str
    capacity: Capacity
    loads: Float[np.ndarray, " loads"]
    overlaps: Float[np.ndarray, " loads"]
    error: Float[np.ndarray, " loads"]


def measured(
    name: str, memory: Memory, source: Source, *, seeds: Sequence[int], search: Search
) -> Curve:
    """Return a capacity with all loads that were tried.

    Args:
        name: of the memory.
        memory: an `Associator` or a yardstick.
        source: what is stored.
        seeds: at least one.
        search: how the largest load is looked for.
    """
    tried: dict[int, list[float]] = {}
    found = capacity(
        memory,
        source,
        seeds=seeds,
        search=search,
        report=lambda _, load, overlap: tried.setdefault(load, []).append(overlap),
    )
    loads = sorted(tried)
    values = [np.array(tried[load]) for load in loads]
    errors = [v.std(ddof=1) / len(v) ** 0.5 if len(v) > 1 else 0.0 for v in values]
    means = np.array([v.mean() for v in values])
    return Curve(name, found, np.array(loads, float), means, np.array(errors))


def expected(memory: Chosen, source: DilutedPatterns) -> float | None:
    """Return how many patterns theory expects at most; None where there is no theory.

    For `DenseHopfield` without blanks the end of retrieval at temperature zero, alpha_c N^(P-1),
    found from the patterns themselves; for `Modern` the number beyond which another pattern is
    nearer to the cue, e^(alpha N), which no memory passes.
    """
    n = source.units
    if source.dilution:
        return None
    if isinstance(memory, DenseHopfield):
        if memory.order == 2:
            return float(theory.hopfield_capacity().load) * n
        load = theory.dense_capacity(memory.order, distinct=isinstance(memory.terms, Distinct))
        return float(np.asarray(load)) * float(n) ** (memory.order - 1)
    if isinstance(memory, Modern):
        alpha = theory.nearest_neighbour_capacity(1 - 2 * source.flipped)
        return float(np.exp(min(700.0, float(np.asarray(alpha)) * n)))
    return None


def expected_overlap(
    memory: Chosen, source: DilutedPatterns, patterns: Float[np.ndarray, " loads"]
) -> Float[np.ndarray, " loads"] | None:
    """Return the overlap of the retrieval state at each load; None where there is no theory."""
    if source.dilution or not isinstance(memory, DenseHopfield):
        return None
    if memory.order == 2:
        found: Any = theory.hopfield_overlap(patterns / source.units)
    else:
        load = patterns / float(source.units) ** (memory.order - 1)
        found = theory.dense(
            load, memory.order, distinct=isinstance(memory.terms, Distinct)
        ).overlap
    return np.asarray(found)
