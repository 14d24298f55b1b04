import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import owens_t
from theory_oracles import both_below, log_normal_cdf, log_stays, normal_cdf

from basinet.theory.normal import (
    inverse_mills,
    log_both_given_one,
    log_cdf,
    log_pair_cdf,
    pair_cdf,
)
from basinet.theory.unequal import log_both_below

GOLDEN = [
    # b, Phi2(b,b;.5), Phi2(b,b;-.5)
    (0.0, 0.3333333333, 0.1666666667),
    (0.1, 0.3740775044, 0.2092374201),
    (0.2, 0.4162280328, 0.2567359028),
    (0.3, 0.4593113703, 0.3083104245),
    (0.5, 0.5462444438, 0.4192231090),
    (0.8, 0.6709754347, 0.5865677285),
    (1.0, 0.7452035868, 0.6864717942),
    (1.5, 0.8847086395, 0.8665579021),
]


@pytest.mark.parametrize(("b", "alike", "opposed"), GOLDEN)
def test_two_correlated_numbers_have_the_golden_probabilities(b, alike, opposed):
    assert_allclose(pair_cdf(b, [0.5, -0.5]), [alike, opposed], rtol=1e-9)


TANGENTS = [1e-12, 1e-6, 1e-3, 5.99e-3, 6.01e-3, 0.1, 0.5, 1.0, 3.0, 1e2, 1e6]


@pytest.mark.parametrize("b", [-30, -8, -4, -1, -1e-3, 0, 0.5, 2, 3.99, 4.01, 8])
def test_the_log_of_the_conditional_probability_is_accurate_in_every_tail(b):
    got = log_both_given_one(np.full(len(TANGENTS), float(b)), np.array(TANGENTS))
    for t, value in zip(TANGENTS, got, strict=True):
        expected = log_stays(b, t)
        if expected > -1e-250:
            continue  # beyond float64
        assert abs(value / expected - 1) < 1e-12, t


@pytest.mark.parametrize("b", [-1000.0, -37.5, -8.0, 0.0, 8.0, 37.5])
def test_single_numbers_are_accurate_in_both_tails(b):
    assert abs(log_cdf(b) / log_normal_cdf(b) - 1) < 1e-13
    assert abs(inverse_mills(b) / (mp.npdf(b) / normal_cdf(b)) - 1) < 1e-12


def test_the_correlation_may_be_given_as_such():
    for b, rho in [(-2.0, 0.9), (0.3, -0.7), (3.0, 0.2)]:
        expected = both_below(b, mp.sqrt((1 - mp.mpf(rho)) / (1 + mp.mpf(rho))))
        assert abs(log_pair_cdf(b, rho) / mp.log(expected) - 1) < 1e-12


def test_at_the_ends_of_the_correlation_the_two_numbers_are_one():
    b = np.array([-3.0, 0.0, 0.4, 3.0])
    assert_allclose(log_pair_cdf(b, 1.0), log_cdf(b), rtol=1e-15)
    assert_allclose(pair_cdf(b, -1.0), np.maximum(2 * np.exp(log_cdf(b)) - 1, 0), atol=1e-16)
    assert log_pair_cdf(0.0, -1.0) == -np.inf


@given(st.floats(-40, 40), st.floats(-1, 1), st.floats(-1, 1))
@settings(deadline=None)
def test_the_probability_grows_with_the_correlation(b, rho, other):
    low, high = sorted([rho, other])
    smaller, larger = log_pair_cdf(b, low), log_pair_cdf(b, high)
    assert smaller == -np.inf or smaller <= larger + 1e-13 * abs(smaller) + 1e-300
    assert larger <= log_cdf(b) + 1e-300


def owen(h, k, rho):
    """Phi2(h, k; rho) for h, k != 0; loses digits in the tails."""
    root = np.sqrt(1 - rho**2)
    rest = (h * k < 0) / 2
    from_h, from_k = owens_t(h, (k - rho * h) / (h * root)), owens_t(k, (h - rho * k) / (k * root))
    return (np.exp(log_cdf(h)) + np.exp(log_cdf(k))) / 2 - from_h - from_k - rest


@given(
    st.floats(-2.5, 4).filter(lambda x: abs(x) > 1e-9),
    st.floats(-2.5, 4).filter(lambda x: abs(x) > 1e-9),
    st.floats(1e-3, 0.999),
    st.booleans(),
)
@settings(deadline=None)
def test_two_thresholds_agree_with_owens_formula(h, k, d, opposite):
    got = log_both_below(np.array([h]), np.array([k]), d, np.array([opposite]))
    rho = (2 * d - 1) if opposite else (1 - 2 * d)
    assert_allclose(np.exp(got), owen(h, k, rho), rtol=1e-10, atol=2e-15)


@given(st.floats(-30, 30), st.floats(1e-9, 1 - 1e-9), st.booleans())
@settings(deadline=None)
def test_two_thresholds_that_are_equal_agree_with_the_form_for_one(b, d, opposite):
    got = log_both_below(np.array([b]), np.array([b]), d, np.array([opposite]))
    tangent = np.sqrt((1 - d) / d if opposite else d / (1 - d))
    expected = log_cdf(b) + log_both_given_one(np.array([b]), np.array([tangent]))
    assert_allclose(got, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("opposite", [False, True])
@pytest.mark.parametrize("d", [0.0, 1.0])
def test_two_thresholds_at_the_ends_of_the_correlation_are_the_limit(d, opposite):
    h, k = np.array([-1.0, 0.5, 2.0, -3.0]), np.array([1.5, 0.2, -3.0, -4.0])
    flags = np.full(4, opposite)
    exact = log_both_below(h, k, d, flags)
    near = log_both_below(h, k, abs(d - 1e-14), flags)
    possible = exact > -np.inf
    assert_allclose(exact[possible], near[possible], rtol=1e-5)
    assert np.all(near[~possible] < -1e6)
