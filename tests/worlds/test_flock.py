"""Birds that average: what is exact about them."""

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.worlds import Flock, Flying, beginning, evolve

KEY = jax.random.key(0)


def test_the_mean_velocity_stays_and_the_energy_never_rises():
    made = Flock(units=24)
    start = beginning(made, KEY)
    end = evolve(made, KEY, steps=400)
    mean = np.asarray(start.velocities).mean(axis=0)
    assert_allclose(np.asarray(end.state.velocities).mean(axis=0), mean, atol=1e-7)
    assert (np.diff(end.seen["energy"]) <= 1e-10).all()
    assert end.seen["disagreement"][-1] < end.seen["disagreement"][0]


def test_a_step_is_the_product_with_the_matrix():
    made = Flock(units=9, side=1.5)
    state = beginning(made, KEY)
    places, velocities = (np.asarray(v, np.float64) for v in (state.places, state.velocities))
    weights = np.zeros((9, 9))
    for i in range(9):
        for j in range(9):
            if i != j and np.linalg.norm(places[i] - places[j]) <= 1:
                weights[i, j] = 1 / 9
        weights[i, i] = 1 - weights[i].sum()
    after = made.step(state, KEY)
    assert_allclose(after.velocities, weights @ velocities, atol=1e-7)
    assert_allclose(after.places, places + weights @ velocities, atol=1e-6)


def velocities_of(world, state):
    return state.velocities


def test_a_group_that_stays_together_agrees_at_the_rate_of_its_second_eigenvalue():
    made = Flock(units=12, side=1.0, radius=0.6, speed=1e-5)
    start = beginning(made, KEY)
    links = np.asarray(made.links(start.places))
    weights = links / 12 + np.diag(1 - links.sum(axis=1) / 12)
    second = np.sort(np.abs(np.linalg.eigvalsh(weights)))[-2]
    assert 0.1 < second < 0.95
    found = evolve(made, KEY, steps=12, see=velocities_of)
    assert int(found.state.changed) == 0
    apart = np.linalg.norm(found.seen - found.seen.mean(axis=1, keepdims=True), axis=(1, 2))
    ratios = apart[1:8] / apart[:7]
    assert (ratios <= second + 1e-3).all()
    assert ratios[-1] == pytest.approx(second, rel=0.1)


def test_birds_are_exchangeable():
    made = Flock(units=10)
    state = beginning(made, KEY)
    order = np.array([3, 1, 4, 0, 5, 9, 2, 6, 8, 7])
    other = Flying(state.places[order], state.velocities[order], state.changed, state.time)
    one, two = evolve(made, KEY, steps=50, start=state), evolve(made, KEY, steps=50, start=other)
    assert_allclose(one.state.places[order], two.state.places, atol=1e-5)


@pytest.mark.slow
def test_the_links_stop_changing():
    ends = [evolve(Flock(), jax.random.key(seed), steps=2000, every=2000) for seed in range(3)]
    assert all(end.seen["frozen"][-1] > 500 for end in ends)
    for end in ends:
        distinct = np.unique(np.asarray(end.state.velocities).round(4), axis=0)
        assert 1 <= len(distinct) <= 10
    assert_array_equal([int(end.state.time) for end in ends], [2000] * 3)
