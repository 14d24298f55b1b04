"""The two ends of the protocol of basins: flips, and what is counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from basinet.analysis import Basins, perturb
from basinet.analysis.basins import summarise


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.integers(1, 40), st.integers(0, 2**31))
def test_exactly_the_rounded_number_of_spins_is_flipped(fraction, neurons, seed):
    rng = np.random.default_rng(seed)
    states = rng.choice([-1, 1], (3, neurons))
    before = states.copy()
    flipped = perturb(states, fraction, rng)
    assert_array_equal((flipped != states).sum(axis=1), round(fraction * neurons))
    assert_array_equal(abs(flipped), 1)
    assert_array_equal(states, before)


def test_every_spin_is_flipped_equally_often_and_states_differ():
    flipped = perturb(np.ones((4000, 10)), 0.3, np.random.default_rng(0)) < 0
    assert_allclose(flipped.mean(axis=0), 0.3, atol=4 * np.sqrt(0.21 / 4000))
    assert len(np.unique(flipped, axis=0)) == 120


def test_the_summary_counts_each_trial():
    states = np.array([[1, 1, 1, 1], [-1, 1, -1, 1]])
    ends = np.tile(states, (2, 2, 1, 1))  # repeats, fractions, states, neurons
    ends[0, 1, 0, :2] *= -1
    ends[1, 1, 1, 0] *= -1
    settled = np.ones((2, 2, 2), bool)
    settled[0, 1, 0] = False
    found = summarise(np.array([0.25, 0.5]), states, ends, settled)
    assert_allclose(found.distance, [0, 3 / 16])
    assert_allclose(found.returned, [1, 0.5])
    assert_allclose(found.converged, [1, 0.75])
    assert found.trials == 4


@pytest.mark.parametrize(
    ("distance", "size"),
    [([0.05, 0.1, 0.3], 0.1), ([0.2, 0.05, 0.1], 0.0), ([0, 0.3, 0.1], 0.05), ([0, 0, 0], 0.2)],
)
def test_the_size_is_the_largest_perturbation_that_does_not_grow(distance, size):
    p = np.array([0.05, 0.1, 0.2])
    assert Basins(p, np.array(distance), p, p, 1).size == size


@pytest.mark.parametrize(
    ("states", "fraction", "message"),
    [
        (np.ones((1, 3)), 1.5, "fraction is 1.5"),
        (np.ones((1, 3)), np.nan, "fraction is nan"),
        (np.zeros((1, 3)), 0.5, "states holds 0"),
    ],
)
def test_what_cannot_be_flipped_is_refused(states, fraction, message):
    with pytest.raises(ValueError, match=message):
        perturb(states, fraction, np.random.default_rng(0))
