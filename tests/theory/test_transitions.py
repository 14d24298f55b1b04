import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet.theory import (
    local_entropy,
    monotonicity_transition,
    overlap_gap_transition,
    pair_gap,
    tuple_entropy,
    tuple_exclusion,
)

GOLDEN = [
    # y, J^(y), q*
    (2, 0.0427228, 0.94800),
    (3, 0.0556745, 0.95740),
    (4, 0.0595993, 0.96454),
    (5, 0.0599990, 0.96995),
    (6, 0.0588765, 0.97411),
    (8, 0.0550283, 0.97998),
]


@pytest.mark.parametrize(("y", "coupling", "overlap"), GOLDEN)
def test_tuples_are_excluded_below_the_golden_self_couplings(y, coupling, overlap):
    found = tuple_exclusion(y)
    assert_allclose(found.self_coupling, coupling, atol=1e-7)
    assert_allclose(found.overlap, overlap, atol=6e-6)
    assert found.y == y
    assert_allclose(tuple_entropy(y, found.distance, found.self_coupling).entropy, 0, atol=1e-10)


def test_for_two_points_the_exclusion_is_the_gap_of_pairs():
    one, other = tuple_exclusion(2), pair_gap()
    assert_allclose(one.self_coupling, other.self_coupling, atol=1e-10)
    assert_allclose(one.distance, other.distance, rtol=1e-5)


def test_the_overlap_gap_closes_at_the_golden_self_coupling():
    found = overlap_gap_transition()
    assert_allclose(found.self_coupling, 0.06010, atol=6e-6)
    assert_allclose(found.overlap, 0.96828, atol=2e-5)
    assert_allclose(found.y, 4.662, rtol=1e-3)
    assert found.self_coupling > tuple_exclusion(5).self_coupling  # a bound without assumption
    distances = np.geomspace(1e-3, 0.1, 60)
    for shift, has_gap in [(-1e-4, True), (1e-4, False)]:
        least = np.min(local_entropy(distances, found.self_coupling + shift).local_entropy)
        assert (least < 0) == has_gap


def test_the_local_entropy_becomes_monotone_at_the_golden_self_coupling():
    found = monotonicity_transition()
    assert_allclose(found.self_coupling, 0.07311, atol=6e-6)
    assert_allclose(found.overlap, 0.98872, atol=5e-5)
    assert_allclose(found.distance, 0.0056, atol=1e-4)
    distances = np.geomspace(1e-3, 0.4, 200)
    for shift, has_dip in [(-3e-4, True), (3e-4, False)]:
        curve = local_entropy(distances, found.self_coupling + shift).local_entropy
        assert np.any(np.diff(curve) < 0) == has_dip


NARROW = [
    # J_D, the distance up to which narrow clusters exist lies between these two
    (0.02, 5e-5, 2.5e-4),
    (0.03, 2.5e-4, 5e-4),
    (0.035, 5e-4, 1e-3),
    (0.04, 1e-3, 2.5e-3),
    (0.05, 2.5e-3, 5e-3),
]


@pytest.mark.parametrize(("coupling", "inside", "outside"), NARROW)
def test_below_the_overlap_gap_narrow_clusters_end_between_the_golden_distances(
    coupling, inside, outside
):
    narrow, gap, far = local_entropy([inside, outside, 0.3], coupling).local_entropy
    assert narrow > 0 > gap
    assert far > 0


def test_a_margin_shifts_every_transition():
    assert_allclose(tuple_exclusion(3, 0.2).self_coupling, tuple_exclusion(3).self_coupling + 0.2)


@pytest.mark.parametrize("y", [1, 201])
def test_a_number_of_points_out_of_range_is_refused(y):
    with pytest.raises(ValueError, match=f"y is {y}; expected a whole number from 2 to 200"):
        tuple_exclusion(y)


@pytest.mark.parametrize("transition", [overlap_gap_transition, monotonicity_transition])
def test_a_margin_below_zero_is_refused_before_any_work(transition):
    with pytest.raises(ValueError, match=r"margin is -0\.1"):
        transition(-0.1)
