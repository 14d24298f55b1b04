"""The loss of a network in which one neuron is another, without running the network again.

A candidate row for neuron j of a layer changes the activity of this neuron alone, by d for each
pattern. The fields of the next layer change by the rank-one term W_j d, and only changes travel
on. With one hidden layer a candidate costs its own field, and O(classes) for each pattern. An
output neuron changes one term of the softmax. The result is exact, up to rounding.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import PRECISION, Labels
from basinet.learners.swarm.network import (
    AbstractUnit,
    Fields,
    Layers,
    batch_mean,
    cross_entropy,
    with_bias,
)


def losses(
    layers: Layers,
    unit: AbstractUnit,
    found: Fields,
    x: Float[Array, "batch features"],
    y: Labels,
    level: int,
    neurons: Int[Array, " some"],
    candidates: Float[Array, "some particles inputs"],
    block: int,
) -> Float[Array, "some particles"]:
    """Return the loss of the network with each candidate in the place of its neuron.

    Args:
        layers: the network.
        unit: of its hidden neurons.
        found: the fields of its layers for the batch, from `layer_fields`.
        x: the patterns of the batch.
        y: their classes.
        level: the number of the layer of the neurons, from 0.
        neurons: which neurons of this layer.
        candidates: rows to try in the place of each.
        block: how many candidates are tried at once, which bounds the memory.
    """
    inputs = with_bias(x.T if level == 0 else unit(found[level - 1]))
    last = level == len(layers) - 1
    before = unit(found[level])

    def try_block(part: tuple[Array, Array]) -> Float[Array, "n p"]:
        rows, owners = part
        flat = jnp.matmul(rows.reshape(-1, rows.shape[2]), inputs, precision=PRECISION)
        field = flat.reshape(*rows.shape[:2], -1)
        if last:
            return _other_evidence(found[-1], y, owners, field)
        change = unit(field) - before[owners, None]
        return _propagated(layers[level + 1 :], unit, found[level + 1 :], y, owners, change)

    return _in_blocks(try_block, candidates, neurons, block)


def candidates_in(memory: int, layers: Layers, level: int, batch: int) -> int:
    """Return how many candidates for neurons of a layer fit into so many MiB, at least 1."""
    numbers = batch * (6 + 2 * sum(rows.shape[0] for rows in layers[level + 1 :][:-1]))
    return max(1, memory * 2**20 // (4 * numbers))


def _propagated(
    above: Layers,
    unit: AbstractUnit,
    found: Fields,
    y: Labels,
    owners: Int[Array, " n"],
    change: Float[Array, "n p batch"],
) -> Float[Array, "n p"]:
    """The loss when one activity below the layers `above` changes."""
    outgoing = above[0].T[owners]
    if len(above) == 1:
        classes = len(found[0])
        right = jnp.mean(jnp.take_along_axis(found[0], y[None], axis=0))
        labels = jax.nn.one_hot(y, classes) / len(y)
        moved = jnp.matmul(change, labels, precision=PRECISION)
        return cross_entropy(
            lambda number: found[0][number] + outgoing[:, number, None, None] * change,
            classes,
            right + jnp.sum(outgoing[:, None] * moved, axis=2),
        )
    field = found[0][:, None, None] + outgoing.T[:, :, None, None] * change
    for number, rows in enumerate(above[1:], 1):
        changes = unit(field) - unit(found[number - 1])[:, None, None]
        spread = jnp.einsum("on,n...->o...", rows[:, :-1], changes, precision=PRECISION)
        field = found[number][:, None, None] + spread
    right = batch_mean(jnp.take_along_axis(field, y[None, None, None], axis=0)[0])
    return cross_entropy(lambda number: field[number], len(field), right)


def _other_evidence(
    evidence: Float[Array, "classes batch"],
    y: Labels,
    owners: Int[Array, " n"],
    field: Float[Array, "n p batch"],
) -> Float[Array, "n p"]:
    """The loss when the evidence for one class, the owner, becomes `field`."""
    others = jnp.where(jnp.eye(len(evidence), dtype=bool)[:, :, None], -jnp.inf, evidence)
    rest = jax.nn.logsumexp(others, axis=1)[owners]
    right = jnp.take_along_axis(evidence, y[None], axis=0)
    right = jnp.where((y == owners[:, None])[:, None], field, right)
    return batch_mean(jnp.logaddexp(rest[:, None], field) - right)


def _in_blocks(
    try_block: Callable[[tuple[Array, Array]], Float[Array, "n p"]],
    candidates: Float[Array, "some particles inputs"],
    neurons: Int[Array, " some"],
    block: int,
) -> Float[Array, "some particles"]:
    """Apply a function to at most so many candidates at a time: neurons with all their particles.

    Where a block cannot hold those of one neuron, they come in parts. Spare places in the last
    blocks are filled up with zeros.
    """
    some, particles, inputs = candidates.shape
    parts = -(-particles // block)
    together = -(-particles // parts)
    rows = jnp.pad(candidates, ((0, 0), (0, parts * together - particles), (0, 0)))
    rows = rows.reshape(some * parts, together, inputs)
    owners = jnp.repeat(neurons, parts)
    blocks = -(-len(rows) // max(1, block // together))
    if blocks == 1:
        found = try_block((rows, owners))
    else:
        size = -(-len(rows) // blocks)
        spare = blocks * size - len(rows)
        rows = jnp.pad(rows, ((0, spare), (0, 0), (0, 0))).reshape(blocks, size, together, inputs)
        owners = jnp.pad(owners, (0, spare)).reshape(blocks, size)
        found = jax.lax.map(try_block, (rows, owners)).reshape(-1, together)[: some * parts]
    return found.reshape(some, -1)[:, :particles]
