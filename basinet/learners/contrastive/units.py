"""Graded units: what each shows of its field, and what its activity costs.

A unit that costs U(z) and receives the field f has the least energy U(z) - f z where its activity
is z = activity(f): so any monotone activity has an energy, U being the integral of its inverse
(Hopfield 1984, eq. 5). Where the field depends on the unit's neighbours alone, setting a whole
layer to activity(f) is the exact descent of the energy in this layer.
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short


class AbstractUnits(eqx.Module):
    """What the hidden units are."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def activity(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the activity of least energy under a field."""

    @abstractmethod
    def cost(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return U(z) of each unit, for activities that the units can have."""


class HardSigmoid(AbstractUnits):
    """From 0 to 1, and linear between: z = clip(f, 0, 1), U = z^2 / 2."""

    def activity(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return clip(f, 0, 1)."""
        return jnp.clip(field, 0.0, 1.0)

    def cost(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return z^2 / 2."""
        return activity**2 / 2


class HardTanh(AbstractUnits):
    """From -1 to 1, and linear between: z = clip(f, -1, 1), U = z^2 / 2."""

    def activity(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return clip(f, -1, 1)."""
        return jnp.clip(field, -1.0, 1.0)

    def cost(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return z^2 / 2."""
        return activity**2 / 2


class Rectified(AbstractUnits):
    """Not negative, without an upper end: z = max(0, f), U = z^2 / 2.

    Nothing bounds what such units excite in one another: with strong weights there may be no
    state of rest.
    """

    def activity(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return max(0, f)."""
        return jnp.maximum(field, 0.0)

    def cost(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return z^2 / 2."""
        return activity**2 / 2


class Sigmoid(AbstractUnits):
    """From 0 to 1, smooth: z = 1 / (1 + exp(-4 f)), with a slope of 1 at f = 0.

    U = (z ln z + (1 - z) ln(1 - z)) / 4.
    """

    def activity(self, field: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return 1 / (1 + exp(-4 f))."""
        return jax.nn.sigmoid(4 * field)

    def cost(self, activity: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the entropy of z with a minus sign, over 4; 0 at z = 0 and 1."""
        return (_times_log(activity) + _times_log(1 - activity)) / 4


def _times_log(share: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
    """S ln s, 0 at 0, with a derivative of 0 there instead of an infinite one."""
    inside = share > 0
    return jnp.where(inside, share * jnp.log(jnp.where(inside, share, 1.0)), 0.0)
