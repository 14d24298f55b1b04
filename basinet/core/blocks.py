"""Arrangements of couplings between slices of two populations.

A layered chain, skip connections or a lattice of modules are values of `Blocks`: only the blocks
that are listed exist, are multiplied and are stored.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Self

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet.core.couplings import AbstractCouplings


class Path(NamedTuple):
    """Which part of the sources a block reads and which part of the targets it drives."""

    source: int
    target: int


class Blocks(AbstractCouplings):
    """Couplings between the parts of a source and the parts of a target population.

    Attributes:
        sources: sizes of the parts of the source population, in order.
        targets: sizes of the parts of the target population, in order.
        paths: the (source part, target part) of each block.
        blocks: the couplings of each block.

    Raises:
        ValueError: when a path names a part that does not exist, or their numbers differ.
    """

    sources: tuple[int, ...] = eqx.field(static=True)
    targets: tuple[int, ...] = eqx.field(static=True)
    paths: tuple[Path, ...] = eqx.field(static=True)
    blocks: tuple[AbstractCouplings, ...]

    def __check_init__(self):
        if len(self.paths) != len(self.blocks):
            raise ValueError(
                f"{len(self.paths)} paths were given for {len(self.blocks)} blocks of couplings;"
                " each block needs one path"
            )
        for path in self.paths:
            for part, sizes, side in (
                (path.source, self.sources, "source"),
                (path.target, self.targets, "target"),
            ):
                if not 0 <= part < len(sizes):
                    raise ValueError(
                        f"a block names {side} part {part}, but there are {len(sizes)} parts,"
                        f" numbered from 0 to {len(sizes) - 1}"
                    )

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the summed field of all blocks, zero where no block ends."""
        parts = _split(spins, self.sources)
        return self._sum([b(parts[p.source]) for p, b in self._pairs()], spins)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return `self(change)`, each block reading only what changed in its source part."""
        parts = _split(change, self.sources)
        return self._sum([b.shift(parts[p.source]) for p, b in self._pairs()], change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons over all blocks."""
        fields = []
        for path, block in self._pairs():
            start = sum(self.sources[: path.source])
            inside = (sources >= start) & (sources < start + self.sources[path.source])
            nearest = jnp.clip(sources - start, 0, self.sources[path.source] - 1)
            fields.append(jnp.where(inside[:, None], block.rows(nearest), 0.0))
        return self._sum(fields, sources[:, None].astype(float))

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after each block took its own local step."""
        if not self.blocks:
            return self
        posts, pres = _split(post, self.targets), _split(pre, self.sources)
        blocks = tuple(
            block.learn(posts[path.target], pres[path.source], rate, decay)
            for path, block in self._pairs()
        )
        return eqx.tree_at(lambda it: it.blocks, self, blocks)

    def split_sources(self, values: Float[Array, "batch n"]) -> list[Float[Array, "batch _"]]:
        """Cut columns into the parts of the source population."""
        return _split(values, self.sources)

    def split_targets(self, values: Float[Array, "batch n"]) -> list[Float[Array, "batch _"]]:
        """Cut columns into the parts of the target population."""
        return _split(values, self.targets)

    def _pairs(self):
        return zip(self.paths, self.blocks, strict=True)

    def _sum(self, fields: Sequence[Array], like: Array) -> Array:
        totals: list[Array | None] = [None] * len(self.targets)
        for path, field in zip(self.paths, fields, strict=True):
            before = totals[path.target]
            totals[path.target] = field if before is None else before + field
        filled = [
            jnp.zeros((like.shape[0], size), like.dtype) if total is None else total
            for total, size in zip(totals, self.targets, strict=True)
        ]
        return filled[0] if len(filled) == 1 else jnp.concatenate(filled, axis=1)


def _split(values: Float[Array, "batch n"], sizes: Sequence[int]) -> list[Float[Array, "batch _"]]:
    """Cut the columns into consecutive parts of the given sizes."""
    edges = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    return [values[:, start:stop] for start, stop in pairwise(edges)]
