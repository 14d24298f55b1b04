import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from theory_oracles import columns

from basinet.theory import (
    bulk_complexity,
    complexity,
    equivalent_self_coupling,
    open_chain_complexity,
    ring_complexity,
)

GOLDEN = [
    # lambda, ln Lambda, J_eff, open chains of 2, 3, 5 and 10 layers
    (0.25, 0.03479208, 0.04439, [0.019116, 0.024291, 0.028492, 0.031642]),
    (0.5, 0.10021255, 0.13249, [0.068414, 0.077412, 0.086616, 0.093414]),
    (1.0, 0.17496727, 0.24198, [0.191291, 0.167254, 0.171879, 0.173444]),
    (2.0, 0.18820785, 0.26253, [0.323832, 0.223368, 0.214364, 0.201362]),
    (8.0, 0.18822641, 0.26256, [0.346574, 0.231049, 0.219722, 0.204061]),
]


@pytest.mark.parametrize(("excitation", "bulk", "effective", "chains"), GOLDEN)
def test_chains_without_self_coupling_have_the_golden_complexity(
    excitation, bulk, effective, chains
):
    assert_allclose(bulk_complexity(0.0, excitation), bulk, atol=6e-9)
    assert_allclose(equivalent_self_coupling(0.0, excitation), effective, atol=6e-6)
    assert_allclose(open_chain_complexity(0.0, excitation, [2, 3, 5, 10]), chains, atol=6e-7)


def test_counts_at_finite_size_have_the_golden_values():
    def count(complexity_per_neuron, layers, n):
        return np.exp(layers * n * complexity_per_neuron)

    assert_allclose(count(open_chain_complexity(0.0, 0.7, 2, n=6), 2, 6), 5.0547, atol=6e-5)
    assert_allclose(count(open_chain_complexity(0.2, 0.8, 3, n=4), 3, 4), 16.5753, atol=6e-5)
    assert_allclose(count(ring_complexity(0.0, 0.8, 3, n=4), 3, 4), 11.9867, atol=6e-5)


@pytest.mark.parametrize("layers", [3, 4, 5, 8])
@pytest.mark.parametrize(("b", "excitation"), [(0.0, 0.0), (0.3, 0.7), (-1.0, 0.4), (0.5, 6.0)])
@pytest.mark.parametrize("n", [None, 2, 7])
def test_the_complexity_is_that_of_a_sum_over_all_columns(layers, b, excitation, n):
    unit = 1.0 if n is None else np.sqrt((n - 1) / n)
    for compute, closed in [(open_chain_complexity, False), (ring_complexity, True)]:
        expected = np.log(columns(layers, b / unit, excitation / unit, closed)) / layers
        assert_allclose(compute(b, excitation, layers, n=n), expected, rtol=1e-12, atol=1e-14)


def test_few_layers_have_the_known_forms():
    b, excitation = np.array([-0.4, 0.0, 0.6]), 0.9
    assert_allclose(open_chain_complexity(b, excitation, 1), complexity(b), atol=1e-15)
    strong, weak = (np.exp(np.asarray(complexity(b + s * excitation))) / 2 for s in (1, -1))
    two = np.log(2 * (strong**2 + weak**2)) / 2
    assert_allclose(open_chain_complexity(b, excitation, 2), two, rtol=1e-12)
    assert_allclose(open_chain_complexity(0.0, 50.0, 2), np.log(2) / 2, rtol=1e-14)


def test_strong_excitation_has_its_limit():
    assert_allclose(bulk_complexity(0.0, [50.0, 1e200]), np.log(0.5 + 1 / np.sqrt(2)), rtol=1e-14)
    assert_allclose(ring_complexity(0.0, 1e200, 3), np.log(2) / 3, rtol=1e-14)
    assert_allclose(equivalent_self_coupling(0.0, 1e200), 0.26256, atol=6e-6)


def test_a_long_chain_is_all_bulk():
    b, excitation = np.array([-0.5, 0.0, 0.8]), np.array([[0.3], [1.5]])
    bulk = bulk_complexity(b, excitation)
    assert_allclose(open_chain_complexity(b, excitation, 10**8), bulk, atol=1e-7)
    assert_allclose(ring_complexity(b, excitation, 10**8), bulk, atol=1e-7)


@given(st.floats(-8, 8), st.integers(3, 10**4), st.integers(2, 10**6))
@settings(max_examples=30, deadline=None)
def test_without_excitation_every_layer_is_on_its_own(b, layers, n):
    alone = complexity(b, 0, n)
    assert_allclose(open_chain_complexity(b, 0.0, layers, n=n), alone, rtol=1e-11, atol=1e-14)
    assert_allclose(ring_complexity(b, 0.0, layers, n=n), alone, rtol=1e-11, atol=1e-14)
    assert_allclose(bulk_complexity(b, 0.0), complexity(b), rtol=1e-12, atol=1e-14)
    assert_allclose(equivalent_self_coupling(b, 0.0), b, rtol=1e-9, atol=1e-12)


@given(st.floats(-6, 6), st.floats(0, 20), st.floats(0, 3))
@settings(max_examples=30, deadline=None)
def test_the_equivalent_self_coupling_has_the_complexity_of_the_chain(own, excitation, margin):
    matched = equivalent_self_coupling(own, excitation, margin)
    found = complexity(matched, margin)
    assert_allclose(found, bulk_complexity(own, excitation, margin), rtol=1e-9, atol=1e-13)


@given(st.floats(-8, 8), st.floats(-8, 8), st.floats(0, 30), st.integers(3, 200))
@settings(max_examples=30, deadline=None)
def test_more_self_coupling_means_more_fixed_points_of_a_chain(b, other, excitation, layers):
    low, high = sorted([b, other])
    for compute in (open_chain_complexity, ring_complexity):
        fewer, more = compute([low, high], excitation, layers)
        assert fewer <= more + 1e-12 * (1 + abs(fewer))
        assert more <= np.log(2) + 1e-14
    fewer, more = bulk_complexity([low, high], excitation)
    assert fewer <= more + 1e-12 * (1 + abs(fewer))


@pytest.mark.parametrize(
    ("compute", "arguments", "message"),
    [
        (ring_complexity, (0.1, 0.5, 2), "layers is 2; expected a whole number of at least 3"),
        (open_chain_complexity, (0.1, 0.5, 0), "layers is 0; expected"),
        (open_chain_complexity, (0.1, 0.5, 2.5), r"layers is 2\.5; expected a whole number"),
        (open_chain_complexity, (0.1, -0.5, 2), r"excitation is -0\.5"),
        (open_chain_complexity, (0.1, 0.5, 2, 1e300), r"margin is 1e\+300; expected a number from"),
        (bulk_complexity, (-1e300, 0.5), r"self_coupling is -1e\+300; expected a number from"),
        (open_chain_complexity, (0.1, 0.5, 10**18), "expected a whole number of .* and at most"),
        (bulk_complexity, (0.1, np.inf), "excitation is inf"),
        (open_chain_complexity, (0.1, 0.5, 2, 0.0, 1), "n is 1; expected a whole number of at"),
    ],
)
def test_arguments_out_of_range_are_refused(compute, arguments, message):
    with pytest.raises(ValueError, match=message):
        compute(*arguments)
