"""Forward-Forward: layers that each learn to tell true labels from wrong ones (Hinton 2022).

Each layer raises its goodness, the mean square of its activity, for patterns with their label
and lowers it for patterns with a wrong one. It needs the gradient of its own goodness only;
nothing travels backwards from layer to layer. `README.md` beside this file states the equations.
"""

import math
from itertools import pairwise
from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key, Labels
from basinet.learners._adam import Moments, at_rest, descend
from basinet.learners._base import AbstractLearner, Info, Problem
from basinet.learners._limits import (
    at_least,
    check_part,
    in_range,
    number,
    positive,
    sizes_of,
    whole,
)
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.forward_forward.layers import (
    Activities,
    Layer,
    Stack,
    activities,
    features,
    goodness,
    normalised,
    pattern_field,
    product,
)
from basinet.learners.forward_forward.parts import (
    AbstractAnswer,
    AbstractHearing,
    AbstractNegatives,
    Alone,
    ByGoodness,
    LikelyWrong,
    neutral,
)


class Weights(NamedTuple):
    """Everything that is learnt.

    Attributes:
        stack: the layers.
        readout: from the normalised activity of all layers but the first to the classes.
        readout_bias: of the classes.
    """

    stack: Stack
    readout: Float[Array, "all classes"]
    readout_bias: Float[Array, " classes"]


class Growth(NamedTuple):
    """The state of `ForwardForward`.

    Attributes:
        weights: what is learnt.
        moments: of the gradient of each.
        steps: made so far.
    """

    weights: Weights
    moments: Moments
    steps: Int[Array, ""]


class ForwardForward(AbstractLearner[Growth]):
    """A feed-forward network of ReLU units whose layers each learn from two forward passes.

    Attributes:
        hidden: hidden units, or a tuple with those of each layer.
        threshold: theta > 0, the goodness above which a layer takes a pattern for a true one.
        sharpness: > 0, how fast its certainty grows with the goodness: the probability of
            "true" is sigmoid(sharpness (goodness - theta)).
        rate: >= 0, step size of Adam for the layers.
        readout_rate: >= 0, step size of Adam for the readout.
        schedule: how both step sizes change in the course of a run; in its second half they fall
            linearly to a hundredth.
        label_gain: > 0, the activity of the unit that stands for the label; inputs are best of
            order one.
        negatives: the wrong labels: `LikelyWrong()`, as the network errs, or `AnyWrong()`.
        hearing: what a layer hears of the others: `Alone()`, nothing, or `Collaborating()`,
            their goodness.
        answer: `ByGoodness()`, all labels tried, or `ByReadout()`, one pass and a linear readout.

    Raises:
        ValueError: when a value is outside its range.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.LAYER,
        feedback_weights=False,
        local_in_space=False,
        local_in_time=True,
        online=True,
        broadcast="falling rate",
        weights=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("loss", "Loss", "mean over layers of -log probability of telling true from wrong"),
        Quantity("told", "Told apart", "share of passes that the last layer judges rightly", True),
        Quantity(
            "active", "Active units", "share that is active on patterns with their label", True
        ),
    )

    hidden: int | tuple[int, ...] = whole((500, 500))
    threshold: float = number(1.0)
    sharpness: float = number(16.0)
    rate: float = number(2e-3)
    readout_rate: float = number(1e-3)
    schedule: AbstractSchedule = Linear(after=0.5, floor=0.01)
    label_gain: float = number(8.0)
    negatives: AbstractNegatives = LikelyWrong()
    hearing: AbstractHearing = Alone()
    answer: AbstractAnswer = ByGoodness()

    def __check_init__(self):
        if not self.sizes:
            raise ValueError("hidden is an empty tuple; give the units of at least one layer")
        for size in self.sizes:
            at_least(1, hidden=size)
        positive(self, "threshold", "sharpness", "label_gain")
        check_part(self.schedule, AbstractSchedule, "schedule", "a schedule such as Linear()")
        in_range(self, 0.0, math.inf, "rate", "readout_rate")
        check_part(self.negatives, AbstractNegatives, "negatives", "a choice such as AnyWrong()")
        check_part(self.hearing, AbstractHearing, "hearing", "a choice such as Alone()")
        check_part(self.answer, AbstractAnswer, "answer", "a way to ask such as ByGoodness()")

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of units of each layer."""
        return sizes_of(self.hidden)

    def init(self, problem: Problem, key: Key) -> Growth:
        """Return random weights: W ~ N(0, 2 / K) with K sources, the readout N(0, 1 / K)."""
        key_labels, key_readout, *keys = jax.random.split(key, len(self.sizes) + 2)
        pairs = pairwise((problem.features, *self.sizes))
        layers = tuple(
            Layer((2 / before) ** 0.5 * jax.random.normal(key, (before, units)), jnp.zeros(units))
            for key, (before, units) in zip(keys, pairs, strict=True)
        )
        labels = jax.random.normal(key_labels, (problem.classes, self.sizes[0]))
        stack = Stack((2 / (problem.features + 1)) ** 0.5 * labels, layers)
        seen, classes = sum(self.sizes[1:]) or self.sizes[0], problem.classes
        readout = jax.random.normal(key_readout, (seen, classes)) / seen**0.5
        weights = Weights(stack, readout, jnp.zeros(classes))
        return Growth(weights, at_rest(weights), jnp.zeros((), jnp.int32))

    def step(
        self,
        state: Growth,
        x: Float[Array, "batch features"],
        y: Labels,
        key: Key,
        weights: Float[Array, " batch"] | None = None,
    ) -> tuple[Growth, Info]:
        """Let every layer tell the patterns with their labels from those with wrong ones.

        Returns:
            The weights after the step, and `loss`, the mean of the layers' objectives, `told`,
            the fraction of the passes that the last layer judges rightly, `active`, that of
            active units, and `readout_loss`, the cross-entropy of the readout.
        """
        synapses, stack = state.weights, state.weights.stack
        gradient, info = self.gradient(synapses, x, y, key, weights)
        cooled = pace(self.schedule)
        layers, moved = descend(
            stack,
            Moments(state.moments.mean.stack, state.moments.square.stack),
            gradient.stack,
            self.rate * cooled,
            state.steps,
        )
        readout, turned = descend(
            synapses[1:],
            Moments(state.moments.mean[1:], state.moments.square[1:]),
            gradient[1:],
            self.readout_rate * cooled,
            state.steps,
        )
        moments = Moments(Weights(moved.mean, *turned.mean), Weights(moved.square, *turned.square))
        return Growth(Weights(layers, *readout), moments, state.steps + 1), info

    def gradient(
        self,
        weights: Weights,
        x: Float[Array, "batch features"],
        y: Labels,
        key: Key,
        importance: Float[Array, " batch"] | None = None,
    ) -> tuple[Weights, Info]:
        """Return the gradient of each layer's own objective, and of the readout's; scalars.

        A layer's is the mean over both passes of

            log(1 + exp(-+ sharpness (goodness - theta + heard)))

        with - for the true label and + for the wrong one. What it sees and what it hears are
        constants, so that the gradient is a product of the activity before a synapse, the
        activity behind it, and one number for the layer and pattern; `importance` multiplies it.
        """
        stack, batch = weights.stack, len(x)
        classes = len(stack.labels)
        field = pattern_field(stack, x)
        unlabelled = features(activities(stack, field, neutral(stack, self.label_gain)))
        evidence = product(unlabelled, weights.readout) + weights.readout_bias
        wrong = self.negatives.draw(y, evidence, key)
        labels = self.label_gain * jax.nn.one_hot(jnp.concatenate([y, wrong]), classes)
        shown = activities(stack, jnp.tile(field, (2, 1)), labels)
        excess = jnp.stack([goodness(layer) for layer in shown]) - self.threshold
        judged = self.sharpness * (excess + self.hearing.heard(excess))
        sign = jnp.where(jnp.arange(2 * batch) < batch, 1.0, -1.0)
        error = -sign * jax.nn.sigmoid(-sign * judged) * self.sharpness / (2 * batch)
        if importance is not None:
            error = error * jnp.tile(importance, 2)
        blame = [
            (2 / layer.shape[1]) * one[:, None] * layer
            for one, layer in zip(error, shown, strict=True)
        ]
        both = blame[0][:batch] + blame[0][batch:]
        layers = [Layer(_outer(x, both), jnp.sum(both, axis=0))]
        for before, here in zip(shown[:-1], blame[1:], strict=True):
            layers.append(Layer(_outer(normalised(before), here), jnp.sum(here, axis=0)))
        mistaken = (jax.nn.softmax(evidence) - jax.nn.one_hot(y, classes)) / batch
        if importance is not None:
            mistaken = mistaken * importance[:, None]
        found = Weights(
            Stack(_outer(labels, blame[0]), tuple(layers)),
            _outer(unlabelled, mistaken),
            jnp.sum(mistaken, axis=0),
        )
        likely = jnp.take_along_axis(jax.nn.log_softmax(evidence), y[:, None], axis=1)
        return found, {
            "loss": jnp.mean(jax.nn.softplus(-sign * judged)),
            "told": jnp.mean((sign * judged[-1] > 0).astype(float)),
            "active": _active(shown, batch),
            "readout_loss": -jnp.mean(likely),
        }

    def scores(
        self, state: Growth, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the evidence for each class, in the way of `answer`."""
        del key
        weights = state.weights
        return self.answer.evidence(weights.stack, weights[1:], x, self.label_gain)

    def activities(self, state: Growth, x: Float[Array, "batch features"]) -> Activities:
        """Return what the units of each layer show of patterns without a label."""
        stack = state.weights.stack
        return activities(stack, pattern_field(stack, x), neutral(stack, self.label_gain))


def _outer(before: Float[Array, "rows m"], after: Float[Array, "rows n"]) -> Float[Array, "m n"]:
    return product(before.T, after)


def _active(shown: Activities, batch: int) -> Float[Array, ""]:
    """The fraction of all units that are active in the first rows, those with the true label."""
    counts = [jnp.sum(layer[:batch] > 0) for layer in shown]
    return sum(counts, jnp.zeros(())) / (batch * sum(layer.shape[1] for layer in shown))
