"""Recipes for protection: how the subspace of a task is found that later tasks leave alone."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp

from basinet._short import short
from basinet._types import Key
from basinet.core.blocks import Blocks
from basinet.core.couplings import AbstractCouplings, Dense, Recurrent
from basinet.core.protected import Protected
from basinet.core.subspace import Energies, Laterals, Moments, Subspace


class AbstractProtection(eqx.Module):
    """Whether and how old tasks are kept."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def apply(self, group: Blocks, key: Key) -> Blocks:
        """Return couplings that keep what they learnt, before any task is over."""


class Unprotected(AbstractProtection):
    """What is learnt later may overwrite what was learnt earlier."""

    def apply(self, group: Blocks, key: Key) -> Blocks:
        """Return the same couplings."""
        del key
        return group


class Principal(AbstractProtection):
    """The leading directions of the activities of a task are protected when it is over.

    They are found in running means of products of two neurons' activities (as in gradient
    projection memory, arXiv 2103.09762); with a share of 1 all that was seen is protected.

    Attributes:
        share: of the energy of a task's activities, above 0 and at most 1.
        memory: what a step leaves of the running mean, from 0 to below 1.

    Raises:
        ValueError: when a value is out of range.
    """

    share: float = 0.95
    memory: float = 0.99

    def __check_init__(self):
        if isinstance(self.share, float | int) and not 0 < self.share <= 1:
            raise ValueError(f"share is {self.share}; it must be above 0 and at most 1")
        if isinstance(self.memory, float | int) and not 0 <= self.memory < 1:
            raise ValueError(f"memory is {self.memory}; it must be at least 0 and below 1")

    def apply(self, group: Blocks, key: Key) -> Blocks:
        """Return couplings with running means beside them."""
        del key
        share, memory = (jnp.asarray(v, jnp.float32) for v in (self.share, self.memory))

        def watch(sources: int) -> Subspace:
            zeros = jnp.zeros((sources, sources))
            return Subspace(zeros, Moments(jnp.zeros((sources, sources)), share, memory))

        return _each(group, lambda sources, number: watch(sources))


class Graded(AbstractProtection):
    """Every direction is protected in part, the more the more energy old tasks have in it.

    No direction is cut off, so that something can be learnt in all, and what is small is kept
    less (OWM, arXiv 1810.01256).

    Attributes:
        half: the energy at which a direction is half protected, above 0, in units of a task's mean
            energy in a direction; small keeps more, and leaves less room.
        memory: what a step leaves of the running mean, from 0 to below 1.

    Raises:
        ValueError: when a value is out of range.
    """

    half: float = 0.3
    memory: float = 0.99

    def __check_init__(self):
        if isinstance(self.half, float | int) and not 0 < self.half < float("inf"):
            raise ValueError(f"half is {self.half}; it must be a number above 0")
        if isinstance(self.memory, float | int) and not 0 <= self.memory < 1:
            raise ValueError(f"memory is {self.memory}; it must be at least 0 and below 1")

    def apply(self, group: Blocks, key: Key) -> Blocks:
        """Return couplings with sums of energies beside them."""
        del key
        half, memory = (jnp.asarray(v, jnp.float32) for v in (self.half, self.memory))

        def watch(sources: int) -> Subspace:
            zeros = jnp.zeros((sources, sources))
            finder = Energies(jnp.zeros_like(zeros), jnp.zeros_like(zeros), half, memory)
            return Subspace(zeros, finder)

        return _each(group, lambda sources, number: watch(sources))


class Hebbian(AbstractProtection):
    """Lateral neurons find the subspace of a task by a local rule (HLOP, arXiv 2402.11984).

    Attributes:
        rows: lateral neurons for each task and each population, at least 1.
        rate: of their rule, above 0; the energies of activities times the rate must be small.
        inner: their steps for each batch, at least 1.

    Raises:
        ValueError: when a value is out of range.
    """

    rows: int = eqx.field(static=True, default=50)
    rate: float = 0.01
    inner: int = eqx.field(static=True, default=5)

    def __check_init__(self):
        for name in ("rows", "inner"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} is {value!r}; it must be a whole number of at least 1")
        if isinstance(self.rate, float | int) and not 0 < self.rate < float("inf"):
            raise ValueError(f"rate is {self.rate}; it must be a number above 0")

    def apply(self, group: Blocks, key: Key) -> Blocks:
        """Return couplings with lateral neurons beside them, orthonormal at the start.

        Raises:
            ValueError: when a population has too few neurons for the rows of one task.
        """

        def watch(sources: int, number: int) -> Subspace:
            if self.rows >= sources:
                raise ValueError(
                    f"rows is {self.rows}, but activities of {sources} neurons are protected;"
                    f" no room would be left after one task: give at most {sources - 1}"
                )
            drawn = jax.random.normal(jax.random.fold_in(key, number), (sources, self.rows))
            rows = jnp.linalg.qr(drawn)[0].T
            rate = jnp.asarray(self.rate, jnp.float32)
            finder = Laterals(rows, jnp.zeros_like(rows), rate, self.inner)
            return Subspace(jnp.zeros((sources, sources)), finder)

        return _each(group, watch)


def _each(group: Blocks, watch) -> Blocks:
    """Couplings of which each plastic block has a subspace of its own."""

    def of(block: AbstractCouplings, sources: int, number: int) -> AbstractCouplings:
        if isinstance(block, Dense | Recurrent):
            return Protected(block, watch(sources, number))
        return block

    blocks = tuple(
        of(block, group.sources[path.source], number)
        for number, (path, block) in enumerate(zip(group.paths, group.blocks, strict=True))
    )
    return Blocks(group.sources, group.targets, group.paths, blocks)
