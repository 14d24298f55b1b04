import numpy as np
import pytest

from basinet.viz import Retrieval, completion, descent, orbits, retrieval, retrieval_phases

RNG = np.random.default_rng(0)
PICTURES = RNG.random((14, 12))


def test_pictures_stand_below_each_other_and_those_that_came_back_are_marked(drawn, words):
    right = np.arange(14) % 3 > 0
    rows = [("cue", PICTURES), ("end", PICTURES), ("stored", PICTURES)]
    figure = completion(rows, (3, 4), right=right, title="T", note="n")
    images = drawn(figure, "picture")
    assert len(images) == 36
    np.testing.assert_array_equal(images[1].get_array(), PICTURES[1].reshape(3, 4))
    assert len(drawn(figure, "right")) == right[:12].sum()
    assert len(drawn(figure, "wrong")) == (~right[:12]).sum()
    assert [label.get_text() for label in drawn(figure, "row")] == ["cue", "end", "stored"]
    assert "T" in words(figure)


def test_energies_are_lines_with_the_colour_of_how_they_ended(drawn, words):
    energies = np.sort(RNG.normal(size=(5, 4)))[:, ::-1]
    figure = descent(energies, right=np.array([True, True, False, True, True]))
    np.testing.assert_array_equal(drawn(figure, "right")[1].get_ydata(), energies[1])
    np.testing.assert_array_equal(drawn(figure, "wrong")[0].get_ydata(), energies[2])
    assert "right: 4" in words(figure)
    assert len(drawn(descent(energies), "right")) == 5


def test_points_stand_on_lines_and_yardsticks_are_grey(drawn, words):
    at, line = np.array([1.0, 2.0]), np.linspace(1, 2, 9)
    conditions = [
        Retrieval("P = 3", at, at / 2, at * 0, line, line / 2),
        Retrieval("Hebb", at, at / 4, yardstick=True),
    ]
    figure = retrieval(conditions, along="load", marks=[("end", 1.5)])
    np.testing.assert_array_equal(drawn(figure, "P = 3")[0].get_ydata(), line / 2)
    np.testing.assert_array_equal(drawn(figure, "P = 3 points")[0].get_ydata(), at / 2)
    assert len(drawn(figure, "mark")) == 1
    assert "Hebb" in words(figure)


def test_orbits_are_the_values_above_each_parameter(drawn):
    courses = np.stack([np.tile([0.1, 0.2], 50), RNG.random(100)], axis=1)
    first, second = drawn(orbits(np.array([1.0, 2.0]), courses, title=""), "orbit")
    np.testing.assert_array_equal(first.get_ydata(), [0.1, 0.2])
    assert len(second.get_ydata()) == 100


def test_the_line_of_theory_runs_over_the_measured_overlaps(drawn, words):
    loads, heat, overlaps = np.arange(1.0, 4), np.arange(1.0, 3), np.full((2, 3), 0.25)
    line = np.array([1.0, 2.5]), np.array([2.0, 1.0])
    figure = retrieval_phases(loads, heat, overlaps, line, title="T")
    np.testing.assert_array_equal(drawn(figure, "boundary")[0].get_xdata(), line[0])
    np.testing.assert_allclose(drawn(figure, "overlaps")[0].get_array(), overlaps)
    assert words(figure).split(" | ").count(".25") == 6


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: completion([], (3, 4), title=""), "there are no rows"),
        (lambda: completion([("a", PICTURES)], (3, 3), title=""), "shape"),
        (lambda: completion([("a", PICTURES)], (3, 4), right=np.ones(3, bool), title=""), "right"),
        (lambda: descent(np.array([[1.0, np.nan]])), "finite"),
        (lambda: descent(np.ones((2, 3)), right=np.ones(3, bool)), "right has shape"),
        (lambda: retrieval([], along=""), "no conditions"),
        (lambda: retrieval([Retrieval("a", np.ones(2), np.ones(3))], along=""), "differ in shape"),
        (lambda: orbits(np.ones(2), np.ones((5, 3)), title=""), "one column for each"),
        (
            lambda: retrieval_phases(
                np.arange(3.0), np.arange(2.0), np.ones((3, 2)), (np.ones(2), np.ones(2)), title=""
            ),
            "one row for each temperature",
        ),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_does_not_fit_is_refused(act, message):
    with pytest.raises(ValueError, match=message):
        act()
