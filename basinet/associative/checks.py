"""What comes to a fitted memory from outside, checked."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from basinet.associative.patterns import as_patterns
from basinet.memories import AbstractMemory, Values


def as_cues(
    memory: AbstractMemory,
    cues: Any,
    features: int,
    known: Bool[np.ndarray, "patterns features"] | None = None,
) -> Float[np.ndarray, "patterns features"]:
    """Return cues; what is not known may be anything.

    Raises:
        ValueError: when a value is not one that the memory takes, or the length is another one.
    """
    if known is not None:
        cues = np.where(known, np.asarray(cues), 1 if memory.values is Values.SPINS else 0)
    x = as_patterns("cues", cues, memory.values)
    if x.shape[1] != features:
        raise ValueError(f"cues have {x.shape[1]} components; the stored ones have {features}")
    if known is None:
        memory.check("cues", x)
    return x


def as_targets(
    memory: AbstractMemory, cues: Any, targets: Any, units: int
) -> Float[np.ndarray, "patterns units"]:
    """Return what should be retrieved from some cues.

    Raises:
        ValueError: when a value is not one that the memory takes, there are more or fewer than
            cues, or the length is another one.
    """
    y = as_patterns("targets", targets, memory.values)
    if np.shape(cues)[:1] != y.shape[:1]:
        raise ValueError(
            f"there are {np.shape(cues)[0]} cues and {len(y)} targets; each cue needs one target"
        )
    if y.shape[1] != units:
        raise ValueError(f"targets have {y.shape[1]} components; the stored ones have {units}")
    return y
