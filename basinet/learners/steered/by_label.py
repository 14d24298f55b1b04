"""The label steers, and every state that it leads to is confirmed (arXiv 2510.11984, 2509.05041).

For a few sweeps a random projection of the label acts on the network; it is withdrawn, the state
stays near, and a local perceptron rule makes it stable.
"""

from collections.abc import Callable
from typing import TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key, Spins
from basinet.core import (
    AbstractEnvelope,
    AbstractPlasticity,
    Configuration,
    Perceptron,
    RampOff,
    Relaxation,
    StepOff,
    Stimulus,
    constant,
    relax,
    silent,
    trace,
)
from basinet.core.rewiring import notice
from basinet.learners._base import Story, Trial
from basinet.learners._limits import check_part, in_range, number
from basinet.learners._schedule import AbstractSchedule, Constant, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.steered.phases import (
    AbstractClamping,
    AbstractConsolidation,
    FreeState,
    InputClamped,
)
from basinet.learners.steered.protocol import Circuit, Goal, Lesson
from basinet.learners.steered.teaching import AbstractTeaching
from basinet.learners.steered.thresholds import AbstractThresholds, NoThresholds
from basinet.learners.steered.wiring import Layers, Wiring

LOCAL = Tags(
    gradients=Gradients.NONE,
    feedback_weights=True,
    local_in_space=True,
    local_in_time=True,
    online=True,
    weights=True,
)
"""Every synapse changes by what its two neurons show."""

_Advance: TypeAlias = Callable[[Stimulus, Configuration, Key, int], Configuration]
"""Sweeps under a stimulus: from a start, with a key, at most so many."""


class ByLabel(AbstractTeaching):
    """The label steers the network, and the state that stays when it is gone is made stable.

    Attributes:
        margin: kappa >= 0, the stability s_i h_i (without the self-coupling) up to which a
            neuron learns.
        readout_margin: kappa_out >= 0, the same for the readout neurons.
        rule: how a neuron learns from its stability: `Perceptron()`, or `SoftPerceptron(width)`
            for a soft margin. The readout always learns by the perceptron rule.
        consolidate: the states that are learnt: `FreeState()`, `SteeredState()`, `BothStates()`.
        free_phase: what is held in the free phase: `InputClamped()` or `NothingClamped()`.
        release: how the feedback ends, in sweeps of the free phase: `StepOff(0)` at once, or
            `RampOff(0, stop)`, faded out; it must be off before the last sweep.
        thresholds: `NoThresholds()`, as in the papers, or `LearntThresholds()`.
        schedule: how the steps change in the course of a run.

    Raises:
        ValueError: when a value is outside its range.
    """

    margin: float = number(0.9)
    readout_margin: float = number(3.0)
    rule: AbstractPlasticity = Perceptron()
    consolidate: AbstractConsolidation = FreeState()
    free_phase: AbstractClamping = InputClamped()
    release: AbstractEnvelope = StepOff(0)
    thresholds: AbstractThresholds = NoThresholds()
    schedule: AbstractSchedule = Constant()

    def __check_init__(self):
        in_range(self, 0.0, float("inf"), "margin", "readout_margin")
        check_part(self.rule, AbstractPlasticity, "rule", "a learning rule such as Perceptron()")
        for name, kind, example in (
            ("consolidate", AbstractConsolidation, "FreeState()"),
            ("free_phase", AbstractClamping, "InputClamped()"),
            ("thresholds", AbstractThresholds, "NoThresholds()"),
            ("schedule", AbstractSchedule, "Constant()"),
        ):
            check_part(getattr(self, name), kind, name, f"a choice such as {example}")
        check_part(self.release, StepOff | RampOff, "release", "an end such as StepOff(0)")

    def tags(self) -> Tags:
        """Return what the step needs: fixed feedback, and nothing that all neurons hear."""
        return LOCAL

    def reach(self) -> float:
        """Return the margin."""
        return self.margin

    def check(self, sweeps: int, feedback_gain: float) -> None:
        """Raise ValueError when the feedback does not end before the last sweep."""
        del feedback_gain
        if self.release.steady_from() >= sweeps:
            raise ValueError(
                f"release ends in sweep {self.release.steady_from()} of the free phase, which has"
                f" {sweeps} sweeps; it must end before the last one"
            )

    def check_wiring(self, wiring: Layers) -> None:
        """Raise ValueError when layers reach one another in one direction alone."""
        if wiring.climbs:
            raise ValueError(
                "ByLabel() steers layers that hear of one another in both directions, but"
                " between=Upward() leads in one; choose teaching=ByError(), or Projection()"
            )

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
        """Steer the network from each pattern towards a goal and make the states more stable."""
        sustained = state.sustained(x)
        steered, free = self._phases(state, sustained, goal, circuit, key)
        chosen = self.consolidate.states(steered, free.configuration)
        spins = jnp.concatenate([now.spins for now in chosen])
        held = self.free_phase.held(sustained)
        field = jnp.concatenate([now.recurrent + held for now in chosen])
        x, targets = (jnp.concatenate([rows] * len(chosen)) for rows in (x, goal.targets))
        # The fixed excitation of neighbours holds a neuron as the self-coupling does, but it is
        # part of the recurrent field: the margin on the plastic synapses is above it.
        margin = self.margin + circuit.hold
        drive = goal.weighted(self.rule.drive(spins, field, margin))
        read = state.read(spins)
        error = goal.weighted(Perceptron().drive(targets, read, self.readout_margin))
        rates = circuit.rates.times(pace(self.schedule))
        couplings = state.network.couplings.learn(drive, spins, rates.recurrent, rates.decay)
        learnt = Wiring(
            eqx.tree_at(lambda it: it.couplings, state.network, notice(couplings, spins, spins)),
            notice(state.inputs.learn(drive, x, rates.inputs, 0.0), spins, x),
            state.feedback,
            state.readout.learn(error, spins, rates.readout, rates.decay),
            None
            if state.thresholds is None
            else state.thresholds.learn(
                (drive, rates.inputs / x.shape[1] ** 0.5),
                (error, rates.readout / spins.shape[1] ** 0.5),
            ),
        )
        unstable = jnp.mean((spins * field <= margin).astype(float), axis=1)
        return learnt, Lesson(unstable, targets * read, free.sweeps, free.outcome)

    def trial(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> Trial:
        """Return the warm-up, the steered and the free sweeps of a learning step."""
        sustained = state.sustained(x)
        key_steer, key_free = jax.random.split(key)
        path: list[Spins] = []

        def record(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int):
            if not sweeps:
                return start
            seen = trace(
                state.network,
                circuit.dynamics,
                stimulus,
                start,
                key,
                lambda now: now,
                sweeps=sweeps,
            )
            path.append(seen.spins)
            return jax.tree.map(lambda values: values[-1], seen)

        steered = self._steer(state, sustained, goal, circuit, key_steer, record)
        record(self._withdrawal(state, sustained, goal), steered, key_free, circuit.sweeps)
        return Trial(jnp.concatenate(path), circuit.sweeps + self.release.steady_from())

    def story(self) -> Story:
        """Return what happens in a trial."""
        return Story()

    def _phases(
        self, state: Wiring, sustained: Field, goal: Goal, circuit: Circuit, key: Key
    ) -> tuple[Configuration, Relaxation]:
        """Return the configuration at the end of steering and the free relaxation after it."""
        key_steer, key_free = jax.random.split(key)

        def settle(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int) -> Relaxation:
            return relax(state.network, circuit.dynamics, stimulus, start, key, max_sweeps=sweeps)

        def advance(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int):
            return settle(stimulus, start, key, sweeps).configuration if sweeps else start

        steered = self._steer(state, sustained, goal, circuit, key_steer, advance)
        withdrawal = self._withdrawal(state, sustained, goal)
        return steered, settle(withdrawal, steered, key_free, circuit.sweeps)

    def _steer(
        self,
        state: Wiring,
        sustained: Field,
        goal: Goal,
        circuit: Circuit,
        key: Key,
        advance: _Advance,
    ) -> Configuration:
        """Return the configuration when the feedback is about to be withdrawn.

        All units update at once, so the feedback of a sweep comes from the readout units after
        the sweep before. In the first steered sweep that is the network's own guess, made from
        the state one sweep earlier, which in a single layer is silence and gives none; from then
        on the readout units are clamped to the goal.
        """
        depth = circuit.depth
        keys = jax.random.split(key, 4)

        def fed_back(readout: Spins) -> Stimulus:
            return constant(sustained + state.feedback(goal.weigh(readout)))

        start = silent(*sustained.shape)
        before = advance(constant(sustained), start, keys[0], depth - 1)
        guessed = constant(sustained)
        if depth > 1:
            guessed = fed_back(jnp.sign(state.read(before.spins)))
        warm = advance(constant(sustained), before, keys[1], 1)
        first = advance(guessed, warm, keys[2], 1)
        return advance(fed_back(goal.clamped), first, keys[3], circuit.sweeps - depth - 1)

    def _withdrawal(self, state: Wiring, sustained: Field, goal: Goal) -> Stimulus:
        """Return the stimulus of the free phase, in which the feedback of the goal ends."""
        feedback = state.feedback(goal.weigh(goal.clamped))
        return Stimulus(self.free_phase.held(sustained), feedback, self.release)
