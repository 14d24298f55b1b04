"""The native kernels of a layer without couplings; see `basinet.core.layer` for what they do."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int


def answer(
    x: Float[Array, "batch features"],
    weights: Float[Array, "features n"],
    thresholds: Float[Array, " n"],
    readout: Float[Array, "n classes"],
    steps: Float[Array, " 7"],
) -> tuple[
    Float[Array, "batch n"],
    Float[Array, "batch n"],
    Float[Array, "batch classes"],
    Int[Array, "batch 2"],
]:
    """Return the fields, what is counted of them, what the readout makes of it, and the marks."""
    states = jax.ShapeDtypeStruct((len(x), len(thresholds)), jnp.float32)
    read = jax.ShapeDtypeStruct((len(x), readout.shape[1]), jnp.float32)
    marks = jax.ShapeDtypeStruct((len(x), 2), jnp.int32)
    call = jax.ffi.ffi_call(
        "basinet_answer", (states, states, read, marks), vmap_method="broadcast_all"
    )
    fields, counts, read, marks = call(x, weights, thresholds, readout, steps)
    return fields, counts, read, marks


def count(
    fields: Float[Array, "batch n"], readout: Float[Array, "n classes"], steps: Float[Array, " 7"]
) -> tuple[Float[Array, "batch n"], Float[Array, "batch classes"], Int[Array, "batch 2"]]:
    """Return what is counted of given fields, what the readout makes of it, and the marks."""
    states = jax.ShapeDtypeStruct(fields.shape, jnp.float32)
    read = jax.ShapeDtypeStruct((len(fields), readout.shape[1]), jnp.float32)
    marks = jax.ShapeDtypeStruct((len(fields), 2), jnp.int32)
    call = jax.ffi.ffi_call("basinet_count", (states, read, marks), vmap_method="broadcast_all")
    counts, read, marks = call(fields, readout, steps)
    return counts, read, marks


def learn(
    weights: Float[Array, "features n"],
    thresholds: Float[Array, " n"],
    feedback: Float[Array, "classes n"],
    readout: Float[Array, "n classes"],
    x: Float[Array, "batch features"],
    fields: Float[Array, "batch n"],
    counts: Float[Array, "batch n"],
    errors: Float[Array, "batch classes"],
    factors: Float[Array, " 10"],
    pace: Float[Array, ""],
) -> tuple[
    Float[Array, "features n"],
    Float[Array, " n"],
    Float[Array, "classes n"],
    Float[Array, "n classes"],
    Float[Array, "batch n"],
]:
    """Return weights, thresholds, feedback and readout after the step, in their memory; and d."""
    given = weights, thresholds, feedback, readout
    shapes = [jax.ShapeDtypeStruct(value.shape, jnp.float32) for value in (*given, fields)]
    call = jax.ffi.ffi_call(
        "basinet_learn_layer",
        shapes,
        input_output_aliases={0: 0, 1: 1, 2: 2, 3: 3},
        vmap_method="broadcast_all",
    )
    weights, thresholds, feedback, readout, drive = call(
        *given, x, fields, counts, errors, factors, pace
    )
    return weights, thresholds, feedback, readout, drive
