"""Learning by steering the dynamics (arXiv 2510.11984 and 2509.05041).

A pattern and, for a few sweeps, a random projection of its label drive a recurrent network to an
attractor. The label is withdrawn, the state stays near, and a local perceptron rule makes it
stable. To answer, the network relaxes again with the pattern alone. `README.md` beside this file
states the protocol and the equations.
"""

import math
from typing import ClassVar

import jax
from jaxtyping import Array, Float

from basinet._types import Field, Key, Labels
from basinet.core import (
    AbstractDynamics,
    Network,
    Relaxation,
    Synchronous,
    certify,
    constant,
    relax,
    silent,
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
from basinet.learners._tags import Tags
from basinet.learners.steered.by_label import LOCAL, ByLabel
from basinet.learners.steered.protocol import Circuit, Goal, Lesson, Rates, class_goal
from basinet.learners.steered.teaching import AbstractTeaching
from basinet.learners.steered.thresholds import NoThresholds
from basinet.learners.steered.wiring import Layers, Strengths, Wiring


class Steered(AbstractAttractorLearner[Wiring]):
    """A recurrent network of binary neurons that learns by being steered.

    The defaults are the reference settings for entangled MNIST with one layer.

    Attributes:
        hidden: neurons H, or a tuple with the neurons of each layer of a chain.
        self_coupling: J_D >= 0, the self-coupling of every neuron, or a tuple with that of each
            layer; never learnt.
        excitation: lambda >= 0, the strength of excitatory couplings between layers.
        input_gain: lambda_x > 0, the factor of the input weights, W_in ~ N(0, lambda_x^2 / N).
        feedback_gain: lambda_b, factor of the random feedback weights, W_back ~ N(0, gain^2 / C).
        sweeps: T, the most sweeps of a relaxation; at least the number of layers + 1.
        rate: eta_J >= 0, step size of the recurrent couplings; 0 freezes them.
        input_rate: eta_in >= 0, step size of the input weights (multiplied by input_gain).
        readout_rate: eta_out >= 0, step size of the readout weights.
        decay: weight decay of recurrent and readout weights relative to their step, in [0, 1].
        dynamics: the update rule of the neurons.
        wiring: what connects the neurons; the chain by default.
        teaching: what steers the network, which neurons learn and how: `ByLabel()`, the rule of
            the papers, or `ByError()`.

    Raises:
        ValueError: when a value is outside its range.
    """

    tags: ClassVar[Tags] = LOCAL
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity(
            "sweeps",
            "Sweeps to settle",
            "mean over samples; one sweep offers each neuron one update",
        ),
        Quantity(
            "unstable", "Unstable neurons", "share that is near its threshold and learns", True
        ),
    )

    hidden: int | tuple[int, ...] = whole(1600)
    self_coupling: float | tuple[float, ...] = number(0.5)
    excitation: float = number(0.0)
    input_gain: float = number(5.0)
    feedback_gain: float = number(0.9)
    sweeps: int = whole(5)
    rate: float = number(0.005)
    input_rate: float = number(0.03)
    readout_rate: float = number(0.1)
    decay: float = number(0.005)
    dynamics: AbstractDynamics = Synchronous()
    wiring: Layers = Layers()
    teaching: AbstractTeaching = ByLabel()

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
        in_range(self, 0.0, math.inf, "rate", "input_rate", "readout_rate")
        in_range(self, 0.0, 1.0, "decay")
        positive(self, "input_gain")
        check_part(
            self.dynamics, AbstractDynamics, "dynamics", "an update rule such as Synchronous()"
        )
        check_part(
            self.teaching, AbstractTeaching, "teaching", "a choice such as ByLabel() or ByError()"
        )
        self.teaching.check(self.sweeps, self.feedback_gain)
        self.teaching.check_wiring(self.wiring)
        if self.wiring.protects and not isinstance(self.teaching.thresholds, NoThresholds):
            raise ValueError(
                "thresholds that go on learning would move what the wiring protects; choose"
                " thresholds=NoThresholds() in the teaching, or protect=Unprotected()"
            )

    @property
    def layers(self) -> tuple[int, ...]:
        """The number of neurons of each layer."""
        return sizes_of(self.hidden)

    @property
    def margin(self) -> float:
        """The stability up to which neurons learn."""
        return self.teaching.reach()

    def init(self, problem: Problem, key: Key) -> Wiring:
        """Return random couplings.

        Raises:
            ValueError: when the input does not fit the wiring or the noise.
        """
        self.teaching.check_inputs(problem.features)
        strengths = Strengths(
            self.self_coupling, self.excitation, self.input_gain, self.feedback_gain
        )
        wiring = self.wiring.build(problem.features, self.layers, problem.classes, strengths, key)
        key_thresholds = jax.random.fold_in(key, 5)  # so that all else begins as without them
        neurons = sum(self.layers)
        thresholds = self.teaching.thresholds.start(neurons, problem.classes, key_thresholds)
        return wiring._replace(thresholds=thresholds)

    def step(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        y: Labels,
        key: Key,
        weights: Float[Array, " batch"] | None = None,
    ) -> tuple[Wiring, Info]:
        """Let the network find a state for each pattern and change its synapses.

        With weights, what drives the synapses is multiplied by that of the pattern.

        Returns:
            The couplings after the step, and the batch means of `sweeps` (of the relaxation
            without feedback until it settled), `unsettled` (fraction of patterns that did not)
            and `unstable` (fraction of neurons that are near enough to their threshold to learn,
            in the states that are learnt).
        """
        learnt, lesson = self.learn(state, x, class_goal(y, state.readout.targets[0], weights), key)
        return learnt, lesson.info()

    def learn(
        self, state: Wiring, x: Float[Array, "batch features"], goal: Goal, key: Key
    ) -> tuple[Wiring, Lesson]:
        """Take a learning step towards a goal.

        Returns:
            The couplings after the step, and what the step found.
        """
        return self.teaching.learn(state, x, goal, self._circuit(), key)

    def scores(
        self, state: Wiring, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the field on the readout units of what they count of the state at rest."""
        return state.read(self.activity(state, x, key))

    def activity(
        self, state: Wiring, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch n"]:
        """Return what the readout counts: the spins at rest, or the phases in which each is up."""
        now = self.relax(state, x, key).configuration
        return self.teaching.count(now.spins, now.recurrent + self.external(state, x))

    def network(self, state: Wiring) -> Network:
        """Return the hidden neurons with their couplings."""
        return state.network

    def external(self, state: Wiring, x: Float[Array, "batch features"]) -> Field:
        """Return the field W_in x, with thresholds and, in a stack, the counts from below."""
        return state.external(x, self.teaching.count)

    def relax(self, state: Wiring, x: Float[Array, "batch features"], key: Key) -> Relaxation:
        """Relax from silence with the input alone, for at most `sweeps` sweeps."""
        start = silent(x.shape[0], sum(self.layers))
        stimulus = constant(self.external(state, x))
        end = relax(state.network, self.dynamics, stimulus, start, key, max_sweeps=self.sweeps)
        return certify(state.network, stimulus, end)

    def stabilities(
        self, state: Wiring, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch n"]:
        """Return s_i h_i after `relax`, with the recurrent and the input field in h_i."""
        now = self.relax(state, x, key).configuration
        return now.spins * (now.recurrent + self.external(state, x))

    def trial(self, state: Wiring, x: Float[Array, "batch features"], y: Labels, key: Key) -> Trial:
        """Return the states that a learning step would go through."""
        goal = class_goal(y, state.readout.targets[0])
        return self.teaching.trial(state, x, goal, self._circuit(), key)

    def _circuit(self) -> Circuit:
        """What a learning step needs of these settings."""
        rates = Rates(
            self.rate,
            self.input_rate * self.input_gain,
            self.readout_rate,
            self.feedback_gain,
            self.decay,
        )
        hold = self.wiring.hold(self.layers, self.excitation)
        return Circuit(self.dynamics, self.sweeps, len(self.layers), hold, rates)
