import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Perceptron, SoftPerceptron


def test_the_drive_is_the_spin_where_the_stability_is_at_most_the_margin():
    rng = np.random.default_rng(0)
    s, h = rng.choice([-1.0, 1.0], size=(5, 9)), rng.normal(size=(5, 9))
    expected = np.zeros((5, 9))
    for b in range(5):
        for i in range(9):
            if s[b, i] * h[b, i] <= 0.5:
                expected[b, i] = s[b, i]
    drive = Perceptron().drive(jnp.asarray(s), jnp.asarray(h), 0.5)
    assert 0 < np.count_nonzero(expected) < expected.size
    assert_array_equal(drive, expected)


def test_a_stability_equal_to_the_margin_is_too_small():
    spins, field = jnp.array([[1.0, -1.0, 1.0]]), jnp.array([[0.5, -0.5, 0.75]])
    drive = Perceptron().drive(spins, field, 0.5)
    assert_array_equal(drive, [[1, -1, 0]])


def test_each_neuron_may_have_a_margin_of_its_own():
    margins = jnp.array([0.0, 1.0])
    drive = Perceptron().drive(jnp.ones((1, 2)), jnp.full((1, 2), 0.5), margins)
    assert_array_equal(drive, [[0, 1]])


def test_targets_of_any_magnitude_scale_both_the_stability_and_the_drive():
    targets, field = jnp.array([[2.5, 2.5, -0.8]]), jnp.array([[1.0, 1.4, 1.0]])
    assert_array_equal(Perceptron().drive(targets, field, 3.0), jnp.array([[2.5, 0, -0.8]]))


def test_the_soft_drive_is_the_spin_weighted_by_a_sigmoid_of_the_missing_stability():
    rng = np.random.default_rng(1)
    s, h = rng.choice([-1.0, 1.0], size=(4, 6)), rng.normal(size=(4, 6))
    expected = np.array(
        [
            [s[b, i] / (1 + np.exp(-(0.9 - s[b, i] * h[b, i]) / 0.4)) for i in range(6)]
            for b in range(4)
        ]
    )
    drive = SoftPerceptron(0.4).drive(jnp.asarray(s), jnp.asarray(h), 0.9)
    assert_allclose(drive, expected, rtol=1e-5)


def test_a_narrow_soft_margin_is_the_hard_one():
    rng = np.random.default_rng(2)
    s = jnp.asarray(rng.choice([-1.0, 1.0], size=(4, 50)))
    h = jnp.asarray(rng.normal(size=(4, 50)))
    soft = SoftPerceptron(1e-5).drive(s, h, 0.5)
    assert_allclose(soft, Perceptron().drive(s, h, 0.5), atol=1e-6)


@pytest.mark.parametrize("width", [0.0, -1.0, float("nan"), float("inf")])
def test_a_soft_margin_needs_a_positive_width(width):
    with pytest.raises(ValueError, match="width is"):
        SoftPerceptron(width)
