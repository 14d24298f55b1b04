from fractions import Fraction
from math import comb

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import erf, log_ndtr
from theory_oracles import normal_cdf

from basinet.theory import (
    complexity,
    hopfield_capacity,
    hopfield_overlap,
    perceptron_capacity,
    separable_probability,
    symmetric_complexity,
    symmetric_perceptron_capacity,
)

PARTIAL = [
    # eta, b, Sigma, x
    (0.25, 0.0, 0.0688418259, 0.345613),
    (0.5, 0.0, 0.1217948148, 0.433758),
    (1.0, 0.0, 0.1992284910, 0.506054),
    (0.25, 0.5, 0.3529832113, None),
    (0.5, 0.5, 0.3761521693, None),
    (1.0, 0.5, 0.4116755970, None),
]


@pytest.mark.parametrize(("eta", "b", "sigma", "x"), PARTIAL)
def test_partially_symmetric_couplings_have_the_golden_complexity(eta, b, sigma, x):
    found = symmetric_complexity(eta, b)
    assert_allclose(found.complexity, sigma, rtol=2e-9)
    if x is not None:
        assert_allclose(found.maximiser, x, atol=6e-7)


@given(st.floats(0, 1), st.floats(-20, 20))
@settings(deadline=None)
def test_the_maximiser_is_one(eta, b):
    found = symmetric_complexity(eta, b)
    x = np.linspace(0, 25, 2001)
    others = np.log(2) - x**2 / 2 + log_ndtr(np.sqrt(eta) * x + b)
    assert np.max(others) <= found.complexity + 1e-13 * (1 + abs(found.complexity))
    assert found.complexity >= complexity(b) - 1e-13 * (1 + abs(found.complexity))
    assert found.complexity <= np.log(2) + 1e-15


def test_without_symmetry_the_complexity_is_that_of_independent_couplings():
    b = np.array([-5.0, 0.0, 0.5, 8.0])
    assert_allclose(symmetric_complexity(0.0, b).complexity, complexity(b), rtol=1e-14)
    more = symmetric_complexity(np.linspace(0, 1, 11), 0.2).complexity
    assert np.all(np.diff(more) > 0)
    assert symmetric_complexity([[0.0], [1.0]], b).complexity.shape == (2, 4)


def test_a_symmetry_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"symmetry is 1\.1; expected a number from 0 to 1"):
        symmetric_complexity([0.5, 1.1], 0.0)


def test_the_perceptron_has_the_golden_capacity():
    expected = [2, 1.3646427872, 0.9612050528, 0.5195722296, 0.3098706517, 0.2002310156]
    assert_allclose(perceptron_capacity([0, 0.25, 0.5, 1, 1.5, 2]), expected, rtol=1e-9)


@pytest.mark.parametrize("margin", [0.0, 0.7, 6.0])
def test_the_capacity_of_the_perceptron_is_the_integral_over_fields(margin):
    """1/alpha_c is the mean of (kappa - z)^2 over z < kappa (Gardner 1988)."""
    inverse = mp.quad(lambda z: mp.npdf(z) * (margin - z) ** 2, [-40, -5, 0, margin])
    assert abs(perceptron_capacity(margin) * inverse - 1) < 1e-14


def test_the_perceptron_has_the_golden_probability_of_separation():
    found = separable_probability([10, 15, 30], [5, 10, 10])
    assert_allclose(found, [0.5, 0.91021728515625, 0.03071417286992073], rtol=1e-12)


@given(st.integers(1, 60), st.integers(1, 70))
@settings(deadline=None)
def test_the_probability_of_separation_is_a_ratio_of_whole_numbers(patterns, dimensions):
    dichotomies = sum(comb(patterns - 1, k) for k in range(dimensions))
    expected = float(Fraction(dichotomies, 2 ** (patterns - 1)))
    assert_allclose(separable_probability(patterns, dimensions), expected, rtol=1e-11)


def test_the_hopfield_model_has_the_golden_capacity():
    found = hopfield_capacity()
    assert_allclose(found.load, 0.1379055665, rtol=1e-9)
    assert_allclose(found.field, 1.51121855, rtol=5e-9)
    assert_allclose(found.overlap, 0.96741712, rtol=5e-9)


def test_the_retrieved_overlap_satisfies_the_equations_of_the_model():
    """m = erf(y), y = m/sqrt(2 alpha r), sqrt(r) (1 - C) = 1, C = sqrt(2/(pi alpha r)) e^{-y^2}."""
    load = np.array([0.05, 0.1, 0.13])
    m = np.asarray(hopfield_overlap(load))
    y = np.array([float(mp.erfinv(x)) for x in m])
    noise = m / (y * np.sqrt(2 * load))  # sqrt(r)
    susceptibility = np.sqrt(2 / np.pi / load) / noise * np.exp(-(y**2))
    assert_allclose(noise * (1 - susceptibility), 1, rtol=2e-7)
    assert_allclose(erf(y), m)
    assert_allclose(hopfield_overlap([0.0, 0.1380, 2.0]), [1, 0, 0])
    assert_allclose(hopfield_overlap(hopfield_capacity().load), hopfield_capacity().overlap)


def test_the_symmetric_perceptron_has_the_golden_capacity():
    expected = [0.7220912451, 1.8158754958, 4.8328128349]
    assert_allclose(symmetric_perceptron_capacity([0.5, 1, 1.5]), expected, rtol=1e-9)


@pytest.mark.parametrize("width", [1e-12, 0.3, 0.999, 1.001, 6.0])
def test_the_symmetric_perceptron_is_accurate_for_every_width(width):
    expected = -mp.log(2) / mp.log(1 - 2 * normal_cdf(-width))
    assert abs(symmetric_perceptron_capacity(width) / expected - 1) < 1e-13


@pytest.mark.parametrize(
    ("compute", "arguments", "message"),
    [
        (perceptron_capacity, (-0.1,), r"margin is -0\.1"),
        (separable_probability, (0, 3), "patterns is 0; expected a whole number of at least 1"),
        (separable_probability, (3, 1.5), r"dimensions is 1\.5"),
        (hopfield_overlap, (-0.1,), r"load is -0\.1"),
        (symmetric_perceptron_capacity, (0.0,), r"width is 0\.0; expected a finite number above"),
    ],
)
def test_arguments_out_of_range_are_refused(compute, arguments, message):
    with pytest.raises(ValueError, match=message):
        compute(*arguments)
