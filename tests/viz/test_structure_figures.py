"""Figures of old tasks, spectra and cascades show the numbers that they are given."""

import numpy as np
import pytest

from basinet import viz


def drawn(figure, name: str):
    (axes,) = figure.axes
    return [artist for artist in axes.get_children() if artist.get_gid() == name]


def test_the_matrix_of_accuracies_writes_each_and_colours_what_was_learnt():
    matrix = np.array([[0.9, 0.1, 0.2], [0.8, 0.7, 0.3]])
    figure = viz.accuracy_matrix(matrix, ["a", "b", "c"], -0.1)
    texts = [text.get_text() for text in drawn(figure, "accuracy")]
    assert texts == ["0.90", "0.10", "0.20", "0.80", "0.70", "0.30"]
    (image,) = drawn(figure, "wrong")
    np.testing.assert_array_equal(np.ma.getmaskarray(image.get_array()), ~np.tri(2, 3, dtype=bool))
    assert "-0.100" in viz.to_svg(figure) or "0.100" in viz.to_svg(figure)
    with pytest.raises(ValueError, match="2 names for 3"):
        viz.accuracy_matrix(matrix, ["a", "b"], 0.0)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        viz.accuracy_matrix(2 * matrix, ["a", "b", "c"], 0.0)


def test_spectra_stand_where_their_values_are():
    one, other = np.array([0.5 + 0.5j, 0.5 - 0.5j]), np.array([1.0 + 0j, 0.2 + 0j])
    figure = viz.spectra([one, other], ["one", "other"], title="values")
    for dots, values in zip(drawn(figure, "eigenvalues"), (one, other), strict=True):
        np.testing.assert_array_equal(dots.get_xdata() + 1j * dots.get_ydata(), values)
    with pytest.raises(ValueError, match="two of each"):
        viz.spectra([one], ["one"], title="values")


def test_a_cascade_shows_what_was_put_in_and_what_followed():
    figure = viz.cascade([(0, 0), (1, 0)], [(1, 1)])
    (external,), (induced,) = drawn(figure, "external"), drawn(figure, "induced")
    assert list(zip(external.get_xdata(), external.get_ydata(), strict=True)) == [(0, 0), (1, 0)]
    assert list(zip(induced.get_xdata(), induced.get_ydata(), strict=True)) == [(1, 1)]
    with pytest.raises(ValueError, match="no external firing"):
        viz.cascade([], [])
