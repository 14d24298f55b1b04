"""Pictures as patterns: hidden parts, black and white, and how many come back.

What a memory does with pictures is measured here as everywhere else, beside what the nearest
pattern, Hebb's rule and the pseudo-inverse do.
"""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Shaped

from basinet._closest import close
from basinet.associative.associator import Associator
from basinet.associative.patterns import flip
from basinet.associative.scoring import nearest_is_own, overlaps
from basinet.core import Outcome
from basinet.learners import Steered
from basinet.memories import AbstractMemory, Values
from basinet.yardsticks import ASSOCIATIVE

PARTS = ("none", "lower", "upper", "left", "right", "middle")
"""What can be hidden of a picture."""


@dataclass(frozen=True, eq=False)
class Recalled:
    """What came back from some cues.

    Attributes:
        name: of the memory.
        output: `[pictures, pixels]`.
        right: for each picture whether the stored one nearest to what came back is its own.
        overlap: the mean overlap with the right picture; the cosine for real values.
        exact: the fraction without a wrong pixel; NaN for real values.
        seconds: for storing and recalling.
        steps: for each cue; None where that is not known.
        at_rest: the fraction that ended in a fixed point; NaN where that is not known.
    """

    name: str
    output: Shaped[np.ndarray, "pictures pixels"]
    right: Bool[np.ndarray, " pictures"]
    overlap: float
    exact: float
    seconds: float
    steps: np.ndarray | None = None
    at_rest: float = float("nan")


def visible(part: str, shape: tuple[int, int]) -> Bool[np.ndarray, " pixels"]:
    """Return which pixels of a picture can be seen while a part of it is hidden.

    Args:
        part: one of `PARTS`; the middle is the square of half the height and width.
        shape: height and width.

    Raises:
        ValueError: when there is no such part.
    """
    if part not in PARTS:
        said = f"the hidden part is {part!r}{close(part, PARTS)}"
        raise ValueError(f"{said}; expected one of {', '.join(PARTS)}")
    rows, columns = np.indices(shape)
    hidden = {
        "none": np.zeros(shape, bool),
        "lower": rows >= shape[0] // 2,
        "upper": rows < shape[0] // 2,
        "left": columns < shape[1] // 2,
        "right": columns >= shape[1] // 2,
        "middle": (abs(2 * rows + 1 - shape[0]) < shape[0] / 2)
        & (abs(2 * columns + 1 - shape[1]) < shape[1] / 2),
    }[part]
    return ~hidden.ravel()


def black_and_white(pictures: Float[np.ndarray, "pictures pixels"]) -> np.ndarray:
    """Return pictures of -1 and +1: +1 where a pixel is above half of the largest value."""
    return np.where(pictures > np.max(pictures) / 2, 1, -1).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Trial:
    """Pictures to store, and what is shown of them.

    Attributes:
        pictures: what is stored, of -1 and +1 or of real numbers.
        cues: what is shown, 0 where it is hidden.
        wanted: for each cue the picture that should come back.
        known: which pixels can be seen; None where nothing is hidden.
    """

    pictures: Shaped[np.ndarray, "stored pixels"]
    cues: Shaped[np.ndarray, "pictures pixels"]
    wanted: Shaped[np.ndarray, "pictures pixels"]
    known: Bool[np.ndarray, " pixels"] | None

    def with_memory(self, memory: Associator, *, told: bool = False) -> Recalled:
        """Return what a memory makes of the cues.

        Args:
            memory: stores the pictures anew.
            told: whether it is told which pixels are hidden. A memory of spins alone is told in
                any case, since its cues have no third value.
        """
        spins = isinstance(memory.memory, Steered)
        mask = self.known if told or spins else None
        cues = np.where(self.cues == 0, 1, self.cues) if spins else self.cues
        started = time.perf_counter()
        memory.fit(self.pictures)
        found = memory.recall(cues, mask)
        seconds = time.perf_counter() - started
        steps = np.asarray(found.steps)
        rest = float(np.mean(np.asarray(found.outcome) == Outcome.FIXED_POINT))
        name = type(memory.memory_).__name__
        return replace(
            self._judged(name, np.asarray(found.output), seconds), steps=steps, at_rest=rest
        )

    def with_yardstick(self, name: str) -> Recalled:
        """Return what a yardstick of `basinet.yardsticks.ASSOCIATIVE` makes of the cues."""
        started = time.perf_counter()
        memory: Any = ASSOCIATIVE[name]().fit(self.pictures)
        output = memory.retrieve(self.cues, self.known)
        return self._judged(name, output, time.perf_counter() - started)

    def yardsticks(self) -> list[str]:
        """Return the names of those that apply: for real values the nearest pattern alone."""
        return [name for name in ASSOCIATIVE if self._spins() or name == "nearest pattern"]

    def on_the_way(self, memory: Associator, steps: int, *, told: bool = False) -> np.ndarray:
        """Return the pictures after so many steps; `memory` has stored them.

        Raises:
            ValueError: when the memory cannot be stopped after a number of steps.
        """
        chosen = memory.memory_
        if not isinstance(chosen, AbstractMemory):
            raise ValueError(f"{type(chosen).__name__} cannot be stopped on the way")
        limited: Any = Associator(replace(chosen, max_steps=steps))._adopt(
            replace(memory._kept, memory=replace(chosen, max_steps=steps))
        )
        return np.asarray(limited.recall(self.cues, self.known if told else None).output)

    def _spins(self) -> bool:
        return bool(np.all(np.abs(self.pictures) == 1))

    def _judged(self, name: str, output: np.ndarray, seconds: float) -> Recalled:
        values = Values.SPINS if self._spins() else Values.REALS
        own = nearest_is_own(
            output.astype(float), self.wanted.astype(float), self.pictures.astype(float)
        )
        overlap = overlaps(output, self.wanted, values)
        exact = float(np.mean(overlap == 1)) if self._spins() else float("nan")
        return Recalled(name, output, own, float(np.mean(overlap)), exact, seconds)


def trial(
    pictures: Float[np.ndarray, "stored pixels"],
    shape: tuple[int, int],
    *,
    hide: str = "none",
    flipped: float = 0.0,
    spins: bool = False,
    cues: int | None = None,
    seed: int = 0,
) -> Trial:
    """Return a trial with the first pictures as cues.

    Args:
        pictures: what is stored.
        shape: their height and width.
        hide: the part that is hidden, one of `PARTS`.
        flipped: the fraction of pixels that are flipped, for black and white pictures.
        spins: whether pictures are made black and white.
        cues: how many are asked for; all if None.
        seed: of the flips.

    Raises:
        ValueError: when pixels of pictures that are not black and white are to be flipped, or a
            part does not exist.
    """
    stored = black_and_white(pictures) if spins else pictures
    wanted = stored[:cues]
    known = visible(hide, shape)
    shown = wanted
    if flipped:
        if not spins:
            raise ValueError("flipped pixels are for black and white pictures; a memory of spins")
        shown = flip(wanted, flipped, np.random.default_rng(seed))
    return Trial(stored, np.where(known, shown, 0), wanted, None if known.all() else known)
