"""Nodes of excitation and inhibition (Wilson and Cowan 1972), each of them bistable.

Equations and constants are those of arXiv 2406.16453 (Neural Computation 37, 2025, 701):

    I_E = 7.2 x - 2 y - 1.2 + field,  f_E = 0.25 tanh(3.7 I_E) + 0.65,
    I_I = 0.1 - y,                    f_I = 0.5 tanh(I_I) + 0.5,
    x' = -1.5 x + (1 - x) f_E,        gamma y' = -0.4 y + (1 - y) f_I.

Inhibition does not hear excitation: it is a clock that runs to `Y_REST` and knows only its start.
"""

from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.rates.flow import AbstractFlow

Y_REST = 0.45256245
"""Where inhibition comes to rest."""

LOW, MIDDLE, HIGH = 0.21359034, 0.28396015, 0.37326898
"""Where excitation of a node alone rests: two stable points and an unstable one between."""


class Populations(NamedTuple):
    """Shares of active neurons, `[batch, n]` each.

    Attributes:
        x: excitatory.
        y: inhibitory.
    """

    x: Float[Array, "batch n"]
    y: Float[Array, "batch n"]


class WilsonCowan(AbstractFlow):
    """Bistable nodes that hear one another's excitation.

    Attributes:
        units: number of nodes.
        gamma: how much more slowly inhibition runs, above 0.
    """

    units: int = eqx.field(static=True)
    gamma: float | Float[Array, ""] = 1.0

    def rest(self, batch: int) -> Populations:
        """Return every node between its two wells, inhibition at rest."""
        shape = (batch, self.units)
        return Populations(jnp.full(shape, MIDDLE), jnp.full(shape, Y_REST))

    def emit(self, state: Populations) -> Float[Array, "batch n"]:
        """Return the excitation."""
        return state.x

    def velocity(self, state: Populations, field: Field) -> Populations:
        """Return both derivatives."""
        x, y = state
        excited = 0.25 * jnp.tanh(3.7 * (7.2 * x - 2 * y - 1.2 + field)) + 0.65
        inhibited = 0.5 * jnp.tanh(0.1 - y) + 0.5
        return Populations(
            -1.5 * x + (1 - x) * excited, (-0.4 * y + (1 - y) * inhibited) / self.gamma
        )
