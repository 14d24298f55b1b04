"""Modules joined by a linear feedback: x' = -x + L x + field, and phi(x) is what others hear."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.rates.flow import AbstractStiffFlow
from basinet.rates.transfer import AbstractTransfer, Tanh

Rates = Float[Array, "batch units"]


class Joined(AbstractStiffFlow):
    """Units with a linear part beside their leak; couplings W act on phi(x).

    Strong feedback makes explicit steps unstable long before the flow is; `Implicit` solves with
    I - dt (L - I) in every step.

    Attributes:
        feedback: L, `[source, target]`: transposed where a formula writes L x.
        transfer: phi.
    """

    feedback: Float[Array, "units units"]
    transfer: AbstractTransfer = eqx.field(default_factory=Tanh)

    def rest(self, batch: int) -> Rates:
        """Return zeros."""
        return jnp.zeros((batch, self.feedback.shape[0]), self.feedback.dtype)

    def emit(self, state: Rates) -> Rates:
        """Return phi(x)."""
        return self.transfer(state)

    def velocity(self, state: Rates, field: Field) -> Rates:
        """Return -x + L x + field."""
        return field - state + state @ self.feedback

    def implicit(self, state: Rates, field: Field, dt: Float[Array, ""] | float) -> Rates:
        """Return x with (I - dt (L - I)) x = state + dt field."""
        units = self.feedback.shape[0]
        matrix = (1 + dt) * jnp.eye(units, dtype=state.dtype) - dt * self.feedback
        return jnp.linalg.solve(matrix.T, (state + dt * field).T).T
