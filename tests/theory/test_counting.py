from math import comb

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import logsumexp
from theory_oracles import both_below, normal_cdf, random_couplings

from basinet.theory import (
    complexity,
    enumerate_fixed_points,
    expected_count,
    free_fraction,
    log_expected_count,
    log_expected_pairs,
    log_second_moment,
    mean_stability,
    moment_ratio,
)

GOLDEN = [
    # b, Sigma, b + a(b), free fraction
    (0.0, 0.0, 0.7978845608, 0.0),
    (0.1, 0.0766421704, 0.8353317486, 0.1475575527),
    (0.2, 0.1471428268, 0.8750731798, 0.2736586306),
    (0.3, 0.2117370190, 0.9172208536, 0.3816450642),
    (0.5, 0.3242007653, 1.0091604338, 0.5537898932),
    (0.8, 0.4550734789, 1.1675614249, 0.7311972978),
    (1.0, 0.5203934015, 1.2875999709, 0.8114265827),
    (1.5, 0.6240037249, 1.6387897505, 0.9284100763),
]


@pytest.mark.parametrize(("b", "sigma", "stability", "free"), GOLDEN)
def test_typical_points_have_the_golden_values(b, sigma, stability, free):
    assert_allclose(complexity(b), sigma, rtol=1e-9)
    assert_allclose(mean_stability(b), stability, rtol=1e-9)
    assert_allclose(free_fraction(b), free, rtol=1e-9)


MOMENTS = [
    # n, J_D, margin, E[N_fp], E[N_fp^2]
    (12, 0.0, 0.0, 1.0, 2.928200502),
    (12, 0.5, 0.0, 55.96536432, 3640.960426),
    (12, 0.5, 0.2, 13.99981422, 256.3518475),
    (14, 0.3, 0.0, 21.36317761, 582.5974947),
    (14, 1.0, 0.0, 1692.299638, 3042562.365),
    (16, 0.5, 0.0, 204.3217090, 47655.61748),
    (18, 0.3, 0.0, 49.77485334, 3056.236726),
]


@pytest.mark.parametrize(("n", "own", "margin", "first", "second"), MOMENTS)
def test_moments_at_finite_size_have_the_golden_values(n, own, margin, first, second):
    assert_allclose(expected_count(own, n, margin), first, rtol=1e-9)
    assert_allclose(np.exp(log_second_moment(own, n, margin)), second, rtol=1e-9)
    assert_allclose(n * complexity(own, margin, n), np.log(first), rtol=1e-9, atol=1e-15)


def test_pairs_at_each_distance_have_the_golden_values():
    expected = [55.965, 92.502, 182.650, 297.849, 416.114, 505.763, 539.276]
    pairs = np.exp(log_expected_pairs(0.5, 12))
    assert_allclose(pairs[:7], expected, atol=6e-4)
    assert_allclose(pairs, pairs[::-1], rtol=1e-12)


def test_the_ratio_of_the_moments_has_the_golden_values():
    """At b = 0 the pairs (s, s) and (s, -s) add 2."""
    b = np.array([0.0, 0.3, 0.5, 1.0, 2.0])
    limit = [3.455990, 1.156608, 1.109252, 1.056922, 1.006204]
    exact = [3.468443, 1.158098, 1.110054, 1.057095, 1.006175]
    assert_allclose(moment_ratio(b), limit, atol=6e-7)
    at_400 = np.exp(log_second_moment(b, 400) - 2 * np.asarray(log_expected_count(b, 400)))
    assert_allclose(at_400, exact, atol=6e-7)


def test_the_ratio_is_the_limit_of_the_exact_ratio():
    """The difference shrinks like 1/N."""
    b, n = np.array([0.2, 0.7, 1.5]), np.array([[1000], [10000]])
    exact = np.exp(log_second_moment(b, n) - 2 * np.asarray(log_expected_count(b, n)))
    first, second = exact - moment_ratio(b)
    assert_allclose(second, first / 10, rtol=0.02)


def pairs_by_definition(b, n, k):
    """The expected ordered pairs at distance k, to 30 digits."""
    wide = mp.mpf(b) * mp.sqrt(mp.mpf(n) / (n - 1))
    total = mp.mpf(2) ** n * comb(n, k)
    for power, rho in [(n - k, mp.mpf(n - 2 * k - 1)), (k, mp.mpf(-(n - 2 * k + 1)))]:
        if power:
            below = n - 1 + rho  # 1 + rho in units of 1/(n - 1)
            if below == 0:
                both = max(mp.mpf(0), 2 * normal_cdf(wide) - 1)
            else:
                both = both_below(wide, mp.sqrt((n - 1 - rho) / below))
            total *= both**power
    return total


@pytest.mark.parametrize("n", [2, 3, 7, 60])
@pytest.mark.parametrize("b", [-1.5, 0.0, 0.4, 5.0])
def test_expected_pairs_are_those_of_the_definition(n, b):
    got = log_expected_pairs(b, n)
    for k in {0, 1, n // 2, n - 1, n}:
        expected = pairs_by_definition(b, n, k)
        if expected == 0:
            assert got[k] == -np.inf
        else:
            assert abs(got[k] - mp.log(expected)) < 1e-13 * n


@pytest.mark.parametrize(
    ("n", "own", "margin", "samples"), [(2, 0.5, 0.0, 600), (6, 0.4, 0.1, 600)]
)
def test_pairs_of_tiny_networks_agree_with_enumeration(n, own, margin, samples):
    rng = np.random.default_rng(1)
    counts = np.array(
        [
            enumerate_fixed_points(random_couplings(rng, n), own, margin).pair_counts()
            for _ in range(samples)
        ]
    )
    error = counts.std(axis=0) / np.sqrt(samples)
    expected = np.exp(log_expected_pairs(own, n, margin))
    assert np.all(np.abs(counts.mean(axis=0) - expected) < 4 * error)


def test_typical_stabilities_and_free_neurons_agree_with_enumeration():
    """Over the fixed points of many networks of 14 neurons, up to corrections of order 1/N."""
    rng = np.random.default_rng(2)
    stabilities = np.concatenate(
        [
            enumerate_fixed_points(random_couplings(rng, 14), 0.8).stabilities().ravel()
            for _ in range(40)
        ]
    )
    assert abs(stabilities.mean() - mean_stability(0.8)) < 0.03
    assert abs(np.mean(stabilities < 1.6) - free_fraction(0.8)) < 0.03


@pytest.mark.parametrize("b", [-40.0, -8.0, -0.5, -1e-9, 1e-9, 0.5, 8.0])
def test_the_complexity_is_accurate_in_both_tails_and_near_zero(b):
    assert abs(complexity(b) / mp.log(2 * normal_cdf(b)) - 1) < 1e-14


def test_limits_of_the_complexity():
    assert complexity(0.0) == 0
    assert complexity(0.3, 0.3) == 0
    assert_allclose(complexity(50.0), np.log(2), rtol=1e-15)
    assert_allclose(complexity(0.5, n=10**12), complexity(0.5), rtol=1e-11)
    assert expected_count(1.0, 10**6) == np.inf


def test_the_ratio_beyond_its_range_is_what_the_pairs_make_of_it():
    assert moment_ratio(-0.1) == np.inf
    assert_allclose(moment_ratio(50.0), 1)


@given(st.floats(-30, 30), st.floats(0, 10), st.integers(2, 10**6))
@settings(deadline=None)
def test_all_depends_on_the_difference_of_self_coupling_and_margin(own, margin, n):
    shifted = own + margin - margin  # the same rounding
    assert complexity(own + margin, margin, n) == complexity(shifted, 0, n)
    assert_allclose(
        np.asarray(mean_stability(own + margin, margin)) - (own + margin),
        np.asarray(mean_stability(shifted)) - shifted,
        atol=1e-12,
    )


@given(st.floats(-30, 30), st.floats(-30, 30))
@settings(deadline=None)
def test_more_self_coupling_means_more_and_more_stable_points(b, other):
    low, high = sorted([b, other])
    assert complexity(low) <= complexity(high) <= np.log(2)
    assert mean_stability(low) <= mean_stability(high) + 1e-14
    assert 0 <= free_fraction(low) <= free_fraction(high) <= 1
    if low > 0:
        assert 1 <= moment_ratio(high) <= moment_ratio(low) * (1 + 1e-14)


@given(st.floats(-6, 8), st.integers(2, 60))
@settings(deadline=None)
def test_the_pairs_sum_to_the_second_moment_which_exceeds_the_square_of_the_first(b, n):
    pairs = log_expected_pairs(b, n)
    assert_allclose(pairs[0], log_expected_count(b, n), rtol=1e-12, atol=1e-12)
    assert_allclose(pairs, pairs[::-1], rtol=1e-11, atol=1e-10)
    second = log_second_moment(b, n)
    assert_allclose(logsumexp(pairs), second, rtol=1e-12, atol=1e-12)
    assert second >= 2 * log_expected_count(b, n) - 1e-11 * n
