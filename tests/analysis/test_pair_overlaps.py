"""Overlaps against a double loop over the samples."""

from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.analysis import mean_overlaps, overlaps


def naive(spins, labels, classes):
    """Overlaps by a double loop over the samples."""
    within, between = [], []
    found = {(a, b): [] for a in classes for b in classes}
    for i, j in combinations(range(len(spins)), 2):
        q = sum(int(s) * int(t) for s, t in zip(spins[i], spins[j], strict=True)) / len(spins[i])
        (within if labels[i] == labels[j] else between).append(q)
        found[labels[i], labels[j]].append(q)
        if labels[i] != labels[j]:
            found[labels[j], labels[i]].append(q)
    matrix = [[np.mean(found[a, b]) if found[a, b] else np.nan for b in classes] for a in classes]
    return within, between, matrix


def example(names):
    rng = np.random.default_rng(3)
    return rng.choice([-1, 1], (7, 11)).astype(np.int8), np.array(names)[[0, 1, 1, 0, 1, 0, 2]]


@pytest.mark.parametrize("names", [[0, 1, 2, 9], ["a", "b", "c", "never"]])
def test_overlaps_are_those_of_a_double_loop(names):
    spins, labels = example(names)
    actual = overlaps(spins.astype(np.float32), labels, np.array(names))
    for one, other in zip(actual, naive(spins, labels, names), strict=True):
        assert_allclose(one, other, atol=1e-12)
    assert_array_equal(np.isnan(actual.matrix).sum(), 1 + 2 * 3 + 1)


def test_mean_overlaps_are_the_means_of_all_pairs():
    spins, labels = example([4, 5, 6])
    within, between, _ = naive(spins, labels, [4, 5, 6])
    assert_allclose(mean_overlaps(spins, labels), (np.mean(within), np.mean(between)))


def test_without_a_pair_there_is_no_mean():
    spins = np.array([[1, -1], [1, 1]])
    assert np.isnan(mean_overlaps(spins, np.array([0, 1])).within)
    assert np.isnan(mean_overlaps(spins, np.array([1, 1])).between)


@pytest.mark.parametrize("function", [mean_overlaps, lambda s, y: overlaps(s, y, np.unique(y))])
@pytest.mark.parametrize(
    ("spins", "labels", "message"),
    [
        (np.ones((0, 3)), np.ones(0), r"states has shape \(0, 3\)"),
        (np.ones((2, 3)), np.ones(3), r"labels has shape \(3,\), but there are 2 states"),
        (np.array([[1.0, np.nan]]), np.ones(1), "states holds nan"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_has_no_overlap_is_refused(function, spins, labels, message):
    with pytest.raises(ValueError, match=message):
        function(spins, labels)
