"""The map of Chialvo: a neuron in two variables, from step to step."""

from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._types import Field
from basinet.rates.flow import AbstractMap


class Excitation(NamedTuple):
    """The state of map neurons: activation x and recovery y, `[batch, units]` each."""

    x: Float[Array, "batch units"]
    y: Float[Array, "batch units"]


class Chialvo(AbstractMap):
    """Neurons of x <- x^2 exp(y - x) + k0 + field, y <- a y - b x + c (Chialvo 1995).

    Both variables change at once. Neurons emit x; diffusive couplings are `diffusive(...)`.

    Attributes:
        units: number of them.
        a: how slowly recovery decays.
        b: how strongly activation lowers it.
        c: its offset.
        k0: a constant current.
    """

    units: int = eqx.field(static=True)
    a: float | Float[Array, ""] = 0.89
    b: float | Float[Array, ""] = 0.18
    c: float | Float[Array, ""] = 0.28
    k0: float | Float[Array, ""] = 0.03

    def rest(self, batch: int) -> Excitation:
        """Return zeros."""
        nothing = jnp.zeros((batch, self.units))
        return Excitation(nothing, nothing)

    def emit(self, state: Excitation) -> Float[Array, "batch units"]:
        """Return the activations."""
        return state.x

    def map(self, state: Excitation, field: Field) -> Excitation:
        """Return the next state."""
        x, y = state
        return Excitation(x**2 * jnp.exp(y - x) + self.k0 + field, self.a * y - self.b * x + self.c)


def star_ring_triangles(
    units: int, hub: float, ring: float, triangles: float
) -> Float[np.ndarray, "units units"]:
    """Return the diffusive couplings of a hub with a ring of leaves and all triangles.

    M x is `hub` sum over hub-leaf edges of (x_j - x_i), plus `ring` times the same over the ring of
    leaves, plus `triangles` sum_{j<k} (x_j + x_k - 2 x_i) over all pairs of others (after arXiv
    2405.06000). The last term is linear, and so is pairwise: on all triangles it equals
    `triangles` (units - 2) sum_j (x_j - x_i). Nothing of higher order is left in it.

    Args:
        units: neurons, at least 4; neuron 0 is the hub.
        hub: mu.
        ring: s1.
        triangles: s2.

    Returns:
        M as `[source, target]`, which is symmetric; every row has the sum 0.

    Raises:
        ValueError: when there are fewer than 4 neurons.
    """
    if units < 4:
        raise ValueError(f"units is {units}; a hub with a ring of leaves needs at least 4")
    edges = np.full((units, units), triangles * (units - 2))
    edges[0, 1:] += hub
    edges[1:, 0] += hub
    leaves = np.arange(1, units)
    beside = np.roll(leaves, -1)
    edges[leaves, beside] += ring
    edges[beside, leaves] += ring
    np.fill_diagonal(edges, 0)
    return edges - np.diag(edges.sum(axis=1))
