"""Capacity: the largest number of random patterns that a memory recalls.

Whether a load is recalled is found by storing it in a fresh memory; the largest load by doubling
until one fails and bisection between the two. The answer belongs to the whole protocol: network,
rule, number of epochs, size of batches and wanted overlap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from sklearn.base import clone

from basinet.associative.patterns import check_whole
from basinet.associative.sources import Source

Report: TypeAlias = Callable[[int, int, float], None]
"""Told after each load that was tried: the seed, the number of pairs and their mean overlap."""


@runtime_checkable
class Memory(Protocol):
    """What a capacity is measured of: an estimator in scikit-learn's sense with these methods."""

    def fit(self, cues: Any, targets: Any) -> Any:
        """Store pairs and forget all others."""
        ...

    def score(self, cues: Any, targets: Any) -> float:
        """Return the mean overlap of what is retrieved from the cues with the targets."""
        ...

    def set_params(self, **params: Any) -> Any:
        """Set parameters, `random_state` among them."""
        ...


@dataclass(frozen=True)
class Search:
    """How the largest load is looked for.

    Attributes:
        overlap: a load is recalled when its mean overlap is at least this, in (0, 1].
        first: the load that is tried first, at least 1.
        limit: the largest load that is tried, at least `first`.
        tolerance: bisection ends when the interval is no longer than this fraction of the
            load; 0 finds the largest load exactly.

    Raises:
        ValueError: when a value is outside its range.
    """

    overlap: float = 0.95
    first: int = 16
    limit: int = 4096
    tolerance: float = 0.03

    def __post_init__(self):
        if not 0 < self.overlap <= 1:
            raise ValueError(f"overlap is {self.overlap!r}; it must be above 0 and at most 1")
        check_whole("first", self.first, least=1)
        check_whole("limit", self.limit, least=self.first)
        if not 0 <= self.tolerance < 1:
            raise ValueError(f"tolerance is {self.tolerance!r}; it must be from 0 to below 1")

    def largest(self, recalled: Callable[[int], bool]) -> int:
        """Return a load that is recalled while one slightly larger is not.

        Args:
            recalled: whether a load is recalled; should be true up to some load and false
                beyond. Where chance blurs that border, one of the loads at it is returned.

        Returns:
            The load; 0 when not even one pair is recalled, `limit` when all that were tried are.
        """
        low, high = self._bracket(recalled)
        while high - low > max(1.0, self.tolerance * low):
            middle = (low + high) // 2
            low, high = (middle, high) if recalled(middle) else (low, middle)
        return low

    def _bracket(self, recalled: Callable[[int], bool]) -> tuple[int, int]:
        """Return a load that is recalled and a larger one that is not, a factor 2 apart."""
        load = self.first
        if recalled(load):
            while load < self.limit:
                low, load = load, min(2 * load, self.limit)
                if not recalled(load):
                    return low, load
            return self.limit, self.limit
        while load > 1:
            high, load = load, load // 2
            if recalled(load):
                return load, high
        return 0, 1


@dataclass(frozen=True)
class Capacity:
    """The largest loads that were recalled, one for each seed.

    Attributes:
        pairs: numbers of pairs.
        limit: the largest load that was tried; a capacity equal to it is a lower bound.
    """

    pairs: tuple[int, ...]
    limit: int

    @property
    def mean(self) -> float:
        """The mean over seeds."""
        return float(np.mean(self.pairs))

    @property
    def error(self) -> float:
        """The standard error of the mean over seeds; NaN with a single seed."""
        count = len(self.pairs)
        return float(np.std(self.pairs, ddof=1) / count**0.5) if count > 1 else float("nan")

    @property
    def is_bound(self) -> bool:
        """Whether some seed reached the limit, so that the mean is only a lower bound."""
        return self.limit in self.pairs


def capacity(
    memory: Memory,
    pairs: Source,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    search: Search | None = None,
    report: Report | None = None,
) -> Capacity:
    """Measure the largest number of random patterns that a memory recalls.

    For each seed the patterns and the memory's random state are drawn anew; with one seed,
    smaller loads are part of larger ones.

    Args:
        memory: an `Associator`, or any estimator with its `fit` and `score`; it is cloned for
            each load and itself left as it is.
        pairs: what is stored, such as `RandomPairs(...)` or `DilutedPatterns(...)`, and how far a
            cue is corrupted before it is recalled.
        seeds: at least one whole number.
        search: how the largest load is looked for, `Search()` if None.
        report: told of each load after it was tried.

    Returns:
        The capacity for each seed, with mean and standard error.

    Raises:
        ValueError: when there are no seeds.
    """
    if not len(seeds):
        raise ValueError("seeds is empty; a capacity needs at least one")
    search = Search() if search is None else search

    def of_seed(seed: int) -> int:
        def recalled(load: int) -> bool:
            overlap = stored_overlap(memory, pairs, load, seed)
            if report is not None:
                report(seed, load, overlap)
            return overlap >= search.overlap

        return search.largest(recalled)

    return Capacity(tuple(of_seed(int(seed)) for seed in seeds), search.limit)


def stored_overlap(memory: Memory, pairs: Source, load: int, seed: int) -> float:
    """Return the mean overlap with which a fresh memory recalls so many random patterns.

    Args:
        memory: cloned, with the seed as its random state.
        pairs: what is stored.
        load: the number of pairs.
        seed: of the patterns and of the memory.
    """
    cues, targets = pairs.draw(load, seed)
    fresh: Any = clone(memory)  # pyright: ignore[reportArgumentType, reportCallIssue]
    stored = (cues,) if targets is None else (cues, targets)
    fresh.set_params(random_state=seed).fit(*stored)
    return float(fresh.score(pairs.corrupt(cues, seed), cues if targets is None else targets))
