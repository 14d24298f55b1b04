"""Recipes for rewiring: which synapses of sparse couplings move while the network learns."""

from abc import abstractmethod
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp

from basinet._short import short
from basinet._types import Key
from basinet.core import rewiring, rewiring_rules
from basinet.core.blocks import Blocks
from basinet.core.couplings import AbstractCouplings
from basinet.core.sparse import Sparse


class Pace(NamedTuple):
    """When how much moves.

    Attributes:
        share: of a neuron's synapses.
        every: steps.
        times: rewirings.
        memory: of the running means.
    """

    share: float
    every: int
    times: int
    memory: float


class AbstractRewiring(eqx.Module):
    """Whether and how synapses move."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def apply(self, group: Blocks, key: Key, *, within: bool) -> Blocks:
        """Return couplings whose sparse blocks will be rewired."""


class Fixed(AbstractRewiring):
    """Synapses stay where they are."""

    def apply(self, group: Blocks, key: Key, *, within: bool) -> Blocks:
        """Return the same couplings."""
        del key, within
        return group


class Magnitude(AbstractRewiring):
    """Each neuron gives up its smallest weights for random sources (SET, arXiv 1707.04780).

    Attributes:
        share: zeta, the share of its synapses that moves at a time, between 0 and 1.
        every: learning steps from one rewiring to the next, at least 1.
        times: rewirings after which the wiring stays, at least 1.

    Raises:
        ValueError: when a value is out of range.
    """

    share: float = eqx.field(static=True, default=0.3)
    every: int = eqx.field(static=True, default=600)
    times: int = eqx.field(static=True, default=10)

    def __check_init__(self):
        _check(self.share, self.every, self.times)

    def apply(self, group: Blocks, key: Key, *, within: bool) -> Blocks:
        """Return couplings whose sparse blocks will be rewired."""
        pace = Pace(self.share, self.every, self.times, 0.0)
        return _each(group, rewiring_rules.SmallestWeights(), pace, key, within)


class ByCredit(AbstractRewiring):
    """Each neuron moves the synapses of least credit to the candidates of greatest credit.

    Attributes:
        share: the share of its synapses that moves at a time, between 0 and 1.
        every: learning steps from one rewiring to the next, at least 1.
        times: rewirings after which the wiring stays, at least 1.
        memory: what a step leaves of the running means of the credit, from 0 to below 1.

    Raises:
        ValueError: when a value is out of range.
    """

    share: float = eqx.field(static=True, default=0.3)
    every: int = eqx.field(static=True, default=600)
    times: int = eqx.field(static=True, default=10)
    memory: float = 0.999

    def __check_init__(self):
        _check(self.share, self.every, self.times)
        if isinstance(self.memory, float | int) and not 0 <= self.memory < 1:
            raise ValueError(f"memory is {self.memory}; it must be at least 0 and below 1")

    def apply(self, group: Blocks, key: Key, *, within: bool) -> Blocks:
        """Return couplings whose sparse blocks will be rewired."""
        pace = Pace(self.share, self.every, self.times, self.memory)
        return _each(group, rewiring_rules.LeastCredit(), pace, key, within)


class AtRandom(AbstractRewiring):
    """Each neuron exchanges random synapses for others: the control of the other two.

    Attributes:
        share: the share of its synapses that moves at a time, between 0 and 1.
        every: learning steps from one rewiring to the next, at least 1.
        times: rewirings after which the wiring stays, at least 1.

    Raises:
        ValueError: when a value is out of range.
    """

    share: float = eqx.field(static=True, default=0.3)
    every: int = eqx.field(static=True, default=600)
    times: int = eqx.field(static=True, default=10)

    def __check_init__(self):
        _check(self.share, self.every, self.times)

    def apply(self, group: Blocks, key: Key, *, within: bool) -> Blocks:
        """Return couplings whose sparse blocks will be rewired."""
        pace = Pace(self.share, self.every, self.times, 0.0)
        return _each(group, rewiring_rules.AnySynapse(), pace, key, within)


def _each(
    group: Blocks, rule: rewiring_rules.AbstractRule, pace: Pace, key: Key, within: bool
) -> Blocks:
    """Couplings of which each sparse plastic block is rewired by itself."""
    # Beside dense groups of a population, synapses stay between the groups.
    together = [block.sources[0] for block in group.blocks if isinstance(block, Blocks)]

    def of(block: AbstractCouplings, number: int) -> AbstractCouplings:
        if isinstance(block, Blocks):
            return _each(block, rule, pace, jax.random.fold_in(key, number), within)
        alike = max(together, default=1) if within else 0  # which no synapse here joins
        if not isinstance(block, Sparse) or block.sources.shape[1] >= block.size - alike:
            return block  # all synapses exist that can
        return rewiring.rewiring(
            block,
            rule,
            jax.random.fold_in(key, number),
            share=pace.share,
            memory=jnp.asarray(pace.memory, jnp.float32),
            every=pace.every,
            times=pace.times,
            own=alike,
        )

    blocks = tuple(of(block, number) for number, block in enumerate(group.blocks))
    return Blocks(group.sources, group.targets, group.paths, blocks)


def _check(share: float, every: int, times: int) -> None:
    if not 0 < share < 1:
        raise ValueError(f"share is {share}; it must be between 0 and 1, such as 0.3")
    for name, value in (("every", every), ("times", times)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} is {value!r}; it must be a whole number of at least 1")
