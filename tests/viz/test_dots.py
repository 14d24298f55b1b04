import numpy as np
import pytest

from basinet.viz import Dots, dots

A, B = np.array([0.9, 0.92, 0.97]), np.array([0.95])
FOUND = [
    Dots("rice", A, "ours", reference=0.93, failed=np.array([0.1])),
    Dots("rice", B, "theirs", interval=(0.94, 0.99)),
    Dots("beans", B, "ours"),
]


def test_dots_are_the_values_each_row_at_its_name(drawn, words):
    figure = dots(FOUND, title="T", note="n", along="accuracy", shares=True)
    (axes,) = figure.axes
    np.testing.assert_array_equal(drawn(figure, "rice ours")[0].get_xdata(), A)
    np.testing.assert_array_equal(drawn(figure, "beans ours")[0].get_xdata(), B)
    assert drawn(figure, "mean rice ours")[0].get_xdata()[0] == pytest.approx(A.mean())
    assert not drawn(figure, "mean beans ours")
    assert drawn(figure, "reference rice ours")[0].get_xdata() == [0.93]
    assert drawn(figure, "failed rice ours")[0].get_xdata() == [0.1]
    assert tuple(drawn(figure, "interval rice theirs")[0].get_xdata()) == (0.94, 0.99)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["rice", "beans"]
    assert set(drawn(figure, "beans ours")[0].get_ydata()) == {1.0}
    heights = [drawn(figure, f"rice {one}")[0].get_ydata()[0] for one in ("ours", "theirs")]
    assert -0.5 < heights[0] < heights[1] < 0.5
    for word in ("T", "accuracy", "ours", "theirs", "mean", "failed", "interval", "reference", "%"):
        assert word in words(figure)


def test_the_axis_spans_the_values_and_no_more():
    low, high = dots(FOUND[1:], title="").axes[0].get_xlim()
    assert 0.9 < low < 0.94
    assert 0.99 < high < 1.0
    low, high = dots([Dots("a", np.zeros(2))], title="").axes[0].get_xlim()
    assert low < 0 < high


def test_each_quantity_has_a_panel_and_an_axis_of_its_own(drawn):
    found = [Dots("a", A, panel="accuracy"), Dots("a", 100 * A, panel="seconds"), Dots("b", B)]
    figure = dots(found, title="", along="errors")
    assert [axes.get_xlabel() for axes in figure.axes] == ["accuracy", "seconds", "errors"]
    assert [axes.get_xlim()[1] > 90 for axes in figure.axes] == [False, True, False]
    assert [tuple(one.get_xdata()) for one in drawn(figure, "a")] == [tuple(A), tuple(100 * A)]
    assert drawn(figure, "b")[0].get_ydata()[0] == 1


def test_vertical_lines_are_named_above_the_rows_apart_from_each_other(drawn):
    figure = dots(FOUND, title="", marks=[("one", 0.2), ("other", 0.21)])
    figure.draw_without_rendering()
    assert [mark.get_xdata()[0] for mark in drawn(figure, "mark")] == [0.2, 0.21]
    one, other = (label.get_window_extent() for label in drawn(figure, "mark name"))
    assert not one.overlaps(other)
    assert max(label.xy[1] for label in drawn(figure, "mark name")) < -0.5


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([], "nothing to draw"),
        ([Dots("a", np.array([np.nan]))], "expected finite values"),
        ([Dots("a", np.array([]))], "expected finite values"),
        ([Dots("a", B), Dots("a", A)], "'a' holds '' twice"),
        ([Dots("a", B, str(k)) for k in range(6)], "6 series; expected at most 5"),
    ],
)
def test_bad_input_is_refused(found, message):
    with pytest.raises(ValueError, match=message):
        dots(found, title="")


def test_a_line_at_no_position_is_refused():
    with pytest.raises(ValueError, match="'here' stands at nan"):
        dots(FOUND, title="", marks=[("here", float("nan"))])
