import numpy as np
import pytest

from basinet.viz import Line, curves

AT = np.linspace(0.5, 2, 7)


def test_lines_are_the_values_and_are_named_at_their_ends(drawn, words):
    figure = curves(
        AT, [Line("one", AT**2), Line("two", -AT, dashed=True)], title="T", note="n", along="x"
    )
    np.testing.assert_array_equal(drawn(figure, "one")[0].get_ydata(), AT**2)
    np.testing.assert_array_equal(drawn(figure, "two")[0].get_xdata(), AT)
    assert [label.get_text() for label in drawn(figure, "end")] == ["one", "two"]
    assert "T" in words(figure)
    assert "x" in words(figure)


def test_lines_of_one_name_share_a_colour_and_a_label(drawn):
    figure = curves(
        AT, [Line("a", AT), Line("b", AT + 1), Line("a", AT + 2, dashed=True)], title=""
    )
    first, second = drawn(figure, "a")
    assert first.get_color() == second.get_color() != drawn(figure, "b")[0].get_color()
    assert len(drawn(figure, "end")) == 2


def test_labels_do_not_overlap(drawn):
    figure = curves(AT, [Line(str(k), AT + 1e-4 * k) for k in range(5)], title="")
    heights = [label.xy[1] for label in drawn(figure, "end")]
    low, high = figure.axes[0].get_ylim()
    assert np.diff(sorted(heights)).min() >= 0.054 * (high - low)
    assert max(heights) <= high + 1e-9  # above, they would run into the title


def test_error_bars_span_their_ends_and_make_dots(drawn):
    error = np.stack([AT - 0.1, AT + 0.2])
    figure = curves(AT, [Line("a", AT, error)], title="", shares=True)
    (bars,) = drawn(figure, "errors")
    ends = np.array([segment[:, 1] for segment in bars.get_segments()]).T
    np.testing.assert_allclose(ends, error)
    assert drawn(figure, "a")[0].get_marker() == "o"


def test_a_wide_positive_range_is_logarithmic():
    scales = [
        curves(at, [Line("a", at)], title="").axes[0].get_xscale()
        for at in (np.array([0.01, 1.0]), np.array([0.0, 1.0]), np.array([0.1, 1.0]))
    ]
    assert scales == ["log", "linear", "linear"]


def test_marks_stand_at_their_positions_with_names_inside_the_panel(drawn, words):
    figure = curves(AT, [Line("a", AT)], title="", marks=[("here", 0.6), ("there", 1.9)])
    assert [mark.get_xdata()[0] for mark in drawn(figure, "mark")] == [0.6, 1.9]
    assert "here" in words(figure)


def test_one_point_and_missing_values_can_be_drawn(drawn):
    figure = curves(np.array([1.0]), [Line("a", np.array([2.0]))], title="")
    assert drawn(figure, "a")[0].get_marker() == "o"
    values = np.where(AT > 1.5, np.nan, AT)
    figure = curves(AT, [Line("a", values)], title="")
    assert drawn(figure, "end")[0].xy[1] == pytest.approx(AT[AT <= 1.5][-1])


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("at", "lines", "message"),
    [
        (AT, [], "no line"),
        (AT[::-1], [Line("a", AT)], "positions are"),
        (AT[:0], [Line("a", AT)], "positions are"),
        (np.array([0, np.nan]), [Line("a", np.zeros(2))], "positions are"),
        (AT, [Line("a", AT[1:])], r"'a' has values of shape \(6,\); expected \(7,\)"),
        (AT, [Line("a", np.full(7, np.nan))], "not all NaN"),
        (AT, [Line("a", AT, AT)], r"errors of shape \(7,\); expected \(2, 7\)"),
    ],
)
def test_bad_input_is_refused(at, lines, message):
    with pytest.raises(ValueError, match=message):
        curves(at, lines, title="")


def test_values_on_a_logarithmic_axis_keep_their_labels_apart(drawn, words):
    lines = [Line(str(k), AT * (1 + 1e-3 * k) / 100) for k in range(4)]
    figure = curves(AT, [*lines, Line("far", AT / 2)], title="", shares=True, logarithmic=True)
    axes = figure.axes[0]
    assert axes.get_yscale() == "log"
    heights = np.log(sorted(label.xy[1] for label in drawn(figure, "end")))
    low, high = np.log(axes.get_ylim())
    assert np.diff(heights).min() >= 0.054 * (high - low)
    assert "%" in words(figure)
    with pytest.raises(ValueError, match="above 0 on a logarithmic axis"):
        curves(AT, [Line("a", AT - AT[0])], title="", logarithmic=True)


def test_published_values_are_hollow_diamonds_that_are_named_and_not_joined(drawn, words):
    lines = [Line("a", AT), Line("a", AT + 0.1, reference=True), Line("b", AT, dots=True)]
    figure = curves(AT, lines, title="", upwards="height")
    plain, published = drawn(figure, "a")
    np.testing.assert_array_equal(published.get_ydata(), AT + 0.1)
    assert published.get_markerfacecolor() == "none"
    assert published.get_color() == plain.get_color()
    assert [line.get_linestyle() for line in (plain, published)] == ["-", "None"]
    assert [drawn(figure, "b")[0].get_linestyle(), drawn(figure, "b")[0].get_marker()] == [
        "None",
        "o",
    ]
    assert "reference" in words(figure)
    assert figure.axes[0].get_ylabel() == "height"
    assert "reference" not in words(curves(AT, lines[:1], title=""))


def test_an_axis_that_spans_the_values_holds_bars_and_leaves_0_out():
    error = np.stack([AT + 8, AT + 11])
    lines = [Line("a", AT + 10, error), Line("b", np.where(AT > 1, np.nan, 9.0))]
    low, high = curves(AT, lines, title="", span=True).axes[0].get_ylim()
    assert 8 < low < 8.5
    assert 13 < high < 13.5
