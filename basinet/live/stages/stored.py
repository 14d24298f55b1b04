"""What the rooms of memories have stored: pictures that are shipped, of a data set, of a memory."""

import hashlib
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from basinet.associative.files import Kept, load
from basinet.data import Reading, load_quietly
from basinet.memories import CentredUnit, DenseHopfield, Modern, Powers

MOST_STORED, MOST_PIXELS = 200, 4096
"""Pictures of a memory that is shown, and pixels of a picture."""

_CHOSEN, _NAMED = 20, 40


class Stored(NamedTuple):
    """Pictures that a memory has stored.

    Attributes:
        patterns: from -1 to 1, `[patterns, pixels]`.
        labels: of the pictures.
        columns: pixels in a row.
        origin: plain values from which the same are found again.
        memory: with its numbers; None where the room has its own.
    """

    patterns: Float[np.ndarray, "patterns pixels"]
    labels: list[str]
    columns: int
    origin: dict[str, Any]
    memory: Any = None

    @property
    def names(self) -> list[str]:
        """What the bars are called: a label, and a letter where several have it; few have names."""
        if len(self.labels) > _NAMED:
            return []
        seen: dict[str, int] = {}
        found = []
        for label in self.labels:
            seen[label] = seen.get(label, -1) + 1
            several = self.labels.count(label) > 1
            found.append(label + "abcdefghijklmnopqrstuvwxyz"[seen[label] % 26] * several)
        return found


def of_data(name: str | None) -> Stored:
    """Return two pictures of each class of a data set, at most twenty; the digits without a name.

    Raises:
        ValueError: when there is no such data set, or it has no pictures that can be shown.
        OSError: when it cannot be read.
    """
    data = load_quietly(Reading(name or "digits"))
    labels = np.unique(data.y_train)
    chosen = [where for one in labels for where in np.flatnonzero(data.y_train == one)[:2]]
    shape = data.image_shape
    columns = shape[1] if shape is not None and len(shape) == 2 else None
    taken = chosen[:_CHOSEN]
    rows = data.x_train[taken].reshape(len(taken), -1)
    low, high = (0.0, 16.0) if name is None else (float(rows.min()), float(rows.max()))
    patterns = _shown(rows, low, high, str(name))
    columns = _columns(patterns.shape[1]) if columns is None else columns
    origin = {} if name is None else {"data": name, "sha256": _digest(patterns)}
    return Stored(patterns, [str(one) for one in data.y_train[taken].tolist()], columns, origin)


def of_file(path: str | Path) -> Stored:
    """Return what a saved memory has stored.

    Raises:
        ValueError: when the file holds no memory that the page can show.
        OSError: when it cannot be read.
    """
    kept = load(path)
    rows = _rows(kept, path)
    if not 1 <= len(rows) <= MOST_STORED:
        raise ValueError(
            f"{path} has stored {len(rows)} patterns; the page shows 1 to {MOST_STORED}"
        )
    patterns = _shown(rows, float(rows.min()), float(rows.max()), str(path))
    numbers = [str(one + 1) for one in range(len(rows))]
    origin = {"model": str(path), "sha256": _digest(patterns)}
    return Stored(patterns, numbers, _columns(rows.shape[1]), origin, kept.memory)


def room_of(stored: Stored) -> str:
    """Return the stage that shows what a memory has stored."""
    return "dense-memory" if isinstance(stored.memory, DenseHopfield) else "memory"


def _rows(kept: Kept, path: str | Path) -> Float[np.ndarray, "patterns pixels"]:
    """The patterns of a memory under which the page recalls as that memory does."""
    memory, state = kept.memory, kept.state
    own = kept.auto_associative
    if own and isinstance(memory, Modern) and isinstance(memory.preparation, CentredUnit):
        return np.asarray(state.cues)[: int(state.count)]
    if own and isinstance(memory, DenseHopfield) and isinstance(memory.terms, Powers):
        sums = np.asarray(state.sums)
        if (np.asarray(state.counts) == 1).all() and (np.abs(sums) == 1).all():
            return sums
    raise ValueError(
        f"{path} holds {type(memory).__name__}, of which the page can show Modern with"
        " CentredUnit() and DenseHopfield with Powers(), whose patterns of -1 and +1 are stored"
        " under themselves"
    )


def _shown(rows: np.ndarray, low: float, high: float, name: str) -> np.ndarray:
    if not np.isfinite(rows).all() or high <= low:
        raise ValueError(f"{name} has no pictures that differ in finite numbers")
    if rows.shape[1] > MOST_PIXELS:
        raise ValueError(f"{name} has {rows.shape[1]} pixels; the page shows up to {MOST_PIXELS}")
    return (2 * (rows - low) / (high - low) - 1).astype(np.float32)


def _columns(pixels: int) -> int:
    return math.ceil(math.sqrt(pixels))


def _digest(patterns: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(patterns).tobytes()).hexdigest()
