"""The native kernels of sparse couplings, which are stored as in `basinet.core.sparse.Sparse`."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, UInt

from basinet.core.native.settle import each


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
    return send(*each(size, mapped, given)), True


def send_compressed(
    spins: Float[Array, "batch source"],
    starts: Int[Array, " groups_and_end"],
    sources: Int[Array, "entries 8"],
    weights: Float[Array, "entries 8"],
    order: Int[Array, " target"],
) -> Float[Array, "batch target"]:
    """Return the field of couplings stored as in `basinet.core.compressed.Compressed`."""
    shape = jax.ShapeDtypeStruct((*spins.shape[:-1], order.shape[-1]), jnp.float32)
    call = jax.ffi.ffi_call("basinet_send_compressed", shape, vmap_method="sequential")
    return call(spins, starts, sources, weights, order)


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
