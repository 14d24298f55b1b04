from dataclasses import replace

import numpy as np
import pytest

from basinet.viz import Answers, ensembles, to_png

MEANS = np.array([[4.0, 0.0, 1.0, 0.0], [0.0, 3.0, 2.0, 0.0]])
ONE = Answers("layer", MEANS, np.array([[1.0, 0.25], [0.25, 1.0]]), np.array([1, 2]), np.ones(2))


def test_units_are_sorted_by_the_class_they_prefer_and_shown_as_a_part_of_their_largest(
    drawn, words
):
    figure = ensembles([ONE, ONE], ["cat", "dog"])
    shown = drawn(figure, "units of layer")
    assert len(shown) == 2
    # The first unit is the cats'; of the dogs', the one that answers to both comes first; the
    # silent one is last.
    np.testing.assert_allclose(shown[0].get_array(), [[1, 0.5, 0, 0], [0, 1, 1, 0]])
    matrix = drawn(figure, "overlap of layer")[0].get_array()
    assert matrix[0, 1] == 0.25
    assert np.ma.getmaskarray(matrix)[0, 0]
    for word in ("layer", "4 units", "cat", "dog", "in its ensemble", "active"):
        assert word in words(figure)
    assert to_png(figure).startswith(b"\x89PNG")


def test_networks_are_drawn_on_the_same_scales(drawn):
    fewer = replace(ONE, overlap=ONE.overlap / 5, active=ONE.active / 5)
    figure = ensembles([ONE, fewer], ["cat", "dog"])
    images = drawn(figure, "overlap of layer")
    assert [image.get_clim() for image in images] == [(0, 0.25), (0, 0.25)]
    tops = {axes.get_ylim()[1] for axes in figure.axes if axes.get_legend()}
    assert tops == {1.25}


def test_networks_without_any_ensemble_can_be_drawn(drawn):
    none = Answers("none", 0 * MEANS, np.full((2, 2), np.nan), np.zeros(2, int), np.zeros(2))
    figure = ensembles([none], ["$a$ long name", "another"])
    assert np.ma.getmaskarray(drawn(figure, "overlap of none")[0].get_array()).all()
    assert not drawn(figure, "units of none")[0].get_array().any()


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="no network to draw"):
        ensembles([], ["cat"])
    with pytest.raises(ValueError, match="a row for each of 3 classes"):
        ensembles([ONE], ["a", "b", "c"])
    with pytest.raises(ValueError, match=r"overlap has shape \(3, 3\); expected \(2, 2\)"):
        ensembles([replace(ONE, overlap=np.eye(3))], ["a", "b"])
    with pytest.raises(
        ValueError, match=r"sizes has shape \(1,\); expected a number for each of 2"
    ):
        ensembles([replace(ONE, sizes=np.ones(1, int))], ["a", "b"])
