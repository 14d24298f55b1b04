import numpy as np
import pytest

from basinet.viz import stabilities

VALUES = np.random.default_rng(0).normal(3, 2, (40, 50))


def heights(drawn, figure, *names):
    return np.concatenate([drawn(figure, name)[0].get_data().values for name in names])


def test_bars_are_the_histogram_of_the_values(drawn):
    figure = stabilities(VALUES, 0.9)
    below, above = (drawn(figure, name)[0].get_data() for name in ("below", "above"))
    edges = np.concatenate([below.edges, above.edges[1:]])
    expected = np.histogram(VALUES, edges)[0] / VALUES.size
    np.testing.assert_array_equal(heights(drawn, figure, "below", "above"), expected)
    assert expected.sum() > 0.99


def test_the_area_in_red_is_the_share_at_or_below_the_margin(drawn, words):
    values = np.concatenate([np.full(30, 0.9), np.linspace(0, 0.8, 20), np.linspace(1, 5, 150)])
    figure = stabilities(values, 0.9)
    assert heights(drawn, figure, "below").sum() == pytest.approx(50 / 200)
    assert "25.0 % at or below the margin" in words(figure)


def test_the_margin_is_a_line_with_its_value(drawn, words):
    figure = stabilities(VALUES, 1.25)
    assert set(drawn(figure, "margin")[0].get_xdata()) == {1.25}
    assert "margin κ = 1.25" in words(figure)


def test_the_outline_is_the_histogram_before_learning(drawn, words):
    before = np.random.default_rng(1).normal(0, 1, 500)
    figure = stabilities(VALUES, 0.9, before=before)
    outline = drawn(figure, "before")[0].get_data()
    np.testing.assert_array_equal(outline.values, np.histogram(before, outline.edges)[0] / 500)
    assert f"{100 * np.mean(before <= 0.9):.1f} % before learning" in words(figure)
    assert drawn(stabilities(VALUES, 0.9), "before") == []


def test_margin_and_zero_are_in_view_wherever_the_values_are(drawn):
    for values in (VALUES + 100, VALUES - 100):
        figure = stabilities(values, 0.9)
        low, high = figure.axes[0].get_xlim()
        assert low <= 0
        assert high >= 0.9


def test_values_out_of_view_are_counted_in_words(words):
    values = np.concatenate([np.linspace(0, 5, 1999), [1e6]])
    assert "0.1 % lie outside the view" in words(stabilities(values, 0.9))
    assert "outside" not in words(stabilities(np.linspace(0, 5, 50), 0.9))


def test_a_long_tail_does_not_take_the_axis(drawn):
    values = np.concatenate([np.linspace(0, 5, 990), np.linspace(10, 90, 5)])
    figure = stabilities(values, 0.9)
    assert drawn(figure, "above")[0].get_data().edges[-1] < 6


def test_equal_values_can_be_drawn(drawn):
    figure = stabilities(np.zeros(5), 0.0)
    assert heights(drawn, figure, "below").sum() == 1
    assert heights(drawn, figure, "above").sum() == 0


@pytest.mark.parametrize(
    ("values", "margin", "before", "message"),
    [
        (VALUES, np.nan, None, "margin is nan"),
        (VALUES, np.inf, None, "margin is inf"),
        (np.zeros((0, 3)), 1.0, None, "values is empty"),
        (np.array([1.0, np.nan]), 1.0, None, "values holds 1 numbers"),
        (VALUES, 1.0, np.zeros(0), "before is empty"),
        (VALUES, 1.0, np.array([np.inf]), "before holds 1 numbers"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(values, margin, before, message):
    with pytest.raises(ValueError, match=message):
        stabilities(values, margin, before=before)
