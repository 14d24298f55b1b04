"""Units with conductance synapses: bounded by construction (liquid time constants).

After Lemmel and Grosu (arXiv 2303.04944): C v' = g_l (v_l - v) + sum_j w_j s_j (E_j - v).
"""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.core import Dense
from basinet.rates.checks import check_number, number
from basinet.rates.flow import AbstractStiffFlow

Voltages = Float[Array, "batch units"]


class Conductance(AbstractStiffFlow):
    """Units that synapses pull towards their reversal potentials.

    A unit emits s = 1 / (1 + exp(-steepness (v - threshold))), the same to all it reaches: the
    sigmoid belongs to the source, where the paper has one for each synapse. A field has two halves,
    `[batch, 2 units]`: sum w s E, then sum w s; `saturating` makes such couplings.

    Attributes:
        units: number of them.
        leak: g_l, above 0.
        reversal: v_l, of the leak.
        capacity: C, above 0.
        steepness: of the sigmoid.
        threshold: at which it is 1/2.

    Raises:
        ValueError: when a number is out of range.
    """

    units: int = eqx.field(static=True)
    leak: float = number(0.2)
    reversal: float = number(0.0)
    capacity: float = number(1.0)
    steepness: float = number(4.0)
    threshold: float = number(0.0)

    def __check_init__(self) -> None:
        for name in ("leak", "capacity", "steepness"):
            if isinstance(getattr(self, name), float):
                check_number(name, getattr(self, name))

    def rest(self, batch: int) -> Voltages:
        """Return all at the reversal potential of the leak."""
        return jnp.full((batch, self.units), self.reversal)

    def emit(self, state: Voltages) -> Voltages:
        """Return what is open of the synapses that a unit makes."""
        return jax.nn.sigmoid(self.steepness * (state - self.threshold))

    def velocity(self, state: Voltages, field: Field) -> Voltages:
        """Return the derivative of the voltages."""
        drive, open_ = jnp.split(field, 2, axis=1)
        pull = self.leak * (self.reversal - state) + drive - open_ * state
        return pull / self.capacity

    def implicit(self, state: Voltages, field: Field, dt: Float[Array, ""] | float) -> Voltages:
        """Return (C v/dt + g_l v_l + sum w s E) / (C/dt + g_l + sum w s): between all reversals."""
        drive, open_ = jnp.split(field, 2, axis=1)
        heavy = self.capacity / dt
        return (heavy * state + self.leak * self.reversal + drive) / (heavy + self.leak + open_)


def saturating(
    weights: Float[Array, "source units"], reversals: Float[Array, "source units"]
) -> Dense:
    """Return couplings with both halves of a field: w E, then w.

    Args:
        weights: w >= 0, `[source, target]`.
        reversals: E of each synapse.
    """
    return Dense(jnp.concatenate([weights * reversals, weights], axis=1))
