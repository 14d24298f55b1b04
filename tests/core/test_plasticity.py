import jax.numpy as jnp
import numpy as np
from numpy.testing import assert_array_equal

from basinet.core import Perceptron


def test_the_drive_is_the_spin_where_the_stability_is_at_most_the_margin():
    rng = np.random.default_rng(0)
    s, h = rng.choice([-1.0, 1.0], size=(5, 9)), rng.normal(size=(5, 9))
    expected = np.zeros((5, 9))
    for b in range(5):
        for i in range(9):
            if s[b, i] * h[b, i] <= 0.5:
                expected[b, i] = s[b, i]
    drive = Perceptron(0.5).drive(jnp.asarray(s), jnp.asarray(h))
    assert 0 < np.count_nonzero(expected) < expected.size
    assert_array_equal(drive, expected)


def test_a_stability_equal_to_the_margin_is_too_small():
    drive = Perceptron(0.5).drive(jnp.array([[1.0, -1.0, 1.0]]), jnp.array([[0.5, -0.5, 0.75]]))
    assert_array_equal(drive, [[1, -1, 0]])


def test_each_neuron_may_have_a_margin_of_its_own():
    rule = Perceptron(jnp.array([0.0, 1.0]))
    assert_array_equal(rule.drive(jnp.ones((1, 2)), jnp.full((1, 2), 0.5)), [[0, 1]])


def test_targets_of_any_magnitude_scale_both_the_stability_and_the_drive():
    targets, field = jnp.array([[2.5, 2.5, -0.8]]), jnp.array([[1.0, 1.4, 1.0]])
    assert_array_equal(Perceptron(3.0).drive(targets, field), jnp.array([[2.5, 0, -0.8]]))
