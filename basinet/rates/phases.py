"""Units that are a phase: oscillators by their angle, however fast they turn.

    theta_i' = omega_i + c_i . (-sin theta_i, cos theta_i),

which is `Spheres` in two dimensions in other coordinates: a unit of high frequency turns exactly
here, where a step along the sphere's tangent must be short beside its period.
"""

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.rates.flow import AbstractFlow

Angles = Float[Array, "batch units"]


class Phases(AbstractFlow):
    """Phases that turn by themselves and are drawn towards the angle of the field.

    What they emit and receive is `[batch, units 2]`, cosine and sine of a unit side by side.

    Attributes:
        frequencies: omega in radians per unit of time, one for each unit.
    """

    frequencies: Float[Array, " units"]

    def rest(self, batch: int) -> Angles:
        """Return all units at angle 0."""
        return jnp.zeros((batch, self.frequencies.shape[0]))

    def emit(self, state: Angles) -> Float[Array, "batch components"]:
        """Return cosines and sines."""
        return jnp.stack([jnp.cos(state), jnp.sin(state)], axis=-1).reshape(state.shape[0], -1)

    def velocity(self, state: Angles, field: Field) -> Angles:
        """Return omega + the component of the field along the circle."""
        pull = field.reshape(*state.shape, 2)
        along = pull[..., 1] * jnp.cos(state) - pull[..., 0] * jnp.sin(state)
        return self.frequencies + along


def wrapped(angles: Float[Array, "*any"]) -> Float[Array, "*any"]:
    """Return angles in [-pi, pi), where they keep their digits."""
    return jnp.mod(angles + jnp.pi, 2 * jnp.pi) - jnp.pi
