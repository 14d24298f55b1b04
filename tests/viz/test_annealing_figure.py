import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.viz import annealing

SWEEPS, MEAN, BEST = np.array([10.0, 20, 40]), np.array([1.0, 4, 5]), np.array([3.0, 5, 6])
PAIRS = np.array([[0, 1], [1, 2], [2, 3]])
SATISFIED, SIDES = np.array([True, True, False]), np.array([True, False, True, False])


def figure(**changed):
    given = {"sweeps": SWEEPS, "mean": MEAN, "best": BEST, **changed}
    return annealing(
        *given.values(), [0.0, 20.0], PAIRS, SATISFIED, SIDES, title="Cut", note="best 6"
    )


def test_the_descent_and_the_beginnings_of_courses_are_where_they_were(drawn, words):
    made = figure()
    for name, values in (("mean", MEAN), ("best", BEST)):
        (line,) = drawn(made, name)
        assert_array_equal(line.get_xdata(), SWEEPS)
        assert_array_equal(line.get_ydata(), values)
    assert [line.get_xdata()[0] for line in drawn(made, "course")] == [0.0, 20.0]
    assert "66.7 % satisfied" in words(made)


def test_couplings_lie_in_the_order_of_the_sides_in_both_halves(drawn):
    made = figure()
    # Variables 1 and 3 are on the side -1, hence first.
    (good,), (bad,) = drawn(made, "satisfied"), drawn(made, "unsatisfied")
    assert sorted(map(tuple, good.get_offsets().tolist())) == [(0, 2), (0, 3), (2, 0), (3, 0)]
    assert sorted(map(tuple, bad.get_offsets().tolist())) == [(1, 3), (3, 1)]


def test_readings_that_do_not_fit_are_refused(unchecked):
    with pytest.raises(ValueError, match="3 readings, 2 means"):
        figure(mean=MEAN[:2])
    with pytest.raises(ValueError, match="at least one"):
        figure(sweeps=SWEEPS[:0], mean=MEAN[:0], best=BEST[:0])
