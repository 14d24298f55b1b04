"""Fixed couplings of which few exist: every target has as many synapses as it has.

Where `basinet.core.sparse.Sparse` lists plastic synapses at one fan-in, these are made once from a
matrix with many zeros, as the recurrent weights of a reservoir are, and stay as they are. Targets
with about as many synapses stand in a group of eight, and the synapses of a group lie side by side.
"""

from typing import Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from jaxtyping import Array, Float, Int

from basinet.core import native
from basinet.core.couplings import AbstractCouplings
from basinet.core.native import synapses
from basinet.core.synapse_numbers import check_groups

_SIDE = 8
"""Targets of a group, as in the native kernel."""

_ROUND = 64
"""Entries are filled up to a multiple of this, so that networks drawn alike have equal shapes."""


class Compressed(AbstractCouplings):
    """Fixed synapses, any number for each target; made by `compressed`.

    A field is the sum over the target's sources in their order, each added with one rounding, and
    so on a CPU the same to the last bit as that of `Dense` with the same weights.

    Attributes:
        starts: where the entries of each group of eight targets begin, and the end.
        sources: `[entry, 8]`; the source neuron of each synapse.
        weights: `[entry, 8]`; its weight, 0 where a target has fewer synapses than its group.
        order: the targets, group by group.
        size: number of source neurons.
    """

    starts: Int[Array, " groups_and_end"]
    sources: Int[Array, "entries 8"]
    weights: Float[Array, "entries 8"]
    order: Int[Array, " target"]
    size: int = eqx.field(static=True)

    def __check_init__(self) -> None:
        numbers = self.starts, self.sources, self.order
        if not any(isinstance(part, Tracer) for part in numbers):
            starts, sources, order = map(np.asarray, numbers)
            check_groups(starts, sources, order, self.size)

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""
        given = spins, self.starts, self.sources, self.weights, self.order
        if not native.ready(spins, self.weights):
            return _summed(*given)
        return jax.lax.platform_dependent(*given, cpu=synapses.send_compressed, default=_summed)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return `self(change)`."""
        return self(change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons, zeros where there is no synapse."""
        return self(jax.nn.one_hot(sources, self.size, dtype=self.weights.dtype))

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the same couplings: they are not plastic."""
        del post, pre, rate, decay
        return self


def compressed(weights: Float[np.ndarray | Array, "source target"]) -> Compressed:
    """Return the synapses of a matrix that are not zero."""
    matrix = np.asarray(weights, np.float32)
    size, targets = matrix.shape
    target, source = np.nonzero(matrix.T)
    counts = np.bincount(target, minlength=targets)
    order = np.argsort(-counts, kind="stable")
    place = np.empty(targets, int)
    place[order] = np.arange(targets)
    tallest = counts[order][::_SIDE]  # of each group, whose first target has most
    starts = np.concatenate([[0], np.cumsum(tallest)])
    within = np.arange(len(target)) - (np.cumsum(counts) - counts)[target]
    entry, lane = starts[place[target] // _SIDE] + within, place[target] % _SIDE
    entries = -(-int(starts[-1]) // _ROUND) * _ROUND
    sources = np.zeros((entries, _SIDE), np.int32)
    values = np.zeros((entries, _SIDE), np.float32)
    sources[entry, lane], values[entry, lane] = source, matrix[source, target]
    numbers = (jnp.asarray(part, jnp.int32) for part in (starts, sources, order))
    starts, sources, order = numbers
    return Compressed(starts, sources, jnp.asarray(values), order, size)


def _summed(
    spins: Float[Array, "batch source"],
    starts: Int[Array, " groups_and_end"],
    sources: Int[Array, "entries 8"],
    weights: Float[Array, "entries 8"],
    order: Int[Array, " target"],
) -> Float[Array, "batch target"]:
    """The fields in JAX."""
    groups = jnp.searchsorted(starts[1:], jnp.arange(len(sources)), side="right")

    def of_pattern(spins: Float[Array, " source"]) -> Float[Array, " target"]:
        # What is behind the last group belongs to none and is dropped.
        sums = jax.ops.segment_sum(weights * spins[sources], groups, len(starts) - 1)
        return jnp.zeros(order.shape, sums.dtype).at[order].set(sums.ravel()[: len(order)])

    return jax.lax.map(of_pattern, spins)
