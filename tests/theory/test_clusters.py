import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from basinet.theory import (
    complexity,
    local_entropy,
    local_entropy_slope,
    tuple_entropy,
    tuple_entropy_real,
    typical_entropy,
)

DISTANCES = [0.005, 0.01, 0.02, 0.05, 0.10, 0.20]
GOLDEN = [
    (0.05, [-0.000962, -0.002324, -0.003128, -0.001123, 0.005152, 0.017487]),
    (0.10, [0.006563, 0.008291, 0.010911, 0.018108, 0.029044, 0.046876]),
    (0.30, [np.nan, 0.025025, 0.039394, 0.067456, 0.099032, 0.142253]),
]
GOLDEN_Y = [
    (0.05, [5.42, 4.54, 4.07, 3.87, 4.06, 4.96]),
    (0.10, [12.9, 8.64, 6.69, 5.65, 5.66, 6.91]),
    (0.30, [np.nan, 65.8, 32.9, 21.3, 20.3, 26.7]),
]


@pytest.mark.parametrize(("b", "expected"), GOLDEN)
def test_the_densest_clusters_have_the_golden_entropy(b, expected):
    found, known = local_entropy(DISTANCES, b), np.isfinite(expected)
    assert_allclose(found.local_entropy[known], np.array(expected)[known], atol=2e-6)
    assert not found.is_bound.any()


@pytest.mark.parametrize(("b", "expected"), GOLDEN_Y)
def test_the_densest_clusters_have_the_golden_number_of_replicas(b, expected):
    found, known = local_entropy(DISTANCES, b), np.isfinite(expected)
    assert_allclose(found.y[known], np.array(expected)[known], rtol=5e-3)
    assert np.all(found.y[~known] > 70)


@pytest.mark.parametrize(("d", "b"), [(0.015, 0.06), (1e-3, 0.05), (0.2, 0.02), (0.05, 0.0)])
def test_interpolating_between_whole_numbers_of_replicas_finds_the_minimum_over_real_ones(d, b):
    def per_replica(log_y):
        return tuple_entropy_real(float(np.exp(log_y)), d, b).entropy / np.exp(log_y)

    found = local_entropy(d, b)
    near = np.log(found.y)
    best = minimize_scalar(
        per_replica, bounds=(near - 0.3, near + 0.3), method="bounded", options={"xatol": 1e-4}
    )
    assert_allclose(found.local_entropy, best.fun, atol=1e-7)
    assert_allclose(near, best.x, atol=5e-3)


def test_where_the_largest_number_of_replicas_is_reached_the_value_is_a_bound():
    few, many = local_entropy(0.01, 0.3, largest_y=20), local_entropy(0.01, 0.3)
    assert few.is_bound is True
    assert many.is_bound is False
    assert_allclose(few.y, 20)
    assert_allclose(few.local_entropy, tuple_entropy(20, 0.01, 0.3).entropy / 20)
    assert few.local_entropy > many.local_entropy
    assert local_entropy(0.01, 0.3, largest_y=1000) == pytest.approx(many, abs=1e-7, rel=1e-3)


def test_points_that_coincide_have_no_entropy_and_orthogonal_ones_that_of_all():
    b = np.array([0.0, 0.06, 0.5, 2.0])
    together, apart = local_entropy([[0.0], [0.5]], b).local_entropy
    assert_allclose(together, 0)
    assert_allclose(apart, complexity(b), rtol=1e-12, atol=1e-14)


def test_dense_clusters_exist_where_typical_points_are_isolated():
    """Above the transitions, at distances below the isolation radius."""
    d = np.geomspace(1e-4, 0.01, 8)
    assert np.all(np.asarray(typical_entropy(d, 0.3)) < 0)
    assert np.all(np.asarray(local_entropy(d, 0.3).local_entropy) > 0)


@pytest.mark.parametrize(("d", "b"), [(0.003, 0.05), (0.0056, 0.0731), (0.1, 0.3)])
def test_the_slope_is_the_difference_quotient(d, b):
    step = 1e-3 * d
    before, here, after = local_entropy([d - step, d, d + step], b).local_entropy
    found = local_entropy_slope(d, b)
    assert_allclose(found.at.local_entropy, here, rtol=1e-12)
    assert_allclose(found.slope, (after - before) / (2 * step), rtol=1e-4, atol=1e-5)


@given(st.floats(-6, np.log10(0.5)), st.floats(0, 5), st.floats(0, 5))
@settings(max_examples=12, deadline=None)
def test_the_local_entropy_grows_with_the_self_coupling_up_to_the_complexity(log_d, b, other):
    d, (low, high) = min(10**log_d, 0.5), sorted([b, other])
    fewer, more = local_entropy(max(d, 1e-12), [low, high]).local_entropy
    assert fewer <= more + 1e-7
    assert more <= complexity(high) + 1e-12


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"largest_y": 7}, "largest_y is 7"),
        ({"largest_y": 1001}, "y is 1001"),
        ({"distance": 0.6}, "distance is 0.6"),
        ({"distance": -0.1}, "distance is -0.1"),
        ({"self_coupling": -0.2}, "self_coupling - margin is -0.2"),
    ],
)
def test_arguments_out_of_range_are_refused(given_, message):
    with pytest.raises(ValueError, match=message):
        local_entropy(**{"distance": 0.1, "self_coupling": 0.5} | given_)


def test_where_points_coincide_there_is_no_slope():
    with pytest.raises(ValueError, match="distance is 0"):
        local_entropy_slope(0.0, 0.5)
