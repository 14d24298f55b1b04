import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.viz import capacity

DEPTHS, STRENGTHS = [1, 2, 4], [0.0, 1.0, 2.5]
MEAN = np.array([[40.0, 40.0, 40.0], [20.0, 50.0, 61.5], [5.0, 30.0, 80.0]])
ERROR = np.array([[2.0, 2.0, 2.0], [1.0, 3.0, 0.5], [0.0, 4.0, 6.0]])


def lines(figure, drawn, names):
    return [drawn(figure, name)[0] for name in names]


def test_lines_are_the_columns_against_depth_and_the_rows_against_strength(drawn):
    figure = capacity(MEAN, ERROR, DEPTHS, STRENGTHS)
    for k, line in enumerate(lines(figure, drawn, ["λ = 0", "λ = 1", "λ = 2.5"])):
        assert_array_equal(line.get_xdata(), DEPTHS)
        assert_array_equal(line.get_ydata(), MEAN[:, k])
    for k, line in enumerate(lines(figure, drawn, ["1 layer", "2 layers", "4 layers"])):
        assert_array_equal(line.get_xdata(), STRENGTHS)
        assert_array_equal(line.get_ydata(), MEAN[k])


def test_bars_reach_one_standard_error_up_and_down_and_lie_in_view(drawn):
    figure = capacity(MEAN, ERROR, DEPTHS, STRENGTHS)
    (bars,) = drawn(figure, "λ = 1 error")
    assert_allclose(
        [segment[:, 1] for segment in bars.get_segments()],
        [[40 - 2, 40 + 2], [50 - 3, 50 + 3], [30 - 4, 30 + 4]],
    )
    for axes in figure.axes:
        assert axes.get_ylim()[0] == 0
        assert axes.get_ylim()[1] > 86


def test_what_was_not_measured_is_bridged_and_an_unknown_error_has_no_bar(drawn):
    mean, error = MEAN.copy(), ERROR.copy()
    mean[1, 0], error[0, 0] = np.nan, np.nan
    figure = capacity(mean, error, DEPTHS, STRENGTHS)
    (line,) = drawn(figure, "λ = 0")
    assert_array_equal(line.get_xdata(), [1, 4])
    (bars,) = drawn(figure, "λ = 0 error")
    assert [segment[0, 0] for segment in bars.get_segments()] == [4]


def test_a_strength_that_was_never_measured_has_no_line(drawn, words):
    mean = MEAN.copy()
    mean[:, 1] = np.nan
    figure = capacity(mean, ERROR, DEPTHS, STRENGTHS)
    assert drawn(figure, "λ = 1") == []
    assert "λ = 1 " not in words(figure)
    assert "λ = 2.5" in words(figure)


def test_names_at_the_ends_of_the_lines_do_not_run_into_each_other(drawn):
    figure = capacity(np.full((3, 3), 50.0), ERROR, DEPTHS, STRENGTHS)
    ends = drawn(figure, "end")
    assert len(ends) == 6
    for axes in figure.axes:
        heights = sorted(label.xy[1] for label in ends if label.axes is axes)
        assert (np.diff(heights) > 2).all()


def test_the_largest_load_is_a_line_and_is_named_where_it_is_in_view(drawn, words):
    near, far = (capacity(MEAN, ERROR, DEPTHS, STRENGTHS, limit=n) for n in (80, 500))
    assert [set(line.get_ydata()) for line in drawn(near, "limit")] == [{80}, {80}]
    assert "largest load tried: 80" in words(near)
    assert "largest load tried" not in words(far)
    assert far.axes[0].get_ylim() == near.axes[0].get_ylim()


def test_one_depth_and_one_strength_are_enough(drawn):
    figure = capacity(np.zeros((1, 1)), np.full((1, 1), np.nan), [2], [1.5])
    assert drawn(figure, "2 layers")[0].get_ydata().tolist() == [0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mean": MEAN[:2]}, r"mean has shape \(2, 3\); expected \(3, 3\)"),
        ({"error": ERROR[:, :1]}, r"error has shape \(3, 1\)"),
        ({"mean": -MEAN}, "mean holds -40"),
        ({"error": np.full((3, 3), np.inf)}, "error holds inf"),
        ({"mean": np.full((3, 3), np.nan)}, "no measured capacity"),
        ({"depths": [2, 1, 3]}, r"depths is \[2, 1, 3\]"),
        ({"strengths": [0.0, 0.0, 1.0]}, "strengths is"),
        ({"limit": 0}, "limit is 0"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(change, message):
    given = {"mean": MEAN, "error": ERROR, "depths": DEPTHS, "strengths": STRENGTHS}
    with pytest.raises(ValueError, match=message):
        capacity(**given | change)
