"""Weights of few bits."""

import numpy as np
import pytest

from basinet.exchange.rounding import rounded

WEIGHTS = np.random.default_rng(0).standard_normal((12, 40)) * np.linspace(0.1, 10, 12)[:, None]


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_rows_are_whole_multiples_and_nearer_than_with_the_unit_of_the_largest(bits):
    found, most = rounded(WEIGHTS, bits), 2 ** (bits - 1) - 1
    for row, exact in zip(found, WEIGHTS, strict=True):
        assert len(np.unique(row)) <= 2 * most + 1
        smallest = row / np.min(np.abs(row[row != 0]))  # a few units, or one
        errors = [np.abs(k * smallest - np.round(k * smallest)).max() for k in range(1, 9)]
        assert min(errors) < 1e-6
        largest = np.abs(exact).max() / most
        plain = np.rint(exact / largest) * largest
        assert np.sum((row - exact) ** 2) <= np.sum((plain - exact) ** 2) + 1e-12


def test_rows_are_rounded_alike_whatever_their_scale():
    scales = np.geomspace(0.01, 100, 12)[:, None]
    np.testing.assert_allclose(rounded(WEIGHTS * scales, 4), rounded(WEIGHTS, 4) * scales)


def test_nothing_is_rounded_without_bits_and_nothing_to_anything():
    assert rounded(WEIGHTS, None) is WEIGHTS
    np.testing.assert_array_equal(rounded(np.zeros((2, 3)), 4), np.zeros((2, 3)))
    single = np.diag([0.3, -2.0])
    np.testing.assert_allclose(rounded(single, 4), single)
