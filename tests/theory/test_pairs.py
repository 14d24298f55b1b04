import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from theory_oracles import log_normal_cdf, pair_entropy_above_single

from basinet.theory import (
    complexity,
    isolation,
    log_expected_pairs,
    pair_entropy,
    pair_gap,
    typical_entropy,
)

GOLDEN = [
    # b, s_pair(.1), s_pair(.3)
    (0.0, -0.0397557129, -0.0105408790),
    (0.1, 0.0833737507, 0.1365773421),
    (0.2, 0.1947506914, 0.2715015431),
    (0.3, 0.2951672629, 0.3947494437),
    (0.5, 0.4663704371, 0.6083996914),
    (0.8, 0.6607987190, 0.8554124439),
    (1.0, 0.7568277425, 0.9780874211),
    (1.5, 0.9103035241, 1.1724018192),
]


@pytest.mark.parametrize(("b", "near", "far"), GOLDEN)
def test_pairs_have_the_golden_entropy(b, near, far):
    assert_allclose(pair_entropy([0.1, 0.3], b), [near, far], rtol=5e-9)


DISTANCES = [0.005, 0.01, 0.02, 0.05, 0.10, 0.20]
TYPICAL = [
    (0.05, [-0.024463, -0.028906, -0.031628, -0.028248, -0.015777, 0.008167]),
    (0.10, [-0.020160, -0.022290, -0.021748, -0.012147, 0.006732, 0.038287]),
    (0.30, [-0.008631, -0.003704, 0.007862, 0.040185, 0.083430, 0.144435]),
]


@pytest.mark.parametrize(("b", "expected"), TYPICAL)
def test_the_surroundings_of_a_typical_point_have_the_golden_entropy(b, expected):
    assert_allclose(typical_entropy(DISTANCES, b), expected, atol=6e-7)


def test_the_isolation_of_typical_points_has_the_golden_values():
    found = isolation([0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5])
    radius = [0.0818828, 0.0273047, 0.0132574, 0.00527602, 0.00175566, 0.000858652, 0.000124890]
    depth = [-0.022521, -0.013688, -0.009812, -0.005610, -0.002478, -0.001389, -0.000267]
    assert_allclose(found.radius, radius, rtol=4e-6)
    assert_allclose(found.depth, depth, atol=6e-7)


def test_the_gap_of_pairs_closes_at_the_golden_self_coupling():
    found = pair_gap()
    assert_allclose(found.self_coupling, 0.0427228, atol=6e-8)
    assert_allclose(1 - 2 * found.distance, 0.94800, atol=6e-6)
    assert_allclose(pair_gap(0.25).self_coupling, found.self_coupling + 0.25)
    distances = np.linspace(0, 0.5, 2001)
    assert np.min(pair_entropy(distances, found.self_coupling - 1e-5)) < 0
    assert np.min(pair_entropy(distances, found.self_coupling + 1e-5)) > 0


@pytest.mark.parametrize("b", [-8.0, -2.0, -1e-6, 0.0, 0.06, 0.5, 2.0, 8.0])
def test_the_entropy_keeps_its_accuracy_at_extreme_arguments(b):
    distances = [1e-300, 1e-12, 1e-5, 0.03, 0.31, 0.5]
    single = mp.log(2) + log_normal_cdf(b)
    for d, typical, pairs in zip(
        distances, typical_entropy(distances, b), pair_entropy(distances, b), strict=True
    ):
        expected = pair_entropy_above_single(d, b)
        assert abs(typical - expected) < 1e-12 * abs(expected) + 1e-16, d
        assert abs(pairs - expected - single) < 1e-13 * (1 + abs(single)), d


def test_a_single_point_and_its_mirror_image_are_at_the_ends():
    b = np.array([-1.0, 0.0, 0.3, 4.0])
    for d in (0.0, 1.0):
        assert_allclose(pair_entropy(d, b), complexity(b), rtol=1e-15)
        assert_allclose(typical_entropy(d, b), 0)
    assert_allclose(pair_entropy(0.5, b), 2 * np.asarray(complexity(b)), rtol=1e-14, atol=1e-15)


def test_close_to_a_typical_point_the_square_root_wins():
    """phi_typ ~ -sqrt(2/pi) a(b) sqrt(d) + d ln(1/d) + O(d)."""
    b, d = np.array([0.1, 0.5, 1.5]), 1e-10
    a = np.exp(-(b**2) / 2) / np.sqrt(2 * np.pi) * 2 / np.exp(complexity(b))
    leading = -np.sqrt(2 / np.pi) * a * np.sqrt(d) - d * np.log(d)
    assert np.all(np.abs(typical_entropy(d, b) - leading) < 10 * d)


def test_the_entropy_is_the_limit_of_the_exact_number_of_pairs():
    """Stirling's formula and the missing self-interaction cost terms of order (ln N)/N."""
    d, b = 0.2, 0.4
    gaps = [log_expected_pairs(b, n)[n // 5] / n - pair_entropy(d, b) for n in (1000, 10000)]
    assert abs(gaps[0]) < 5e-3
    assert abs(gaps[1]) < abs(gaps[0]) / 7


def test_without_self_coupling_the_gap_reaches_up_to_orthogonal_points():
    found = isolation([0.0, 1e-9])
    assert_allclose(found.radius, 0.5, atol=1e-4)
    assert found.radius[0] == 0.5
    assert_allclose(found.depth[1], found.depth[0], rtol=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 25))
def test_there_is_a_gap_and_nothing_in_it(b):
    found = isolation(b)
    assert 0 < found.deepest < found.radius <= 0.5
    assert found.depth < 0
    inside = np.array([1e-6, 0.01, 0.5, 0.99]) * found.radius
    entropies = typical_entropy(inside, b)
    assert np.all(entropies <= 0)
    assert np.all(entropies >= found.depth * (1 + 1e-12))


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 25), st.floats(0, 25))
def test_the_gap_shrinks_with_the_self_coupling(b, other):
    low, high = sorted([b, other])
    assert isolation(high).radius <= isolation(low).radius * (1 + 1e-6) + 1e-300


@given(st.floats(1e-9, 0.5), st.floats(-20, 20))
@settings(deadline=None)
def test_a_state_and_its_mirror_image_have_the_same_surroundings(d, b):
    here, there = pair_entropy(d, b), pair_entropy(1 - d, b)
    assert_allclose(there, here, rtol=1e-6, atol=1e-6)  # 1 - d has lost the digits of d
    assert np.isfinite(here)
    if b > 0:
        assert here <= 2 * complexity(b) + 1e-14


@given(st.floats(0, 1), st.floats(-20, 20), st.floats(-20, 20))
@settings(deadline=None)
def test_more_self_coupling_means_more_pairs(d, b, other):
    low, high = sorted([b, other])
    assert pair_entropy(d, low) <= pair_entropy(d, high) + 1e-12 * (1 + abs(low) ** 2)


@given(st.floats(-5, 5), st.floats(0, 5))
@settings(deadline=None)
def test_a_margin_is_a_weaker_self_coupling(own, margin):
    b = own - margin
    assert pair_entropy(0.2, own, margin) == pair_entropy(0.2, b)
    assert typical_entropy(0.2, own, margin) == typical_entropy(0.2, b)


@pytest.mark.parametrize("b", [-0.1, 25.1])
def test_the_isolation_outside_its_range_is_refused(b):
    with pytest.raises(ValueError, match=f"self_coupling - margin is {b}"):
        isolation([0.5, b])
