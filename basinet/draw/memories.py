"""Figures of an associative memory."""

import math

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from basinet import viz
from basinet.associative import Associator


def recall(
    memory: Associator,
    cues: ArrayLike,
    targets: ArrayLike | None = None,
    *,
    known: ArrayLike | None = None,
    shape: tuple[int, int] | None = None,
) -> Figure:
    """Draw cues as pictures, what a memory retrieves from them, and what should come back.

    Args:
        memory: a fitted memory of patterns that are stored under themselves.
        cues: where to start; the first twelve are drawn.
        targets: what should be retrieved.
        known: which components of the cues are known, as for `retrieve`.
        shape: height and width of a picture; a square if None.

    Raises:
        ValueError: when the patterns are not pictures of that shape.
    """
    start = np.asarray(cues, np.float32)
    end = np.asarray(memory.retrieve(cues, known), np.float32)
    side = math.isqrt(end.shape[1])
    if shape is None and side * side != end.shape[1]:
        raise ValueError(f"{end.shape[1]} components are no square; name the shape of a picture")
    rows = [("cue", start), ("recalled", end)]
    right, title = None, f"{len(start)} cues"
    if targets is not None:
        wanted = np.asarray(targets, np.float32)
        rows.append(("stored", wanted))
        nearest = np.array([np.abs(wanted - one).sum(axis=1).argmin() for one in end])
        right = np.abs(wanted[nearest] - wanted).sum(axis=1) == 0
        title = f"{int(right.sum())} of {len(right)} came back"
    return viz.completion(rows, shape or (side, side), right=right, title=title)


def descent(memory: Associator, cues: ArrayLike, *, known: ArrayLike | None = None) -> Figure:
    """Draw how the energy falls while a memory recalls.

    Args:
        memory: a fitted memory with an energy.
        cues: where to start.
        known: which components of the cues are known, as for `retrieve`.

    Raises:
        ValueError: when the memory has no energy.
    """
    found = memory.recall(cues, known, energies=True)
    return viz.descent(np.asarray(found.energies))
