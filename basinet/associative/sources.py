"""Random patterns to store under themselves: with blanks, of real numbers, as noisy examples."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float32, Int8, Int64, Shaped

from basinet.associative.patterns import check_whole, flip


@runtime_checkable
class Source(Protocol):
    """Where the patterns come from of which a capacity is measured."""

    def draw(self, patterns: int, seed: int) -> tuple[np.ndarray, np.ndarray | None]:
        """Return cues and their targets; None where patterns are stored under themselves."""
        ...

    def corrupt(self, cues: np.ndarray, seed: int) -> np.ndarray:
        """Return the cues as they are shown when they are to be recalled."""
        ...


@dataclass(frozen=True)
class DilutedPatterns:
    """Random patterns, each component blank (0) with some probability and else -1 or +1.

    Attributes:
        units: components of a pattern.
        dilution: the probability of a blank, from 0 to below 1.
        flipped: the fraction of components that are flipped when a pattern is to be recalled, from
            0 to below 0.5; blanks stay blank.

    Raises:
        ValueError: when a value is outside its range.
    """

    units: int
    dilution: float = 0.0
    flipped: float = 0.0

    def __post_init__(self):
        check_whole("units", self.units, least=1)
        _check_range("dilution", self.dilution, 0.0, 1.0)
        _check_range("flipped", self.flipped, 0.0, 0.5)

    def draw(self, patterns: int, seed: int) -> tuple[Int8[np.ndarray, "patterns units"], None]:
        """Return patterns; with one seed, fewer are the first of more.

        Raises:
            ValueError: when the number of patterns is not at least 1.
        """
        check_whole("patterns", patterns, least=1)
        chance = _generator(seed, 0).random((patterns, self.units))
        signs = np.where(chance < self.dilution + (1 - self.dilution) / 2, -1, 1)
        return np.where(chance < self.dilution, 0, signs).astype(np.int8), None

    def corrupt(
        self, cues: Shaped[np.ndarray, "patterns units"], seed: int
    ) -> Int8[np.ndarray, "patterns units"]:
        """Return the patterns with the given fraction of each one's components flipped."""
        table = np.asarray(cues)
        flipped = flip(np.where(table == 0, 1, table), self.flipped, _generator(seed, 1))
        return np.where(table == 0, 0, flipped).astype(np.int8)


@dataclass(frozen=True)
class RealPatterns:
    """Random vectors of independent normal numbers of variance 1.

    Attributes:
        units: components of a vector.
        noise: the standard deviation of what is added when a vector is to be recalled, at least 0.

    Raises:
        ValueError: when a value is outside its range.
    """

    units: int
    noise: float = 0.0

    def __post_init__(self):
        check_whole("units", self.units, least=1)
        _check_range("noise", self.noise, 0.0, np.inf)

    def draw(self, patterns: int, seed: int) -> tuple[Float32[np.ndarray, "patterns units"], None]:
        """Return vectors; with one seed, fewer are the first of more.

        Raises:
            ValueError: when the number of vectors is not at least 1.
        """
        check_whole("patterns", patterns, least=1)
        vectors = _generator(seed, 0).normal(size=(patterns, self.units))
        return vectors.astype(np.float32), None

    def corrupt(
        self, cues: Shaped[np.ndarray, "patterns units"], seed: int
    ) -> Float32[np.ndarray, "patterns units"]:
        """Return the vectors with noise added."""
        noise = _generator(seed, 1).normal(size=np.shape(cues))
        return (np.asarray(cues) + self.noise * noise).astype(np.float32)


class Lesson(NamedTuple):
    """Archetypes and what a network sees of them.

    Attributes:
        archetypes: -1 and +1, `[archetypes, units]`.
        examples: noisy copies, those of one archetype together, `[archetypes * M, units]`.
        teacher: for each example the number of its archetype.
    """

    archetypes: Int8[np.ndarray, "archetypes units"]
    examples: Int8[np.ndarray, "rows units"]
    teacher: Int64[np.ndarray, " rows"]


@dataclass(frozen=True)
class Archetypes:
    """Random archetypes, each known through noisy examples alone.

    Attributes:
        units: components of an archetype.
        examples: M, examples of each, at least 1.
        quality: r, above 0 and at most 1; a component of an example agrees with its archetype with
            probability (1 + r)/2.

    Raises:
        ValueError: when a value is outside its range.
    """

    units: int
    examples: int = 1
    quality: float = 1.0

    def __post_init__(self):
        check_whole("units", self.units, least=1)
        check_whole("examples", self.examples, least=1)
        if not 0 < self.quality <= 1:
            raise ValueError(f"quality is {self.quality!r}; it must be above 0 and at most 1")

    def draw(self, archetypes: int, seed: int) -> Lesson:
        """Return archetypes and examples of them; with one seed, fewer are the first of more.

        Raises:
            ValueError: when the number of archetypes is not at least 1.
        """
        check_whole("archetypes", archetypes, least=1)
        patterns = DilutedPatterns(self.units).draw(archetypes, seed)[0]
        return self.show(patterns, seed)

    def show(self, archetypes: Shaped[np.ndarray, "archetypes units"], seed: int) -> Lesson:
        """Return examples of given archetypes of -1 and +1.

        Raises:
            ValueError: when an archetype has another number of components.
        """
        patterns = np.asarray(archetypes, np.int8)
        if patterns.shape[1] != self.units:
            raise ValueError(
                f"archetypes have {patterns.shape[1]} components; expected {self.units}"
            )
        chance = _generator(seed, 2).random((len(patterns), self.examples, self.units))
        agree = np.where(chance < (1 + self.quality) / 2, 1, -1)
        examples = (patterns[:, None] * agree).reshape(-1, self.units).astype(np.int8)
        return Lesson(patterns, examples, np.repeat(np.arange(len(patterns)), self.examples))


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value < high:
        bound = f"from {low:g} to below {high:g}" if np.isfinite(high) else f"of at least {low:g}"
        raise ValueError(f"{name} is {value!r}; it must be a number {bound}")


def _generator(seed: int, part: int) -> np.random.Generator:
    """One of the independent sources of randomness of a seed."""
    check_whole("seed", seed, least=0)
    return np.random.default_rng([int(seed), 10 + part])
