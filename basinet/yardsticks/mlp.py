"""A multilayer perceptron trained by backpropagation.

The yardstick of the benchmarks, not a member of the family: its gradient is carried backwards
through the readout, which is what the learners of this library do without.
"""

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import PRECISION, Key, Labels
from basinet.learners import AbstractLearner, Problem
from basinet.learners._base import Info
from basinet.learners._limits import at_least, check_part, in_range, number, whole
from basinet.learners._noise import AbstractNoise, Clean
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Constant, pace
from basinet.learners._tags import Gradients, Tags


class AbstractUnits(eqx.Module):
    """What hidden units show of the field that they receive."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the activity of each unit."""

    @abstractmethod
    def gain(self) -> float:
        """Return the scale of the input weights at the start: N(0, gain^2 / N)."""


class Rectified(AbstractUnits):
    """ReLU units, max(0, h)."""

    def __call__(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return max(0, h)."""
        return jnp.maximum(field, 0.0)

    def gain(self) -> float:
        """Return sqrt(2), which keeps the second moment (He et al. 2015, arXiv 1502.01852)."""
        return 2**0.5


class Binary(AbstractUnits):
    """Units of two states, sign(h), with a straight-through gradient.

    Backwards the sign counts as the identity where |h| <= 1 and as constant elsewhere (Hubara et
    al. 2016, arXiv 1602.02830). At exactly zero field a unit is +1.
    """

    def __call__(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return -1 or +1."""
        passed = jnp.clip(field, -1.0, 1.0)
        return passed + jax.lax.stop_gradient(jnp.where(field >= 0, 1.0, -1.0) - passed)

    def gain(self) -> float:
        """Return 1: fields of order one, where the gradient passes."""
        return 1.0


class Weights(NamedTuple):
    """Weights from source (row) to target (column), and the biases of the targets."""

    inputs: Float[Array, "features n"]
    bias: Float[Array, " n"]
    readout: Float[Array, "n classes"]
    readout_bias: Float[Array, " classes"]


class Progress(NamedTuple):
    """The weights, and the moments of their gradients that Adam keeps."""

    weights: Weights
    moments: Any


class Backpropagation(AbstractLearner[Progress]):
    """A yardstick: one hidden layer, softmax cross-entropy, Adam. No member of the family.

    Attributes:
        hidden: number of hidden units, at least 1.
        units: `Rectified()`, or `Binary()` for units of two states as in the recurrent networks.
        rate: step size of Adam, at least 0.
        noise: on the inputs while learning, as the learners beside it have it.
        schedule: how the step size changes in the course of a run.

    Raises:
        ValueError: when a value is outside its range.
        ImportError: on `init` and `step`, when optax is missing.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NETWORK,
        feedback_weights=True,
        local_in_space=False,
        local_in_time=False,
        online=True,
        broadcast="softmax sum",
        weights=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("loss", "Loss", "cross-entropy before each step"),
    )

    hidden: int = whole(1600)
    units: AbstractUnits = Rectified()
    rate: float = number(1e-3)
    noise: AbstractNoise = Clean()
    schedule: AbstractSchedule = Constant()

    def __check_init__(self):
        at_least(1, hidden=self.hidden)
        in_range(self, 0.0, float("inf"), "rate")
        if not isinstance(self.units, AbstractUnits):
            raise ValueError(
                f"units is {self.units!r}; it must be a kind of units such as Rectified()"
            )
        check_part(self.noise, AbstractNoise, "noise", "a noise such as Clean()")
        check_part(self.schedule, AbstractSchedule, "schedule", "a schedule such as Constant()")

    def init(self, problem: Problem, key: Key) -> Progress:
        """Return random weights, W ~ N(0, gain^2 / N) and N(0, 1 / H), and biases of zero."""
        self.noise.check(problem.features)
        adam = adam_direction()
        key_inputs, key_readout = jax.random.split(key)
        features, hidden, classes = problem.features, self.hidden, problem.classes
        scale = self.units.gain() / features**0.5
        weights = Weights(
            scale * jax.random.normal(key_inputs, (features, hidden)),
            jnp.zeros(hidden),
            jax.random.normal(key_readout, (hidden, classes)) / hidden**0.5,
            jnp.zeros(classes),
        )
        return Progress(weights, adam.init(weights))

    def step(
        self,
        state: Progress,
        x: Float[Array, "batch features"],
        y: Labels,
        key: Key,
        weights: Float[Array, " batch"] | None = None,
    ) -> tuple[Progress, Info]:
        """Take one step down the gradient of the mean loss of the batch."""
        noisy = self.noise(x, key)
        loss, gradient = jax.value_and_grad(self._loss)(state.weights, noisy, y, weights)
        direction, moments = adam_direction().update(gradient, state.moments)
        rate = self.rate * pace(self.schedule)
        after = jax.tree.map(lambda w, d: w - rate * d, state.weights, direction)
        return Progress(after, moments), {"loss": loss}

    def scores(
        self, state: Progress, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the log-odds of the classes, up to a constant."""
        del key
        return self._forward(state.weights, x)

    def _forward(
        self, weights: Weights, x: Float[Array, "batch features"]
    ) -> Float[Array, "batch classes"]:
        field = jnp.matmul(x, weights.inputs, precision=PRECISION) + weights.bias
        shown = jnp.matmul(self.units(field), weights.readout, precision=PRECISION)
        return shown + weights.readout_bias

    def _loss(
        self,
        weights: Weights,
        x: Float[Array, "batch features"],
        y: Labels,
        importance: Float[Array, " batch"] | None,
    ) -> Float[Array, ""]:
        """The mean over the batch of -log softmax(f)_y, times the weight of the pattern."""
        odds = jax.nn.log_softmax(self._forward(weights, x))
        likely = jnp.take_along_axis(odds, y[:, None], axis=1)
        return -jnp.mean(likely if importance is None else likely * importance[:, None])


def adam_direction() -> Any:
    """Return Adam's direction, for a step size of one (Kingma and Ba 2015, arXiv 1412.6980).

    Raises:
        ImportError: when optax is missing.
    """
    try:
        import optax
    except ImportError as error:
        raise ImportError(
            'this yardstick needs optax, which is missing: pip install "basinet[bench]"'
        ) from error
    return optax.scale_by_adam()
