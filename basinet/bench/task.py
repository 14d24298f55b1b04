"""What is learnt while the clock runs: entangled MNIST, or something of its shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float32, Int

from basinet.data import load
from basinet.data.fetch import available

NAME = "entangled-mnist"
PATTERNS, FEATURES, CLASSES = 60_000, 100, 10


@dataclass(frozen=True, eq=False)
class Task:
    """Encoded patterns and their classes, 0 to classes - 1.

    Attributes:
        name: "entangled-mnist" or "synthetic".
        x: patterns to learn, `[patterns, features]`.
        y: their classes.
        x_test: patterns to answer; none where the task is synthetic.
        y_test: their classes.
        classes: number of classes.
    """

    name: str
    x: Float32[np.ndarray, "patterns features"]
    y: Int[np.ndarray, " patterns"]
    x_test: Float32[np.ndarray, "test features"]
    y_test: Int[np.ndarray, " test"]
    classes: int

    @property
    def synthetic(self) -> bool:
        """Whether accuracies on it mean nothing."""
        return self.name != NAME

    def to_plain(self) -> dict[str, Any]:
        """Return name and shape."""
        return {
            "name": self.name,
            "patterns": len(self.x),
            "features": self.x.shape[1],
            "classes": self.classes,
        }


def prepare(patterns: int | None = None, seed: int = 0) -> Task:
    """Return entangled MNIST where its files are on this machine, else a synthetic task.

    Nothing is downloaded.

    Args:
        patterns: how many are learnt in an epoch, the first ones of the task; all if None.
        seed: of the synthetic task.

    Raises:
        ValueError: when the task does not have so many patterns.
    """
    most = PATTERNS if patterns is None else patterns
    if not 1 <= most <= PATTERNS:
        raise ValueError(f"patterns is {most}; it must be from 1 to {PATTERNS}")
    if not available(NAME):
        return synthetic(most, seed)
    data = load(NAME)
    measured = data.encoder.measure(data.x_train)
    x = data.encoder.encode(data.x_train[:most], measured)
    x_test = data.encoder.encode(data.x_test, measured)
    return Task(NAME, x, data.y_train[:most].astype(np.int32), x_test, data.y_test, CLASSES)


def synthetic(patterns: int, seed: int = 0) -> Task:
    """Return patterns of the shape of entangled MNIST: 20 prototypes a class, 15 % of it flipped.

    Like real classes they overlap and are not solved at once, so that the number of neurons that
    flip and learn, on which the time of a step depends, is of the usual order.
    """
    rng = np.random.default_rng(seed)
    prototypes = rng.choice([-1.0, 1.0], (20 * CLASSES, FEATURES)).astype(np.float32)
    chosen = rng.integers(0, len(prototypes), patterns)
    flips = np.where(rng.random((patterns, FEATURES)) < 0.15, np.float32(-1), np.float32(1))
    x, y = prototypes[chosen] * flips, (chosen % CLASSES).astype(np.int32)
    return Task("synthetic", x, y, x[:0], y[:0], CLASSES)


def slices(task: Task, size: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield slices of equal size from one shuffled pass over the task after the other, for ever.

    What does not fill a slice at the end of a pass is left out; each pass is shuffled anew.

    Args:
        task: what is cut.
        size: patterns of a slice; at most those of the task.
        seed: of the shuffles.
    """
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(len(task.x))
        for start in range(0, len(order) - size + 1, size):
            chosen = order[start : start + size]
            yield task.x[chosen], task.y[chosen]
