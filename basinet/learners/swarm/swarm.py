"""The motion of a particle swarm: velocities, positions, personal bests.

Kennedy and Eberhart (1995) with the inertia of Shi and Eberhart (1998), for particle p:

    v_p <- inertia v_p + cognitive r (b_p - x_p) + social r' (g - x_p), cut to [-limit, limit]
    x_p <- x_p + v_p

with b_p the best position of the particle so far, g that of its swarm, and r, r' uniform in
[0, 1), drawn for each coordinate. All functions take any number of swarms at once.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._types import Key

UNKNOWN = float(np.finfo(np.float32).max)
"""The loss at a best position that no loss was measured at: any other is better. It is finite, so
that a state which holds it is not taken for one that diverged."""


class Particles(NamedTuple):
    """The particles of several swarms.

    Attributes:
        position: where each particle is.
        velocity: by how much it moved last.
        best: the best position it knows.
    """

    position: Float[Array, "swarms particles size"]
    velocity: Float[Array, "swarms particles size"]
    best: Float[Array, "swarms particles size"]


class Pull(NamedTuple):
    """What draws a particle.

    Attributes:
        inertia: the fraction of its velocity that it keeps.
        cognitive: the strength of the pull to its own best position.
        social: the strength of the pull to the best position of its swarm.
    """

    inertia: Float[Array, ""] | float
    cognitive: Float[Array, ""] | float
    social: Float[Array, ""] | float


def remember(
    particles: Particles,
    here: Float[Array, "swarms particles"],
    recalled: Float[Array, "swarms particles"],
) -> tuple[Particles, Float[Array, "swarms particles"]]:
    """Let each particle that is better than its best position take its place as the best.

    Args:
        particles: before.
        here: the loss at the position of each particle.
        recalled: the loss at its best position.

    Returns:
        The particles, and the loss at the best position of each.
    """
    better = here < recalled
    best = jnp.where(better[:, :, None], particles.position, particles.best)
    return particles._replace(best=best), jnp.where(better, here, recalled)


def lead(
    particles: Particles,
    recalled: Float[Array, "swarms particles"],
    leader: Float[Array, "swarms size"],
    led: Float[Array, " swarms"],
) -> tuple[Float[Array, "swarms size"], Float[Array, " swarms"]]:
    """Return the best position of each swarm, and its loss.

    Args:
        particles: with their best positions.
        recalled: the loss at these.
        leader: the best position of each swarm so far, which stays where none is better.
        led: its loss.
    """
    first = jnp.argmin(recalled, axis=1)
    found = jnp.take_along_axis(recalled, first[:, None], axis=1)[:, 0]
    place = jnp.take_along_axis(particles.best, first[:, None, None], axis=1)[:, 0]
    better = found < led
    return jnp.where(better[:, None], place, leader), jnp.where(better, found, led)


def move(
    particles: Particles,
    leader: Float[Array, "swarms size"],
    pull: Pull,
    limit: Float[Array, ""] | float,
    key: Key,
) -> Particles:
    """Return the particles after one step of each, see the head of this file.

    Args:
        particles: before.
        leader: g, the best position of each swarm.
        pull: the constants of the motion.
        limit: the largest velocity of a coordinate.
        key: for r and r'.
    """
    own, common = jax.random.uniform(key, (2, *particles.position.shape))
    velocity = (
        pull.inertia * particles.velocity
        + pull.cognitive * own * (particles.best - particles.position)
        + pull.social * common * (leader[:, None] - particles.position)
    )
    velocity = jnp.clip(velocity, -limit, limit)
    return Particles(particles.position + velocity, velocity, particles.best)
