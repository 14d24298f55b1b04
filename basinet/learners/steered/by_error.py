"""The error steers, and only neurons that it pushes and that are near their threshold learn.

The network relaxes with the pattern alone, as when it answers. The readout compares its guess with
the goal, and the difference, carried back by feedback weights of its own, is a field f_i on every
neuron. Synapses change along that push where it could change a state: near the threshold. The
feedback weights take the same Hebbian change as the readout, read from the other side, so that
they come to agree with it without a copy of any weight. `README.md` beside this file states the
equations.
"""

from dataclasses import replace

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key, Spins
from basinet.core import Outcome, Relaxation
from basinet.core.layer import Answer, Changes, Layer, Steps, answer, answer_at, learn
from basinet.core.rewiring import notice
from basinet.learners._base import Story, Trial
from basinet.learners._limits import check_part
from basinet.learners._noise import AbstractNoise, Silence
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Tags
from basinet.learners.steered.activity import AbstractActivity, Ramp
from basinet.learners.steered.by_label import LOCAL
from basinet.learners.steered.errors import AbstractError, SoftmaxError
from basinet.learners.steered.feedback import AbstractFeedback, LearntFeedback
from basinet.learners.steered.phases import AbstractClamping, InputClamped
from basinet.learners.steered.protocol import Circuit, Goal, Lesson, Rates
from basinet.learners.steered.resting import at_rest, on_the_way, rests_at_once
from basinet.learners.steered.sizes import INPUT_STEP, READOUT_STEP, Sizes
from basinet.learners.steered.steps import (
    Step,
    as_layer,
    take,
    take_between,
    take_within,
    with_layer,
)
from basinet.learners.steered.teaching import AbstractTeaching
from basinet.learners.steered.thresholds import AbstractThresholds, LearntThresholds
from basinet.learners.steered.wiring import Layers, Wiring


class ByError(AbstractTeaching):
    """The readout's error steers the network.

    Attributes:
        error: what is fed back: `SoftmaxError()` or, without any broadcast, `ThreeValuedError()`.
        activity: what the readout counts, and who is near its threshold: `Ramp()`, `TwoSided()`
            or `OneState()`.
        feedback: `LearntFeedback()` or `FixedFeedback()`.
        noise: on the inputs while learning, such as `Silence(share)`, `Flips(share)`, `Shift()`.
        thresholds: `LearntThresholds()` or `NoThresholds()`.
        free_phase: what is held when the readout counts: `InputClamped()`, or `NothingClamped()`:
            the network relaxes with the input, then goes on without it, and the state that it
            holds is read and learnt.
        schedule: how the steps change in the course of a run: `Linear()`, to 0 at its end.

    Raises:
        ValueError: when a part is not of its kind.
    """

    error: AbstractError = SoftmaxError()
    activity: AbstractActivity = Ramp()
    feedback: AbstractFeedback = LearntFeedback()
    noise: AbstractNoise = Silence()
    thresholds: AbstractThresholds = LearntThresholds()
    free_phase: AbstractClamping = InputClamped()
    schedule: AbstractSchedule = Linear()

    def __check_init__(self):
        for name, kind, example in (
            ("error", AbstractError, "SoftmaxError()"),
            ("activity", AbstractActivity, "Ramp()"),
            ("feedback", AbstractFeedback, "LearntFeedback()"),
            ("noise", AbstractNoise, "Silence()"),
            ("thresholds", AbstractThresholds, "LearntThresholds()"),
            ("free_phase", AbstractClamping, "InputClamped()"),
            ("schedule", AbstractSchedule, "Linear()"),
        ):
            check_part(getattr(self, name), kind, name, f"a choice such as {example}")

    def tags(self) -> Tags:
        """Return what the step needs; what is broadcast depends on the parts."""
        heard = [self.error.broadcast, self.activity.broadcast]
        return replace(
            LOCAL,
            # Where the input has gone, its synapses learn from what they remember of it.
            local_in_time=isinstance(self.free_phase, InputClamped),
            broadcast=", ".join(filter(None, heard)),
        )

    def reach(self) -> float:
        """Return the largest field at which a neuron learns."""
        return self.activity.window().high  # pyright: ignore[reportReturnType]

    def check(self, sweeps: int, feedback_gain: float) -> None:
        """Raise ValueError where there is no feedback."""
        del sweeps
        if isinstance(feedback_gain, float) and feedback_gain == 0:
            raise ValueError(
                "feedback_gain is 0, so that no error reaches the neurons; give a number above 0"
            )

    def check_wiring(self, wiring: Layers) -> None:
        """Raise ValueError when the input is to go from a stack, which holds nothing alone."""
        if wiring.climbs and not isinstance(self.free_phase, InputClamped):
            raise ValueError(
                "free_phase is NothingClamped(), but the layers of a stack have no couplings that"
                " could hold a state; choose InputClamped(), or another between than Upward()"
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
        layer, count = as_layer(state), self.activity.steps()
        if layer is not None and count is not None:
            return self._learn_layer(state, layer, count, x, goal, circuit, key_relax)
        return self._learn_at_rest(state, x, goal, circuit, key_relax)

    def _learn_layer(
        self,
        state: Wiring,
        layer: Layer,
        count: Steps,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> tuple[Wiring, Lesson]:
        """Take the step of one layer, in which every synapse is visited as seldom as can be."""
        assert state.thresholds is not None  # as `as_layer` saw
        window = self.activity.window()
        found, free = self._answer_layer(state, layer, count, x, circuit, key)
        read = found.read + state.thresholds.readout
        error = goal.weighted(self.error(read, goal))
        (batch, features), neurons = x.shape, len(layer.thresholds)
        now = pace(self.schedule)
        sizes = self._sizes(circuit.rates, neurons, error.shape[1])
        inputs = sizes.inputs(features)
        changes = Changes(
            *(step.change(batch) for step in (inputs, inputs, sizes.feedback, sizes.readout))
        )
        after, drive = learn(layer, x, found, error, window, changes, now)
        gain = now * changes.readout.gain
        thresholds = state.thresholds.readout + gain * jnp.sum(error, axis=0)
        learnt = with_layer(state, after, thresholds)
        near, silent = found.marks[:, 0], found.marks[:, 1]
        if free is None:
            # A neuron without any field stays silent, and silence is no state.
            ended = (
                jnp.where(silent == 0, 1, circuit.sweeps),
                jnp.where(silent == 0, Outcome.FIXED_POINT.value, Outcome.OUT_OF_TIME.value),
            )
        else:
            learnt = take_within(learnt, drive, free.configuration.spins, circuit.rates.times(now))
            ended = free.sweeps, free.outcome
        return learnt, Lesson(near / neurons, goal.targets * read, *ended)

    def _answer_layer(
        self,
        state: Wiring,
        layer: Layer,
        count: Steps,
        x: Float[Array, "batch features"],
        circuit: Circuit,
        key: Key,
    ) -> tuple[Answer, Relaxation | None]:
        """Return what a layer answers, and its relaxation; None where it is at rest at once."""
        window = self.activity.window()
        if isinstance(self.free_phase, InputClamped) and rests_at_once(state, circuit):
            return answer(layer, x, count, window), None
        free, external = at_rest(state, *self._fields(state, x), circuit, key)
        return answer_at(free.configuration.recurrent + external, layer, count, window), free

    def _learn_at_rest(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> tuple[Wiring, Lesson]:
        """Take the step of any network, after its relaxation."""
        free, external = at_rest(state, *self._fields(state, x), circuit, key)
        field = free.configuration.recurrent + external
        counts = self.activity.count(free.configuration.spins, field)
        read = state.read(counts)
        error = goal.weighted(self.error(read, goal))
        near = self.activity.window().near(field)
        push = state.feedback(error)
        drive = push * near if state.stack is None else state.stack.descend(push, near)
        now = pace(self.schedule)
        rates = circuit.rates.times(now)
        sizes = self._sizes(rates, counts.shape[1], error.shape[1])
        thresholds = state.thresholds
        if thresholds is not None:
            constant_input = sizes.inputs(x.shape[1]).size
            thresholds = thresholds.learn((drive, constant_input), (error, sizes.readout.size))
        stack = state.stack
        if stack is not None:
            stack = take_between(stack, drive, counts, sizes.upward, self._back)
        learnt = Wiring(
            take_within(state, drive, free.configuration.spins, rates).network,
            notice(take(state.inputs, drive, x, sizes.inputs), free.configuration.spins, x),
            take(state.feedback, counts, error, lambda _: sizes.feedback),
            take(state.readout, error, counts, lambda _: sizes.readout),
            thresholds,
            stack,
        )
        unstable = jnp.mean(near.astype(float), axis=1)
        lesson = Lesson(unstable, goal.targets * read, free.sweeps, free.outcome)
        return learnt, lesson

    def _fields(
        self, state: Wiring, x: Float[Array, "batch features"]
    ) -> tuple[Field, Field | None]:
        """Return the external field with the input, and without where it does not stay."""
        external = state.external(x, self.count)
        if isinstance(self.free_phase, InputClamped):
            return external, None
        inputs = state.inputs(x)  # thresholds stay where an input goes
        return external, self.free_phase.held(inputs) + state.sustained(x) - inputs

    def _back(self, upward: Step) -> Step:
        """The step of a synapse that leads back to a layer, given that of the one it answers."""
        return self.feedback.step(upward, self.activity.slope())

    def _sizes(self, rates: Rates, neurons: int, units: int) -> Sizes:
        """The steps of the synapses."""
        readout = Step(READOUT_STEP * rates.readout, rates.decay)
        ratio = rates.feedback_gain * (neurons / units) ** 0.5
        return Sizes(INPUT_STEP * rates.inputs, readout, self.feedback.step(readout, ratio))

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
        seen, external = on_the_way(state, *self._fields(state, x), circuit, key)
        field = seen.recurrent[-1] + external
        levels = self.activity.levels()
        phases = jnp.where(field + levels[:, None, None] >= 0, 1.0, -1.0)
        if state.stack is not None:
            phases = state.stack.in_turn(phases, seen.spins[-1])
        return Trial(jnp.concatenate([seen.spins, phases]), circuit.sweeps)

    def story(self) -> Story:
        """Return what happens in a trial."""
        near = (
            "A neuron may learn only near its threshold: below the line, and with a ramp only"
            " where it is up."
        )
        if not isinstance(self.free_phase, InputClamped):
            return Story(
                "The pattern drives the network to rest and is withdrawn; the network holds its"
                " state alone, and the readout counts what it has held: neurons by sweep.",
                ("shown: the pattern acts", "alone: nothing acts"),
                near,
            )
        if not len(self.activity.levels()):
            return Story(
                "The pattern alone drives the network to rest, and the readout reads the state:"
                " neurons by sweep.",
                ("alone: the pattern acts", "phases: none"),
                near,
            )
        return Story(
            "The pattern alone drives the network to rest; then all neurons hear one common field,"
            " phase by phase, and the readout counts the phases in which each is up: neurons by"
            " sweep.",
            ("alone: the pattern acts", "phases: one field on all neurons"),
            near,
        )
