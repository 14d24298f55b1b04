"""The products in which a learning step spends its time.

`sent` sends spins through dense weights and `shifted` a change of few of them, `learnt` adds the
correlation of two populations. All are written in JAX for every device; on a CPU the native
kernels take their place when the program is lowered for it (`basinet.core.native`).
"""

from functools import partial

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import PRECISION
from basinet.core import native


@jax.custom_jvp
def sent(
    spins: Float[Array, "batch source"], weights: Float[Array, "source target"]
) -> Float[Array, "batch target"]:
    """Return spins @ weights. It has derivatives, which the native kernel alone would not have."""
    if native.ready(spins, weights):
        return jax.lax.platform_dependent(spins, weights, cpu=native.shift, default=product)
    return product(spins, weights)


@sent.defjvp
def _sent_changes(at: tuple[Array, Array], by: tuple[Array, Array]) -> tuple[Array, Array]:
    (spins, weights), (spins_by, weights_by) = at, by
    return sent(spins, weights), product(spins_by, weights) + product(spins, weights_by)


def product(
    spins: Float[Array, "batch source"], weights: Float[Array, "source target"]
) -> Float[Array, "batch target"]:
    """Return spins @ weights at the precision at which no field changes its sign."""
    return jnp.matmul(spins, weights, precision=PRECISION)


def shifted(
    change: Float[Array, "batch source"], weights: Float[Array, "source target"]
) -> Float[Array, "batch target"]:
    """Return change @ weights at the cost of the sources that changed in some pattern."""
    if native.ready(change, weights):
        return jax.lax.platform_dependent(change, weights, cpu=native.shift, default=sum_of_rows)
    return sum_of_rows(change, weights)


def learnt(
    weights: Float[Array, "source target"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    rate: Float[Array, ""] | float,
    decay: Float[Array, ""] | float,
    *,
    without_self: bool = False,
) -> Float[Array, "source target"]:
    """Return the weights after the learning step of `AbstractCouplings.learn`.

    Args:
        weights: `[source, target]`, every source a synapse of every target.
        post: postsynaptic factors.
        pre: presynaptic spins or inputs.
        rate: step size eta before the scaling with the synapses and the batch.
        decay: weight decay, relative to the step.
        without_self: whether a neuron has no synapse onto itself: the diagonal becomes zero.
    """
    step = rate / weights.shape[0] ** 0.5
    factors = jnp.stack(
        [jnp.asarray(1 - step * decay), jnp.asarray(step / pre.shape[0] ** 0.5)]
    ).astype(weights.dtype)
    in_jax = partial(with_correlation, without_self=without_self)
    if native.ready(weights, post, pre):
        by_hand = partial(native.learn, without_self=without_self)
        return jax.lax.platform_dependent(weights, post, pre, factors, cpu=by_hand, default=in_jax)
    return in_jax(weights, post, pre, factors)


def sum_of_rows(
    change: Float[Array, "batch source"], weights: Float[Array, "source target"]
) -> Float[Array, "batch target"]:
    """Return change @ weights, reading only the rows of the sources that changed.

    Above a quarter of the sources a full product is the faster way (measured on a CPU), below
    a few hundred sources always; nothing is read where nothing changed.
    """
    sources = weights.shape[0]
    changed = jnp.any(change != 0, axis=0)
    count = jnp.sum(changed)

    def rows() -> Float[Array, "batch target"]:
        order = jnp.nonzero(changed, size=sources + _STRIP, fill_value=0)[0]

        def add(strip: Array, field: Array) -> Array:
            start = strip * _STRIP
            index = jax.lax.dynamic_slice(order, (start,), (_STRIP,))
            exists = start + jnp.arange(_STRIP) < count
            part = jnp.where(exists, change[:, index], 0)
            return field + jnp.matmul(part, weights[index], precision=PRECISION)

        zeros = jnp.zeros((change.shape[0], weights.shape[1]), change.dtype)
        return jax.lax.fori_loop(0, -(-count // _STRIP), add, zeros)

    full = partial(product, change, weights)
    if sources < _ALWAYS_FULL:
        return jax.lax.cond(count > 0, full, lambda: jnp.zeros_like(full()))
    return jax.lax.cond(4 * count > sources, full, rows)


_STRIP = 64
"""Rows added at once: enough for an efficient product, few enough to waste little."""

_ALWAYS_FULL = 512
"""Number of sources below which picking rows costs more than the product."""


def with_correlation(
    weights: Float[Array, "source target"],
    post: Float[Array, "batch target"],
    pre: Float[Array, "batch source"],
    factors: Float[Array, " 2"],
    *,
    without_self: bool,
) -> Float[Array, "source target"]:
    """Return factors[0] weights + factors[1] pre^T post, with zeros on the diagonal if asked."""
    correlation = jnp.matmul(pre.T, post, precision=PRECISION)
    learnt = factors[0] * weights + factors[1] * correlation
    return without_diagonal(learnt) if without_self else learnt


def without_diagonal(
    weights: Float[Array, "some n"], first: Int[Array, ""] | int = 0
) -> Float[Array, "some n"]:
    """Return rows of a square matrix with zeros on its diagonal, given the index of the first."""
    rows, columns = (jnp.arange(count) for count in weights.shape)
    return jnp.where(first + rows[:, None] == columns, 0.0, weights)
