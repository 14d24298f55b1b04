import numpy as np
import pytest

from basinet.viz import plane

ACROSS, UP = np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.5])
VALUES = np.array([[0.1, 0.25, np.nan], [0.9, 0.8, 0.7]])


def test_values_are_written_into_the_plane_and_lines_differ_by_their_dashes(drawn, words):
    lines = [("one", ACROSS, ACROSS / 6), ("two", ACROSS, ACROSS / 8)]
    figure = plane(ACROSS, UP, VALUES, lines, title="T", along="λ", upwards="J")
    assert ".25" in words(figure)
    assert "nan" not in words(figure)
    first, second = (drawn(figure, name)[0] for name in ("one", "two"))
    np.testing.assert_array_equal(first.get_ydata(), ACROSS / 6)
    assert first.get_linestyle() != second.get_linestyle()
    assert drawn(figure, "values")[0].get_array().shape == (2, 3)


def test_a_bar_stands_in_the_place_of_numbers_that_would_run_into_each_other(drawn, words):
    fine = np.linspace(0.0, 1.0, 21)
    figure = plane(fine, UP, np.full((2, 21), 0.25), title="T")
    assert ".25" not in words(figure).split()
    shade = drawn(figure, "values")[0]
    assert [shade.get_clim()] == [one.get_ylim() for one in figure.axes[1:]]


@pytest.mark.parametrize(
    ("across", "values", "said"),
    [(ACROSS[:2], VALUES, "values have shape"), (ACROSS[::-1], VALUES, "must increase")],
)
def test_a_plane_of_another_shape_is_refused(across, values, said):
    with pytest.raises(ValueError, match=said):
        plane(across, UP, values, title="T")
