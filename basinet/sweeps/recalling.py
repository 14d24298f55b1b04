"""What is measured of patterns that a memory recalls, beside what yardsticks recall."""

from typing import Any

import jax
import numpy as np
from jaxtyping import Float, Shaped

from basinet.associative import Associator
from basinet.core import Outcome as Ending
from basinet.memories import thermal
from basinet.sweeps.task import Plain
from basinet.yardsticks import ASSOCIATIVE

_AT_ONCE = 3
"""Overlaps of one state that are told, the largest first."""


def recalled(
    memory: Associator,
    cues: Shaped[np.ndarray, "cues units"],
    stored: Shaped[np.ndarray, "patterns units"],
) -> dict[str, Plain]:
    """Return what comes back from cues of the first patterns.

    Args:
        memory: has stored them.
        cues: one for each of the first patterns.
        stored: all patterns.
    """
    ends, wanted = memory.recall(cues), stored[: len(cues)]
    overlap = memory.overlap(cues, wanted)
    output = np.asarray(ends.output, float)
    return {
        "overlap": float(np.mean(overlap)),
        "exact": memory.exact_recall(cues, wanted),
        "at_rest": float(np.mean(np.asarray(ends.outcome) == Ending.FIXED_POINT)),
        "steps": float(np.median(np.asarray(ends.steps))),
        **_at_once(output @ stored.T.astype(float) / output.shape[1]),
    }


def along_a_chain(
    memory: Associator,
    cues: Shaped[np.ndarray, "cues units"],
    stored: Shaped[np.ndarray, "patterns units"],
    temperature: float,
    sweeps: int,
    seed: int,
) -> dict[str, Plain]:
    """Return the mean overlaps along heat-bath chains that start at the cues.

    The overlap of a diluted pattern is divided by what is not blank, as in recalls.

    Args:
        memory: a dense network that has stored the patterns.
        cues: one for each of the first patterns; what is blank starts at random.
        stored: all patterns.
        temperature: T.
        sweeps: so many are made before as many are measured.
        seed: of the chain.
    """
    rng = np.random.default_rng([seed, 7])
    start = np.where(cues == 0, rng.choice([-1, 1], cues.shape), cues)
    dense: Any = memory.memory_
    settings = {"sweeps": sweeps, "burn": sweeps, "key": jax.random.key(seed)}
    found = thermal(dense, memory.state_, start, stored, temperature, **settings)
    means = np.mean(found.overlaps, axis=0)
    own = np.diagonal(means) / np.mean(stored[: len(cues)] != 0, axis=1)
    told = {"overlap": float(np.mean(own)), "exact": None, "at_rest": None, "steps": None}
    return told | _at_once(means)


def beside(
    given: Shaped[np.ndarray, "rows units"],
    cues: Shaped[np.ndarray, "cues units"],
    wanted: Shaped[np.ndarray, "cues units"],
) -> dict[str, Plain]:
    """Return the mean overlaps of what the yardsticks recall; None where there are blanks.

    Args:
        given: what the memory was given to store.
        cues: from which to recall.
        wanted: what should come back.
    """
    found: dict[str, Plain] = dict.fromkeys(map(column, ASSOCIATIVE))
    if not np.all(given):
        return found
    target = wanted.astype(float)
    for name, kind in ASSOCIATIVE.items():
        output = np.asarray(kind().fit(given).retrieve(cues), float)
        found[column(name)] = float(np.mean(np.sum(output * target, axis=1) / target.shape[1]))
    return found


def column(yardstick: str) -> str:
    """Return the name of a yardstick as that of a measured number."""
    return yardstick.lower().replace(" ", "_").replace("-", "_")


def _at_once(overlaps: Float[np.ndarray, "states patterns"]) -> dict[str, Plain]:
    """Return the largest overlaps of a state with stored patterns, sizes, means over states."""
    sizes = np.sort(np.abs(overlaps), axis=1)[:, ::-1].mean(axis=0)
    return {
        f"overlap_{k + 1}": float(sizes[k]) if k < len(sizes) else None for k in range(_AT_ONCE)
    }
