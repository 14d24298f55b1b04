"""Sparse couplings: every target neuron has the same number of synapses, stored as a list.

Memory and time are proportional to the synapses; no matrix of all pairs is ever made. The
synapses are listed by their targets, which makes a field a plain sum, and an index lists them by
their sources: when a few neurons flip, only the synapses that leave them are visited. On a CPU
the native kernels do both, and the learning step (`basinet.core.native.synapses`).
"""

from collections.abc import Callable
from functools import partial
from typing import Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.core import native
from basinet.core.couplings import AbstractCouplings, Frozen
from basinet.core.native import synapses
from basinet.core.synapse_numbers import check_index, check_sources


class Sparse(AbstractCouplings):
    """Plastic synapses at a fixed fan-in K; made by `from_synapses`.

    The synapses are numbered by target: those of target i are i K, ..., i K + K - 1.

    Attributes:
        sources: `[target, K]`; the presynaptic neuron of each synapse.
        weights: `[target, K]`; its weight.
        outgoing: the numbers of all synapses in the order of their sources.
        starts: where in `outgoing` the synapses of each source begin; at the end their total.
    """

    sources: Int[Array, "target fan_in"]
    weights: Float[Array, "target fan_in"]
    outgoing: Int[Array, " synapses"]
    starts: Int[Array, " sources_and_end"]

    def __check_init__(self) -> None:
        numbers = self.sources, self.outgoing, self.starts
        if not any(isinstance(part, Tracer) for part in numbers):
            check_index(*map(np.asarray, numbers))

    @property
    def size(self) -> int:
        """The number of source neurons."""
        return self.starts.shape[0] - 1

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""
        return self._send(spins, lambda spins, *_: jax.lax.map(partial(Sparse._full, self), spins))

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return `self(change)`, in each pattern from the synapses of few changed spins alone."""
        return self._send(change, lambda change, *_: self._shift(change))

    def _send(
        self, spins: Float[Array, "batch source"], otherwise: Callable[..., Array]
    ) -> Float[Array, "batch target"]:
        """The field of spins from the native kernel, where there is none from another function."""
        given = spins, *self.listed()
        if not native.ready(spins, self.weights):
            return otherwise(*given)
        return jax.lax.platform_dependent(*given, cpu=synapses.send, default=otherwise)

    def listed(self) -> tuple[Array, Array, Array, Array]:
        """Return sources, weights, outgoing and starts, as the native kernels take them."""
        return self.sources, self.weights, self.outgoing, self.starts

    def _shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """`shift` in JAX."""
        if self.weights.size < _ALWAYS_FULL:
            zeros = jnp.zeros((change.shape[0], self.weights.shape[0]), change.dtype)
            return jax.lax.cond(jnp.any(change != 0), lambda: self(change), lambda: zeros)

        def of_pattern(change: Float[Array, " source"]) -> Float[Array, " target"]:
            leaving = jnp.sum(jnp.where(change != 0, jnp.diff(self.starts), 0))
            few = _VISIT_COST * leaving < self.weights.size
            return jax.lax.cond(few, Sparse._of_flips, Sparse._full, self, change)

        return jax.lax.map(of_pattern, change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons, visiting their synapses alone."""
        nothing = jnp.zeros(self.weights.shape[0], self.weights.dtype)
        return jax.lax.map(lambda source: self._add(source, jnp.ones(()), nothing), sources)

    def _full(self, spins: Float[Array, " source"]) -> Float[Array, " target"]:
        """The field in one pattern, a sum over all synapses."""
        return jnp.sum(self.weights * spins[self.sources], axis=1)

    def _of_flips(self, change: Float[Array, " source"]) -> Float[Array, " target"]:
        """The field of the spins that are not zero, from the synapses that leave them."""
        neurons = jnp.nonzero(change, size=self.size, fill_value=0)[0]
        nothing = jnp.zeros(self.weights.shape[0], change.dtype)

        def add(number: Array, field: Array) -> Array:
            return self._add(neurons[number], change[neurons[number]], field)

        return jax.lax.fori_loop(0, jnp.count_nonzero(change), add, nothing)

    def _add(
        self, source: Int[Array, ""], amount: Float[Array, ""], field: Float[Array, " target"]
    ) -> Float[Array, " target"]:
        """The field after a source neuron with some amount was added, in strips of its synapses."""
        targets, fan_in = self.weights.shape
        weights, length = self.weights.ravel(), min(_STRIP, self.weights.size)
        first, end = self.starts[source], self.starts[source + 1]

        def add(strip: Array, field: Array) -> Array:
            start = first + strip * length
            # A slice that would reach beyond the end begins earlier.
            begin = jnp.minimum(start, weights.size - length)
            number = begin + jnp.arange(length)
            synapse = jax.lax.dynamic_slice(self.outgoing, (begin,), (length,))
            target = jnp.where((number >= start) & (number < end), synapse // fan_in, targets)
            return field.at[target].add(amount * weights[synapse], mode="drop")

        return jax.lax.fori_loop(0, -(-(end - first) // length), add, field)

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the couplings after one local step; see `AbstractCouplings.learn`."""
        weights = _step(self.sources, self.weights, post, pre, rate, decay)
        return eqx.tree_at(lambda it: it.weights, self, weights)


_STRIP = 128
"""Synapses of a neuron that are visited at once."""

_VISIT_COST = 20
"""How many times more it costs to visit a synapse by the index than in a sum over all of them."""

_ALWAYS_FULL = 50_000
"""Number of synapses below which a sum over all of them is the faster way."""


def from_synapses(
    sources: Int[Array, "target fan_in"], weights: Float[Array, "target fan_in"], size: int
) -> Sparse:
    """Return sparse couplings from a list of synapses.

    Args:
        sources: the presynaptic neuron of each synapse, from 0 to size - 1, different ones for
            one target.
        weights: its weight.
        size: number of source neurons.

    Raises:
        ValueError: when a source does not exist; numbers that JAX traces are not looked at.
    """
    if not isinstance(sources, Tracer):
        check_sources(np.asarray(sources), size)
    targets, fan_in = sources.shape
    leaving = jnp.zeros(size, int).at[sources].add(1)
    starts = jnp.concatenate([jnp.zeros(1, int), jnp.cumsum(leaving)])

    # A sort of all synapses would need several times their memory.
    def of_target(target: Array, at: tuple[Array, Array]) -> tuple[Array, Array]:
        outgoing, free = at
        place = free[sources[target]]
        outgoing = outgoing.at[place].set(target * fan_in + jnp.arange(fan_in))
        return outgoing, free.at[sources[target]].add(1)

    empty = jnp.zeros(targets * fan_in, int), starts[:-1]
    outgoing, _ = jax.lax.fori_loop(0, targets, of_target, empty)
    return Sparse(sources, weights, outgoing, starts)


def _step(
    sources: Int[Array, "target fan_in"],
    weights: Float[Array, "target fan_in"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    rate: Float[Array, ""] | float,
    decay: Float[Array, ""] | float,
) -> Float[Array, "target fan_in"]:
    """The learning step of `AbstractCouplings.learn` on the synapses that exist."""
    step = rate / sources.shape[1] ** 0.5
    factors = jnp.stack(
        [jnp.asarray(1 - step * decay), jnp.asarray(step / pre.shape[0] ** 0.5)]
    ).astype(weights.dtype)
    given = weights, sources, post, pre, factors
    if native.ready(weights, post, pre):
        return jax.lax.platform_dependent(
            *given, cpu=synapses.learn, default=with_local_correlation
        )
    return with_local_correlation(*given)


def with_local_correlation(
    weights: Float[Array, "target fan_in"],
    sources: Int[Array, "target fan_in"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    factors: Float[Array, " 2"],
) -> Float[Array, "target fan_in"]:
    """Return factors[0] weights + factors[1] sum_batch post_i pre_j on every synapse."""

    def of_pattern(total: Array, pattern: tuple[Array, Array]) -> tuple[Array, None]:
        post, pre = pattern
        return total + post[:, None] * pre[sources], None

    correlation = jax.lax.scan(of_pattern, jnp.zeros_like(weights), (post, pre))[0]
    return factors[0] * weights + factors[1] * correlation


def random_sources(
    sources: int, targets: int, fan_in: int, key: Key, *, without_self: bool = False
) -> Int[Array, "target fan_in"]:
    """Return `fan_in` different random sources for each target.

    Args:
        sources: number of source neurons.
        targets: number of target neurons.
        fan_in: synapses of each target.
        key: the random key.
        without_self: whether source i is excluded for target i, for one population.

    Raises:
        ValueError: when there are fewer sources than synapses.
    """
    available = sources - without_self
    if not 1 <= fan_in <= available:
        raise ValueError(
            f"fan_in is {fan_in}, but a neuron has {available} possible sources;"
            f" it must be from 1 to {available}"
        )

    def of_target(target: Array, key: Key) -> Int[Array, " fan_in"]:
        drawn = _distinct(available, fan_in, key)
        return drawn + (drawn >= target) if without_self else drawn

    keys = jax.random.split(key, targets)
    return jax.lax.map(lambda at: of_target(*at), (jnp.arange(targets), keys), batch_size=256)


def random_sparse(neurons: int, fan_in: int, key: Key) -> Sparse:
    """Return sparse couplings inside one population, weights N(0, 1/K), without self-synapses.

    Raises:
        ValueError: when the fan-in is not below the number of neurons.
    """
    key_sources, key_weights = jax.random.split(key)
    sources = random_sources(neurons, neurons, fan_in, key_sources, without_self=True)
    weights = jax.random.normal(key_weights, sources.shape) / fan_in**0.5
    return from_synapses(sources, weights, neurons)


def random_excitatory(
    sources: int, targets: int, fan_in: int, strength: float | Array, key: Key
) -> Frozen:
    """Return fixed excitatory couplings between populations, K random sources for each target.

    Each synapse has the weight strength / K, so that `strength` is the field when all sources
    agree, as lambda is for one-to-one couplings.

    Raises:
        ValueError: when there are fewer sources than synapses.
    """
    chosen = random_sources(sources, targets, fan_in, key)
    weights = jnp.broadcast_to(jnp.asarray(strength, jnp.float32) / fan_in, chosen.shape)
    return Frozen(from_synapses(chosen, weights, sources))


def random_excitatory_within(
    neurons: int, fan_in: int, strength: float | Array, key: Key
) -> Frozen:
    """Return `random_excitatory` couplings inside one population, without self-synapses.

    Raises:
        ValueError: when the fan-in is not below the number of neurons.
    """
    chosen = random_sources(neurons, neurons, fan_in, key, without_self=True)
    weights = jnp.broadcast_to(jnp.asarray(strength, jnp.float32) / fan_in, chosen.shape)
    return Frozen(from_synapses(chosen, weights, neurons))


def _distinct(available: int, count: int, key: Key) -> Int[Array, " count"]:
    """Return distinct random numbers below `available` (Floyd's method, `count` steps)."""
    draws = jax.random.uniform(key, (count,))

    def draw(i: Array, chosen: Array) -> Array:
        most = available - count + i
        candidate = jnp.minimum((draws[i] * (most + 1)).astype(int), most)
        return chosen.at[i].set(jnp.where(jnp.any(chosen == candidate), most, candidate))

    return jax.lax.fori_loop(0, count, draw, jnp.full(count, -1))
