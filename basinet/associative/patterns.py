"""Patterns: arrays of -1 and +1, checked at the boundary, and random ones."""

from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
from jaxtyping import Float, Int8, Shaped

from basinet.memories import Values, as_table


def as_patterns(
    name: str, values: Any, kind: Values = Values.SPINS
) -> Float[np.ndarray, "patterns components"]:
    """Return patterns as float32.

    Args:
        name: what to call the array in an error.
        values: anything NumPy makes a table of.
        kind: what its components may be.

    Raises:
        ValueError: when it is no table, is empty, or holds a value that is not allowed; the error
            names the row and the column.
    """
    return as_table(name, values, kind)


def as_pairs(cues: Any, targets: Any, kind: Values = Values.SPINS) -> tuple[np.ndarray, np.ndarray]:
    """Return cues and their targets as float32.

    Raises:
        ValueError: when one is not allowed (see `as_patterns`), or their numbers differ.
    """
    x, y = as_patterns("cues", cues, kind), as_patterns("targets", targets, kind)
    if len(x) != len(y):
        raise ValueError(f"there are {len(x)} cues and {len(y)} targets; each cue needs one target")
    return x, y


def duplicates(cues: Float[np.ndarray, "patterns components"]) -> str:
    """Return a sentence that names the rows which occur more than once; nothing if none does."""
    _, group, sizes = np.unique(cues, axis=0, return_inverse=True, return_counts=True)
    repeated = np.flatnonzero(sizes > 1)
    if not len(repeated):
        return ""
    rows = [np.flatnonzero(group.ravel() == one)[:6] for one in repeated[:5]]
    named = "; ".join(", ".join(map(str, some)) for some in rows)
    more = f" and {len(repeated) - 5} other groups" if len(repeated) > 5 else ""
    return (
        f"some cues are equal, so that only one target can be retrieved from them: rows {named}"
        f"{more}"
    )


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
