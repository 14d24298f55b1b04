"""Figures of sweeps show the numbers that they were given, at their places."""

from dataclasses import replace

import numpy as np
import pytest

from basinet.viz import Collapsed, collapse, collapses, dependence, heat_map, heat_maps, study

MEAN = np.array([[0.1, 0.2], [0.5, 0.9], [np.nan, 0.95]])
AXES = [("learner.margin", (0.1, 1.0, 10.0)), ("dynamics", ("Synchronous()", "Sequential()"))]


def test_a_curve_is_at_the_values_in_their_order(drawn):
    figure = dependence(
        "margin", (10.0, 0.1, 1.0), np.array([3.0, 1.0, 2.0]), np.full(3, np.nan), name="y"
    )
    (line,) = drawn(figure, "mean")
    np.testing.assert_array_equal(line.get_xdata(), [0.1, 1.0, 10.0])
    np.testing.assert_array_equal(line.get_ydata(), [1.0, 2.0, 3.0])
    assert figure.axes[0].get_xscale() == "log"


def test_evenly_spaced_values_are_on_a_linear_axis_and_names_side_by_side(drawn, words):
    mean, error = np.array([1.0, 2.0, 3.0]), np.full(3, 0.1)
    figure = dependence("x", (1.0, 2.0, 3.0), mean, error, name="y", threshold=1.5)
    assert figure.axes[0].get_xscale() == "linear"
    assert list(drawn(figure, "threshold")[0].get_ydata()) == [1.5, 1.5]
    named = dependence("x", ("a", "b", "c"), mean, error, name="y")
    assert list(drawn(named, "mean")[0].get_xdata()) == [0, 1, 2]
    assert "b" in words(named)


def test_cells_hold_the_means_the_first_axis_across(drawn, words):
    figure = heat_map(AXES, MEAN, name="accuracy", threshold=0.4)
    (cells,) = drawn(figure, "cells")
    np.testing.assert_array_equal(cells.get_array().filled(np.nan), MEAN.T)
    assert len(drawn(figure, "number")) == 5
    assert len(drawn(figure, "threshold")) == 1
    for text in ("learner.margin", "Synchronous", "0.95", "line at 0.4"):
        assert text in words(figure)
    assert "all below 2" in words(heat_map(AXES, MEAN, name="accuracy", threshold=2.0))


def test_three_axes_give_a_panel_for_each_value_of_the_first(drawn, words):
    mean = np.stack([MEAN, MEAN / 2])
    figure = heat_maps([("seeds.rate", (0.1, 0.3)), *AXES], mean, name="accuracy")
    shown = drawn(figure, "cells")
    assert len(shown) == 2
    assert len({cells.get_clim() for cells in shown}) == 1
    assert "rate = 0.3" in words(figure)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, 3\)"):
        heat_map(AXES, MEAN.T, name="y")
    with pytest.raises(ValueError, match="mean has shape"):
        dependence("x", (1.0,), np.zeros(2), np.zeros(2), name="y")


def test_the_trials_of_a_search_and_the_best_so_far(drawn):
    found = np.array([0.5, 0.7, 0.9, 0.6])
    complete = np.array([True, True, False, True])
    figure = study(found, complete, {"margin": [1, 2, 3, 4]}, name="accuracy")
    np.testing.assert_array_equal(drawn(figure, "best")[0].get_ydata(), [0.5, 0.7, 0.7, 0.7])
    assert len(drawn(figure, "pruned")[0].get_offsets()) == 1
    with pytest.raises(ValueError, match="4 trials"):
        study(found, complete, {}, name="accuracy")


def test_curves_of_all_sizes_are_drawn_twice(drawn, words):
    x, curves = np.array([0.0, 0.5, 1.0]), np.array([[0.0, 0.5, 1.0], [0.0, 0.2, 1.0]])
    figure = collapse(
        (10, 1000),
        x,
        curves,
        curves / 10,
        (np.stack([x, x * 3]), curves),
        axis="self_coupling",
        name="settled",
        threshold=(0.512, 0.034),
        inverse_nu=(0.5, 0.1),
    )
    assert len(drawn(figure, "curve")) == 4
    assert "threshold 0.512(34)" in words(figure)
    assert "N = 1,000" in words(figure)


def test_each_method_has_a_row_with_published_halves_and_its_name(drawn, words):
    x, curves = np.array([0.0, 0.5, 1.0]), np.array([[0.0, 0.5, 1.0], [0.0, 0.2, 1.0]])
    loose = Collapsed("loose", (10, 20), x, curves, curves / 9, None, half=np.array([0.4, np.nan]))
    fixed = replace(loose, name="fixed", scaled=(np.stack([x, x]), curves), threshold=(2.5, 0.1))
    figure = collapses([loose, replace(fixed, half=None)], axis="x", name="y")
    assert len(drawn(figure, "curve")) == 6
    assert [one.get_xdata()[0] for one in drawn(figure, "half")] == [
        0.4,
        pytest.approx(np.nan, nan_ok=True),
    ]
    assert [line.get_xdata()[0] for line in drawn(figure, "threshold")] == [2.5]
    assert figure.axes[2].get_xlim()[1] > 2.5
    for word in ("loose: y", "no collapse", "fixed: y", "reference", "threshold 2.50(10)"):
        assert word in words(figure)
    with pytest.raises(ValueError, match="nothing to draw"):
        collapses([], axis="x", name="y")


@pytest.mark.usefixtures("unchecked")
def test_halves_of_other_sizes_are_refused():
    one = Collapsed("", (10,), np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1)), None)
    with pytest.raises(ValueError, match=r"halves of shape \(1,\); got \(3,\)"):
        collapses([replace(one, half=np.zeros(3))], axis="x", name="y")
