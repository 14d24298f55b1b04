"""What varies in a swarm learner: who moves when, what is recalled, when a swarm starts anew."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import at_least, in_range, number, whole
from basinet.learners.swarm.swarm import UNKNOWN

Visit: TypeAlias = Callable[[Any, dict[int, Int[Array, " some"]], Key], Any]
"""Moves the named neurons of some layers at once: (layers, {level: neurons}, key) -> layers."""


class AbstractTurns(eqx.Module):
    """Which neurons move at the same time, each as if all others stayed."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def play(self, state: Any, sizes: tuple[int, ...], visit: Visit, key: Key) -> Any:
        """Return the layers after each of their neurons has moved once."""


class Together(AbstractTurns):
    """All neurons of all layers move at once."""

    def play(self, state: Any, sizes: tuple[int, ...], visit: Visit, key: Key) -> Any:
        """Return the layers after each of their neurons has moved once."""
        return visit(state, {level: jnp.arange(size) for level, size in enumerate(sizes)}, key)


class InGroups(AbstractTurns):
    """Random groups move one after another, layer by layer from the first to the last.

    Each sees what those before it have become (Gauss-Seidel).

    Attributes:
        count: the number of groups in a layer, at least 1; as many as it has neurons, or more,
            let one neuron move at a time.

    Raises:
        ValueError: when count is no whole number of at least 1.
    """

    count: int = whole(4)

    def __check_init__(self):
        at_least(1, count=self.count)

    def play(self, state: Any, sizes: tuple[int, ...], visit: Visit, key: Key) -> Any:
        """Return the layers after each of their neurons has moved once."""
        for level, size in enumerate(sizes):
            key_order, key_visits = jax.random.split(jax.random.fold_in(key, level))
            groups = min(self.count, size)
            # A group that is not full is filled up with a neuron that does not exist.
            spare = -size % groups
            order = jnp.pad(
                jax.random.permutation(key_order, size), (0, spare), constant_values=size
            )
            members = order.reshape(-1, groups).T

            def advance(state: Any, turn: tuple[Array, Array], level: int = level):
                chosen, key = turn
                return visit(state, {level: chosen}, key), None

            state, _ = jax.lax.scan(advance, state, (members, jax.random.split(key_visits, groups)))
        return state


class AbstractRecall(eqx.Module):
    """What a particle takes for the loss at its best position."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(
        self,
        measure: Callable[[], Float[Array, "swarms particles"]],
        noted: Float[Array, "swarms particles"],
        now: Float[Array, "swarms 1"],
    ) -> Float[Array, "swarms particles"]:
        """Return the loss at the best positions.

        Args:
            measure: finds the losses on the present batch.
            noted: the losses noted when the positions were found, `UNKNOWN` at the start.
            now: the loss with the best position of the swarm on the present batch.
        """


class Measured(AbstractRecall):
    """It is measured anew on each batch, because losses on different batches do not compare."""

    def __call__(
        self,
        measure: Callable[[], Float[Array, "swarms particles"]],
        noted: Float[Array, "swarms particles"],
        now: Float[Array, "swarms 1"],
    ) -> Float[Array, "swarms particles"]:
        """Return the loss at the best positions."""
        del noted, now
        return measure()


class Noted(AbstractRecall):
    """It is what it was when the position was found: half the work, but luck is never forgotten.

    Attributes:
        fading: how far the noted loss moves towards the present loss of the network in a step,
            in [0, 1].

    Raises:
        ValueError: when fading is outside its range.
    """

    fading: float = number(0.0)

    def __check_init__(self):
        in_range(self, 0.0, 1.0, "fading")

    def __call__(
        self,
        measure: Callable[[], Float[Array, "swarms particles"]],
        noted: Float[Array, "swarms particles"],
        now: Float[Array, "swarms 1"],
    ) -> Float[Array, "swarms particles"]:
        """Return the loss at the best positions."""
        del measure
        faded = noted + self.fading * (now - noted)
        return jnp.where(noted < UNKNOWN, faded, noted)


class AbstractRenewal(eqx.Module):
    """When the particles of a swarm are scattered anew."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def due(self, idle: Int[Array, " swarms"]) -> Bool[Array, " swarms"]:
        """Return which swarms are scattered.

        Args:
            idle: steps since the best position of each swarm has changed.
        """


class Never(AbstractRenewal):
    """Never."""

    def due(self, idle: Int[Array, " swarms"]) -> Bool[Array, " swarms"]:
        """Return which swarms are scattered: none."""
        return jnp.zeros_like(idle, bool)


class WhenIdle(AbstractRenewal):
    """When its best position has not changed for some steps.

    Attributes:
        steps: how many, at least 1.

    Raises:
        ValueError: when steps is no whole number of at least 1.
    """

    steps: int = whole(20)

    def __check_init__(self):
        at_least(1, steps=self.steps)

    def due(self, idle: Int[Array, " swarms"]) -> Bool[Array, " swarms"]:
        """Return which swarms are scattered."""
        return idle >= self.steps
