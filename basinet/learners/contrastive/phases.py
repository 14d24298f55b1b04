"""Phases: how a contrast is carried out in time.

A synapse changes by a(t) z_i z_j, where the phase signal a(t) is the factor of the state that the
network is in and 0 while it settles (arXiv 2302.12431). What varies is when which state occurs.
The factors balance: weighted with how often each state occurs they add up to zero, so that the
mean of the changes at given weights is that of two phases one of which is stored.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import at_least, number, whole
from basinet.learners.contrastive.costs import AbstractCost, Rows, Squared
from basinet.learners.contrastive.energy import Nudge, States, Weights, correlation, under
from basinet.learners.contrastive.nudging import Contrast, Term
from basinet.learners.contrastive.settling import Patience, Settled, settle
from basinet.learners.contrastive.units import AbstractUnits


class Synapses(NamedTuple):
    """The state of `Contrastive`.

    Attributes:
        weights: what is learnt.
        memory: what synapses remember of earlier steps.
        steps: made so far.
    """

    weights: Weights
    memory: Any
    steps: Int[Array, ""]


class Record(NamedTuple):
    """What the phases of a step found.

    Attributes:
        loss: C(f, t), f the field of the outputs, in the first state, mean over the batch.
        settlings: of every phase.
    """

    loss: Float[Array, ""]
    settlings: tuple[Settled, ...]


class Lesson(NamedTuple):
    """A batch, and what a network needs to learn it.

    Attributes:
        x: patterns.
        target: what the outputs are held towards.
        units: what the hidden units are.
        patience: how long a phase settles at most.
        change: the synapses after they saw weighted correlations.
        weights: what each pattern counts; None where all count 1.
        cost: C, what the outputs miss their target by.
    """

    x: Float[Array, "batch features"]
    target: Float[Array, "batch classes"]
    units: AbstractUnits
    patience: Patience
    change: Callable[[Synapses, Any], Synapses]
    weights: Float[Array, " batch"] | None = None
    cost: AbstractCost = Squared()

    def nudge(self, strength: Rows | None) -> Nudge:
        """Return the nudge of a strength towards the target; None is none."""
        return Nudge(self.target, 0.0 if strength is None else strength, self.cost)

    def settle(self, weights: Weights, start: States | None, strength: Rows | None) -> Settled:
        """Settle under a nudge, from silence where there is no start."""
        energy = under(weights, self.units, self.x)
        begun = energy.silent() if start is None else start
        return settle(energy, begun, self.nudge(strength), self.patience)

    def loss(self, weights: Weights, states: States) -> Float[Array, ""]:
        """Return the mean of C(f, t), f the field of the outputs."""
        energy = under(weights, self.units, self.x)
        return jnp.mean(self.cost.value(energy.field(states, len(states) - 1), self.target))

    def learn(self, synapses: Synapses, terms: Sequence[tuple[Rows, States]]) -> Synapses:
        """Return the synapses after they saw the terms."""
        if self.weights is not None:
            terms = [(factor * self.weights[:, None], states) for factor, states in terms]
        return self.change(synapses, correlation(self.x, terms))


class AbstractPhases(eqx.Module):
    """When the network is in which of the two states, and when synapses change.

    Attributes:
        stores: whether activities of one phase must be kept for another.
    """

    stores: ClassVar[bool]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Return the synapses after the phases of a step, and what these found."""


class StoredPhases(AbstractPhases):
    """Both states under the same weights; their difference changes the synapses at the end."""

    stores: ClassVar[bool] = True

    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Settle freely, from there under each nudge, then learn."""
        del key
        weights = synapses.weights
        free = lesson.settle(weights, None, None)
        settlings, terms = [free], []
        for term in contrast:
            end = free
            if term.strength is not None:
                end = lesson.settle(weights, free.states, term.strength)
                settlings.append(end)
            terms.append((term.factor, end.states))
        loss = lesson.loss(weights, free.states)
        return lesson.learn(synapses, terms), Record(loss, tuple(settlings))


class InPlacePhases(AbstractPhases):
    """Each state changes the synapses at once, and the next settles with the changed weights."""

    stores: ClassVar[bool] = False

    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Settle, learn, settle on from there, learn."""
        del key
        first = lesson.settle(synapses.weights, None, contrast.first.strength)
        loss = lesson.loss(synapses.weights, first.states)
        synapses = lesson.learn(synapses, [(contrast.first.factor, first.states)])
        second = lesson.settle(synapses.weights, first.states, contrast.second.strength)
        synapses = lesson.learn(synapses, [(contrast.second.factor, second.states)])
        return synapses, Record(loss, (first, second))


class RandomPhases(AbstractPhases):
    """Each step is one phase of either kind, drawn at random, on patterns of its own.

    Attributes:
        share: the probability that it is the second, nudged one, above 0 and below 1.

    Raises:
        ValueError: when it is outside.
    """

    stores: ClassVar[bool] = False

    share: float = number(0.5)

    def __check_init__(self):
        if isinstance(self.share, jax.Array):
            return
        if not isinstance(self.share, float) or not 0 < self.share < 1:
            raise ValueError(
                f"share is {self.share!r}; it must be a number above 0 and below 1, so that both"
                " phases occur"
            )

    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Draw the phase, settle, learn with the factor over the probability."""
        nudged = jax.random.bernoulli(key, self.share)
        return _alone(synapses, lesson, contrast, nudged, (1 - self.share, self.share))


class BlockPhases(AbstractPhases):
    """Each step is one phase: several nudged ones in a row, then a free one, and so on.

    Attributes:
        nudged: how many of the second kind before one of the first, at least 1.

    Raises:
        ValueError: when it is below 1.
    """

    stores: ClassVar[bool] = False

    nudged: int = whole(3)

    def __check_init__(self):
        at_least(1, nudged=self.nudged)

    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Take the phase whose turn it is, with the factor over its number in a row."""
        del key
        nudged = synapses.steps % (self.nudged + 1) < self.nudged
        return _alone(synapses, lesson, contrast, nudged, (1.0, float(self.nudged)))


class ContinuousPhases(AbstractPhases):
    """Synapses change in every sweep of a phase, while the units go on to follow.

    The network settles freely, learns for some sweeps, settles under the nudge, learns for some
    more. The durations may differ; a factor is divided by that of its phase.

    Attributes:
        free: sweeps of the first phase in which synapses change, at least 1.
        nudged: the same of the second.

    Raises:
        ValueError: when a number is below 1.
    """

    stores: ClassVar[bool] = False

    free: int = whole(2)
    nudged: int = whole(3)

    def __check_init__(self):
        at_least(1, free=self.free, nudged=self.nudged)

    def learn(
        self, synapses: Synapses, lesson: Lesson, contrast: Contrast, key: Key
    ) -> tuple[Synapses, Record]:
        """Settle, learn sweep by sweep, settle on, learn sweep by sweep."""
        del key
        start, settlings = None, []
        loss = jnp.zeros(())
        for term, duration in zip(contrast, (self.free, self.nudged), strict=True):
            end = lesson.settle(synapses.weights, start, term.strength)
            if start is None:
                loss = lesson.loss(synapses.weights, end.states)
            settlings.append(end)
            synapses, start = _flow(synapses, lesson, term, duration, end.states)
        return synapses, Record(loss, tuple(settlings))


def _flow(
    synapses: Synapses, lesson: Lesson, term: Term, duration: int, states: States
) -> tuple[Synapses, States]:
    """Learn and sweep by turns."""
    nudge = lesson.nudge(term.strength)

    def advance(_: Any, now: tuple[Synapses, States]) -> tuple[Synapses, States]:
        synapses, states = now
        synapses = lesson.learn(synapses, [(term.factor / duration, states)])
        energy = under(synapses.weights, lesson.units, lesson.x)
        return synapses, energy.sweep(states, nudge)

    return jax.lax.fori_loop(0, duration, advance, (synapses, states))


def _alone(
    synapses: Synapses, lesson: Lesson, contrast: Contrast, nudged: Any, often: tuple[Any, Any]
) -> tuple[Synapses, Record]:
    """Take one of the two phases, its factor divided by how often it occurs."""

    def chosen(first: Rows | None, second: Rows | None) -> Any:
        first, second = (0.0 if it is None else it for it in (first, second))
        return jnp.where(nudged, second, first)

    strength = chosen(contrast.first.strength, contrast.second.strength)
    factor = chosen(contrast.first.factor / often[0], contrast.second.factor / often[1])
    end = lesson.settle(synapses.weights, None, strength)
    loss = lesson.loss(synapses.weights, end.states)
    return lesson.learn(synapses, [(factor, end.states)]), Record(loss, (end,))
