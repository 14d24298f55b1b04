"""Ensembles of hand-made activities, whose members are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.analysis import class_means, ensembles, likeness, sparsity

MEANS = np.array(
    [
        # own, shared with 1, everywhere, silent, weak but own
        [4.0, 3.0, 1.0, 0.0, 0.001],
        [0.0, 3.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
    ]
)


def test_a_unit_belongs_to_the_classes_in_which_it_is_more_active_than_usual():
    found = ensembles(MEANS)
    expected = np.zeros((5, 5), bool)
    expected[0, [0, 1, 4]] = True
    expected[1, 1] = True
    assert_array_equal(found.members, expected)
    assert_array_equal(found.sizes, [3, 1, 0, 0, 0])
    assert_allclose(found.shared, [1 / 3, 1, np.nan, np.nan, np.nan])
    assert_allclose(found.overlap[0], [1, 1 / 3, 0, 0, 0])
    assert_allclose(found.overlap[2], [0, 0, np.nan, np.nan, np.nan])
    # 3 is 2.5 times the mean of the shared unit, 6 / 5.
    assert_array_equal(ensembles(MEANS, excess=2.5).sizes, [2, 0, 0, 0, 0])


def test_no_unit_is_in_as_many_ensembles_as_classes_over_excess():
    means = np.random.default_rng(0).exponential(size=(10, 400)) ** 3
    for excess in (1.5, 2.0, 4.0):
        assert ensembles(means, excess).members.sum(axis=0).max() < 10 / excess


def test_means_are_those_of_the_samples_of_a_class():
    activity = np.arange(12.0).reshape(4, 3)
    means = class_means(activity, np.array(["b", "a", "b", "a"]), np.array(["a", "b"]))
    assert_allclose(means, [(activity[1] + activity[3]) / 2, (activity[0] + activity[2]) / 2])
    with pytest.raises(ValueError, match="the class c has no sample"):
        class_means(activity, np.array(["b", "a", "b", "a"]), np.array(["a", "c"]))


def test_sparsity_goes_from_all_alike_to_one_alone():
    activity = np.array([[2.0, 2, 2, 2], [0, 0, -7, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    found = sparsity(activity, np.array([0, 1, 2, 2]), np.arange(4))
    one_of_two = (2 - 2 / 2**0.5) / (2 - 1)
    assert_allclose(found.hoyer, [0, 1, one_of_two, np.nan], atol=1e-12)
    assert_allclose(found.active, [1, 0.25, 0.25, np.nan])


def test_likeness_is_the_correlation_of_shared_units_with_the_angle_of_inputs():
    angles = np.array([0.0, 0.3, 2.0, 3.5])
    inputs = np.stack([np.cos(angles), np.sin(angles), np.full(4, 9.0)], axis=1)
    apart = inputs - inputs.mean(axis=0)
    unit = apart / np.linalg.norm(apart, axis=1, keepdims=True)
    assert likeness((unit @ unit.T + 1) / 2, inputs) == pytest.approx(1)
    assert likeness((1 - unit @ unit.T) / 2, inputs) == pytest.approx(-1)
    assert np.isnan(likeness(np.full((4, 4), 0.5), inputs))
    assert np.isnan(likeness(np.full((4, 4), np.nan), inputs))


@pytest.mark.parametrize(
    ("means", "excess", "message"),
    [
        (-MEANS, 2.0, "means holds -4; mean activities must be at least 0"),
        (MEANS, 1.0, "excess is 1; it must be above 1"),
        (MEANS, float("nan"), "excess is nan"),
        (MEANS[:1], 2.0, r"states has shape \(1, 5\)"),
        (MEANS * np.nan, 2.0, "states holds nan"),
    ],
)
def test_what_makes_no_sense_is_refused(means, excess, message):
    with pytest.raises(ValueError, match=message):
        ensembles(means, excess)


@pytest.mark.usefixtures("unchecked")
def test_overlaps_and_inputs_of_other_numbers_of_classes_are_refused():
    with pytest.raises(ValueError, match="but inputs has 4 classes"):
        likeness(np.ones((3, 3)), np.ones((4, 2)))


def test_one_unit_has_no_sparsity():
    with pytest.raises(ValueError, match="one unit; expected at least 2"):
        sparsity(np.ones((3, 1)), np.zeros(3), np.zeros(1))
