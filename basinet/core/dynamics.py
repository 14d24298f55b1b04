"""Update rules: how the spins of a network change in one sweep.

A sweep offers each neuron one update. All rules are deterministic given a key. Random choices
are drawn for each sweep and neuron and shared by the patterns of a batch, so that the result for
one pattern does not depend on the others; independent noise comes from `jax.vmap` over keys.
"""

from abc import abstractmethod
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, UInt

from basinet._short import short
from basinet._types import PRECISION, Field, Key, Spins
from basinet.core import native
from basinet.core.blocks import Blocks
from basinet.core.couplings import AbstractCouplings, Dense, Frozen, Reciprocal, Recurrent
from basinet.core.native import synapses
from basinet.core.network import Configuration, Network, align
from basinet.core.protected import Protected
from basinet.core.rewiring import Rewired
from basinet.core.sparse import Sparse


class AbstractDynamics(eqx.Module):
    """A rule that updates the spins once."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def is_deterministic(self) -> bool:
        """Return whether each sweep applies the same map: a state met before proves a cycle."""

    @abstractmethod
    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration after one sweep under the external field.

        A neuron at exactly zero field keeps its spin.
        """


class Synchronous(AbstractDynamics):
    """Every neuron takes the sign of its field at once."""

    def is_deterministic(self) -> bool:
        """Return True."""
        return True

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration in which every spin agrees with its field before the sweep."""
        del key
        return network.move(now, align(network.field(now, external), now.spins))


class RandomSubset(AbstractDynamics):
    """Each neuron takes the sign of its field with probability `fraction`, all at once.

    Attributes:
        fraction: p in (0, 1]; 1 is the synchronous rule.

    Raises:
        ValueError: when the fraction is outside (0, 1].
    """

    fraction: float = 0.85

    def __check_init__(self):
        if isinstance(self.fraction, float | int) and not 0 < self.fraction <= 1:
            raise ValueError(
                f"fraction is {self.fraction}; the share of neurons that update in a sweep must"
                " be above 0 and at most 1"
            )

    def is_deterministic(self) -> bool:
        """Return False, whatever the fraction."""
        return False

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration in which a random subset of the spins followed its field."""
        chosen = jax.random.bernoulli(key, self.fraction, now.spins.shape[1:])
        aligned = align(network.field(now, external), now.spins)
        return network.move(now, jnp.where(chosen, aligned, now.spins))


class Sequential(AbstractDynamics):
    """Every neuron updates once, one after the other, each seeing the newest state.

    The order is that of fresh random numbers in each sweep, the same for all patterns. The sweep is
    exact: neurons are taken in blocks only for speed. For a block, the rows of outgoing weights
    are gathered once; inside it every flip corrects the fields of the neurons that come later;
    after it one product corrects the fields of all others. Up to rounding of fields near zero the
    trajectory is that of a loop over single neurons.

    Attributes:
        block: neurons taken together where JAX computes the sweep, at least 1; changes the speed,
            not the result.

    Raises:
        ValueError: when the block is smaller than 1.
    """

    block: int = eqx.field(static=True, default=32)

    def __check_init__(self):
        if not isinstance(self.block, int) or self.block < 1:
            raise ValueError(f"block is {self.block!r}; it must be a whole number of at least 1")

    def is_deterministic(self) -> bool:
        """Return False: the order changes from sweep to sweep."""
        return False

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration after every neuron was offered one update in turn."""
        neurons = now.spins.shape[1]
        draws = jax.random.bits(key, (neurons,), jnp.uint32)
        own = jnp.broadcast_to(network.self_coupling, (neurons,))
        given = now.spins, now.recurrent, external, own, draws

        def in_jax(*given: Array) -> tuple[Spins, Field]:
            # Further arguments are for the native code: here the couplings are asked for rows.
            return self._in_blocks(network.couplings, *given[:5])

        inner = single(network.couplings)
        weights = matrix(inner)
        if isinstance(inner, Sparse) and native.ready(*given[:4], inner.weights):
            after = jax.lax.platform_dependent(
                *given, *inner.listed(), cpu=synapses.visit, default=in_jax
            )
        elif weights is not None and native.ready(*given[:4], weights):
            after = jax.lax.platform_dependent(*given, weights, cpu=native.visit, default=in_jax)
        else:
            after = in_jax(*given)
        return Configuration(*after)

    def _in_blocks(
        self,
        couplings: AbstractCouplings,
        spins: Spins,
        recurrent: Field,
        external: Field,
        own: Float[Array, " n"],
        draws: UInt[Array, " n"],
    ) -> tuple[Spins, Field]:
        """Return spins and recurrent field after the neurons were visited in order of draws."""
        neurons = spins.shape[1]
        order = jnp.argsort(draws)
        blocks = -(-neurons // self.block)
        # The last block is filled up with neurons that are out of range and hence left alone.
        filled = jnp.pad(order, (0, blocks * self.block - neurons), constant_values=neurons)

        def visit(at: tuple[Array, Array], chosen: Array) -> tuple[tuple[Array, Array], None]:
            spins, recurrent = at
            rows = couplings.rows(jnp.minimum(chosen, neurons - 1))
            held = partial(jnp.take, indices=chosen, axis=0, mode="fill", fill_value=0)
            before = held(spins)
            after = _in_turn(
                held(recurrent) + held(external.T), before, held(own), _between(rows, chosen)
            )
            shift = jnp.matmul(rows.T, after - before, precision=PRECISION)
            return (spins.at[chosen].set(after, mode="drop"), recurrent + shift), None

        start = spins.T, recurrent.T
        (spins, recurrent), _ = jax.lax.scan(visit, start, filled.reshape(blocks, self.block))
        return spins.T, recurrent.T


def matrix(couplings: AbstractCouplings) -> Float[Array, "n n"] | None:
    """Return the weights `[source, target]` if the couplings are one matrix, else None."""
    inner = single(couplings)
    return inner.weights if isinstance(inner, Dense | Recurrent | Reciprocal) else None


def single(couplings: AbstractCouplings) -> AbstractCouplings:
    """Return what is inside couplings that learn in their own way or never, or the only block."""
    if isinstance(couplings, Frozen | Protected | Rewired):
        return single(couplings.couplings)
    if isinstance(couplings, Blocks) and len(couplings.blocks) == len(couplings.sources) == 1:
        return single(couplings.blocks[0])
    return couplings


def are_apart(couplings: AbstractCouplings) -> bool:
    """Return whether no neuron hears of another: an arrangement without blocks."""
    inner = single(couplings)
    return isinstance(inner, Blocks) and not inner.blocks


def _between(
    rows: Float[Array, "block n"], chosen: Int[Array, " block"]
) -> Float[Array, "block block"]:
    """The weights among the neurons of a block, from row to column."""
    return jnp.take(rows, chosen, axis=1, mode="fill", fill_value=0)


def _in_turn(
    field: Float[Array, "block batch"],
    spins: Float[Array, "block batch"],
    own: Float[Array, " block"],
    weights: Float[Array, "block block"],
) -> Float[Array, "block batch"]:
    """Update the neurons of a block one after the other and return their spins.

    Args:
        field: their fields before, without the self-coupling.
        spins: their spins before; 0 for places that are filled up, which stay 0.
        own: their self-couplings.
        weights: from row to column.
    """

    def update(i: Array, at: tuple[Array, Array]) -> tuple[Array, Array]:
        field, spins = at
        before = spins[i]
        after = align(field[i] + own[i] * before, before)
        shift = weights[i][:, None] * (after - before)
        return field + shift, spins.at[i].set(after)

    return jax.lax.fori_loop(0, spins.shape[0], update, (field, spins))[1]
