"""The participation ratio against the eigenvalues of the covariance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from basinet.analysis import participation_ratio


@pytest.mark.parametrize("shape", [(40, 7), (7, 40), (2, 3)])
def test_it_is_the_ratio_of_the_eigenvalues(shape):
    states = np.random.default_rng(0).normal(size=shape)
    values = np.linalg.eigvalsh(np.cov(states.T))
    assert_allclose(participation_ratio(states), values.sum() ** 2 / (values**2).sum())


def test_it_counts_directions_that_vary_alike():
    states = np.zeros((6, 5))
    states[[0, 2, 4], [0, 1, 2]] = 1.0
    states[[1, 3, 5], [0, 1, 2]] = -1.0
    assert_allclose(participation_ratio(states), 3)


def test_a_single_direction_counts_one_and_none_is_undefined():
    spins = np.outer([1, -1, 1, 1], np.ones(9))
    assert_allclose(participation_ratio(spins), 1)
    assert np.isnan(participation_ratio(np.ones((4, 9))))


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 20), st.integers(1, 20), st.integers(0, 2**31))
def test_it_lies_between_one_and_the_number_of_directions(samples, neurons, seed):
    states = np.random.default_rng(seed).normal(size=(samples, neurons))
    ratio = participation_ratio(states)
    assert 1 - 1e-9 <= ratio <= min(neurons, samples - 1) + 1e-9


def test_one_state_has_no_covariance():
    with pytest.raises(ValueError, match=r"shape \(1, 4\).* at least 2"):
        participation_ratio(np.ones((1, 4)))
