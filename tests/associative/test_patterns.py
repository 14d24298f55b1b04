import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.associative import RandomPairs, flip
from basinet.associative.patterns import as_pairs, as_patterns

PAIRS = RandomPairs(features=40, units=30, flipped=0.1)


def test_fewer_pairs_are_the_first_of_more_with_the_same_seed():
    few, many = PAIRS.draw(5, seed=3), PAIRS.draw(50, seed=3)
    for some, all_ in zip(few, many, strict=True):
        assert_array_equal(some, all_[:5])


def test_cues_targets_and_seeds_are_independent_and_balanced():
    cues, targets = RandomPairs(200, 200).draw(200, seed=0)
    other, _ = RandomPairs(200, 200).draw(200, seed=1)
    for one, two in ((cues, targets), (cues, other), (cues, np.ones_like(cues))):
        assert abs(np.mean(one * two)) < 4.5 / 200
    assert set(np.unique(cues)) == {-1, 1}


def test_a_corrupted_cue_differs_in_the_stated_number_of_components_at_random_places():
    cues, _ = PAIRS.draw(20, seed=0)
    places = PAIRS.corrupt(cues, seed=0) != cues
    assert_array_equal(places.sum(axis=1), 4)
    assert len({tuple(np.flatnonzero(row)) for row in places}) > 15
    assert_array_equal(PAIRS.corrupt(cues, seed=0) != cues, places)


def test_flipping_all_components_gives_the_negative_and_none_the_pattern():
    cues, _ = PAIRS.draw(3, seed=0)
    assert_array_equal(flip(cues, 1.0, np.random.default_rng(0)), -cues)
    assert_array_equal(flip(cues, 0.0, np.random.default_rng(0)), cues)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1, -1], [1, 0]], r"cues\[1, 1\] is 0; patterns consist of -1 and \+1; take the sign"),
        ([[1, 0], [0, 1]], r"cues\[0, 1\] is 0; .* turn 0 and 1 into them by 2 \* values - 1"),
        ([[1.0, np.nan]], r"cues\[0, 1\] is nan; .* remove or replace NaN"),
        ([[True, False]], "cues holds bool values; expected numbers that are -1 or"),
        ([["a", "b"]], "cues holds <U1 values"),
        ([1, -1], r"cues has shape \(2,\); expected \(patterns, components\)"),
        (np.ones((0, 3)), r"cues has shape \(0, 3\)"),
        (np.ones((3, 0)), r"cues has shape \(3, 0\)"),
    ],
)
def test_what_is_no_table_of_signs_is_refused_by_row_and_column(values, message):
    with pytest.raises(ValueError, match=message):
        as_patterns("cues", values)


def test_cues_and_targets_that_differ_in_number_are_refused():
    with pytest.raises(ValueError, match="there are 3 cues and 2 targets"):
        as_pairs(np.ones((3, 4)), np.ones((2, 5)))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: RandomPairs(0, 3), "features is 0"),
        (lambda: RandomPairs(3, 2.5), r"units is 2\.5"),
        (lambda: RandomPairs(3, 3, 0.5), r"flipped is 0\.5"),
        (lambda: PAIRS.draw(0, 0), "patterns is 0"),
        (lambda: PAIRS.draw(3, -1), "seed is -1"),
        (lambda: flip(np.ones((2, 2)), 1.5, np.random.default_rng(0)), r"fraction is 1\.5"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_numbers_out_of_range_are_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
