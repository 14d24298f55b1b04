"""Two measures of symmetry against loops over pairs, and in their limits."""

from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.analysis import reciprocity, symmetry

J = np.random.default_rng(1).normal(0.2, 1.0, (6, 6))
PAIRS = list(permutations(range(6), 2))


def test_reciprocity_is_the_correlation_of_both_couplings_of_a_pair():
    there = [J[i, j] for i, j in PAIRS]
    back = [J[j, i] for i, j in PAIRS]
    assert_allclose(reciprocity(J), np.corrcoef(there, back)[0, 1])


def test_symmetry_compares_the_norms_of_both_parts():
    even = np.sqrt(sum((J[i, j] + J[j, i]) ** 2 for i, j in PAIRS))
    odd = np.sqrt(sum((J[i, j] - J[j, i]) ** 2 for i, j in PAIRS))
    assert_allclose(symmetry(J), (even - odd) / (even + odd))


@pytest.mark.parametrize("measure", [reciprocity, symmetry])
def test_symmetric_couplings_give_plus_and_antisymmetric_ones_minus_one(measure):
    assert_allclose(measure(J + J.T), 1)
    assert_allclose(measure(J - J.T), -1)


@pytest.mark.parametrize("measure", [reciprocity, symmetry])
def test_the_diagonal_does_not_count(measure):
    assert measure(J + 100 * np.eye(6)) == pytest.approx(measure(J), abs=1e-12)


def test_partially_symmetric_couplings_have_the_correlation_of_their_mixture():
    n, mix = 400, 0.3
    even, odd = np.random.default_rng(2).normal(size=(2, n, n))
    couplings = np.sqrt(1 + mix) * (even + even.T) + np.sqrt(1 - mix) * (odd - odd.T)
    assert_allclose(reciprocity(couplings), mix, atol=4 / n)


def test_measures_of_nothing_are_undefined():
    assert np.isnan(reciprocity(np.full((3, 3), 2.0)))
    assert np.isnan(symmetry(np.zeros((3, 3))))


@pytest.mark.parametrize("measure", [reciprocity, symmetry])
@pytest.mark.parametrize(
    ("couplings", "message"),
    [
        (np.ones((2, 3)), r"shape \(2, 3\)"),
        (np.ones((1, 1)), "at least 2 neurons"),
        (np.array([[0, np.inf], [1, 0]]), "couplings holds inf"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_is_no_matrix_of_couplings_is_refused(measure, couplings, message):
    with pytest.raises(ValueError, match=message):
        measure(couplings)
