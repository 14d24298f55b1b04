"""How particles move: by hand, as pyswarms moves them, and what they remember and follow."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.learners.swarm import Measured, Noted
from basinet.learners.swarm.swarm import UNKNOWN, Particles, Pull, lead, move, remember

KEY = jax.random.key(3)


def three_particles():
    """One swarm in the plane, written by hand."""
    position = jnp.asarray([[[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]])
    velocity = jnp.asarray([[[0.1, 0.0], [0.0, 0.2], [-0.3, 0.0]]])
    best = jnp.asarray([[[1.0, 1.0], [2.0, 0.0], [0.0, 3.0]]])
    return Particles(position, velocity, best)


def test_particles_remember_and_follow_the_best_that_was_seen():
    here, recalled = jnp.asarray([[3.0, 0.5, 2.0]]), jnp.asarray([[1.0, 1.0, 2.0]])
    particles, noted = remember(three_particles(), here, recalled)
    assert_array_equal(particles.best, [[[1.0, 1.0], [1.0, 0.0], [0.0, 3.0]]])
    assert_array_equal(noted, [[1.0, 0.5, 2.0]])
    leader, led = lead(particles, noted, jnp.asarray([[9.0, 9.0]]), jnp.asarray([0.7]))
    assert_array_equal(leader, [[1.0, 0.0]])
    assert_allclose(led, [0.5])
    leader, led = lead(particles, noted, jnp.asarray([[9.0, 9.0]]), jnp.asarray([0.5]))
    assert_array_equal(leader, [[9.0, 9.0]])


def test_particles_move_as_by_hand():
    particles, leader, limit = three_particles(), jnp.asarray([[1.0, 0.5]]), 0.4
    moved = move(particles, leader, Pull(0.7, 1.5, 1.2), limit, KEY)
    own, common = np.asarray(jax.random.uniform(KEY, (2, 1, 3, 2)), float)
    clipped = 0
    for p in range(3):
        for d in range(2):
            x, v = float(particles.position[0, p, d]), float(particles.velocity[0, p, d])
            b, g = float(particles.best[0, p, d]), float(leader[0, d])
            wanted = 0.7 * v + 1.5 * own[0, p, d] * (b - x) + 1.2 * common[0, p, d] * (g - x)
            clipped += abs(wanted) > limit
            v = min(max(wanted, -limit), limit)
            assert_allclose(moved.velocity[0, p, d], v, atol=1e-6)
            assert_allclose(moved.position[0, p, d], x + v, atol=1e-6)
    assert 0 < clipped < 6
    assert_array_equal(moved.best, particles.best)


def test_the_motion_is_that_of_pyswarms():
    operators = pytest.importorskip("pyswarms.backend.operators")
    from pyswarms.backend.swarms import Swarm as Theirs

    particles, leader = three_particles(), np.array([1.0, 0.5])
    own, common = np.asarray(jax.random.uniform(KEY, (2, 1, 3, 2)), float)
    draws = iter((own[0], common[0]))
    theirs = Theirs(
        position=np.asarray(particles.position[0], float),
        velocity=np.asarray(particles.velocity[0], float),
        pbest_pos=np.asarray(particles.best[0], float),
        best_pos=leader,
        options={"w": 0.7, "c1": 1.5, "c2": 1.2},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(np.random, "uniform", lambda low, high, size: next(draws))
        velocity = operators.compute_velocity(theirs, None, lambda v, clamp, **_: v)
    moved = move(particles, jnp.asarray(leader)[None], Pull(0.7, 1.5, 1.2), 9.0, KEY)
    assert_allclose(moved.velocity[0], velocity, atol=1e-6)
    theirs.velocity = velocity
    assert_allclose(moved.position[0], operators.compute_position(theirs, None, None), atol=1e-6)
    here, recalled = np.array([3.0, 0.5, 2.0]), np.array([1.0, 1.0, 2.0])
    theirs.position = np.asarray(particles.position[0], float)
    theirs.current_cost, theirs.pbest_cost = here, recalled
    best, cost = operators.compute_pbest(theirs)
    after, noted = remember(particles, jnp.asarray(here)[None], jnp.asarray(recalled)[None])
    assert_allclose(after.best[0], best)
    assert_allclose(noted[0], cost)


def test_where_the_limit_is_nothing_nothing_moves():
    moved = move(three_particles(), jnp.asarray([[1.0, 0.5]]), Pull(0.7, 1.5, 1.2), 0.0, KEY)
    assert_array_equal(moved.position, three_particles().position)


def test_what_is_recalled_is_measured_anew_or_noted():
    fresh, noted = jnp.asarray([[1.0, 2.0]]), jnp.asarray([[4.0, UNKNOWN]])
    assert_array_equal(Measured()(lambda: fresh, noted, jnp.asarray([[2.0]])), fresh)
    assert_array_equal(Noted()(lambda: fresh, noted, jnp.asarray([[2.0]])), noted)
    assert_array_equal(Noted(0.25)(lambda: fresh, noted, jnp.asarray([[2.0]])), [[3.5, UNKNOWN]])
