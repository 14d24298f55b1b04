"""Fields on a ring, not Gaussian, and their twin."""

import numpy as np
import pytest
from scipy.stats import kurtosis

from basinet.data.non_gaussian import (
    covariance,
    gaussian_twin,
    nonlinear_gaussian,
    two_lengths,
    with_constant,
)


def test_both_sets_have_the_covariance_of_the_formula_and_different_kurtosis():
    expected = covariance(24, 3.0, 3.0)
    for draw, tails in ((nonlinear_gaussian, -1.83), (gaussian_twin, 0.0)):
        x = draw(20_000, 24, 3.0, 3.0, seed=0)
        np.testing.assert_allclose(np.cov(x.T), expected, atol=0.04)
        assert kurtosis(x.ravel()) == pytest.approx(tails, abs=0.05)


def test_the_gain_leads_from_gaussian_pixels_to_signs():
    flat, sharp = (nonlinear_gaussian(4000, 10, 2.0, gain, seed=1) for gain in (0.01, 1e4))
    assert kurtosis(flat.ravel()) == pytest.approx(0, abs=0.1)
    assert (
        np.abs(np.abs(sharp) - 1).max() < 0.02
        or np.quantile(np.abs(np.abs(sharp) - 1), 0.99) < 1e-3
    )


def test_a_ring_has_no_first_pixel():
    c = covariance(12, 2.0, 1.0)
    np.testing.assert_allclose(np.roll(c, (3, 3), axis=(0, 1)), c)


def test_classes_are_two_lengths_and_a_constant_is_one_more_input():
    x, labels = two_lengths(4000, seed=3)
    neighbours = [np.mean(x[labels == k][:, 0] * x[labels == k][:, 1]) for k in (0, 1)]
    for k, length in enumerate((2.0, 8.0)):
        assert neighbours[k] == pytest.approx(covariance(40, length, 3.0)[0, 1], abs=0.05)
    assert with_constant(x).shape == (4000, 41)
    again, _ = two_lengths(4000, seed=3)
    np.testing.assert_array_equal(x, again)
    with pytest.raises(ValueError, match="gain is 0"):
        two_lengths(10, gain=0.0, seed=0)
    with pytest.raises(ValueError, match="length -1"):
        covariance(10, -1.0, 1.0)
