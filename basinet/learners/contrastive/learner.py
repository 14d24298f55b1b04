"""Learning by the difference of two states of rest (equilibrium propagation).

The pattern drives a layered network of graded units to rest; its outputs are drawn a little
towards the target, and it settles again. Each synapse changes by how the product of its two
activities differs between the two states, which for a weak nudge is the derivative of the loss
(Scellier and Bengio 2017, arXiv 1602.05179). `README.md` beside this file states the equations.
"""

from dataclasses import replace
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Key, Labels
from basinet.learners._base import AbstractSettlingLearner, Course, Info, Problem, Rest
from basinet.learners._limits import (
    at_least,
    check_part,
    in_range,
    number,
    positive,
    sizes_of,
    whole,
)
from basinet.learners._noise import AbstractNoise, Clean
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.contrastive.costs import AbstractCost, Squared
from basinet.learners.contrastive.descent import AbstractDescent, Adam
from basinet.learners.contrastive.energy import Nudge, Weights, under
from basinet.learners.contrastive.feedback import AbstractBackward, SymmetricWeights
from basinet.learners.contrastive.nudging import AbstractNudging, ClampedOutputs, SymmetricNudge
from basinet.learners.contrastive.phases import AbstractPhases, Lesson, StoredPhases, Synapses
from basinet.learners.contrastive.settling import Patience, Settled, followed, settle
from basinet.learners.contrastive.units import AbstractUnits, HardSigmoid

SHOWN = 12
"""Sweeps of each phase in a course."""


class Contrastive(AbstractSettlingLearner[Synapses]):
    """A layered network of graded units that learns from the difference of two states of rest.

    Attributes:
        hidden: hidden units, or a tuple with those of each layer.
        units: what they show: `HardSigmoid()`, `HardTanh()`, `Rectified()` or `Sigmoid()`.
        nudging: how the outputs are held: `SymmetricNudge(strength)`, `PositiveNudge(strength)`,
            `NegativeNudge(strength)`, `RandomNudge(strength)` or `ClampedOutputs()`.
        cost: what the outputs miss their target by: `Squared()` or `CrossEntropy()`.
        phases: how the two states follow one another: `StoredPhases()`, `InPlacePhases()`,
            `RandomPhases(share)`, `BlockPhases(nudged)` or `ContinuousPhases(free, nudged)`.
        backward: `SymmetricWeights()`, or `LearntWeights(gain, decay)` against the stream.
        descent: the step of a synapse from what it sees: `Adam()`, `Plain()` or
            `Inertia(inertia)`; phases that store nothing need one of the last two.
        rate: >= 0, the step size, or a tuple with that of each layer and of the outputs.
        schedule: how it changes in the course of a run.
        sweeps: the most sweeps of a phase.
        tolerance: > 0; a pattern is at rest when a sweep would move no unit by more.
        gain: > 0, the range of the weights at the start: uniform within gain sqrt(6 / (m + n)).
        bias: of the hidden units at the start.
        noise: on the inputs while learning, such as `Silence(share)`.

    Raises:
        ValueError: when a value is outside its range, or parts do not fit one another.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NONE,
        feedback_weights=True,
        local_in_space=True,
        local_in_time=False,
        online=True,
        broadcast="phase, falling rate",
        weights=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("loss", "Loss", "the cost of the outputs' field, before each step"),
        Quantity("sweeps", "Sweeps to rest", "mean over patterns and phases"),
        Quantity("unsettled", "Not at rest", "share of phases that ended before rest", True),
    )

    hidden: int | tuple[int, ...] = whole(500)
    units: AbstractUnits = HardSigmoid()
    nudging: AbstractNudging = SymmetricNudge()
    cost: AbstractCost = Squared()
    phases: AbstractPhases = StoredPhases()
    backward: AbstractBackward = SymmetricWeights()
    descent: AbstractDescent = Adam()
    rate: float | tuple[float, ...] = number(1e-3)
    schedule: AbstractSchedule = Linear()
    sweeps: int = whole(50)
    tolerance: float = number(1e-4)
    gain: float = number(0.5)
    bias: float = number(0.2)
    noise: AbstractNoise = Clean()

    def __check_init__(self):
        if not self.layers:
            raise ValueError("hidden is an empty tuple; give the units of at least one layer")
        for size in self.layers:
            at_least(1, hidden=size)
        for name, kind, example in (
            ("units", AbstractUnits, "HardSigmoid()"),
            ("nudging", AbstractNudging, "PositiveNudge()"),
            ("cost", AbstractCost, "CrossEntropy()"),
            ("phases", AbstractPhases, "StoredPhases()"),
            ("backward", AbstractBackward, "SymmetricWeights()"),
            ("descent", AbstractDescent, "Adam()"),
            ("schedule", AbstractSchedule, "Linear()"),
            ("noise", AbstractNoise, "Clean()"),
        ):
            check_part(getattr(self, name), kind, name, f"a choice such as {example}")
        if not self.phases.stores and not self.descent.at_once:
            raise ValueError(
                f"phases is {type(self.phases).__name__}(), whose terms are learnt one by one, and"
                f" {type(self.descent).__name__}() would scale each of them; choose descent=Plain()"
                " or Inertia()"
            )
        if isinstance(self.nudging, ClampedOutputs) and not self.cost.clamps:
            raise ValueError(
                f"cost is {type(self.cost).__name__}(), which is 0 for infinite outputs only, so"
                " that nothing can be clamped; choose cost=Squared() or nudging=SymmetricNudge()"
            )
        at_least(1, sweeps=self.sweeps)
        in_range(self, 0.0, float("inf"), "rate")
        if isinstance(self.rate, tuple) and len(self.rate) != len(self.layers) + 1:
            raise ValueError(
                f"rate has {len(self.rate)} values for {len(self.layers)} hidden layers and the"
                f" outputs; give one number, or {len(self.layers) + 1}"
            )
        positive(self, "tolerance", "gain")
        in_range(self, -float("inf"), float("inf"), "bias")

    @property
    def layers(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return sizes_of(self.hidden)

    def own_tags(self) -> Tags:
        """Return the tags of these phases."""
        return replace(self.tags, local_in_time=not self.phases.stores)

    def init(self, problem: Problem, key: Key) -> Synapses:
        """Return random weights.

        Raises:
            ValueError: when the noise does not fit the inputs.
        """
        self.noise.check(problem.features)
        sizes = (problem.features, *self.layers, problem.classes)
        key_back, *keys = jax.random.split(key, len(sizes))
        forward = []
        for one, before, after in zip(keys, sizes[:-1], sizes[1:], strict=True):
            most = self.gain * (6 / (before + after)) ** 0.5
            forward.append(most * jax.random.uniform(one, (before, after), minval=-1.0))
        biases = [jnp.full(size, self.bias) for size in self.layers]
        biases.append(jnp.zeros(problem.classes))
        backward = self.backward.start(tuple(forward), key_back)
        weights = Weights(tuple(forward), tuple(biases), backward)
        return Synapses(weights, self.descent.start(weights), jnp.asarray(0))

    def step(
        self,
        state: Synapses,
        x: Float[Array, "batch features"],
        y: Labels,
        key: Key,
        weights: Float[Array, " batch"] | None = None,
    ) -> tuple[Synapses, Info]:
        """Carry out the phases on a batch and change the synapses.

        Returns:
            The synapses after the step, and `loss`, the cost C(f, t) with f the field of the
            outputs in the first phase and t the label as 0 and 1; `sweeps`, the mean over patterns
            and phases until rest; `unsettled`, the share of them that was not at rest at the end.
        """
        key_noise, key_nudge, key_phase = jax.random.split(key, 3)
        classes = len(state.weights.biases[-1])
        lesson = Lesson(
            self.noise(x, key_noise),
            jax.nn.one_hot(y, classes),
            self.units,
            Patience(self.sweeps, self.tolerance),
            self._change,
            weights,
            self.cost,
        )
        contrast = self.nudging.contrast(len(x), key_nudge)
        state, record = self.phases.learn(state, lesson, contrast, key_phase)
        ends = record.settlings
        info = {
            "loss": record.loss,
            "sweeps": jnp.mean(jnp.stack([end.sweeps for end in ends]).astype(float)),
            "unsettled": jnp.mean(1.0 - jnp.stack([end.at_rest for end in ends])),
        }
        return state._replace(steps=state.steps + 1), info

    def scores(
        self, state: Synapses, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the outputs at rest, with the pattern alone."""
        del key
        return self.rest(state, x).states[-1]

    def rest(self, state: Synapses, x: Float[Array, "batch features"]) -> Settled:
        """Return where the network comes to with the pattern alone."""
        energy = under(state.weights, self.units, x)
        free = Nudge(jnp.zeros_like(energy.silent()[-1]), 0.0)
        return settle(energy, energy.silent(), free, Patience(self.sweeps, self.tolerance))

    def ended(self, state: Synapses, x: Float[Array, "batch features"]) -> Rest:
        """Return how the settling ended from which `scores` reads."""
        return Rest(*self.rest(state, x)[1:])

    def course(
        self, state: Synapses, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> Course:
        """Return `SHOWN` sweeps with the patterns alone and as many under the second nudge."""
        energy = under(state.weights, self.units, x)
        target = jax.nn.one_hot(y, len(state.weights.biases[-1]))
        strength = self.nudging.contrast(len(x), key).second.strength
        held = Nudge(target, 0.0 if strength is None else strength, self.cost)
        rest, values, moved = followed(energy, energy.silent(), Nudge(target, 0.0), SHOWN)
        _, values_held, moved_held = followed(energy, rest, held, SHOWN)
        energies = jnp.concatenate([values, values[-1] + values_held[1:] - values_held[0]])
        return Course(
            energies if self.backward.has_energy else None,
            jnp.concatenate([moved, moved_held]),
            SHOWN,
        )

    def _change(self, synapses: Synapses, seen: Any) -> Synapses:
        """Return the synapses after a step along what they saw."""
        forward, biases = seen
        weights = synapses.weights
        given = self.rate if isinstance(self.rate, tuple) else (self.rate,) * len(forward)
        factor = pace(self.schedule)
        rates = tuple(rate * factor for rate in given)
        sights = Weights(forward, biases, self.backward.gradient(forward))
        steps = Weights(rates, rates, rates[1:] if weights.backward else ())
        faded = self.backward.decayed(weights, rates[-1])
        after, memory = self.descent.step(faded, synapses.memory, sights, steps, synapses.steps)
        return Synapses(after, memory, synapses.steps)
