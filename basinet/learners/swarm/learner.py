"""Each neuron of a feed-forward network as a particle swarm of its own (arXiv 2412.05667).

A particle is a full vector of incoming weights and bias of its neuron. Its fitness is the loss of
the network in which the neuron has these weights and all others are at their present best. No
gradient is computed. `README.md` beside this file states the protocol and the equations.
"""

import math
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._types import Key, Labels
from basinet.learners._base import AbstractLearner, Info, Problem
from basinet.learners._limits import at_least, check_part, in_range, number, whole
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.swarm.checks import check_motion, layer_sizes
from basinet.learners.swarm.difference import candidates_in, losses
from basinet.learners.swarm.network import AbstractUnit, Layers, Rows, Tanh, layer_fields, loss_of
from basinet.learners.swarm.parts import (
    AbstractRecall,
    AbstractRenewal,
    AbstractTurns,
    Measured,
    Never,
    Together,
)
from basinet.learners.swarm.swarm import UNKNOWN, Particles, Pull, lead, move, remember


class Population(NamedTuple):
    """The swarms of the neurons of a layer.

    Attributes:
        particles: of each neuron's swarm.
        weights: the best position of each swarm: together, the layer of the network.
        noted: the loss at the best position of each particle when it was found or measured.
        idle: steps since the weights of each neuron have changed.
    """

    particles: Particles
    weights: Rows
    noted: Float[Array, "neurons particles"]
    idle: Int[Array, " neurons"]


class Colony(NamedTuple):
    """The state of `Swarm`.

    Attributes:
        populations: one for each layer, the last that of the output neurons.
    """

    populations: tuple[Population, ...]

    @property
    def layers(self) -> Layers:
        """The network that the best particles make."""
        return tuple(population.weights for population in self.populations)


class Swarm(AbstractLearner[Colony]):
    """A feed-forward network in which every neuron is a particle swarm.

    Attributes:
        hidden: hidden neurons, or a tuple with those of each layer.
        particles: k, in the swarm of each neuron, at least 1.
        unit: what a hidden neuron makes of its field: `Tanh()`, `ReLU()` or `Sign()`.
        inertia: the fraction of its velocity that a particle keeps, in [0, 1].
        cognitive: >= 0, the pull of a particle's own best position.
        social: >= 0, the pull of the best position of its swarm.
        speed: > 0, the largest velocity of a weight in the first step.
        schedule: how it changes in the course of a run: `Linear()`, to 0 at the end.
        spread: >= 0, weights start as N(0, spread^2 / K) with K weights to a neuron.
        penalty: >= 0, what the squared weights of a neuron, without its bias, add to its loss.
        turns: which neurons move at the same time: `Together()` or `InGroups(count)`.
        recall: the loss at a particle's best position: `Measured()` or `Noted(fading)`.
        renewal: when a swarm is scattered anew about its best position, with the present
            largest velocity as standard deviation: `Never()` or `WhenIdle(steps)`.
        memory: MiB that the candidates tried at once may take, at least 1; the rest waits its
            turn. Changes the speed alone.

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
        Quantity("loss", "Loss", "cross-entropy of the network before each step"),
        Quantity("changed", "Changed neurons", "share that found better weights in a step", True),
    )

    hidden: int | tuple[int, ...] = whole(16)
    particles: int = whole(20)
    unit: AbstractUnit = Tanh()
    inertia: float = number(0.72)
    cognitive: float = number(1.49)
    social: float = number(1.49)
    speed: float = number(0.25)
    schedule: AbstractSchedule = Linear()
    spread: float = number(1.0)
    penalty: float = number(0.0001)
    turns: AbstractTurns = Together()
    recall: AbstractRecall = Measured()
    renewal: AbstractRenewal = Never()
    memory: int = whole(4)

    def __check_init__(self):
        check_motion(self)
        at_least(1, memory=self.memory)
        in_range(self, 0.0, math.inf, "penalty")
        check_part(self.turns, AbstractTurns, "turns", "an order such as Together()")
        check_part(self.recall, AbstractRecall, "recall", "a memory such as Measured()")
        check_part(self.renewal, AbstractRenewal, "renewal", "a choice such as Never()")

    def init(self, problem: Problem, key: Key) -> Colony:
        """Return swarms of random particles, each led by its first."""
        sizes = layer_sizes(self.hidden, problem)
        populations = []
        for level, (before, neurons) in enumerate(pairwise(sizes)):
            shape = (neurons, self.particles, before + 1)
            key_place, key_pace = jax.random.split(jax.random.fold_in(key, level))
            place = self.spread / shape[2] ** 0.5 * jax.random.normal(key_place, shape)
            pace = self.speed * jax.random.uniform(key_pace, shape, minval=-1.0)
            populations.append(
                Population(
                    Particles(place, pace, place),
                    place[:, 0],
                    jnp.full(shape[:2], UNKNOWN),
                    jnp.zeros(neurons, jnp.int32),
                )
            )
        return Colony(tuple(populations))

    def step(
        self, state: Colony, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Colony, Info]:
        """Let every swarm look at its particles on this batch and move once.

        Returns:
            The swarms after the step, and `loss`, that of the network before it, `changed`, the
            fraction of neurons that found better weights, and `spacing`, the mean distance of a
            weight of a particle from that of its neuron.
        """
        limit = self.speed * pace(self.schedule)

        def visit(
            populations: tuple[Population, ...], chosen: dict[int, Array], key: Key
        ) -> tuple[Population, ...]:
            layers = tuple(population.weights for population in populations)
            found = layer_fields(layers, self.unit, x)
            after = list(populations)
            for level, neurons in chosen.items():
                some = jax.tree.map(lambda values, at=neurons: values[at], populations[level])
                block = candidates_in(self.memory, layers, level, len(x))

                def measure(candidates, level=level, neurons=neurons, block=block):
                    found_loss = losses(
                        layers, self.unit, found, x, y, level, neurons, candidates, block
                    )
                    return found_loss + self._cost(candidates)

                now = loss_of(found[-1], y) + self._cost(some.weights)
                moved = self._advance(some, measure, now, limit, jax.random.fold_in(key, level))
                after[level] = jax.tree.map(
                    lambda values, new, at=neurons: values.at[at].set(new, mode="drop"),
                    populations[level],
                    moved,
                )
            return tuple(after)

        sizes = tuple(len(rows) for rows in state.layers)
        populations = self.turns.play(state.populations, sizes, visit, key)
        after = Colony(populations)
        return after, self._info(state, after, x, y)

    def scores(
        self, state: Colony, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return the fields of the output neurons, whose softmax is the answer."""
        del key
        return layer_fields(state.layers, self.unit, x)[-1].T

    def _advance(
        self, swarms: Population, measure: Any, now: Array, limit: Array, key: Key
    ) -> Population:
        """Look at the particles of some swarms, find the best, and move them."""
        key_move, key_scatter = jax.random.split(key)
        here = measure(swarms.particles.position)
        recalled = self.recall(lambda: measure(swarms.particles.best), swarms.noted, now[:, None])
        particles, noted = remember(swarms.particles, here, recalled)
        weights, _ = lead(particles, noted, swarms.weights, now)
        idle = jnp.where(jnp.any(weights != swarms.weights, axis=1), 0, swarms.idle + 1)
        pull = Pull(self.inertia, self.cognitive, self.social)
        particles = move(particles, weights, pull, limit, key_move)
        due = self.renewal.due(idle)
        scattered = weights[:, None] + limit * jax.random.normal(
            key_scatter, particles.position.shape
        )
        fresh = Particles(scattered, jnp.zeros_like(scattered), scattered)
        particles = jax.tree.map(
            lambda new, old: jnp.where(due[:, None, None], new, old), fresh, particles
        )
        return Population(
            particles,
            weights,
            jnp.where(due[:, None], UNKNOWN, noted),
            jnp.where(due, 0, idle),
        )

    def _cost(self, rows: Float[Array, "*any inputs"]) -> Float[Array, "*any"]:
        return self.penalty * jnp.sum(rows[..., :-1] ** 2, axis=-1)

    def _info(self, before: Colony, after: Colony, x: Array, y: Array) -> Info:
        changed = [
            jnp.any(new != old, axis=1)
            for new, old in zip(after.layers, before.layers, strict=True)
        ]
        spacing = [
            jnp.mean(jnp.abs(p.particles.position - p.weights[:, None])) for p in after.populations
        ]
        return {
            "loss": loss_of(layer_fields(before.layers, self.unit, x)[-1], y),
            "changed": jnp.mean(jnp.concatenate(changed).astype(float)),
            "spacing": jnp.mean(jnp.stack(spacing)),
        }
