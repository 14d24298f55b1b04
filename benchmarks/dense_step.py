"""The learning step written plainly: one full product a sweep, no early stop, every weight renewed.

This is what the library's step is measured against (`learning_step.py`), and what its tests compare
it with: the same weights to the rounding of float32, the same states wherever no field is
within rounding of zero. One layer, synchronous dynamics, the perceptron rule.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet.learners.steered import Steered
from basinet.learners.steered.wiring import Wiring

_product = partial(jnp.matmul, precision=jax.lax.Precision.HIGHEST)


class Weights(NamedTuple):
    """The weights of a network with one layer, each `[source, target]`."""

    recurrent: Float[Array, "n n"]
    inputs: Float[Array, "features n"]
    feedback: Float[Array, "classes n"]
    readout: Float[Array, "n classes"]


def weights_of(state: Wiring) -> Weights:
    """Return the weights of a steered network with one layer and the default wiring."""
    groups: Any = (state.network.couplings, state.inputs, state.feedback, state.readout)
    return Weights(*(group.blocks[0].weights for group in groups))


def step(
    learner: Steered, w: Weights, x: Float[Array, "batch features"], y: Int[Array, " batch"]
) -> tuple[Weights, Float[Array, "batch n"]]:
    """Return the weights after a learning step and the states that were learnt."""
    batch, classes = len(x), w.readout.shape[1]
    label = jax.nn.one_hot(y, classes)
    external = _product(x, w.inputs)

    def field(spins: Array) -> Array:
        return _product(spins, w.recurrent) + jnp.asarray(learner.self_coupling) * spins

    def sweep(spins: Array, feedback: Array) -> Array:
        h = field(spins) + external + feedback
        return jnp.where(h == 0, spins, jnp.sign(h))

    def feedback(readout: Array) -> Array:
        weighted = jnp.where(readout > 0, classes**0.5 / 2, 0.5) * readout
        return _product(weighted, w.feedback)

    silent = jnp.zeros_like(external)
    guess = jnp.sign(_product(silent, w.readout))
    s = sweep(silent, silent)
    s = sweep(s, feedback(guess))
    for _ in range(learner.sweeps - 2):
        s = sweep(s, feedback(2 * label - 1))
    for _ in range(learner.sweeps):
        s = sweep(s, silent)

    h = _product(s, w.recurrent) + external
    drive = s * (s * h <= learner.margin)
    target = jnp.where(label > 0, classes / 4, -(classes**0.5) / 4)
    read = _product(s, w.readout)
    wrong = target * (target * read <= learner.readout_margin)

    def learn(weights: Array, post: Array, pre: Array, rate: Array | float, decay: Array | float):
        rate = rate / len(weights) ** 0.5
        return weights * (1 - rate * decay) + rate / batch**0.5 * _product(pre.T, post)

    recurrent = learn(w.recurrent, drive, s, learner.rate, learner.decay)
    index = jnp.arange(len(recurrent))
    learnt = Weights(
        jnp.where(index[:, None] == index, 0.0, recurrent),
        learn(w.inputs, drive, x, learner.input_rate * learner.input_gain, 0.0),
        w.feedback,
        learn(w.readout, wrong, s, learner.readout_rate, learner.decay),
    )
    return learnt, s


@partial(jax.jit, static_argnames=("learner",))
def epoch(
    learner: Steered,
    weights: Weights,
    x: Float[Array, "samples features"],
    y: Int[Array, " samples"],
    order: Int[Array, "batches batch"],
) -> Weights:
    """Return the weights after one learning step for each batch of an order of the samples."""

    def advance(weights: Weights, chosen: Array) -> tuple[Weights, None]:
        return step(learner, weights, x[chosen], y[chosen])[0], None

    return jax.lax.scan(advance, weights, order)[0]
