"""Vicsek's birds: a naive loop, the limits of no noise and of nothing but noise, order over it."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.worlds import Birds, Vicsek, evolve

KEY = jax.random.key(0)


def test_one_tick_without_noise_is_that_of_a_naive_loop():
    made = Vicsek(units=15, noise=0.0, side=3.0, speed=0.2)
    start = made.init(KEY)
    x, theta = np.asarray(start.places, float), np.asarray(start.headings, float)
    mean = np.zeros(15, complex)
    for i in range(15):
        for j in range(15):
            apart = [min(abs(a), 3 - abs(a)) for a in x[j] - x[i]]
            if math.hypot(*apart) < 1:
                mean[i] += np.exp(1j * theta[j])
    after = made.step(start, KEY)
    way = mean / abs(mean)
    assert_allclose(np.exp(1j * np.asarray(after.headings)), way, atol=1e-5)
    moved = (x + 0.2 * np.stack([way.real, way.imag], axis=1)) % 3
    assert_allclose(after.places, moved, atol=1e-5)


def test_birds_that_all_see_one_another_agree_after_a_tick_without_noise():
    seen = evolve(Vicsek(units=20, noise=0.0, radius=9.0), KEY, steps=3).seen
    assert_allclose(seen["order"], 1, atol=1e-6)
    assert_allclose(seen["neighbours"], 19)


def test_headings_that_cancel_are_kept():
    birds = Birds(jnp.zeros((2, 2)), jnp.array([0.0, -math.pi]), jnp.zeros((), jnp.int32))
    made = Vicsek(units=2, noise=0.0)
    assert_allclose(made.step(birds, KEY).headings, birds.headings, atol=1e-6)


def test_nothing_but_noise_has_the_order_of_chance():
    made = Vicsek(noise=2 * math.pi)
    order = evolve(made, KEY, steps=1000).seen["order"]
    assert order.mean() == pytest.approx(made.expected()["order"], rel=0.08)
    assert made.expected()["order"] == pytest.approx(0.0886, abs=1e-4)


@pytest.mark.parametrize(
    ("noise", "order"), [(0.5, 0.988), (1.0, 0.952), (2.0, 0.817), (3.0, 0.61), (4.0, 0.32)]
)
def test_order_falls_with_noise(noise, order):
    seen = evolve(Vicsek(noise=noise), KEY, steps=1000).seen["order"]
    assert seen[500:].mean() == pytest.approx(order, abs=0.01 if noise < 1.5 else 0.1)
