import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.viz import annealing, duel

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


def test_marks_of_a_duel_stand_where_each_solver_ended(drawn, words):
    gaps = np.array([[0.0, 0.5], [0.0, np.nan], [0.1, 4.0]])
    figure = duel(["G11", "G22", "torus"], ["ours", "theirs"], gaps, note="1 s")
    np.testing.assert_array_equal(drawn(figure, "ours")[0].get_xdata(), gaps[:, 0])
    np.testing.assert_array_equal(drawn(figure, "theirs")[0].get_xdata(), gaps[:, 1])
    assert "torus" in words(figure)
    with pytest.raises(ValueError, match=r"expected \(1, 2\)"):
        duel(["G11"], ["ours", "theirs"], gaps)
    with pytest.raises(ValueError, match="behind holds -1"):
        duel(["G11"], ["ours"], np.array([[-1.0]]))
