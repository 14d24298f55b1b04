"""Native relaxations: all synchronous sweeps under a steady stimulus in one call."""

from typing import TypeAlias

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

End: TypeAlias = tuple[
    Float[Array, "*networks batch n"],
    Float[Array, "*networks batch n"],
    Int[Array, "*networks batch"],
    Int[Array, "*networks batch"],
]
"""Spins, their recurrent field, and for each pattern the sweeps and the outcome, as
`basinet.core.relax` reports them."""


@jax.custom_batching.custom_vmap
def settle(
    spins: Float[Array, "*networks batch n"],
    recurrent: Float[Array, "*networks batch n"],
    external: Float[Array, "*networks batch n"],
    own: Float[Array, "*networks n"],
    most: Int[Array, "*networks"],
    weights: Float[Array, "*networks n n"],
) -> End:
    """Sweep synchronously until nothing flips, at most `most` times.

    Args:
        spins: the spins at the start.
        recurrent: the fields that they cause.
        external: the external field, the same in all sweeps.
        own: the self-couplings.
        most: the largest number of sweeps.
        weights: `[source, target]`.
    """
    return _call("basinet_settle", spins, recurrent, external, own, most, weights)


@jax.custom_batching.custom_vmap
def settle_synapses(
    spins: Float[Array, "*networks batch n"],
    recurrent: Float[Array, "*networks batch n"],
    external: Float[Array, "*networks batch n"],
    own: Float[Array, "*networks n"],
    most: Int[Array, "*networks"],
    sources: Int[Array, "*networks n fan_in"],
    weights: Float[Array, "*networks n fan_in"],
    outgoing: Int[Array, "*networks synapses"],
    starts: Int[Array, "*networks sources_and_end"],
) -> End:
    """Do the same with the synapses of a list, see `basinet.core.sparse.Sparse`."""
    listed = sources, weights, outgoing, starts
    return _call("basinet_settle_synapses", spins, recurrent, external, own, most, *listed)


def each(size: int, mapped: list[bool], given: tuple[Array, ...]) -> list[Array]:
    """Return what each of several networks is given; what all have in common is repeated."""
    return [
        value if is_mapped else jnp.broadcast_to(value, (size, *value.shape))
        for value, is_mapped in zip(given, mapped, strict=True)
    ]


@settle.def_vmap
def _settle_many(size: int, mapped: list[bool], *given: Array) -> tuple[End, tuple]:
    return settle(*each(size, mapped, given)), (True, True, True, True)


@settle_synapses.def_vmap
def _settle_many_lists(size: int, mapped: list[bool], *given: Array) -> tuple[End, tuple]:
    return settle_synapses(*each(size, mapped, given)), (True, True, True, True)


def _call(name: str, spins: Array, *others: Array) -> End:
    state = jax.ShapeDtypeStruct(spins.shape, jnp.float32)
    count = jax.ShapeDtypeStruct(spins.shape[:-1], jnp.int32)
    call = jax.ffi.ffi_call(name, (state, state, count, count), input_output_aliases={0: 0, 1: 1})
    spins, recurrent, sweeps, outcome = call(spins, *others)
    return spins, recurrent, sweeps, outcome
