"""Schedules: how the steps of a learner change in the course of a run.

A learner names one; training says how far the run is. Nothing in a learner counts steps, so that
no schedule can end before its run: more epochs stretch it.
"""

from abc import abstractmethod
from typing import Any, NamedTuple, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet.learners._limits import check_part, in_range, number, positive

Scheduled = TypeVar("Scheduled")


class Moment(NamedTuple):
    """A place in a run.

    Attributes:
        epoch: epochs that are finished, with the finished part of the present one.
        epochs: epochs of the whole run.
    """

    epoch: Float[Array, ""] | float
    epochs: Float[Array, ""] | float


class AbstractSchedule(eqx.Module):
    """The factor of a learner's steps as a function of the moment."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def factor(self, moment: Moment) -> Float[Array, ""] | float:
        """Return the factor at this moment, from 0 to 1."""

    @abstractmethod
    def least(self) -> float:
        """Return the epochs that a run needs for the schedule to make sense."""


class Constant(AbstractSchedule):
    """The same steps from the first to the last.

    Attributes:
        value: the factor, at least 0.
    """

    value: float = number(1.0)

    def __check_init__(self):
        in_range(self, 0.0, float("inf"), "value")

    def factor(self, moment: Moment) -> Float[Array, ""] | float:
        """Return the value."""
        del moment
        return self.value

    def least(self) -> float:
        """Return 0."""
        return 0.0


class Linear(AbstractSchedule):
    """Steps that fall linearly to nothing at the end of the run, or stop falling before.

    Attributes:
        after: the share of the run that is over when they begin to fall, from 0 to 0.99.
        floor: the factor below which they do not fall, from 0 to 1.
    """

    after: float = number(0.0)
    floor: float = number(0.0)

    def __check_init__(self):
        in_range(self, 0.0, 0.99, "after")
        in_range(self, 0.0, 1.0, "floor")

    def factor(self, moment: Moment) -> Float[Array, ""] | float:
        """Return (1 - share) / (1 - after), kept between `floor` and 1."""
        share = moment.epoch / moment.epochs
        return jnp.clip((1 - share) / (1 - self.after), self.floor, 1.0)

    def least(self) -> float:
        """Return 0."""
        return 0.0


class Cosine(AbstractSchedule):
    """Steps that fall to nothing as half a period of a cosine does: slowly at both ends."""

    def factor(self, moment: Moment) -> Float[Array, ""] | float:
        """Return (1 + cos(pi share)) / 2."""
        return (1 + jnp.cos(jnp.pi * moment.epoch / moment.epochs)) / 2

    def least(self) -> float:
        """Return 0."""
        return 0.0


class WarmUp(AbstractSchedule):
    """Steps that grow linearly from nothing at first, and then follow another schedule.

    Attributes:
        epochs: how long they grow, above 0; a run must last longer.
        then: what they follow, from the beginning of the run on.
    """

    epochs: float = number(0.5)
    then: AbstractSchedule = Linear()

    def __check_init__(self):
        positive(self, "epochs")
        check_part(self.then, AbstractSchedule, "then", "a schedule such as Linear()")

    def factor(self, moment: Moment) -> Float[Array, ""] | float:
        """Return the other schedule's factor, times epoch / epochs while that is below 1."""
        return jnp.clip(moment.epoch / self.epochs, 0.0, 1.0) * self.then.factor(moment)

    def least(self) -> float:
        """Return the epochs of the warm-up, or what the other needs."""
        return max(self.epochs, self.then.least())


def pace(schedule: AbstractSchedule) -> Float[Array, ""]:
    """Return the factor that training put in the place of a schedule; 1 outside of a run."""
    return jnp.asarray(schedule.value if isinstance(schedule, Constant) else 1.0)


def at(learner: Scheduled, moment: Moment | None) -> Scheduled:
    """Return a learner in which every schedule has become the factor that it has at a moment.

    Args:
        learner: what has schedules in its fields, or none.
        moment: where the run is; None where learning goes on without an end: full steps.
    """

    def held(part: Any) -> Any:
        if not isinstance(part, AbstractSchedule) or isinstance(part, Constant):
            return part
        return Constant(1.0 if moment is None else jnp.asarray(part.factor(moment)))  # pyright: ignore[reportArgumentType]

    return jax.tree.map(held, learner, is_leaf=lambda part: isinstance(part, AbstractSchedule))


def check_schedules(learner: Any, epochs: float) -> None:
    """Refuse a schedule that needs more epochs than a run has.

    Raises:
        ValueError: with both numbers.
    """

    def is_schedule(part: Any) -> bool:
        return isinstance(part, AbstractSchedule)

    for part in jax.tree.leaves(learner, is_leaf=is_schedule):
        if is_schedule(part) and part.least() >= epochs:
            raise ValueError(
                f"the schedule warms up for {part.least():g} epochs, but the run has {epochs:g};"
                " shorten the warm-up or raise the epochs"
            )
