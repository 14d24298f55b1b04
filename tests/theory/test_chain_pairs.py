import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from basinet.theory import chain_pair_entropy, open_chain_complexity, pair_entropy


def naive(distances, b, excitation):
    """The sum over both columns, state by state, and a minimiser that knows nothing of it."""
    layers = len(distances)
    states = list(itertools.product([-1, 1], repeat=layers))
    weights, products = [], []
    for s, other in itertools.product(states, states):
        weight = 1.0
        for at, d in enumerate(distances):
            first, second = (
                b + excitation * x[at] * ((x[at - 1] if at else 0) + sum(x[at + 1 : at + 2]))
                for x in (s, other)
            )
            rho = s[at] * other[at] * (1 - 2 * d)
            weight *= multivariate_normal.cdf([first, second], cov=[[1, rho], [rho, 1]])
        weights.append(weight)
        products.append(np.multiply(s, other))
    weights, products = np.array(weights), np.array(products)
    overlaps = 1 - 2 * np.array(distances)

    def value(h):
        return np.log(weights @ np.exp(products @ h)) - h @ overlaps

    return minimize(value, np.zeros(layers), method="BFGS", tol=1e-10).fun / layers


@pytest.mark.parametrize(
    ("distances", "b", "excitation"),
    [([0.2, 0.4], 0.3, 0.5), ([0.7, 0.1], 0.0, 0.3), ([0.1, 0.2, 0.15], 0.2, 0.8)],
)
def test_pairs_of_a_chain_are_those_of_a_naive_sum(distances, b, excitation):
    expected = naive(distances, b, excitation)
    assert_allclose(chain_pair_entropy(distances, b, excitation), expected, atol=1e-7)


def test_without_excitation_every_layer_has_its_own_pairs():
    distances = [0.0, 0.1, 0.3, 0.5, 0.9, 1.0]
    for b in (-1.0, 0.0, 0.5):
        expected = np.mean(pair_entropy(distances, b))
        assert_allclose(chain_pair_entropy(distances, b, 0.0), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("b", [-3.0, 0.0, 0.4])
@pytest.mark.parametrize("excitation", [0.3, 2.0, 50.0])
def test_pairs_at_distance_zero_or_one_everywhere_are_single_points(b, excitation):
    single = open_chain_complexity(b, excitation, 4)
    for d in (0.0, 1.0):
        found = chain_pair_entropy(np.full(4, d), b, excitation)
        assert_allclose(found, single, rtol=1e-11, atol=1e-13)


@given(st.lists(st.floats(0.01, 0.99), min_size=2, max_size=4), st.floats(-1, 3), st.floats(0, 3))
@settings(max_examples=6, deadline=None)
def test_the_chain_may_be_turned_round_and_one_state_mirrored(distances, b, excitation):
    d = np.array(distances)
    here, turned, mirrored = chain_pair_entropy([d, d[::-1], 1 - d], b, excitation)
    assert_allclose(turned, here, rtol=1e-9, atol=1e-10)
    assert_allclose(mirrored, here, rtol=1e-9, atol=1e-10)
    if b >= 0:  # below, fixed points are rare and come together
        assert here <= 2 * open_chain_complexity(b, excitation, len(d)) + 1e-10


def test_pairs_of_orthogonal_states_are_most_numerous_and_independent():
    for excitation in (0.0, 0.7, 2.0):
        independent = 2 * open_chain_complexity(0.2, excitation, 3)
        assert_allclose(chain_pair_entropy([0.5] * 3, 0.2, excitation), independent, rtol=1e-11)


def test_layers_that_strong_excitation_locks_differ_alike_or_not_at_all():
    alike, unlike = chain_pair_entropy([[0.3, 0.3], [0.3, 0.1]], 0.5, 50.0)
    # Every neuron of both layers has the stability 50: only the common state is free.
    entropy = -0.3 * np.log(0.3) - 0.7 * np.log(0.7)
    assert_allclose(alike, (np.log(2) + entropy) / 2, rtol=1e-12)
    assert unlike < -100


def test_distances_and_self_couplings_broadcast():
    found = chain_pair_entropy(np.full((2, 1, 3), 0.2), [0.1, 0.4], 0.5)
    assert found.shape == (2, 2)
    assert_allclose(found[0], found[1])
    assert isinstance(chain_pair_entropy([0.2, 0.2], 0.1, 0.5), float)


@pytest.mark.parametrize(
    ("distances", "message"),
    [(0.2, r"distances have the shape \(\)"), ([], "shape"), ([0.2, 1.2], r"distances is 1\.2")],
)
def test_distances_that_are_none_are_refused(distances, message):
    with pytest.raises(ValueError, match=message):
        chain_pair_entropy(distances, 0.1, 0.5)
