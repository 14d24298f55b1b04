"""How a synapse turns what it sees into a step: at once, with inertia, or by Adam."""

from abc import abstractmethod
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Int

from basinet._short import short
from basinet.learners import _adam
from basinet.learners._limits import number


class AbstractDescent(eqx.Module):
    """The step of each synapse from its own correlations.

    Attributes:
        at_once: whether a step is proportional to what is seen, so that the terms of a contrast
            may be learnt one after the other.
    """

    at_once: ClassVar[bool]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def start(self, weights: Any) -> Any:
        """Return what the synapses remember before the first step."""

    @abstractmethod
    def step(
        self, weights: Any, memory: Any, seen: Any, rates: Any, steps: Int[Array, ""]
    ) -> tuple[Any, Any]:
        """Return the weights after a step along what was seen, and the memory.

        Args:
            weights: a tree of arrays.
            memory: of the synapses.
            seen: shaped as the weights; the weights move along it.
            rates: for each array of the weights its step size.
            steps: how many were made before.
        """


class Plain(AbstractDescent):
    """Steps in proportion to what is seen: w <- w + rate seen. Nothing is remembered."""

    at_once: ClassVar[bool] = True

    def start(self, weights: Any) -> Any:
        """Return nothing."""
        del weights
        return ()

    def step(
        self, weights: Any, memory: Any, seen: Any, rates: Any, steps: Int[Array, ""]
    ) -> tuple[Any, Any]:
        """Return the weights, and nothing."""
        del steps
        return jax.tree.map(lambda w, r, s: w + r * s, weights, rates, seen), memory


class Inertia(AbstractDescent):
    """Steps along a running sum: v <- inertia v + seen, w <- w + rate v.

    Attributes:
        inertia: from 0 to below 1.

    Raises:
        ValueError: when it is outside.
    """

    at_once: ClassVar[bool] = True

    inertia: float = number(0.9)

    def __check_init__(self):
        inertia = self.inertia
        if isinstance(inertia, jax.Array):
            return
        if not isinstance(inertia, float) or not 0 <= inertia < 1:
            raise ValueError(
                f"inertia is {inertia!r}; it must be a number of at least 0 and below 1"
            )

    def start(self, weights: Any) -> Any:
        """Return velocities of zero."""
        return jax.tree.map(jnp.zeros_like, weights)

    def step(
        self, weights: Any, memory: Any, seen: Any, rates: Any, steps: Int[Array, ""]
    ) -> tuple[Any, Any]:
        """Return weights and velocities."""
        del steps
        memory = jax.tree.map(lambda v, s: self.inertia * v + s, memory, seen)
        return jax.tree.map(lambda w, r, v: w + r * v, weights, rates, memory), memory


class Adam(AbstractDescent):
    """Steps of about the same size whatever is seen, by its running moments.

    Kingma and Ba 2014 (arXiv 1412.6980), for each synapse on its own.
    """

    at_once: ClassVar[bool] = False

    def start(self, weights: Any) -> Any:
        """Return moments of zero."""
        return _adam.at_rest(weights)

    def step(
        self, weights: Any, memory: Any, seen: Any, rates: Any, steps: Int[Array, ""]
    ) -> tuple[Any, Any]:
        """Return weights and moments."""
        now, treedef = jax.tree.flatten(weights)
        parts = zip(
            now,
            *(jax.tree.leaves(tree) for tree in (memory.mean, memory.square, seen, rates)),
            strict=True,
        )
        after, means, squares = [], [], []
        for weight, mean, square, sight, rate in parts:
            moments = _adam.Moments(mean, square)
            changed, moments = _adam.descend(weight, moments, -sight, rate, steps)
            after.append(changed)
            means.append(moments.mean)
            squares.append(moments.square)
        back = [jax.tree.unflatten(treedef, leaves) for leaves in (after, means, squares)]
        return back[0], _adam.Moments(*back[1:])
