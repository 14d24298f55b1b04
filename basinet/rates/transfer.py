"""Transfer functions: from the field of a unit to its activity."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._short import short

Values = Float[Array | np.ndarray, "*shape"]


class AbstractTransfer(eqx.Module):
    """A function of each unit's field alone."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(self, field: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Return the activities."""

    @abstractmethod
    def slope(self, activity: Values) -> Values:
        """Return the derivative at the field that gives these activities."""


class Tanh(AbstractTransfer):
    """Activities in (-1, 1)."""

    def __call__(self, field: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Return tanh z."""
        return jnp.tanh(field)

    def slope(self, activity: Values) -> Values:
        """Return 1 - r^2."""
        return 1 - activity**2


class Logistic(AbstractTransfer):
    """Activities in (0, 1)."""

    def __call__(self, field: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Return 1 / (1 + exp(-z))."""
        return jax.nn.sigmoid(field)

    def slope(self, activity: Values) -> Values:
        """Return r (1 - r)."""
        return activity * (1 - activity)


class Rectifier(AbstractTransfer):
    """Activities of at least 0."""

    def __call__(self, field: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Return max(0, z)."""
        return jnp.maximum(field, 0)

    def slope(self, activity: Values) -> Values:
        """Return 1 where the unit is active, else 0."""
        return (activity > 0).astype(activity.dtype)


class Identity(AbstractTransfer):
    """Activities without bounds."""

    def __call__(self, field: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        """Return z."""
        return field

    def slope(self, activity: Values) -> Values:
        """Return 1."""
        return activity * 0 + 1
