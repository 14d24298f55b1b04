"""The classical baseline: one particle swarm over all weights of a feed-forward network."""

from itertools import pairwise
from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree
from jaxtyping import Array, Float

from basinet._types import Key, Labels
from basinet.learners._base import AbstractLearner, Info, Problem
from basinet.learners._limits import at_least, check_part, number, whole
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.swarm.checks import check_motion, layer_sizes
from basinet.learners.swarm.network import AbstractUnit, Layers, Tanh, layer_fields, loss_of
from basinet.learners.swarm.parts import AbstractRecall, Measured
from basinet.learners.swarm.swarm import UNKNOWN, Particles, Pull, lead, move, remember


class Flock(NamedTuple):
    """The state of `NetworkSwarm`.

    Attributes:
        particles: the one swarm; a position is all weights of a network in a row.
        layers: the network at the best position.
        noted: the loss at the best position of each particle when it was found or measured.
    """

    particles: Particles
    layers: Layers
    noted: Float[Array, "1 particles"]


class NetworkSwarm(AbstractLearner[Flock]):
    """A feed-forward network whose weights are all one position of one particle swarm.

    Attributes:
        hidden: hidden neurons, or a tuple with those of each layer.
        particles: k, networks in the swarm, at least 1.
        unit: what a hidden neuron makes of its field: `Tanh()`, `ReLU()` or `Sign()`.
        inertia: the fraction of its velocity that a particle keeps, in [0, 1].
        cognitive: >= 0, the pull of a particle's own best position.
        social: >= 0, the pull of the best position of the swarm.
        speed: > 0, the largest velocity of a weight in the first step.
        schedule: how it changes in the course of a run: `Linear()`, to 0 at the end.
        spread: >= 0, weights start as N(0, spread^2 / K) with K weights to a neuron.
        recall: the loss at a particle's best position: `Measured()` or `Noted(fading)`.
        memory: MiB that the networks tried at once may take, at least 1.

    Raises:
        ValueError: when a value is outside its range.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NONE,
        feedback_weights=False,
        local_in_space=False,
        local_in_time=True,
        online=False,
        broadcast="falling speed",
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("loss", "Loss", "cross-entropy of the best network before each step"),
    )

    hidden: int | tuple[int, ...] = whole(16)
    particles: int = whole(50)
    unit: AbstractUnit = Tanh()
    inertia: float = number(0.72)
    cognitive: float = number(1.49)
    social: float = number(1.49)
    speed: float = number(0.5)
    schedule: AbstractSchedule = Linear()
    spread: float = number(1.0)
    recall: AbstractRecall = Measured()
    memory: int = whole(4)

    def __check_init__(self):
        check_motion(self)
        at_least(1, memory=self.memory)
        check_part(self.recall, AbstractRecall, "recall", "a memory such as Measured()")

    def init(self, problem: Problem, key: Key) -> Flock:
        """Return a swarm of random networks, led by its first."""
        sizes = layer_sizes(self.hidden, problem)
        layers = tuple(
            self.spread
            / (before + 1) ** 0.5
            * jax.random.normal(
                jax.random.fold_in(key, level), (self.particles, neurons, before + 1)
            )
            for level, (before, neurons) in enumerate(pairwise(sizes))
        )
        place = jax.vmap(lambda network: ravel_pytree(network)[0])(layers)[None]
        pace = jax.random.uniform(jax.random.fold_in(key, len(sizes)), place.shape, minval=-1.0)
        return Flock(
            Particles(place, self.speed * pace, place),
            tuple(rows[0] for rows in layers),
            jnp.full((1, self.particles), UNKNOWN),
        )

    def step(
        self, state: Flock, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Flock, Info]:
        """Let the swarm look at its networks on this batch and move once.

        Returns:
            The swarm after the step, and `loss`, that of its best network before it, and
            `spacing`, the mean distance of a weight of a particle from that of the best network.
        """
        leader, unravel = ravel_pytree(state.layers)

        def loss(place: Float[Array, " size"]) -> Float[Array, ""]:
            return loss_of(layer_fields(unravel(place), self.unit, x)[-1], y)

        widest = sum(len(rows) for rows in state.layers) + 4
        block = max(1, self.memory * 2**20 // (4 * len(x) * widest))

        def measure(places: Float[Array, "1 particles size"]) -> Float[Array, "1 particles"]:
            return jax.lax.map(loss, places[0], batch_size=min(block, self.particles))[None]

        now = loss(leader)
        here = measure(state.particles.position)
        recalled = self.recall(
            lambda: measure(state.particles.best), state.noted, jnp.full((1, 1), now)
        )
        particles, noted = remember(state.particles, here, recalled)
        best, _ = lead(particles, noted, leader[None], now[None])
        pull = Pull(self.inertia, self.cognitive, self.social)
        limit = self.speed * pace(self.schedule)
        moved = move(particles, best, pull, limit, key)
        spacing = jnp.mean(jnp.abs(moved.position - best[:, None]))
        after = Flock(moved, unravel(best[0]), noted)
        return after, {"loss": now, "spacing": spacing}

    def scores(
        self, state: Flock, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the fields of the output neurons, whose softmax is the answer."""
        del key
        return layer_fields(state.layers, self.unit, x)[-1].T
