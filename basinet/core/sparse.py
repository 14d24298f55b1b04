"""Sparse couplings: every target neuron has the same number of synapses, stored as a list.

Memory and time are proportional to the synapses; no matrix of all pairs is ever made.
"""

from typing import Self

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.core.couplings import AbstractCouplings, Frozen


class Sparse(AbstractCouplings):
    """Plastic synapses at a fixed fan-in K.

    Attributes:
        sources: `[target, K]`; the presynaptic neuron of each synapse.
        weights: `[target, K]`; its weight.
        size: number of source neurons.
    """

    sources: Int[Array, "target fan_in"]
    weights: Float[Array, "target fan_in"]
    size: int = eqx.field(static=True)

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field that the source spins cause in the targets."""
        return _sum_over_synapses(self.sources, self.weights, spins)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return `self(change)`, for nothing where no spin changed."""
        zeros = jnp.zeros((change.shape[0], self.weights.shape[0]), change.dtype)
        return jax.lax.cond(jnp.any(change != 0), self.__call__, lambda _: zeros, change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some target"]:
        """Return the outgoing weights of some neurons.

        Synapses are listed by their targets, so that this visits all of them: updates one after
        the other are exact here but cost (neurons / block) passes over the synapses.
        """
        chosen = sources[:, None] == jnp.arange(self.size)
        return self(chosen.astype(self.weights.dtype))

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

    def of_pattern(total: Array, pattern: tuple[Array, Array]) -> tuple[Array, None]:
        post, pre = pattern
        return total + post[:, None] * pre[sources], None

    correlation = jax.lax.scan(of_pattern, jnp.zeros_like(weights), (post, pre))[0]
    return weights * (1 - step * decay) + step / pre.shape[0] ** 0.5 * correlation


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
    return Sparse(sources, weights, neurons)


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
    return Frozen(Sparse(chosen, weights, sources))


def random_excitatory_within(
    neurons: int, fan_in: int, strength: float | Array, key: Key
) -> Frozen:
    """Return `random_excitatory` couplings inside one population, without self-synapses.

    Raises:
        ValueError: when the fan-in is not below the number of neurons.
    """
    chosen = random_sources(neurons, neurons, fan_in, key, without_self=True)
    weights = jnp.broadcast_to(jnp.asarray(strength, jnp.float32) / fan_in, chosen.shape)
    return Frozen(Sparse(chosen, weights, neurons))


def _distinct(available: int, count: int, key: Key) -> Int[Array, " count"]:
    """Return distinct random numbers below `available` (Floyd's method, `count` steps)."""
    draws = jax.random.uniform(key, (count,))

    def draw(i: Array, chosen: Array) -> Array:
        most = available - count + i
        candidate = jnp.minimum((draws[i] * (most + 1)).astype(int), most)
        return chosen.at[i].set(jnp.where(jnp.any(chosen == candidate), most, candidate))

    return jax.lax.fori_loop(0, count, draw, jnp.full(count, -1))


def _sum_over_synapses(
    sources: Int[Array, "target fan_in"],
    weights: Float[Array, "target fan_in"],
    spins: Float[Array, "batch source"],
) -> Float[Array, "batch target"]:
    """The field of each target, pattern by pattern so that memory stays that of the synapses."""
    return jax.lax.map(lambda pattern: jnp.sum(weights * pattern[sources], axis=1), spins)
