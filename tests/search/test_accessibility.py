import math

import numpy as np
import pytest
import search_oracles as oracle
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binomtest

from basinet.search import (
    Asynchronous,
    accessibility,
    find_fixed_points,
    random_couplings,
    wilson_interval,
)

METHOD = Asynchronous(100)
POINTS = [0.2, 0.7, 1.5]


@pytest.fixture(scope="module")
def curve():
    return list(accessibility(METHOD, POINTS, 40, 6, seed=3))


def test_more_is_accessible_at_a_larger_self_coupling(curve):
    assert [point.self_coupling for point in curve] == POINTS
    assert [point.instances for point in curve] == [6] * 3
    assert curve[0].solved < curve[2].solved == 6


def test_a_point_sums_up_the_attempts_on_its_networks(curve):
    seeds = np.random.SeedSequence(3).generate_state(6)
    ends = [
        find_fixed_points(random_couplings(40, int(one)), 0.2, method=METHOD, seed=int(one))
        for one in seeds
    ]
    solved = [end for end in ends if end.certified[0]]
    others = [end for end in ends if not end.certified[0]]
    assert 0 < len(solved) < 6
    assert curve[0].solved == len(solved)
    assert curve[0].fraction == len(solved) / 6
    assert curve[0].median_steps == np.median([end.steps[0] for end in solved])
    assert_allclose(curve[0].unstable, np.mean([end.unstable[0] for end in others]))
    assert_allclose(curve[0].overlap, np.mean([end.overlap[0] for end in solved]))


def test_where_all_is_solved_nothing_is_said_about_unstable_neurons(curve):
    assert math.isnan(curve[2].unstable)
    assert not math.isnan(curve[2].median_steps)


def test_a_curve_is_resumed_by_asking_for_what_is_missing(curve):
    rest = list(accessibility(METHOD, POINTS[1:], 40, 6, seed=3))
    assert [point.solved for point in rest] == [point.solved for point in curve[1:]]
    assert [point.median_steps for point in rest] == [p.median_steps for p in curve[1:]]


def test_a_point_is_ready_before_the_next_is_begun():
    asked = accessibility(Asynchronous(3), [4.0, 4.0], 40, 2, seed=0)
    assert next(asked).solved == 2
    assert next(asked).solved == 2
    assert next(asked, None) is None


@pytest.mark.parametrize(("solved", "instances"), [(0, 10), (3, 10), (10, 10), (29, 30)])
def test_the_interval_is_wilsons(solved, instances):
    low, high = wilson_interval(solved, instances, 1.959963984540054)
    expected = binomtest(solved, instances).proportion_ci(method="wilson")
    assert_allclose([low, high], [expected.low, expected.high], atol=1e-12)


def test_the_error_of_a_point_is_binomial(curve):
    p = curve[0].fraction
    assert_allclose(curve[0].error, np.sqrt(p * (1 - p) / 6))
    assert curve[2].error == 0
    assert curve[2].interval == wilson_interval(6, 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"self_couplings": [0.5, float("nan")]}, "self_couplings is nan"),
        ({"n": 0}, "n is 0"),
        ({"instances": 0}, "instances is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"method": None}, "method is None"),
    ],
)
def test_bad_input_is_refused_before_the_first_point(unchecked, change, message):
    arguments = {"method": METHOD, "self_couplings": [0.5], "n": 5, "instances": 2, "seed": 0}
    with pytest.raises(ValueError, match=message):
        accessibility(**(arguments | change))


@pytest.mark.parametrize(("solved", "instances"), [(3, 2), (-1, 2), (0, 0)])
def test_counts_that_are_none_are_refused(solved, instances):
    with pytest.raises(ValueError, match="is"):
        wilson_interval(solved, instances)


@pytest.mark.parametrize("symmetry", [-1.0, -0.4, 0.0, 0.5, 1.0])
def test_random_couplings_have_the_variance_and_the_symmetry_that_was_asked_for(symmetry):
    J = random_couplings(400, 7, symmetry)
    above, below = J[np.triu_indices(400, 1)], J.T[np.triu_indices(400, 1)]
    error = 4 / np.sqrt(len(above))
    for half in (above, below):
        assert_allclose(400 * np.var(half), 1, atol=np.sqrt(2) * error)
        assert_allclose(20 * np.mean(half), 0, atol=error)
    assert_allclose(400 * np.mean(above * below), symmetry, atol=np.sqrt(2) * error)
    assert_array_equal(np.diag(J), 0)
    assert J.dtype == np.float32


def test_symmetric_couplings_are_symmetric_and_antisymmetric_ones_antisymmetric():
    assert_array_equal(random_couplings(9, 1, 1.0), random_couplings(9, 1, 1.0).T)
    assert_array_equal(random_couplings(9, 1, -1.0), -random_couplings(9, 1, -1.0).T)


def test_the_seed_decides_the_couplings():
    assert_array_equal(random_couplings(9, 1), random_couplings(9, 1))
    assert (random_couplings(9, 1) != random_couplings(9, 2)).any()


@pytest.mark.parametrize("arguments", [(0, 1), (5, -1), (5, 1, 1.1), (5, 1, float("nan"))])
def test_bad_arguments_of_random_couplings_are_refused(arguments):
    with pytest.raises(ValueError, match="must be"):
        random_couplings(*arguments)


def test_symmetric_couplings_without_self_coupling_relax_to_fixed_points():
    """One by one the energy of symmetric couplings falls, so that every relaxation ends."""
    found = find_fixed_points(random_couplings(40, 1, 1.0), 0.0, method=METHOD)
    assert found.certified.all()
    J = random_couplings(40, 1, 1.0)
    assert not oracle.unstable(J, np.zeros(40), 0.0, found.spins[0])
