"""Particles that look for the lowest place of a function of the plane.

The motion is that of `basinet.learners.swarm.swarm`: each particle keeps a part of its velocity and
is drawn to the best place that it knows, and to the best that anybody knows.
"""

import math
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.learners.swarm.swarm import Particles, Pull, lead, move, remember
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen
from basinet.worlds.expressions import function

_GRID = 48


class Hunting(eqx.Module):
    """A swarm at a moment.

    Attributes:
        particles: of one swarm.
        recalled: the value at the best place of each.
        leader: the best place of all.
        led: its value.
        time: the ticks so far.
    """

    particles: Particles
    recalled: Float[Array, "1 units"]
    leader: Float[Array, "1 2"]
    led: Float[Array, " 1"]
    time: Int[Array, ""]


class Search(AbstractWorld[Hunting]):
    """A particle swarm on a function of x and y.

    A poke throws the particles within its radius away from it by `strength`, without their memory
    of good places.

    Attributes:
        units: particles, at least 1.
        function: one of `basinet.worlds.expressions.FUNCTIONS`, or an expression of x and y.
        inertia: the part of its velocity that a particle keeps, 0 to 1.
        cognitive: at least 0, the pull of a particle's own best place.
        social: at least 0, the pull of the best place of all.
        side: the particles start in [-side, side]^2, above 0.
        limit: the largest velocity along an axis, above 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(30)
    function: str = eqx.field(static=True, default="himmelblau")
    inertia: float = number(0.7298)
    cognitive: float = number(1.49618)
    social: float = number(1.49618)
    side: float = number(5.12)
    limit: float = number(5.12)

    observables: ClassVar[dict[str, str]] = {
        "best": "the lowest value so far",
        "mean": "mean of the value over the particles",
        "spread": "mean distance of a particle from the middle of all",
    }

    def __check_init__(self) -> None:
        at_least(1, units=self.units)
        in_range(self, 0.0, 1.0, "inertia")
        in_range(self, 0.0, 100.0, "cognitive", "social")
        positive(self, "side", "limit")
        if not isinstance(self.function, str):
            raise ValueError(f"function is {self.function!r}; it must be an expression of x and y")
        function(self.function)

    def init(self, key: Key) -> Hunting:
        """Return particles drawn uniformly, with velocities up to a tenth of the side."""
        for_places, for_ways = jax.random.split(key)
        shape = (1, self.units, 2)
        places = self.side * jax.random.uniform(for_places, shape, minval=-1.0)
        ways = 0.1 * self.side * jax.random.uniform(for_ways, shape, minval=-1.0)
        recalled = self.value(places)
        best = jnp.argmin(recalled, axis=1)
        leader, led = places[:, best[0]], recalled[:, best[0]]
        zero = jnp.zeros((), jnp.int32)
        return Hunting(Particles(places, ways, places), recalled, leader, led, zero)

    def value(self, places: Float[Array, "*any 2"]) -> Float[Array, "*any"]:
        """Return the function, infinite where it is no number."""
        found = function(self.function)(places[..., 0], places[..., 1])
        return jnp.where(jnp.isfinite(found), found, jnp.inf)

    def step(self, state: Hunting, key: Key) -> Hunting:
        """Return the swarm after each particle moved once and looked."""
        pull = Pull(self.inertia, self.cognitive, self.social)
        moved = move(state.particles, state.leader, pull, self.limit, key)
        particles, recalled = remember(moved, self.value(moved.position), state.recalled)
        leader, led = lead(particles, recalled, state.leader, state.led)
        return Hunting(particles, recalled, leader, led, state.time + 1)

    def observe(self, state: Hunting) -> Seen:
        """Return the best value, the mean value and the spread."""
        places = state.particles.position[0]
        values = self.value(places)
        mean = jnp.mean(jnp.where(jnp.isfinite(values), values, 0.0))
        away = jnp.linalg.norm(places - places.mean(axis=0), axis=1)
        return {"best": state.led[0], "mean": mean, "spread": jnp.mean(away)}

    def view(self, state: Hunting) -> Points:
        """Return the particles above the function, and coloured by where they fly."""
        ways = state.particles.velocity[0]
        hue = jnp.arctan2(ways[:, 1], ways[:, 0])
        places = state.particles.position[0] / self.side
        hue = jnp.where(hue >= math.pi, -math.pi, hue)
        return Points(places, hue, 1.2, self._ground())

    def _ground(self) -> Float[Array, "rows columns"]:
        """The function on a grid, from 0 where it is highest to 1 where it is lowest."""
        line = 1.2 * self.side * (2 * (jnp.arange(_GRID) + 0.5) / _GRID - 1)
        values = self.value(jnp.stack(jnp.meshgrid(line, -line), axis=-1))
        finite = jnp.isfinite(values)
        low = jnp.min(jnp.where(finite, values, jnp.inf))
        # The logarithm shows shallow valleys beside steep walls.
        scaled = jnp.log1p(jnp.where(finite, values - low, 0.0))
        most = jnp.maximum(jnp.max(scaled), 1e-6)
        return jnp.where(finite, 1 - scaled / most, 0.0)

    def poke(self, state: Hunting, poke: Poke) -> Hunting:
        """Return the swarm after those within reach have been thrown away from the hand."""
        places, at = state.particles.position, poke.at * self.side
        away = places - at
        distance = jnp.linalg.norm(away, axis=-1, keepdims=True)
        near = distance <= poke.radius * self.side
        way = self.side * poke.strength * away / jnp.maximum(distance, 1e-6)
        thrown = places + jnp.where(near, way, 0.0)
        best = jnp.where(near, thrown, state.particles.best)
        recalled = jnp.where(near[..., 0], self.value(thrown), state.recalled)
        particles = Particles(thrown, state.particles.velocity, best)
        return eqx.tree_at(lambda s: (s.particles, s.recalled), state, (particles, recalled))

    def scatter(self, state: Hunting, key: Key) -> Hunting:
        """Return a swarm that begins anew, at the same time."""
        return eqx.tree_at(lambda s: s.time, self.init(key), state.time)

    def expected(self) -> dict[str, float]:
        """Return nothing: of how good a swarm ends theory knows little."""
        return {}
