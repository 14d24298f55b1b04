"""Learning by steering the dynamics (arXiv 2510.11984 and 2509.05041).

A pattern and, for a few sweeps, a random projection of its label drive a recurrent network to an
attractor. The label is withdrawn, the state stays near, and a local perceptron rule makes it
stable. To answer, the network relaxes again with the pattern alone. `README.md` beside this file
states the protocol and the equations.
"""

import math
from collections.abc import Callable
from typing import ClassVar, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key, Labels, Spins
from basinet.core import (
    AbstractDynamics,
    AbstractEnvelope,
    AbstractPlasticity,
    Configuration,
    Network,
    Perceptron,
    RampOff,
    Relaxation,
    StepOff,
    Stimulus,
    Synchronous,
    certify,
    constant,
    relax,
    silent,
    trace,
)
from basinet.learners._base import AbstractAttractorLearner, Info, Problem, Trial
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
from basinet.learners._tags import Gradients, Tags
from basinet.learners.steered.phases import (
    AbstractClamping,
    AbstractConsolidation,
    FreeState,
    InputClamped,
)
from basinet.learners.steered.protocol import Goal, Lesson
from basinet.learners.steered.wiring import Layers, Strengths, Wiring

_Advance: TypeAlias = Callable[[Stimulus, Configuration, Key, int], Configuration]
"""Sweeps under a stimulus: from a start, with a key, at most so many."""


class Steered(AbstractAttractorLearner[Wiring]):
    """A recurrent network of binary neurons that learns by being steered.

    The defaults are the reference settings for entangled MNIST with one layer.

    Attributes:
        hidden: neurons H, or a tuple with the neurons of each layer of a chain.
        self_coupling: J_D >= 0, the self-coupling of every neuron, or a tuple with that of each
            layer; never learnt.
        excitation: lambda >= 0, the strength of excitatory couplings between layers.
        input_gain: lambda_x > 0, the factor of the input weights, W_in ~ N(0, lambda_x^2 / N).
        feedback_gain: factor of the fixed feedback weights, W_back ~ N(0, gain^2 / C).
        sweeps: T, the most sweeps of a relaxation; at least the number of layers + 1.
        margin: kappa >= 0, the stability s_i h_i (without the self-coupling) up to which a
            neuron learns.
        readout_margin: kappa_out >= 0, the same for the readout neurons.
        rate: eta_J >= 0, step size of the recurrent couplings; 0 freezes them.
        input_rate: eta_in >= 0, step size of the input weights (multiplied by input_gain).
        readout_rate: eta_out >= 0, step size of the readout weights.
        decay: weight decay of recurrent and readout weights relative to their step, in [0, 1].
        dynamics: the update rule of the neurons.
        wiring: what connects the neurons; the chain by default.
        rule: how a neuron learns from its stability: `Perceptron()`, or `SoftPerceptron(width)`
            for a soft margin. The readout always learns by the perceptron rule.
        consolidate: the states that are learnt: `FreeState()`, `SteeredState()`, `BothStates()`.
        free_phase: what is held in the free phase: `InputClamped()` or `NothingClamped()`.
        release: how the feedback ends, in sweeps of the free phase: `StepOff(0)` at once, or
            `RampOff(0, stop)`, faded out; it must be off before the last sweep.

    Raises:
        ValueError: when a value is outside its range.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NONE,
        feedback_weights=True,
        local_in_space=True,
        local_in_time=True,
        online=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity(
            "sweeps",
            "Sweeps to settle",
            "mean over samples; one sweep offers each neuron one update",
        ),
        Quantity("unstable", "Unstable neurons", "share below the margin during learning", True),
    )

    hidden: int | tuple[int, ...] = whole(1600)
    self_coupling: float | tuple[float, ...] = number(0.5)
    excitation: float = number(0.0)
    input_gain: float = number(5.0)
    feedback_gain: float = number(0.9)
    sweeps: int = whole(5)
    margin: float = number(0.9)
    readout_margin: float = number(3.0)
    rate: float = number(0.005)
    input_rate: float = number(0.03)
    readout_rate: float = number(0.1)
    decay: float = number(0.005)
    dynamics: AbstractDynamics = Synchronous()
    wiring: Layers = Layers()
    rule: AbstractPlasticity = Perceptron()
    consolidate: AbstractConsolidation = FreeState()
    free_phase: AbstractClamping = InputClamped()
    release: AbstractEnvelope = StepOff(0)

    def __check_init__(self):
        if not self.layers:
            raise ValueError("hidden is an empty tuple; give the neurons of at least one layer")
        for size in self.layers:
            at_least(1, hidden=size)
        check_part(self.wiring, Layers, "wiring", "an arrangement such as Layers()")
        at_least(len(self.layers) + 1, sweeps=self.sweeps)
        if isinstance(self.self_coupling, tuple) and len(self.self_coupling) != len(self.layers):
            raise ValueError(
                f"self_coupling has {len(self.self_coupling)} values for {len(self.layers)} layers;"
                " give one number, or one for each layer"
            )
        in_range(self, 0.0, math.inf, "self_coupling", "excitation", "feedback_gain")
        self.wiring.check(self.layers, self.excitation)
        in_range(self, 0.0, math.inf, "margin", "readout_margin")
        in_range(self, 0.0, math.inf, "rate", "input_rate", "readout_rate")
        in_range(self, 0.0, 1.0, "decay")
        positive(self, "input_gain")
        check_part(
            self.dynamics, AbstractDynamics, "dynamics", "an update rule such as Synchronous()"
        )
        check_part(self.rule, AbstractPlasticity, "rule", "a learning rule such as Perceptron()")
        check_part(
            self.consolidate, AbstractConsolidation, "consolidate", "a choice such as FreeState()"
        )
        check_part(
            self.free_phase, AbstractClamping, "free_phase", "a choice such as InputClamped()"
        )
        check_part(self.release, StepOff | RampOff, "release", "an end such as StepOff(0)")
        if self.release.steady_from() >= self.sweeps:
            raise ValueError(
                f"release ends in sweep {self.release.steady_from()} of the free phase, which has"
                f" {self.sweeps} sweeps; it must end before the last one"
            )

    @property
    def layers(self) -> tuple[int, ...]:
        """The number of neurons of each layer."""
        return sizes_of(self.hidden)

    def init(self, problem: Problem, key: Key) -> Wiring:
        """Return random couplings."""
        strengths = Strengths(
            self.self_coupling, self.excitation, self.input_gain, self.feedback_gain
        )
        return self.wiring.build(problem.features, self.layers, problem.classes, strengths, key)

    def step(
        self, state: Wiring, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Wiring, Info]:
        """Steer the network to a state for each pattern and make these states more stable.

        Returns:
            The couplings after the step, and the batch means of `sweeps` (of the free phase
            until it settled), `unsettled` (fraction of patterns that did not) and `unstable`
            (fraction of neurons at or below the margin, in the states that are learnt).
        """
        learnt, lesson = self.learn(state, x, _goal(state, y), key)
        return learnt, lesson.info()

    def learn(
        self, state: Wiring, x: Float[Array, "batch features"], goal: Goal, key: Key
    ) -> tuple[Wiring, Lesson]:
        """Steer the network from each pattern towards a goal and make the states more stable.

        Returns:
            The couplings after the step, and what the step found.
        """
        sustained = state.inputs(x)
        steered, free = self._phases(state, sustained, goal, key)
        chosen = self.consolidate.states(steered, free.configuration)
        spins = jnp.concatenate([now.spins for now in chosen])
        held = self.free_phase.held(sustained)
        field = jnp.concatenate([now.recurrent + held for now in chosen])
        x, targets = (jnp.concatenate([rows] * len(chosen)) for rows in (x, goal.targets))
        # The fixed excitation of neighbours holds a neuron as the self-coupling does, but it is
        # part of the recurrent field: the margin on the plastic synapses is above it.
        margin = self.margin + self.wiring.hold(self.layers, self.excitation)
        drive = self.rule.drive(spins, field, margin)
        read = state.readout(spins)
        readout_drive = Perceptron().drive(targets, read, self.readout_margin)
        network = eqx.tree_at(
            lambda it: it.couplings,
            state.network,
            state.network.couplings.learn(drive, spins, self.rate, self.decay),
        )
        learnt = Wiring(
            network,
            state.inputs.learn(drive, x, self.input_rate * self.input_gain, 0.0),
            state.feedback,
            state.readout.learn(readout_drive, spins, self.readout_rate, self.decay),
        )
        return learnt, Lesson(spins * field, margin, targets * read, free)

    def scores(
        self, state: Wiring, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the readout field of the state to which the network relaxes."""
        return state.readout(self.relax(state, x, key).configuration.spins)

    def network(self, state: Wiring) -> Network:
        """Return the hidden neurons with their couplings."""
        return state.network

    def external(self, state: Wiring, x: Float[Array, "batch features"]) -> Field:
        """Return the field W_in x."""
        return state.inputs(x)

    def relax(self, state: Wiring, x: Float[Array, "batch features"], key: Key) -> Relaxation:
        """Relax from silence with the input alone, for at most `sweeps` sweeps."""
        start = silent(x.shape[0], sum(self.layers))
        stimulus = constant(state.inputs(x))
        end = relax(state.network, self.dynamics, stimulus, start, key, max_sweeps=self.sweeps)
        return certify(state.network, stimulus, end)

    def stabilities(
        self, state: Wiring, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch n"]:
        """Return s_i h_i after `relax`, with the recurrent and the input field in h_i."""
        now = self.relax(state, x, key).configuration
        return now.spins * (now.recurrent + state.inputs(x))

    def trial(self, state: Wiring, x: Float[Array, "batch features"], y: Labels, key: Key) -> Trial:
        """Return the warm-up, the steered and the free sweeps of a learning step."""
        sustained, goal = state.inputs(x), _goal(state, y)
        key_steer, key_free = jax.random.split(key)
        path: list[Spins] = []

        def record(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int):
            if not sweeps:
                return start
            seen = trace(
                state.network, self.dynamics, stimulus, start, key, lambda now: now, sweeps=sweeps
            )
            path.append(seen.spins)
            return jax.tree.map(lambda values: values[-1], seen)

        steered = self._steer(state, sustained, goal, key_steer, record)
        record(self._withdrawal(state, sustained, goal), steered, key_free, self.sweeps)
        return Trial(jnp.concatenate(path), self.sweeps + self.release.steady_from())

    def _phases(
        self, state: Wiring, sustained: Field, goal: Goal, key: Key
    ) -> tuple[Configuration, Relaxation]:
        """Return the configuration at the end of steering and the free relaxation after it."""
        key_steer, key_free = jax.random.split(key)

        def settle(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int) -> Relaxation:
            return relax(state.network, self.dynamics, stimulus, start, key, max_sweeps=sweeps)

        def advance(stimulus: Stimulus, start: Configuration, key: Key, sweeps: int):
            return settle(stimulus, start, key, sweeps).configuration if sweeps else start

        steered = self._steer(state, sustained, goal, key_steer, advance)
        withdrawal = self._withdrawal(state, sustained, goal)
        return steered, settle(withdrawal, steered, key_free, self.sweeps)

    def _steer(
        self, state: Wiring, sustained: Field, goal: Goal, key: Key, advance: _Advance
    ) -> Configuration:
        """Return the configuration when the feedback is about to be withdrawn.

        All units update at once, so the feedback of a sweep comes from the readout units after
        the sweep before. In the first steered sweep that is the network's own guess, made from
        the state one sweep earlier, which in a single layer is silence and gives none; from then
        on the readout units are clamped to the goal.
        """
        depth = len(self.layers)
        keys = jax.random.split(key, 4)

        def fed_back(readout: Spins) -> Stimulus:
            return constant(sustained + state.feedback(goal.weigh(readout)))

        start = silent(*sustained.shape)
        before = advance(constant(sustained), start, keys[0], depth - 1)
        guessed = constant(sustained)
        if depth > 1:
            guessed = fed_back(jnp.sign(state.readout(before.spins)))
        warm = advance(constant(sustained), before, keys[1], 1)
        first = advance(guessed, warm, keys[2], 1)
        return advance(fed_back(goal.clamped), first, keys[3], self.sweeps - depth - 1)

    def _withdrawal(self, state: Wiring, sustained: Field, goal: Goal) -> Stimulus:
        """Return the stimulus of the free phase, in which the feedback of the goal ends."""
        feedback = state.feedback(goal.weigh(goal.clamped))
        return Stimulus(self.free_phase.held(sustained), feedback, self.release)


def balanced(readout: Spins) -> Spins:
    """Return phi(y), the readout units weighted so that classes balance.

    phi(+1) = sqrt(C)/2, phi(-1) = -1/2, phi(0) = 0 with C the number of units (last axis).
    """
    return jnp.where(readout > 0, readout.shape[-1] ** 0.5 / 2, 0.5) * readout


def balanced_targets(y: Labels, classes: int) -> Float[Array, "batch classes"]:
    """Return the readout targets: +C/4 for the true class, -sqrt(C)/4 for the others."""
    return jnp.where(jax.nn.one_hot(y, classes) > 0, classes / 4, -(classes**0.5) / 4)


def _goal(state: Wiring, y: Labels) -> Goal:
    """Return the goal that is a class: its unit +1, all others -1, weighted to balance them."""
    classes = state.readout.targets[0]
    clamped = 2.0 * jax.nn.one_hot(y, classes) - 1.0
    return Goal(clamped, balanced_targets(y, classes), balanced)
