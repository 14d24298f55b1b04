"""The loss of a network in which one neuron is another, without running the network again.

A candidate row for neuron j of a layer changes the activity of this neuron alone, by d for each
pattern. The fields of the next layer change by the rank-one term W_j d, and only changes travel
on. With one hidden layer a candidate costs its own field, and O(classes) for each pattern. An
output neuron changes one term of the softmax. The result is exact, up to rounding.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import PRECISION, Labels
from basinet.learners.swarm.network import (
    AbstractUnit,
    Fields,
    Layers,
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
    particles = candidates.shape[1]
    rows = candidates.reshape(-1, candidates.shape[2])
    owners = jnp.repeat(neurons, particles)
    last = level == len(layers) - 1

    def try_block(part: tuple[Array, Array]) -> Float[Array, " block"]:
        rows, owners = part
        field = jnp.matmul(rows, inputs, precision=PRECISION)
        if last:
            return _other_evidence(found[-1], y, owners, field)
        change = unit(field) - unit(found[level])[owners]
        return _propagated(layers[level + 1 :], unit, found[level + 1 :], y, owners, change)

    return _in_blocks(try_block, rows, owners, block).reshape(-1, particles)


def candidates_in(memory: int, layers: Layers, level: int, batch: int) -> int:
    """Return how many candidates for neurons of a layer fit into so many MiB, at least 1."""
    numbers = batch * (6 + 2 * sum(rows.shape[0] for rows in layers[level + 1 :][:-1]))
    return max(1, memory * 2**20 // (4 * numbers))


def _propagated(
    above: Layers,
    unit: AbstractUnit,
    found: Fields,
    y: Labels,
    owners: Int[Array, " block"],
    change: Float[Array, "block batch"],
) -> Float[Array, " block"]:
    """The loss when one activity below the layers `above` changes."""
    outgoing = above[0].T[owners].T

    def shifted(number: Array) -> Float[Array, "block batch"]:
        return found[0][number] + outgoing[number][:, None] * change

    if len(above) == 1:
        return cross_entropy(shifted, len(outgoing), y)
    field = found[0][:, None] + outgoing[:, :, None] * change
    for number, rows in enumerate(above[1:], 1):
        changes = unit(field) - unit(found[number - 1])[:, None]
        spread = jnp.einsum("on,ncb->ocb", rows[:, :-1], changes, precision=PRECISION)
        field = found[number][:, None] + spread
    return cross_entropy(lambda number: field[number], len(field), y)


def _other_evidence(
    evidence: Float[Array, "classes batch"],
    y: Labels,
    owners: Int[Array, " block"],
    field: Float[Array, "block batch"],
) -> Float[Array, " block"]:
    """The loss when the evidence for one class, the owner, becomes `field`."""
    classes = len(evidence)
    others = jnp.where(jnp.eye(classes, dtype=bool)[:, :, None], -jnp.inf, evidence)
    rest = jax.nn.logsumexp(others, axis=1)[owners]
    right = jnp.where(y == owners[:, None], field, jnp.take_along_axis(evidence, y[None], axis=0))
    return jnp.mean(jnp.logaddexp(rest, field) - right, axis=1)


def _in_blocks(try_block, rows: Array, owners: Array, block: int) -> Float[Array, " all"]:
    """Apply a function to so many candidates at a time, the last block filled up with zeros."""
    count = len(owners)
    blocks = -(-count // block)
    if blocks == 1:
        return try_block((rows, owners))
    size = -(-count // blocks)
    spare = blocks * size - count
    rows = jnp.pad(rows, ((0, spare), (0, 0))).reshape(blocks, size, -1)
    owners = jnp.pad(owners, (0, spare)).reshape(blocks, size)
    return jax.lax.map(try_block, (rows, owners)).reshape(-1)[:count]
