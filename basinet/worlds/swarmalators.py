"""Swarmalators: agents that swarm in the plane and oscillate, and each affects the other.

After O'Keeffe, Hong and Strogatz (2017, Nature Communications 8:1504, eqs. 3 and 4), for agents at
x_i with phase theta_i, sums over j != i, d_ij = x_j - x_i:

    x_i'     = (1/N) sum d_ij/|d_ij| (A + J cos(theta_j - theta_i)) - B d_ij/|d_ij|^2
    theta_i' = (K/N) sum sin(theta_j - theta_i)/|d_ij|

J > 0: like phases attract one another in space. K > 0: neighbours come into phase, K < 0: they
avoid it. Two numbers, five ordered states: `FIVE_STATES`. Steps of Euler; the splintered and the
active wave need a time of 100 and more to forget how they began.
"""

from types import MappingProxyType
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

_NEAREST = 1e-6
"""Agents are taken to be at least so far apart, so that nothing is divided by 0."""


class Swarm(eqx.Module):
    """Swarmalators at a moment.

    Attributes:
        places: x.
        phases: theta in [-pi, pi).
        time: the ticks so far.
    """

    places: Float[Array, "units 2"]
    phases: Float[Array, " units"]
    time: Int[Array, ""]


class Swarmalators(AbstractWorld[Swarm]):
    """Agents with a place and a phase that attract, repel and turn one another.

    A poke pushes those within its radius away from it by `strength`.

    Attributes:
        units: N, at least 2.
        alike: J, how much more like phases attract each other.
        coupling: K, how strongly near agents come into phase; below 0 they avoid it.
        attraction: A, at least 0.
        repulsion: B, at least 0.
        dt: the time of a tick, above 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(60)
    alike: float = number(1.0)
    coupling: float = number(-0.1)
    attraction: float = number(1.0)
    repulsion: float = number(1.0)
    dt: float = number(0.1)

    observables: ClassVar[dict[str, str]] = {
        "wave": "S, how far the phase follows the angle about the centre, or runs against it",
        "order": "r = |mean exp(i theta)|, 1 where all are in phase",
        "speed": "mean of |x'|, per unit of time",
        "radius": "distance of the farthest agent from the centre",
    }

    def __check_init__(self) -> None:
        at_least(2, units=self.units)
        in_range(self, -1e3, 1e3, "alike", "coupling")
        in_range(self, 0.0, 1e3, "attraction", "repulsion")
        positive(self, "dt")

    def init(self, key: Key) -> Swarm:
        """Return places drawn uniformly from [-1, 1]^2, and phases from the circle."""
        for_places, for_phases = jax.random.split(key)
        places = jax.random.uniform(for_places, (self.units, 2), minval=-1.0, maxval=1.0)
        phases = jax.random.uniform(for_phases, (self.units,), minval=-jnp.pi, maxval=jnp.pi)
        return Swarm(places, phases, jnp.zeros((), jnp.int32))

    def step(self, state: Swarm, key: Key) -> Swarm:
        """Return the swarm a time `dt` later; nothing is random."""
        del key
        moving, turning = self.velocities(state)
        phases = wrapped(state.phases + self.dt * turning)
        return Swarm(state.places + self.dt * moving, phases, state.time + 1)

    def velocities(self, state: Swarm) -> tuple[Float[Array, "units 2"], Float[Array, " units"]]:
        """Return x' and theta'."""
        apart = state.places[None] - state.places[:, None]  # [i, j] is from i to j
        distance = jnp.maximum(jnp.linalg.norm(apart, axis=-1), _NEAREST)
        others = 1.0 - jnp.eye(self.units)
        distance = jnp.where(others > 0, distance, 1.0)
        ahead = state.phases[None] - state.phases[:, None]
        pull = (self.attraction + self.alike * jnp.cos(ahead)) / distance
        weight = others * (pull - self.repulsion / distance**2)
        moving = jnp.sum(weight[:, :, None] * apart, axis=1) / self.units
        turning = self.coupling * jnp.mean(others * jnp.sin(ahead) / distance, axis=1)
        return moving, turning

    def observe(self, state: Swarm) -> Seen:
        """Return the correlation of phase and angle, the order, the mean speed and the radius."""
        about = state.places - state.places.mean(axis=0)
        angle = jnp.arctan2(about[:, 1], about[:, 0])
        moving, _ = self.velocities(state)
        return {
            "wave": jnp.maximum(order(angle + state.phases), order(angle - state.phases)),
            "order": order(state.phases),
            "speed": jnp.linalg.norm(moving, axis=1).mean(),
            "radius": jnp.linalg.norm(about, axis=1).max(),
        }

    def view(self, state: Swarm) -> Points:
        """Return the agents where they are, coloured by their phase."""
        return Points(state.places, state.phases, 2.0)

    def poke(self, state: Swarm, poke: Poke) -> Swarm:
        """Return the swarm after those within reach have been pushed away."""
        away = state.places - poke.at
        distance = jnp.linalg.norm(away, axis=1, keepdims=True)
        push = jnp.where(distance <= poke.radius, poke.strength, 0.0)
        places = state.places + push * away / jnp.maximum(distance, _NEAREST)
        return Swarm(places, state.phases, state.time)

    def expected(self) -> dict[str, float]:
        """Return nothing: there is no formula for swarms of a finite size."""
        return {}


FIVE_STATES = MappingProxyType(
    {
        "static sync": Swarmalators(alike=0.1, coupling=1.0),
        "static async": Swarmalators(alike=0.1, coupling=-1.0),
        "static phase wave": Swarmalators(alike=1.0, coupling=0.0),
        "splintered phase wave": Swarmalators(alike=1.0, coupling=-0.1),
        "active phase wave": Swarmalators(alike=1.0, coupling=-0.75),
    }
)
"""The five ordered states of the paper by its names."""
