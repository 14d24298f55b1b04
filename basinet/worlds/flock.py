"""Birds that take the mean velocity of those near them, in the open plane.

After Chazelle (arXiv 0905.4241): birds i and j are linked where |x_j - x_i| <= R, and in each tick

    v <- P v,   P_ij = 1/N for linked i != j, P_ii = 1 - degree_i/N;   x <- x + v

P is symmetric and its rows sum to 1, our choice within the class of the paper. So the mean velocity
stays and the sum of |v|^2 never rises. The links stop changing after finitely many ticks, whose
bound no simulation shows; from then on the velocities of each group come to one.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Key
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen


class Flying(eqx.Module):
    """A flock at a moment.

    Attributes:
        places: x.
        velocities: v.
        changed: the tick after which the links changed last.
        time: the ticks so far.
    """

    places: Float[Array, "units 2"]
    velocities: Float[Array, "units 2"]
    changed: Int[Array, ""]
    time: Int[Array, ""]


class Flock(AbstractWorld[Flying]):
    """Birds that average their velocities with those within a radius.

    A poke gives those within its radius a velocity away from it, of the size `strength`.

    Attributes:
        units: N, at least 1.
        radius: R, above 0.
        side: places are drawn from [0, side]^2, above 0.
        speed: the standard deviation of the first velocities along an axis, at least 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(40)
    radius: float = number(1.0)
    side: float = number(3.0)
    speed: float = number(0.02)

    observables: ClassVar[dict[str, str]] = {
        "disagreement": "mean distance of a velocity from the mean one",
        "energy": "mean of |v|^2, which never rises",
        "neighbours": "links of a bird, on average",
        "frozen": "ticks since the links changed",
    }

    def __check_init__(self) -> None:
        at_least(1, units=self.units)
        positive(self, "radius", "side")
        in_range(self, 0.0, 1e6, "speed")

    def init(self, key: Key) -> Flying:
        """Return places drawn uniformly, and velocities from a normal distribution."""
        for_places, for_velocities = jax.random.split(key)
        places = self.side * jax.random.uniform(for_places, (self.units, 2))
        velocities = self.speed * jax.random.normal(for_velocities, (self.units, 2))
        zero = jnp.zeros((), jnp.int32)
        return Flying(places, velocities, zero, zero)

    def links(self, places: Float[Array, "units 2"]) -> Bool[Array, "units units"]:
        """Return who is linked with whom, nobody with itself."""
        apart = places[None] - places[:, None]
        near = jnp.sum(apart**2, axis=-1) <= self.radius**2
        return near & ~jnp.eye(self.units, dtype=bool)

    def step(self, state: Flying, key: Key) -> Flying:
        """Return the flock a tick later; nothing is random."""
        del key
        links = self.links(state.places)
        weights = links.astype(jnp.float32) / self.units
        away = jnp.matmul(weights, state.velocities, precision=PRECISION)
        own = (1 - weights.sum(axis=1, keepdims=True)) * state.velocities
        velocities = away + own
        places, time = state.places + velocities, state.time + 1
        other = jnp.any(self.links(places) != links)
        return Flying(places, velocities, jnp.where(other, time, state.changed), time)

    def observe(self, state: Flying) -> Seen:
        """Return disagreement, energy, links and how long they have stayed."""
        velocities = state.velocities
        apart = jnp.linalg.norm(velocities - velocities.mean(axis=0), axis=1)
        return {
            "disagreement": jnp.mean(apart),
            "energy": jnp.mean(jnp.sum(velocities**2, axis=1)),
            "neighbours": self.links(state.places).sum() / self.units,
            "frozen": (state.time - state.changed).astype(jnp.float32),
        }

    def view(self, state: Flying) -> Points:
        """Return the birds as seen by one that flies with the mean, coloured by their heading."""
        hue = jnp.arctan2(state.velocities[:, 1], state.velocities[:, 0])
        return Points(state.places, jnp.where(hue >= jnp.pi, -jnp.pi, hue), 0.0)

    def poke(self, state: Flying, poke: Poke) -> Flying:
        """Return the flock after those within reach have been frightened away."""
        away = state.places - poke.at
        distance = jnp.linalg.norm(away, axis=1, keepdims=True)
        flight = poke.strength * away / jnp.maximum(distance, 1e-6)
        velocities = jnp.where(distance <= poke.radius, flight, state.velocities)
        return Flying(state.places, velocities, state.changed, state.time)

    def expected(self) -> dict[str, float]:
        """Return nothing: what the flock ends as depends on where it began."""
        return {}
