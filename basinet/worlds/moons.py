"""Every neuron a swarm: the learner `Swarm` on two moons, with the boundary that it draws."""

import math
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.learners import Constant, Problem, Swarm
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.learners.swarm.learner import Colony
from basinet.worlds._base import AbstractWorld, Points, Poke, Seen

_GRID, _REACH = 32, 2.0


class Learning(eqx.Module):
    """A network of swarms at a moment.

    Attributes:
        colony: the swarms.
        labels: of the samples, 0 or 1.
        noise: of the samples, which is added to their places on the moons, `[units, 2]`.
        loss: the cross-entropy before the last tick.
        time: the ticks so far.
    """

    colony: Colony
    labels: Int[Array, " units"]
    noise: Float[Array, "units 2"]
    loss: Float[Array, ""]
    time: Int[Array, ""]


class Moons(AbstractWorld[Learning]):
    """A network in which every neuron is a swarm of candidates for its weights, on two moons.

    A tick is a step of the learner `Swarm` (arXiv 2412.05667) on all samples. A poke gives those
    within its radius the other label, where its strength is not 0.

    Attributes:
        units: samples, at least 2.
        hidden: neurons, at least 1.
        particles: in the swarm of each neuron, at least 1.
        spread: of the samples about their moons, from 0 to 10.
        right, up: how far the lower moon, whose samples are labelled 1, is moved, from -10 to 10.
        speed: the largest velocity of a weight, above 0.

    Raises:
        ValueError: when a field is out of range.
    """

    units: int = whole(200)
    hidden: int = whole(6)
    particles: int = whole(12)
    spread: float = number(0.12)
    right: float = number(0.0)
    up: float = number(0.0)
    speed: float = number(0.15)

    observables: ClassVar[dict[str, str]] = {
        "accuracy": "share of the samples on their own side of the boundary",
        "loss": "cross-entropy before the last step",
        "spacing": "mean distance of a candidate's weight from that of its neuron",
    }

    def __check_init__(self) -> None:
        at_least(2, units=self.units)
        at_least(1, hidden=self.hidden, particles=self.particles)
        in_range(self, 0.0, 10.0, "spread")
        in_range(self, -10.0, 10.0, "right", "up")
        positive(self, "speed")

    def init(self, key: Key) -> Learning:
        """Return random swarms before random samples."""
        for_swarms, for_noise = jax.random.split(key)
        colony = self._learner().init(Problem(2, 2), for_swarms)
        noise = jax.random.normal(for_noise, (self.units, 2))
        labels = jnp.arange(self.units) % 2
        return Learning(colony, labels, noise, jnp.zeros(()), jnp.zeros((), jnp.int32))

    def step(self, state: Learning, key: Key) -> Learning:
        """Return the swarms after they moved once."""
        colony, info = self._learner().step(state.colony, self.samples(state), state.labels, key)
        return eqx.tree_at(
            lambda s: (s.colony, s.loss, s.time), state, (colony, info["loss"], state.time + 1)
        )

    def samples(self, state: Learning) -> Float[Array, "units 2"]:
        """Return the samples: two half circles, one upside down, with noise."""
        half = jnp.pi * (jnp.arange(self.units) // 2 + 0.5) / max(1, (self.units + 1) // 2)
        lower = (jnp.arange(self.units) % 2).astype(jnp.float32)
        x = jnp.cos(half) * (1 - 2 * lower) + (1 + self.right) * lower - 0.5
        y = jnp.sin(half) * (1 - 2 * lower) + (0.5 + self.up) * lower - 0.25
        return jnp.stack([x, y], axis=1) + self.spread * state.noise

    def observe(self, state: Learning) -> Seen:
        """Return accuracy, loss and spacing."""
        right = (self.evidence(state, self.samples(state)) > 0) == (state.labels == 1)
        spacing = [
            jnp.mean(jnp.abs(p.particles.position - p.weights[:, None]))
            for p in state.colony.populations
        ]
        return {
            "accuracy": jnp.mean(right.astype(jnp.float32)),
            "loss": state.loss,
            "spacing": jnp.mean(jnp.stack(spacing)),
        }

    def evidence(self, state: Learning, x: Float[Array, "rows 2"]) -> Float[Array, " rows"]:
        """Return by how much more the network says 1 than 0."""
        scores = self._learner().scores(state.colony, x, jax.random.key(0))
        return scores[:, 1] - scores[:, 0]

    def view(self, state: Learning) -> Points:
        """Return the samples by their labels, above the answer of the network."""
        line = _REACH * (2 * (jnp.arange(_GRID) + 0.5) / _GRID - 1)
        grid = jnp.stack(jnp.meshgrid(line, -line), axis=-1).reshape(-1, 2)
        ground = jax.nn.sigmoid(self.evidence(state, grid)).reshape(_GRID, _GRID)
        hue = jnp.where(state.labels == 1, -math.pi, 0.0)
        return Points(self.samples(state), hue, _REACH, ground)

    def poke(self, state: Learning, poke: Poke) -> Learning:
        """Return the state in which the samples within reach have the other label."""
        near = jnp.linalg.norm(self.samples(state) - poke.at, axis=1) <= poke.radius
        other = near & (poke.strength != 0)
        labels = jnp.where(other, 1 - state.labels, state.labels)
        return eqx.tree_at(lambda s: s.labels, state, labels)

    def expected(self) -> dict[str, float]:
        """Return nothing."""
        return {}

    def _learner(self) -> Any:
        # Numbers of its fields may be traced here, as they are where a learner is trained.
        learner = Swarm(hidden=self.hidden, particles=self.particles, schedule=Constant())
        return eqx.tree_at(lambda it: it.speed, learner, self.speed)
