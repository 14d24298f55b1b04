"""Patterns: arrays of -1 and +1, checked at the boundary, and random ones."""

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from jaxtyping import Float, Int8, Shaped


def as_patterns(name: str, values: Any) -> Float[np.ndarray, "patterns components"]:
    """Return patterns as float32.

    Args:
        name: what to call the array in an error.
        values: anything NumPy makes a table of -1 and +1 of.

    Raises:
        ValueError: when it is no table, is empty, or holds anything but -1 and +1; the error
            names the row and the column.
    """
    table = np.asarray(values)
    if table.ndim != 2 or not table.size:
        raise ValueError(
            f"{name} has shape {table.shape}; expected (patterns, components) with at least one"
            " of each"
        )
    if table.dtype.kind not in "iuf":
        raise ValueError(
            f"{name} holds {table.dtype} values; expected numbers that are -1 or +1"
            " (for truth values take 2 * values.astype(int) - 1)"
        )
    wrong = np.argwhere((table != -1) & (table != 1))
    if len(wrong):
        row, column = wrong[0]
        raise ValueError(
            f"{name}[{row}, {column}] is {table[row, column]}; patterns consist of -1 and +1;"
            f" {_remedy(table)}"
        )
    return table.astype(np.float32)


def as_pairs(cues: Any, targets: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return cues and their targets as float32.

    Raises:
        ValueError: when one is not allowed (see `as_patterns`), or their numbers differ.
    """
    x, y = as_patterns("cues", cues), as_patterns("targets", targets)
    if len(x) != len(y):
        raise ValueError(f"there are {len(x)} cues and {len(y)} targets; each cue needs one target")
    return x, y


def _remedy(table: Shaped[np.ndarray, "patterns components"]) -> str:
    if not np.isfinite(table).all():
        return "remove or replace NaN and infinite values"
    if np.isin(table, (0, 1)).all():
        return "turn 0 and 1 into them by 2 * values - 1"
    return "take the sign of real values, or their sign after a random projection"


def flip(
    patterns: Shaped[np.ndarray, "patterns components"],
    fraction: float,
    generator: np.random.Generator,
) -> Int8[np.ndarray, "patterns components"]:
    """Return the patterns with a fraction of the components of each flipped, chosen at random.

    Args:
        patterns: of -1 and +1.
        fraction: from 0 to 1; the number of components is rounded to a whole one.
        generator: the source of the choice.

    Raises:
        ValueError: when patterns or fraction are not allowed.
    """
    table = as_patterns("patterns", patterns)
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction is {fraction!r}; it must be from 0 to 1")
    chosen = np.zeros(table.shape, dtype=bool)
    chosen[:, : round(fraction * table.shape[1])] = True
    chosen = generator.permuted(chosen, axis=1)
    return np.where(chosen, -table, table).astype(np.int8)


@dataclass(frozen=True)
class RandomPairs:
    """Random cues with random targets: every component -1 or +1 with equal probability.

    Attributes:
        features: components of a cue.
        units: components of a target.
        flipped: the fraction of a cue's components that are flipped when it is to be recalled,
            from 0 to below 0.5; their number is rounded to a whole one.

    Raises:
        ValueError: when a value is outside its range.
    """

    features: int
    units: int
    flipped: float = 0.0

    def __post_init__(self):
        for name in ("features", "units"):
            check_whole(name, getattr(self, name), least=1)
        if not 0 <= self.flipped < 0.5:
            raise ValueError(f"flipped is {self.flipped!r}; it must be from 0 to below 0.5")

    def draw(
        self, patterns: int, seed: int
    ) -> tuple[Int8[np.ndarray, "patterns features"], Int8[np.ndarray, "patterns units"]]:
        """Return cues and targets; with one seed, fewer pairs are the first of more.

        Raises:
            ValueError: when the number of patterns is not at least 1.
        """
        check_whole("patterns", patterns, least=1)
        sizes = (self.features, self.units)
        cues, targets = (
            # One draw for each component, so that fewer patterns are the first of more.
            np.where(_generator(seed, part).random((patterns, size)) < 0.5, -1, 1).astype(np.int8)
            for part, size in enumerate(sizes)
        )
        return cues, targets

    def corrupt(
        self, cues: Shaped[np.ndarray, "patterns features"], seed: int
    ) -> Int8[np.ndarray, "patterns features"]:
        """Return the cues with the given fraction of each one's components flipped."""
        return flip(cues, self.flipped, _generator(seed, 2))


def check_whole(name: str, value: Any, *, least: int) -> None:
    """Raise ValueError unless a value is a whole number of at least `least`."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")


def _generator(seed: int, part: int) -> np.random.Generator:
    """One of the independent sources of randomness of a seed: cues, targets, flips."""
    check_whole("seed", seed, least=0)
    return np.random.default_rng([int(seed), part])
