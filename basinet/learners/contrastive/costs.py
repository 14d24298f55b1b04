"""Costs: by what the outputs miss their target, and where a nudge draws them.

A nudge of strength beta adds beta C(o, t) to the energy of the outputs, o^2 / 2 - o . f under the
field f. At rest o = f - beta dC/do, whatever the cost. For the squared one this is solved at once;
for the cross-entropy of a softmax over the outputs (Laborieux and Zenke 2022, arXiv 2209.00530,
whose softmax reads a network that it does not belong to; here the outputs are units of the network
and feed back) a sweep takes one step of a majorisation that never overshoots.
"""

from abc import abstractmethod
from typing import ClassVar, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short

Rows: TypeAlias = Float[Array, "batch 1"] | Float[Array, ""] | float
"""One number for every pattern, or the same for all."""


class AbstractCost(eqx.Module):
    """What is made small.

    Attributes:
        clamps: whether outputs under an infinite nudge are finite, namely the target.
    """

    clamps: ClassVar[bool]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def value(
        self, outputs: Float[Array, "batch classes"], target: Float[Array, "batch classes"]
    ) -> Float[Array, " batch"]:
        """Return C(o, t) of each pattern."""

    @abstractmethod
    def drawn(
        self,
        field: Float[Array, "batch classes"],
        outputs: Float[Array, "batch classes"],
        target: Float[Array, "batch classes"],
        strength: Rows,
    ) -> Float[Array, "batch classes"]:
        """Return the outputs after a sweep, which lowers o^2 / 2 - o . f + beta C(o, t).

        Args:
            field: f, what the outputs receive.
            outputs: o before the sweep.
            target: t, 0 and 1.
            strength: beta; without a nudge the answer is the field.
        """


class Squared(AbstractCost):
    """C = |o - t|^2 / 2. The outputs take their minimum: o = f + beta / (1 + beta) (t - f)."""

    clamps: ClassVar[bool] = True

    def value(
        self, outputs: Float[Array, "batch classes"], target: Float[Array, "batch classes"]
    ) -> Float[Array, " batch"]:
        """Return |o - t|^2 / 2 of each pattern."""
        return jnp.sum((outputs - target) ** 2, axis=1) / 2

    def drawn(
        self,
        field: Float[Array, "batch classes"],
        outputs: Float[Array, "batch classes"],
        target: Float[Array, "batch classes"],
        strength: Rows,
    ) -> Float[Array, "batch classes"]:
        """Return the outputs of least energy; the target where the strength is infinite."""
        del outputs
        held = jnp.isinf(strength)
        finite = jnp.where(held, 0.0, strength)
        pull = jnp.where(held, 1.0, finite / (1 + finite))
        return field + pull * (target - field)


class CrossEntropy(AbstractCost):
    """C = -sum_k t_k ln softmax(o)_k. The outputs are logits.

    C is curved by at most 1/2 (Böhning 1992), so that a step of 1 / (1 + max(beta, 0) / 2) down
    the slope o - f + beta (softmax(o) - t) never raises the energy.
    """

    clamps: ClassVar[bool] = False

    def value(
        self, outputs: Float[Array, "batch classes"], target: Float[Array, "batch classes"]
    ) -> Float[Array, " batch"]:
        """Return -sum_k t_k ln softmax(o)_k of each pattern."""
        return -jnp.sum(target * jax.nn.log_softmax(outputs, axis=1), axis=1)

    def drawn(
        self,
        field: Float[Array, "batch classes"],
        outputs: Float[Array, "batch classes"],
        target: Float[Array, "batch classes"],
        strength: Rows,
    ) -> Float[Array, "batch classes"]:
        """Return the outputs a step further down; the field itself without a nudge."""
        down = field + strength * (target - jax.nn.softmax(outputs, axis=1))
        # Without a nudge the share is 0: the outputs are the field bit for bit.
        bend = jnp.maximum(strength, 0.0) / 2
        return down + bend / (1 + bend) * (outputs - down)
