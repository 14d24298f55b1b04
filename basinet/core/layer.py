"""A layer of neurons with a readout: its answer to an input, and a step along an error.

Both are written in JAX for every device. On a CPU native kernels take their place, which visit
every synapse once in the answer and once in the step. Couplings between the neurons are no part of
it: where there are any, `answer_at` starts from the fields that a relaxation ended with.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet.core import native
from basinet.core.kernels import product
from basinet.core.native import layer as by_hand

Scalar = Float[Array, ""] | float


class Layer(NamedTuple):
    """The synapses of a layer, from source (row) to target (column).

    Attributes:
        weights: from the inputs, `[features, n]`.
        thresholds: of the neurons, `[n]`.
        feedback: from the readout units to the neurons, `[classes, n]`.
        readout: to the readout units, `[n, classes]`.
    """

    weights: Float[Array, "features n"]
    thresholds: Float[Array, " n"]
    feedback: Float[Array, "classes n"]
    readout: Float[Array, "n classes"]


class Steps(NamedTuple):
    """How a field h becomes a count: height clip(floor(scale h + offset), 0, most) + base.

    Comparing one field with equally spaced levels is this one rounding.
    """

    scale: Scalar
    offset: Scalar
    most: Scalar
    height: Scalar
    base: Scalar

    def of(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the counts of some fields."""
        up = jnp.floor(jnp.clip(self.scale * field + self.offset, 0.0, self.most))
        return self.height * up + self.base


class Window(NamedTuple):
    """The fields between which a neuron is near its threshold; only there it learns."""

    low: Scalar
    high: Scalar

    def near(self, field: Float[Array, "batch n"]) -> Bool[Array, "batch n"]:
        """Return which neurons are, low < h < high."""
        return (field > self.low) & (field < self.high)


class Answer(NamedTuple):
    """What a layer makes of its inputs.

    Attributes:
        fields: on the neurons, with their thresholds, `[batch, n]`.
        counts: what the readout counts of them, `[batch, n]`.
        read: the fields on the readout units, without thresholds, `[batch, classes]`.
        marks: how many neurons are in the window, and how many receive no field, `[batch, 2]`.
    """

    fields: Float[Array, "batch n"]
    counts: Float[Array, "batch n"]
    read: Float[Array, "batch classes"]
    marks: Int[Array, "batch 2"]


class Change(NamedTuple):
    """A step of some synapses: w <- (1 - pace loss) w + pace gain sum_batch post pre."""

    loss: Scalar
    gain: Scalar


class Changes(NamedTuple):
    """The steps of a layer along an error, of each kind of synapses."""

    weights: Change
    thresholds: Change
    feedback: Change
    readout: Change


def answer(layer: Layer, x: Float[Array, "batch features"], steps: Steps, window: Window) -> Answer:
    """Return what the layer makes of the inputs."""
    given = x, layer.weights, layer.thresholds, layer.readout, _packed((steps, window))
    if native.ready(*given):
        return Answer(
            *jax.lax.platform_dependent(*given, cpu=by_hand.answer, default=_answer_in_jax)
        )
    return Answer(*_answer_in_jax(*given))


def answer_at(
    fields: Float[Array, "batch n"], layer: Layer, steps: Steps, window: Window
) -> Answer:
    """Return what the layer makes of given fields on its neurons."""
    given = fields, layer.readout, _packed((steps, window))
    if native.ready(*given):
        counted = jax.lax.platform_dependent(*given, cpu=by_hand.count, default=_count_in_jax)
    else:
        counted = _count_in_jax(*given)
    return Answer(fields, *counted)


def learn(
    layer: Layer,
    x: Float[Array, "batch features"],
    found: Answer,
    errors: Float[Array, "batch classes"],
    window: Window,
    changes: Changes,
    pace: Scalar,
) -> tuple[Layer, Float[Array, "batch n"]]:
    """Return the layer after a step, and d: d_i = sum_c F_ic e_c where the field is in the window.

    Input weights change by d_i x_j, thresholds by d_i, readout and feedback by e_c m_i.

    Args:
        layer: before the step.
        x: the inputs.
        found: what the layer made of them.
        errors: e, what is fed back.
        window: where neurons learn.
        changes: the step sizes,
        pace: and what multiplies all of them now.
    """
    states = x, found.fields, found.counts, errors
    given = (*layer, *states, _packed((window, changes)), jnp.asarray(pace, jnp.float32))
    if native.ready(*given):
        learnt = jax.lax.platform_dependent(*given, cpu=by_hand.learn, default=_learn_in_jax)
    else:
        learnt = _learn_in_jax(*given)  # pyright: ignore[reportCallIssue] - that many
    *after, drive = learnt
    return Layer(*after), drive


def _packed(values: tuple) -> Float[Array, " count"]:
    return jnp.stack([jnp.asarray(v, jnp.float32) for v in jax.tree.leaves(values)])


def _answer_in_jax(
    x: Array, weights: Array, thresholds: Array, readout: Array, steps: Array
) -> tuple[Array, Array, Array, Array]:
    fields = product(x, weights) + thresholds
    return fields, *_count_in_jax(fields, readout, steps)


def _count_in_jax(fields: Array, readout: Array, steps: Array) -> tuple[Array, Array, Array]:
    counts = Steps(*steps[:5]).of(fields)
    near, silent = Window(*steps[5:]).near(fields), fields == 0
    marks = jnp.stack([jnp.sum(near, axis=1), jnp.sum(silent, axis=1)], axis=1)
    return counts, product(counts, readout), marks.astype(jnp.int32)


def _learn_in_jax(
    weights: Array,
    thresholds: Array,
    feedback: Array,
    readout: Array,
    x: Array,
    fields: Array,
    counts: Array,
    errors: Array,
    factors: Array,
    pace: Array,
) -> tuple[Array, Array, Array, Array, Array]:
    drive = product(errors, feedback) * Window(*factors[:2]).near(fields)
    sums = (
        product(x.T, drive),
        jnp.sum(drive, axis=0),
        product(errors.T, counts),
        product(counts.T, errors),
    )
    given = zip((weights, thresholds, feedback, readout), sums, strict=True)
    learnt = [
        (1 - pace * factors[2 + 2 * i]) * old + pace * factors[3 + 2 * i] * total
        for i, (old, total) in enumerate(given)
    ]
    return learnt[0], learnt[1], learnt[2], learnt[3], drive
