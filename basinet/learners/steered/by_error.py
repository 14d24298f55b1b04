"""The error steers, and only neurons that it pushes and that are near their threshold learn.

The network relaxes with the pattern alone, as when it answers. The readout compares its guess with
the goal, and the difference, carried back by feedback weights of its own, is a field f_i on every
neuron. Synapses change along that push where it could change a state: near the threshold. The
feedback weights take the same Hebbian change as the readout, read from the other side, so that
they come to agree with it without a copy of any weight. `README.md` beside this file states the
equations.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key, Spins
from basinet.core import Relaxation, constant, relax, silent, trace
from basinet.learners._base import Trial
from basinet.learners._limits import check_part
from basinet.learners._noise import AbstractNoise, Flips
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners.steered.activity import AbstractActivity, Ramp
from basinet.learners.steered.errors import AbstractError, SoftmaxError
from basinet.learners.steered.feedback import AbstractFeedback, LearntFeedback
from basinet.learners.steered.protocol import Circuit, Goal, Lesson, Rates
from basinet.learners.steered.teaching import AbstractTeaching
from basinet.learners.steered.thresholds import AbstractThresholds, LearntThresholds
from basinet.learners.steered.wiring import Wiring

INPUT_STEP = 16.0
"""Of the input weights, beside that of the perceptron rule: an error is a small number, a spin
is 1, and a step divides by the inputs instead of their root."""

READOUT_STEP = 0.125
"""Of the readout, beside that of the perceptron rule; it is not divided by the root of H."""


class ByError(AbstractTeaching):
    """The readout's error steers the network.

    Attributes:
        error: what is fed back: `SoftmaxError()` or, without any broadcast, `ThreeValuedError()`.
        activity: what the readout counts, and who is near its threshold: `Ramp()`, `TwoSided()`
            or `OneState()`.
        feedback: `LearntFeedback()` or `FixedFeedback()`.
        noise: on the inputs while learning, such as `Flips(share)`, `Silence(share)`, `Shift()`.
        thresholds: `LearntThresholds()` or `NoThresholds()`.
        schedule: how the steps change in the course of a run: `Linear()`, to 0 at its end.

    Raises:
        ValueError: when a part is not of its kind.
    """

    error: AbstractError = SoftmaxError()
    activity: AbstractActivity = Ramp()
    feedback: AbstractFeedback = LearntFeedback()
    noise: AbstractNoise = Flips()
    thresholds: AbstractThresholds = LearntThresholds()
    schedule: AbstractSchedule = Linear()

    def __check_init__(self):
        for name, kind, example in (
            ("error", AbstractError, "SoftmaxError()"),
            ("activity", AbstractActivity, "Ramp()"),
            ("feedback", AbstractFeedback, "LearntFeedback()"),
            ("noise", AbstractNoise, "Flips()"),
            ("thresholds", AbstractThresholds, "LearntThresholds()"),
            ("schedule", AbstractSchedule, "Linear()"),
        ):
            check_part(getattr(self, name), kind, name, f"a choice such as {example}")

    @property
    def reach(self) -> float:
        """The largest |h| at which a neuron learns."""
        return self.activity.reach

    def check(self, sweeps: int, feedback_gain: float) -> None:
        """Raise ValueError where there is no feedback."""
        del sweeps
        if isinstance(feedback_gain, float) and feedback_gain == 0:
            raise ValueError(
                "feedback_gain is 0, so that no error reaches the neurons; give a number above 0"
            )

    def check_inputs(self, features: int) -> None:
        """Raise ValueError when the noise does not fit such inputs."""
        self.noise.check(features)

    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return what the readout counts."""
        return self.activity.count(spins, field)

    def learn(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> tuple[Wiring, Lesson]:
        """Let the network relax and change its synapses along the error's push."""
        self.error.check(goal)
        key_noise, key_relax = jax.random.split(key)
        x = self.noise(x, key_noise)
        sustained = state.sustained(x)
        free = _relaxed(state, sustained, circuit, key_relax)
        field = free.configuration.recurrent + sustained
        activity = self.activity.count(free.configuration.spins, field)
        read = state.read(activity)
        error = self.error(read, goal)
        near = self.activity.near(field)
        drive = state.feedback(error) * near
        rates = circuit.rates.times(pace(self.schedule))
        learnt = self._changed(state, x, activity, error, drive, rates)
        distance = jnp.where(near, 0.0, 1.0)
        return learnt, Lesson(distance, 0.0, goal.targets * read, free)

    def _changed(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        activity: Float[Array, "batch n"],
        error: Float[Array, "batch units"],
        drive: Float[Array, "batch n"],
        rates: Rates,
    ) -> Wiring:
        """Return the synapses after the step."""
        features, neurons = x.shape[1], activity.shape[1]
        step = INPUT_STEP * rates.inputs / features**0.5
        readout = rates._replace(readout=READOUT_STEP * rates.readout)
        couplings = state.network.couplings.learn(drive, activity, rates.recurrent, rates.decay)
        return Wiring(
            eqx.tree_at(lambda it: it.couplings, state.network, couplings),
            state.inputs.learn(drive, x, step, 0.0),
            self.feedback.learn(state.feedback, activity, error, readout),
            state.readout.learn(error, activity, readout.readout * neurons**0.5, rates.decay),
            None
            if state.thresholds is None
            else state.thresholds.learn((drive, step / features**0.5), (error, readout.readout)),
        )

    def trial(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> Trial:
        """Return the sweeps to rest and the states in the phases that the readout counts."""
        del goal
        sustained = state.sustained(x)
        start = silent(*sustained.shape)
        seen = trace(
            state.network,
            circuit.dynamics,
            constant(sustained),
            start,
            key,
            lambda now: now,
            sweeps=circuit.sweeps,
        )
        field = seen.recurrent[-1] + sustained
        levels = self.activity.levels()
        phases = jnp.where(field + levels[:, None, None] >= 0, 1.0, -1.0)
        return Trial(jnp.concatenate([seen.spins, phases]), 0)


def _relaxed(state: Wiring, sustained: Field, circuit: Circuit, key: Key) -> Relaxation:
    """Return the relaxation from silence with the input alone."""
    start = silent(*sustained.shape)
    return relax(
        state.network,
        circuit.dynamics,
        constant(sustained),
        start,
        key,
        max_sweeps=circuit.sweeps,
    )
