"""Native kernels for what takes the time of a learning step and of a sweep, on a CPU.

XLA's own code is the reference and stands in wherever these cannot be built. They do what XLA
does up to the rounding of float32, and one thing more: the result for a pattern is the same to
the last bit whatever the other patterns are and however many threads share the work.

Those of a whole relaxation are called from `settle.py`, those of couplings that are stored as a
list of synapses from `synapses.py`, those of a layer without couplings from `layer.py`, those of
thermal sweeps from `anneal.py`. A wheel brings them (`shipped.py`); elsewhere they are built with
the system's C++ compiler when they are first needed (`build.py`). The environment variable
BASINET_NATIVE=0 switches them off.
"""

import ctypes
import logging
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, UInt

from basinet.core.native.build import library
from basinet.core.native.shipped import shipped_library

_SHIFT, _LEARN, _VISIT = "basinet_shift", "basinet_learn", "basinet_visit"
_ELSEWHERE = tuple(
    f"basinet_{name}"
    for name in (
        *("settle", "settle_synapses", "send", "learn_synapses", "visit_synapses"),
        *("answer", "count", "learn_layer", "send_compressed"),
        *("anneal_whole", "anneal_floats"),
    )
)


@cache
def status() -> str:
    """Find or build the kernels and say how that ended: "ready", or why not.

    Where they are missing that is logged, once a process.
    """
    if os.environ.get("BASINET_NATIVE") == "0":
        return "off: BASINET_NATIVE is 0"
    reason: Exception | None = None
    try:
        for path in _libraries():
            try:
                _register(path)
            except (OSError, AttributeError, RuntimeError) as error:
                reason = error
            else:
                return "ready"
    except OSError as error:
        reason = error
    said = f"not built: {reason}"
    logging.getLogger("basinet").warning(
        "native kernels are %s; learning is slower without them", said
    )
    return said


def _libraries() -> Iterator[Path]:
    """The library that the package brought; one built here; that one built anew."""
    if (found := shipped_library()) is not None:
        yield found
    yield library()
    yield library(afresh=True)


def _register(path: Path) -> None:
    """Load a library and tell XLA of its kernels; nothing is told of one that lacks some."""
    functions = ctypes.CDLL(str(path))
    names = (_SHIFT, _LEARN, _VISIT, *_ELSEWHERE)
    capsules = [jax.ffi.pycapsule(getattr(functions, name)) for name in names]
    for name, capsule in zip(names, capsules, strict=True):
        jax.ffi.register_ffi_target(name, capsule, platform="cpu")


def ready(*arrays: Array) -> bool:
    """Return whether the kernels can be used on these arrays, where they lie on a CPU.

    Not where there are several devices: XLA can divide among them only what it made itself.
    """
    return all(array.dtype == jnp.float32 for array in arrays) and on_one_cpu()


def on_one_cpu() -> bool:
    """Return whether the kernels are there and the only device is a CPU."""
    single = jax.device_count() == 1 and jax.default_backend() == "cpu"
    return single and status() == "ready"


@jax.custom_batching.custom_vmap
def shift(
    change: Float[Array, "*networks batch source"], weights: Float[Array, "*networks source target"]
) -> Float[Array, "*networks batch target"]:
    """Return change @ weights, reading the rows of the sources that changed."""
    shape = jax.ShapeDtypeStruct((*change.shape[:-1], weights.shape[-1]), jnp.float32)
    return jax.ffi.ffi_call(_SHIFT, shape)(change, weights)


@shift.def_vmap
def _shift_of_many(
    size: int, mapped: list[bool], change: Array, weights: Array
) -> tuple[Array, bool]:
    change_mapped, weights_mapped = mapped
    if weights_mapped:
        change = change if change_mapped else jnp.broadcast_to(change, (size, *change.shape))
        return shift(change, weights), True
    # One network with many batches: they are one large batch, and the weights are read once.
    beside = jnp.moveaxis(change, 0, -3)
    together = beside.reshape(*change.shape[1:-2], size * change.shape[-2], change.shape[-1])
    field = shift(together, weights)
    apart = field.reshape(*beside.shape[:-1], field.shape[-1])
    return jnp.moveaxis(apart, -3, 0), True


def learn(
    weights: Float[Array, "source target"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    factors: Float[Array, " 2"],
    *,
    without_self: bool,
) -> Float[Array, "source target"]:
    """Return keep * weights + gain * pre^T post in the memory of the weights.

    Args:
        weights: `[source, target]`.
        post: postsynaptic factors.
        pre: presynaptic spins or inputs.
        factors: keep and gain.
        without_self: whether the diagonal is set to zero.
    """
    shape = jax.ShapeDtypeStruct(weights.shape, jnp.float32)
    call = jax.ffi.ffi_call(_LEARN, shape, input_output_aliases={0: 0}, vmap_method="broadcast_all")
    return call(weights, post, pre, factors, without_self=without_self)


def visit(
    spins: Float[Array, "batch n"],
    recurrent: Float[Array, "batch n"],
    external: Float[Array, "batch n"],
    own: Float[Array, " n"],
    draws: UInt[Array, " n"],
    weights: Float[Array, "n n"],
) -> tuple[Float[Array, "batch n"], Float[Array, "batch n"]]:
    """Update every neuron once, in the order of their draws, each seeing the newest state.

    Args:
        spins: the spins before.
        recurrent: the fields that they cause.
        external: the external field.
        own: the self-couplings.
        draws: whole numbers of 32 bits; the neuron with the smallest is the first.
        weights: `[source, target]`.

    Returns:
        The spins and their recurrent field after.
    """
    shape = jax.ShapeDtypeStruct(spins.shape, jnp.float32)
    aliases = {0: 0, 1: 1}
    call = jax.ffi.ffi_call(
        _VISIT, (shape, shape), input_output_aliases=aliases, vmap_method="sequential"
    )
    spins, recurrent = call(spins, recurrent, external, own, draws, weights)
    return spins, recurrent
