"""Vicsek's birds: each takes the mean heading of those near it, and errs a little.

On a torus of side L (Vicsek et al. 1995, Phys. Rev. Lett. 75:1226, eqs. 1 to 3), at each tick

    theta_i <- arg sum_{|x_j - x_i| < R} exp(i theta_j) + eta u,   u uniform in [-1/2, 1/2)
    x_i     <- x_i + v (cos theta_i, sin theta_i)

with the new heading and with i among its own neighbours. Where the sum is 0 a bird keeps its
heading. The order of a small flock is never 0: with eta = 2 pi headings are independent, and the
mean order of N of them is about sqrt(pi/(4 N)).
"""

import math
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.rates import wrapped
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen
from basinet.worlds.kuramoto import order

_NOTHING = 1e-6
"""The length of a sum of headings below which it has no direction."""


class Birds(eqx.Module):
    """A flock at a moment.

    Attributes:
        places: x, in [0, L)^2.
        headings: theta in [-pi, pi).
        time: the ticks so far.
    """

    places: Float[Array, "units 2"]
    headings: Float[Array, " units"]
    time: Int[Array, ""]


class Vicsek(AbstractWorld[Birds]):
    """Birds on a torus that align with their neighbours, with angular noise.

    The picture has the torus's middle at its own. A poke turns those within its radius by
    `strength` radians.

    Attributes:
        units: N, at least 1.
        noise: eta, the width of the error of a heading in radians, from 0 to 2 pi.
        side: L, above 0.
        radius: R, how far a bird sees, above 0.
        speed: v, the way of a tick, at least 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(100)
    noise: float = number(1.0)
    side: float = number(5.0)
    radius: float = number(1.0)
    speed: float = number(0.03)

    observables: ClassVar[dict[str, str]] = {
        "order": "|mean exp(i theta)|, 1 where all fly one way, about 0.89/sqrt(N) by chance",
        "neighbours": "birds that a bird sees, on average, besides itself",
    }

    def __check_init__(self) -> None:
        at_least(1, units=self.units)
        in_range(self, 0.0, 2 * math.pi + 1e-3, "noise")
        in_range(self, 0.0, 1e6, "speed")
        positive(self, "side", "radius")

    def init(self, key: Key) -> Birds:
        """Return places and headings drawn uniformly."""
        for_places, for_headings = jax.random.split(key)
        places = self.side * jax.random.uniform(for_places, (self.units, 2))
        headings = jax.random.uniform(for_headings, (self.units,), minval=-jnp.pi, maxval=jnp.pi)
        return Birds(places, headings, jnp.zeros((), jnp.int32))

    def step(self, state: Birds, key: Key) -> Birds:
        """Return the flock a tick later."""
        near = self.near(state).astype(jnp.float32)
        along = jnp.sum(near * jnp.cos(state.headings), axis=1)
        across = jnp.sum(near * jnp.sin(state.headings), axis=1)
        mean = jnp.where(
            jnp.hypot(along, across) > _NOTHING, jnp.arctan2(across, along), state.headings
        )
        error = jax.random.uniform(key, (self.units,), minval=-0.5, maxval=0.5)
        headings = wrapped(mean + self.noise * error)
        way = self.speed * jnp.stack([jnp.cos(headings), jnp.sin(headings)], axis=1)
        return Birds(jnp.mod(state.places + way, self.side), headings, state.time + 1)

    def near(self, state: Birds) -> Array:
        """Return who sees whom, `[units, units]`, themselves included."""
        apart = state.places[None] - state.places[:, None]
        apart = apart - self.side * jnp.round(apart / self.side)
        return jnp.sum(apart**2, axis=-1) < self.radius**2

    def observe(self, state: Birds) -> Seen:
        """Return the order parameter and the mean number of neighbours."""
        seen = self.near(state).sum() / self.units - 1.0
        return {"order": order(state.headings), "neighbours": seen}

    def view(self, state: Birds) -> Points:
        """Return the birds where they are, coloured by their heading."""
        return Points(2 * state.places / self.side - 1, state.headings, 1.02)

    def poke(self, state: Birds, poke: Poke) -> Birds:
        """Return the flock in which those within reach have been turned."""
        shown = 2 * state.places / self.side - 1
        near = jnp.linalg.norm(shown - poke.at, axis=1) <= poke.radius
        turned = wrapped(state.headings + jnp.where(near, poke.strength, 0.0))
        return Birds(state.places, turned, state.time)

    def expected(self) -> dict[str, float]:
        """Return the order by chance where headings are nothing but noise; else nothing."""
        by_chance = self.noise >= 2 * math.pi - 1e-3
        return {"order": math.sqrt(math.pi / (4 * self.units))} if by_chance else {}
