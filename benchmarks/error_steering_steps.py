"""Learning steps between the label's and the error's, which the library has no use for.

`benchmarks/error_steering.py` needs them to say what each ingredient is worth by itself. They are
for neurons that do not hear of one another, with fixed feedback and one state.
"""

from abc import abstractmethod
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key, Spins
from basinet.core import Perceptron, align
from basinet.learners import OneState, SoftmaxError
from basinet.learners._base import Story, Trial
from basinet.learners._schedule import AbstractSchedule, Constant, pace
from basinet.learners._tags import Tags
from basinet.learners.steered import ByError
from basinet.learners.steered.by_label import LOCAL
from basinet.learners.steered.errors import AbstractError
from basinet.learners.steered.protocol import Circuit, Goal, Lesson
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP
from basinet.learners.steered.steps import Step, take
from basinet.learners.steered.teaching import AbstractTeaching
from basinet.learners.steered.thresholds import AbstractThresholds, LearntThresholds
from basinet.learners.steered.wiring import Layers, Wiring


class LabelAsError(AbstractError):
    """No error at all: the label's own projection, as in `ByLabel`, right answer or wrong."""

    broadcast: ClassVar[str] = ""

    def check(self, goal: Goal) -> None:
        """Accept goals of both kinds."""
        del goal

    def __call__(
        self, read: Float[Array, "batch units"], goal: Goal
    ) -> Float[Array, "batch units"]:
        """Return the goal, weighted so that classes balance."""
        del read
        return goal.weigh(goal.clamped)


class LogisticError(AbstractError):
    """Each class by itself, e_c = t_c - 1 / (1 + exp(-o_c)), without the sum of a softmax."""

    broadcast: ClassVar[str] = ""

    def check(self, goal: Goal) -> None:
        """Accept goals of both kinds."""
        del goal

    def __call__(
        self, read: Float[Array, "batch units"], goal: Goal
    ) -> Float[Array, "batch units"]:
        """Return the goal as 0 or 1 minus the probability that the unit gives."""
        return (goal.clamped + 1) / 2 - jax.nn.sigmoid(read)


class AbstractDrive(eqx.Module):
    """How a neuron's field and the push of the feedback become a change of its synapses."""

    @abstractmethod
    def __call__(self, field: Field, push: Field) -> Field:
        """Return the postsynaptic factor of each neuron."""

    @abstractmethod
    def step(self, rate: Float[Array, ""] | float, inputs: int) -> Step:
        """Return the step of one input synapse."""


class Gated(AbstractDrive):
    """Along the push, where the neuron is near its threshold: the drive of `ByError`."""

    reach: float = 5.0

    def __call__(self, field: Field, push: Field) -> Field:
        """Return the push where |h| < reach."""
        return push * (jnp.abs(field) < self.reach)

    def step(self, rate: Float[Array, ""] | float, inputs: int) -> Step:
        """Return the step of `ByError`."""
        return Step(INPUT_STEP * rate / inputs)


class Towards(AbstractDrive):
    """The perceptron step towards the state under the push: what `ByLabel` does."""

    gain: float = 1.5
    margin: float = 0.9

    def __call__(self, field: Field, push: Field) -> Field:
        """Return sign(h + gain f) where that state is not stable by the margin."""
        spins = align(field + self.gain * push, jnp.sign(field))
        return Perceptron().drive(spins, field, self.margin)

    def step(self, rate: Float[Array, ""] | float, inputs: int) -> Step:
        """Return the step of `ByLabel`."""
        return Step(rate / inputs**0.5)


class InParts(AbstractTeaching):
    """What is fed back, what the readout learns and how neurons learn, each chosen by itself.

    Attributes:
        fed: what the feedback weights carry to the neurons.
        learnt: the error that the readout learns.
        drive: how a neuron learns.
    """

    fed: AbstractError = SoftmaxError()
    learnt: AbstractError = SoftmaxError()
    drive: AbstractDrive = Gated()
    thresholds: AbstractThresholds = LearntThresholds()
    schedule: AbstractSchedule = Constant()

    def reach(self) -> float:
        """Return that of the gate."""
        return Gated().reach

    def tags(self) -> Tags:
        """Return what the step needs."""
        return LOCAL

    def check(self, sweeps: int, feedback_gain: float) -> None:
        """Accept every network."""
        del sweeps, feedback_gain

    def check_wiring(self, wiring: Layers) -> None:
        """Accept a single layer."""
        if wiring.climbs:
            raise ValueError("InParts teaches a single layer")

    def check_inputs(self, features: int) -> None:
        """Accept inputs of any size."""
        del features

    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return the spins."""
        del field
        return spins

    def learn(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> tuple[Wiring, Lesson]:
        """Answer, push and learn."""
        del key
        field = state.sustained(x)
        spins = align(field, jnp.zeros_like(field))
        read = state.read(spins)
        error = self.learnt(read, goal)
        drive = self.drive(field, state.feedback(self.fed(read, goal)))
        rates = circuit.rates.times(pace(self.schedule))
        inputs = self.drive.step(rates.inputs, x.shape[1])
        readout = Step(READOUT_STEP * rates.readout, rates.decay)
        assert state.thresholds is not None, "learnt, as the field says"
        learnt = state._replace(
            inputs=take(state.inputs, drive, x, lambda _: inputs),
            readout=take(state.readout, error, spins, lambda _: readout),
            thresholds=state.thresholds.learn((drive, inputs.size), (error, readout.size)),
        )
        at_rest = jnp.ones(len(x), int), jnp.zeros(len(x), int)
        learning = jnp.mean((drive != 0).astype(float), axis=1)
        return learnt, Lesson(learning, goal.targets * read, *at_rest)

    def trial(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> Trial:
        """Return the states that the network goes through before the step."""
        return ByError(activity=OneState()).trial(state, x, goal, circuit, key)

    def story(self) -> Story:
        """Return what happens in a trial."""
        return ByError(activity=OneState()).story()
