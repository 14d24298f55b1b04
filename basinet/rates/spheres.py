"""Units on a sphere: Kuramoto oscillators, and their kin in more dimensions.

After Miyato et al. (AKOrN, arXiv 2410.13821): x_i in R^d with |x_i| = 1,

    x_i' = Omega_i x_i + Proj(c_i + sum_j J_ij x_j),   Proj(y) = y - (y . x_i) x_i.

For d = 2 and x = (cos theta, sin theta) that is theta' = omega + sum_j J_ij sin(theta_j - theta_i).
"""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Field, Key
from basinet.core import AbstractCouplings
from basinet.rates.circuit import Circuit
from basinet.rates.flow import AbstractSurfaceFlow

Points = Float[Array, "batch units d"]


class Spheres(AbstractSurfaceFlow):
    """Unit vectors that turn by themselves and are drawn along the field.

    What they emit and receive is `[batch, units d]`, the components of a unit side by side: take
    `Alike(couplings, d)` for one weight a pair, or any couplings between all components.

    Attributes:
        frequencies: omega, one for each unit; the components (0, 1), (2, 3), ... turn with it.
        dimensions: d, at least 2.

    Raises:
        ValueError: when there are fewer than 2 dimensions.
    """

    frequencies: Float[Array, " units"]
    dimensions: int = eqx.field(default=2, static=True)

    def __check_init__(self) -> None:
        if self.dimensions < 2:
            raise ValueError(f"dimensions is {self.dimensions}; a sphere needs at least 2")

    def rest(self, batch: int) -> Points:
        """Return all units at (1, 0, ...)."""
        units = self.frequencies.shape[0]
        return jnp.zeros((batch, units, self.dimensions)).at[..., 0].set(1.0)

    def scattered(self, batch: int, key: Key) -> Points:
        """Return units drawn uniformly from their spheres."""
        shape = (batch, self.frequencies.shape[0], self.dimensions)
        return self.retract(jax.random.normal(key, shape))

    def emit(self, state: Points) -> Float[Array, "batch components"]:
        """Return the components of all units."""
        return state.reshape(state.shape[0], -1)

    def velocity(self, state: Points, field: Field) -> Points:
        """Return Omega x + Proj(field), which is tangent to the spheres."""
        pull = field.reshape(state.shape)
        along = jnp.sum(pull * state, axis=-1, keepdims=True)
        return self._turned(state) + pull - along * state

    def retract(self, state: Points) -> Points:
        """Return the vectors at length 1."""
        return state / jnp.linalg.norm(state, axis=-1, keepdims=True)

    def _turned(self, state: Points) -> Points:
        """Omega x: each pair (a, b) of components becomes omega (-b, a)."""
        pairs = self.dimensions // 2
        omega = self.frequencies[:, None]
        turned = jnp.zeros_like(state)
        first, second = state[..., 0 : 2 * pairs : 2], state[..., 1 : 2 * pairs : 2]
        turned = turned.at[..., 0 : 2 * pairs : 2].set(-omega * second)
        return turned.at[..., 1 : 2 * pairs : 2].set(omega * first)


class Alike(AbstractCouplings):
    """The same couplings for every component of units that are vectors.

    Attributes:
        couplings: between units.
        dimensions: components of a unit.
    """

    couplings: AbstractCouplings
    dimensions: int = eqx.field(static=True)

    def __call__(self, spins: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return the field of all components."""
        return self._each(spins, self.couplings)

    def shift(self, change: Float[Array, "batch source"]) -> Float[Array, "batch target"]:
        """Return by how much the field shifts."""
        return self._each(change, self.couplings.shift)

    def rows(self, sources: Array) -> Float[Array, "some target"]:
        """Return the outgoing weights of some components."""
        weights = self.couplings.rows(sources // self.dimensions)
        own = jax.nn.one_hot(sources % self.dimensions, self.dimensions, dtype=weights.dtype)
        return (weights[:, :, None] * own[:, None, :]).reshape(weights.shape[0], -1)

    def learn(
        self,
        post: Float[Array, "batch target"],
        pre: Float[Array, "batch source"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> "Alike":
        """Return the couplings after one local step, every component a pattern of its own."""
        learnt = self.couplings.learn(self._apart(post), self._apart(pre), rate, decay)
        return Alike(learnt, self.dimensions)

    def _apart(self, values: Float[Array, "batch all"]) -> Float[Array, "rows units"]:
        batch = values.shape[0]
        parts = values.reshape(batch, -1, self.dimensions)
        return jnp.swapaxes(parts, 1, 2).reshape(batch * self.dimensions, -1)

    def _each(self, values: Float[Array, "batch all"], send) -> Float[Array, "batch target"]:
        batch = values.shape[0]
        sent = send(self._apart(values)).reshape(batch, self.dimensions, -1)
        return jnp.swapaxes(sent, 1, 2).reshape(batch, -1)


def energy(circuit: Circuit, state: Points, external: Field) -> Float[Array, " batch"]:
    """Return E = -1/2 sum x_i . J_ij x_j - sum c_i . x_i.

    It falls along the flow where J is symmetric and nothing turns by itself; along steps of finite
    length it can rise.
    """
    x = circuit.flow.emit(state)
    return -jnp.sum(x * (circuit.couplings(x) / 2 + external), axis=1)


def angles(state: Points) -> Float[Array, "batch units"]:
    """Return theta of units in two dimensions."""
    return jnp.arctan2(state[..., 1], state[..., 0])
