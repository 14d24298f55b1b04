import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from theory_oracles import triple_entropy

from basinet.theory import (
    complexity,
    pair_entropy,
    tuple_entropy,
    tuple_entropy_real,
    tuple_entropy_slope,
)

GOLDEN = [
    # y, d, b, f_y, qhat
    (2, 0.25, 0.5, 0.5846277919, 0.4169744859),
    (3, 0.25, 0.5, 0.8282902860, 0.2965526881),
    (3, 0.05, 0.1, 0.0665041623, 0.4480927514),
    (5, 0.05, 0.1, 0.0910764063, 0.2201768616),
    (10, 0.05, 0.3, 0.6977091222, 0.1478468770),
]


@pytest.mark.parametrize(("y", "d", "b", "entropy", "conjugate"), GOLDEN)
def test_tuples_have_the_golden_entropy(y, d, b, entropy, conjugate):
    for found in (tuple_entropy(y, d, b), tuple_entropy_real(float(y), d, b)):
        assert_allclose(found.entropy, entropy, rtol=1e-9)
        assert_allclose(found.conjugate, conjugate, rtol=1e-8)


CORNERS = np.array([1e-12, 1e-8, 1e-4, 0.01, 0.2, 0.4999, 0.5])


@pytest.mark.parametrize("b", [0.0, 1e-6, 0.06, 1.0, 8.0])
def test_pairs_are_tuples_of_two_and_points_tuples_of_one(b):
    pairs = pair_entropy(CORNERS, b)
    assert_allclose(tuple_entropy(2, CORNERS, b).entropy, pairs, rtol=1e-12, atol=1e-14)
    assert_allclose(tuple_entropy_real(2.0, CORNERS, b).entropy, pairs, rtol=1e-11, atol=1e-12)
    assert_allclose(tuple_entropy(1, CORNERS, b).entropy, complexity(b), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize(("d", "b"), [(1e-6, 0.06), (0.3, 0.0), (0.1, 3.0)])
def test_triples_are_those_of_a_count_without_a_saddle_point(d, b):
    assert abs(tuple_entropy(3, d, b).entropy - triple_entropy(d, b)) < 1e-13


@pytest.mark.parametrize("y", [1, 3, 40, 1000])
def test_orthogonal_points_are_independent_and_coinciding_ones_are_one(y):
    b = np.array([0.0, 0.3, 2.0])
    apart, together = tuple_entropy(y, [[0.5], [0.0]], b).entropy
    assert_allclose(apart, y * np.asarray(complexity(b)), rtol=1e-12, atol=1e-11)
    assert_allclose(together, complexity(b), rtol=1e-14)


@given(st.integers(2, 60), st.floats(-6, np.log10(0.5)), st.floats(0, 5))
@settings(max_examples=20, deadline=None)
def test_both_formulas_agree_at_whole_numbers(y, log_d, b):
    d = 10**log_d
    whole, real = tuple_entropy(y, d, b), tuple_entropy_real(float(y), d, b)
    assert_allclose(real.entropy, whole.entropy, rtol=1e-11, atol=1e-12)
    assert_allclose(real.conjugate, whole.conjugate, rtol=1e-6, atol=1e-8)


@given(st.integers(2, 100), st.floats(-10, np.log10(0.5)), st.floats(0, 6), st.floats(0, 6))
@settings(max_examples=25, deadline=None)
def test_tuples_become_more_with_self_coupling_and_are_no_more_than_independent(y, log_d, b, c):
    d, (low, high) = 10**log_d, sorted([b, c])
    fewer, more = tuple_entropy(y, d, [low, high]).entropy
    assert fewer <= more + 1e-12 * y
    assert more <= y * complexity(high) + 1e-12 * y
    assert (
        tuple_entropy(y, d, high + 0.25, 0.25).entropy
        == tuple_entropy(y, d, high + 0.25 - 0.25).entropy
    )


@pytest.mark.parametrize("y", [2, 5, 50])
@pytest.mark.parametrize(("d", "b"), [(1e-6, 0.05), (0.015, 0.06), (0.3, 0.5), (0.1, 4.0)])
def test_the_slope_is_the_difference_quotient(y, d, b):
    step = d * 1e-4
    before, after = tuple_entropy(y, [d - step, d + step], b).entropy
    assert_allclose(tuple_entropy_slope(y, d, b), (after - before) / (2 * step), rtol=2e-6)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"y": 0}, "y is 0; expected a whole number from 1 to 1000"),
        ({"y": 1001}, "y is 1001"),
        ({"distance": 0.51}, "distance is 0.51; expected a number from 0 to 0.5"),
        ({"distance": 1e-13}, "distance is 1e-13; expected 0 or a number of at least 1e-12"),
        ({"distance": np.nan}, "distance is nan"),
        ({"self_coupling": -0.1}, r"self_coupling - margin is -0\.1"),
        ({"margin": 0.6}, r"self_coupling - margin is -0\.0999"),
        ({"margin": -1.0}, "margin is -1.0"),
    ],
)
def test_arguments_out_of_range_are_refused(given_, message):
    good = {"y": 3, "distance": 0.1, "self_coupling": 0.5, "margin": 0.0}
    with pytest.raises(ValueError, match=message):
        tuple_entropy(**good | given_)


@pytest.mark.parametrize("y", [1.0, 0.5, 201.0, np.nan])
def test_a_real_number_of_points_out_of_range_is_refused(y):
    with pytest.raises(ValueError, match="y is"):
        tuple_entropy_real(y, 0.1, 0.5)


def test_where_points_coincide_there_is_no_slope():
    with pytest.raises(ValueError, match="distance is 0"):
        tuple_entropy_slope(3, [0.1, 0.0], 0.5)
