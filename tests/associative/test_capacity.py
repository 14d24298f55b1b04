"""The search for the largest load, on memories whose capacity is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.base import BaseEstimator

from basinet.associative import RandomPairs, Search, capacity

PAIRS = RandomPairs(features=6, units=4)


class Clerk(BaseEstimator):
    """Recalls the first pairs exactly and nothing of the others; holds some more in odd seeds."""

    def __init__(self, holds=10, random_state=0):
        self.holds = holds
        self.random_state = random_state

    def fit(self, cues, targets):
        self.stored_ = len(cues)
        return self

    def score(self, cues, targets):
        return min(1.0, (self.holds + self.random_state % 2 * 4) / self.stored_)


@pytest.mark.parametrize("first", [1, 5, 16])
def test_without_tolerance_the_largest_load_is_found_exactly(first):
    search = Search(first=first, limit=40, tolerance=0.0)
    for holds in range(50):
        assert search.largest(lambda load, holds=holds: load <= holds) == min(holds, 40)


@pytest.mark.parametrize("holds", [3, 37, 300, 999])
def test_within_the_tolerance_the_load_found_is_recalled_and_close_to_the_largest(holds):
    tried = []
    found = Search(tolerance=0.1).largest(lambda load: tried.append(load) or load <= holds)
    assert found <= holds <= found * 1.1 + 1
    assert found in tried
    assert len(tried) < 20


def test_no_load_beyond_the_limit_is_tried():
    tried = []
    assert Search(first=3, limit=20).largest(lambda load: tried.append(load) or True) == 20
    assert max(tried) == 20


def test_a_capacity_has_a_value_for_each_seed_with_mean_and_standard_error():
    found = capacity(Clerk(), PAIRS, seeds=(0, 1, 2), search=Search(1.0, tolerance=0.0))
    assert found.pairs == (10, 14, 10)
    assert_allclose(found.mean, 34 / 3)
    assert_allclose(found.error, np.std([10, 14, 10], ddof=1) / np.sqrt(3))
    assert not found.is_bound


def test_one_seed_has_no_error_and_a_capacity_at_the_limit_is_a_bound():
    found = capacity(Clerk(), PAIRS, seeds=[0], search=Search(1.0, first=4, limit=8))
    assert found.pairs == (8,)
    assert np.isnan(found.error)
    assert found.is_bound


def test_the_more_overlap_is_wanted_the_fewer_pairs_are_recalled():
    """A load of n gives an overlap of 10 / n, so that the capacity is 10 / overlap."""
    wanted = (0.2, 0.5, 0.8, 1.0)
    found = [
        capacity(Clerk(), PAIRS, seeds=[0], search=Search(o, tolerance=0.0)).mean for o in wanted
    ]
    assert found == [50, 20, 12, 10]


def test_each_load_is_reported_and_the_memory_itself_is_left_alone():
    memory, told = Clerk(), []
    capacity(memory, PAIRS, seeds=[3], search=Search(1.0), report=lambda *it: told.append(it))
    assert (3, 16, 14 / 16) in told
    assert not hasattr(memory, "stored_")
    assert memory.random_state == 0


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Search(overlap=0.0), "overlap is 0"),
        (lambda: Search(overlap=1.2), r"overlap is 1\.2"),
        (lambda: Search(first=0), "first is 0"),
        (lambda: Search(first=9, limit=8), "limit is 8"),
        (lambda: Search(tolerance=1), "tolerance is 1"),
        (lambda: capacity(Clerk(), PAIRS, seeds=[]), "seeds is empty"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_numbers_out_of_range_are_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
