"""The native kernels of sparse couplings, which are stored as in `basinet.core.sparse.Sparse`."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, UInt


@jax.custom_batching.custom_vmap
def send(
    change: Float[Array, "*networks batch source"],
    sources: Int[Array, "*networks target fan_in"],
    weights: Float[Array, "*networks target fan_in"],
    outgoing: Int[Array, "*networks synapses"],
    starts: Int[Array, "*networks sources_and_end"],
) -> Float[Array, "*networks batch target"]:
    """Return the field that the changes cause, visiting the synapses that leave them.

    Where many spins of a pattern changed all synapses are summed instead.
    """
    shape = jax.ShapeDtypeStruct((*change.shape[:-1], weights.shape[-2]), jnp.float32)
    return jax.ffi.ffi_call("basinet_send", shape)(change, sources, weights, outgoing, starts)


@send.def_vmap
def _send_of_many(size: int, mapped: list[bool], *given: Array) -> tuple[Array, bool]:
    return send(*_each(size, mapped, given)), True


@jax.custom_batching.custom_vmap
def settle(
    spins: Float[Array, "*networks batch n"],
    recurrent: Float[Array, "*networks batch n"],
    external: Float[Array, "*networks batch n"],
    own: Float[Array, "*networks n"],
    most: Int[Array, "*networks"],
    sources: Int[Array, "*networks n fan_in"],
    weights: Float[Array, "*networks n fan_in"],
    outgoing: Int[Array, "*networks synapses"],
    starts: Int[Array, "*networks sources_and_end"],
) -> tuple[
    Float[Array, "*networks batch n"],
    Float[Array, "*networks batch n"],
    Int[Array, "*networks batch"],
    Int[Array, "*networks batch"],
]:
    """Sweep synchronously until nothing flips, at most `most` times.

    Args:
        spins: the spins at the start.
        recurrent: the fields that they cause.
        external: the external field, the same in all sweeps.
        own: the self-couplings.
        most: the largest number of sweeps.
        sources: of the synapses, like the next three.
        weights: their weights.
        outgoing: their numbers, source by source.
        starts: where those of each source begin.

    Returns:
        Spins and recurrent field at the end, and for each pattern the sweeps and the outcome as
        `basinet.core.relax` reports them.
    """
    state = jax.ShapeDtypeStruct(spins.shape, jnp.float32)
    count = jax.ShapeDtypeStruct(spins.shape[:-1], jnp.int32)
    call = jax.ffi.ffi_call(
        "basinet_settle", (state, state, count, count), input_output_aliases={0: 0, 1: 1}
    )
    spins, recurrent, sweeps, outcomes = call(
        spins, recurrent, external, own, most, sources, weights, outgoing, starts
    )
    return spins, recurrent, sweeps, outcomes


@settle.def_vmap
def _settle_of_many(size: int, mapped: list[bool], *given: Array) -> tuple[tuple, tuple]:
    return settle(*_each(size, mapped, given)), (True, True, True, True)


def _each(size: int, mapped: list[bool], given: tuple[Array, ...]) -> list[Array]:
    """What each of several networks is given; what all have in common is repeated."""
    return [
        value if is_mapped else jnp.broadcast_to(value, (size, *value.shape))
        for value, is_mapped in zip(given, mapped, strict=True)
    ]


def learn(
    weights: Float[Array, "target fan_in"],
    sources: Int[Array, "target fan_in"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    factors: Float[Array, " 2"],
) -> Float[Array, "target fan_in"]:
    """Return factors[0] weights + factors[1] sum_batch post_i pre_j in the weights' memory."""
    shape = jax.ShapeDtypeStruct(weights.shape, jnp.float32)
    call = jax.ffi.ffi_call(
        "basinet_learn_synapses", shape, input_output_aliases={0: 0}, vmap_method="broadcast_all"
    )
    return call(weights, sources, post, pre, factors)


def visit(
    spins: Float[Array, "batch n"],
    recurrent: Float[Array, "batch n"],
    external: Float[Array, "batch n"],
    own: Float[Array, " n"],
    draws: UInt[Array, " n"],
    sources: Int[Array, "n fan_in"],
    weights: Float[Array, "n fan_in"],
    outgoing: Int[Array, " synapses"],
    starts: Int[Array, " sources_and_end"],
) -> tuple[Float[Array, "batch n"], Float[Array, "batch n"]]:
    """Update every neuron once in the order of their draws; see `basinet.core.native.visit`.

    The work is proportional to the neurons and to the synapses that leave those that flip.
    """
    shape = jax.ShapeDtypeStruct(spins.shape, jnp.float32)
    call = jax.ffi.ffi_call(
        "basinet_visit_synapses",
        (shape, shape),
        input_output_aliases={0: 0, 1: 1},
        vmap_method="sequential",
    )
    spins, recurrent = call(
        spins, recurrent, external, own, draws, sources, weights, outgoing, starts
    )
    return spins, recurrent
