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


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="no network to draw"):
        ensembles([], ["cat"])
    with pytest.raises(ValueError, match="a row for each of 3 classes"):
        ensembles([ONE], ["a", "b", "c"])
