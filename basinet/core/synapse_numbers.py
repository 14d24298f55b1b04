"""Numbers of neurons and synapses, checked where a list enters: kernels read where they lead."""

import numpy as np
from jaxtyping import Int

_NO_INDEX = "outgoing and starts are no index of these sources; make it with from_synapses"


def check_sources(sources: Int[np.ndarray, "target fan_in"], size: int) -> None:
    """Refuse numbers of source neurons that do not exist.

    Raises:
        ValueError: when one is not from 0 to size - 1; it is named.
    """
    if not _in_range(sources, size):
        wrong = sources[(sources < 0) | (sources >= size)].flat[0]
        raise ValueError(
            f"a synapse has the source {wrong}; with {size} source neurons they are numbered from 0"
            f" to {size - 1}"
        )


def check_index(
    sources: Int[np.ndarray, "target fan_in"],
    outgoing: Int[np.ndarray, " synapses"],
    starts: Int[np.ndarray, " sources_and_end"],
) -> None:
    """Refuse an index that does not list every synapse once, in the order of the sources.

    Raises:
        ValueError: when a source does not exist, or the index is not that of the sources.
    """
    size, count = len(starts) - 1, sources.size
    check_sources(sources, size)
    if starts[0] or starts[-1] != count or (np.diff(starts) < 0).any() or len(outgoing) != count:
        raise ValueError(_NO_INDEX)
    if not _in_range(outgoing, count) or np.bincount(outgoing, minlength=1).max() > 1:
        raise ValueError(_NO_INDEX)
    # In the order of `outgoing` the sources must be 0, ..., 0, 1, ..., as `starts` counts them.
    by_source = np.repeat(np.arange(size), np.diff(starts))
    if not np.array_equal(sources.ravel()[outgoing], by_source):
        raise ValueError(_NO_INDEX)


def check_groups(
    starts: Int[np.ndarray, " groups_and_end"],
    sources: Int[np.ndarray, "entries side"],
    order: Int[np.ndarray, " target"],
    size: int,
) -> None:
    """Refuse groups of targets that do not fit their synapses.

    Raises:
        ValueError: when a source or a target does not exist, or the groups do not lie one behind
            the other.
    """
    check_sources(sources, size)
    side, targets = sources.shape[1], len(order)
    whole = len(starts) == -(-targets // side) + 1 and np.array_equal(
        np.sort(order), np.arange(targets)
    )
    if not whole or starts[0] or (np.diff(starts) < 0).any() or starts[-1] > len(sources):
        raise ValueError("starts and order are no groups of these targets; use compressed")


def _in_range(numbers: np.ndarray, size: int) -> bool:
    return not numbers.size or (int(numbers.min()) >= 0 and int(numbers.max()) < size)
