import itertools

import numpy as np
import pytest

from basinet.viz import Contender, comparison, style, to_png

PARTS = np.array([0.01, 0.1, 1.0])
CONTENDERS = [
    Contender("swarm", PARTS, np.array([0.5, 0.7, 0.9]), np.array([0.1, 0.05, 0.02]), 3.0),
    Contender("judge", PARTS, np.array([0.6, 0.8, 0.95]), np.full(3, np.nan), 0.5, yardstick=True),
    Contender("hasty", PARTS, np.array([0.1, 0.2, 0.3]), np.zeros(3), None),
]


def test_each_learner_has_a_curve_with_its_name_and_a_place_in_time(words):
    figure = comparison(CONTENDERS, title="Learners on stones", note="3 seeds")
    curves, times = figure.axes
    assert len(curves.containers) == 3
    assert len(times.containers) == 2
    for container, contender in zip(curves.containers, CONTENDERS, strict=True):
        np.testing.assert_array_equal(container.lines[0].get_ydata(), contender.accuracy)
    np.testing.assert_array_equal(times.containers[1].lines[0].get_xdata(), [0.5])
    assert curves.containers[1].lines[0].get_linestyle() == "--"
    for word in ("swarm", "judge", "hasty", "Learners on stones", "3 seeds", "1 %", "100 %"):
        assert word in words(figure)
    assert to_png(figure).startswith(b"\x89PNG")


def test_learners_differ_in_colour_and_mark_and_the_yardstick_is_grey():
    many = [Contender(str(n), PARTS, np.full(3, 0.5), np.zeros(3), 1.0) for n in range(12)]
    figure = comparison([*many, CONTENDERS[1]], title="all")
    for axes in figure.axes:
        lines = [container.lines[0] for container in axes.containers]
        looks = {(line.get_color(), line.get_marker()) for line in lines}
        assert len(looks) == 13
        assert (lines[-1].get_color(), lines[-1].get_marker()) == (style.MUTED, "s")


def test_nobody_to_compare_is_refused():
    with pytest.raises(ValueError, match="no learner to draw"):
        comparison([], title="nothing")


@pytest.mark.parametrize(("first", "last"), [(0.13, 4.6), (3.0, 4.0), (0.02, 900.0), (2.0, 2.0)])
def test_the_seconds_are_plain_numbers_that_do_not_run_into_one_another(first, last):
    fast, slow = (
        Contender(str(seconds), PARTS, np.full(3, 0.5), np.zeros(3), seconds)
        for seconds in (first, last)
    )
    figure = comparison([fast, slow], title="all")
    times = figure.axes[1]
    low, high = times.get_xlim()
    ticks = [*times.xaxis.get_major_ticks(), *times.xaxis.get_minor_ticks()]
    labels = [t.label1 for t in ticks if low <= t.get_loc() <= high and t.label1.get_text()]
    assert labels
    assert all(float(label.get_text()) > 0 for label in labels)
    boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.x0)
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(boxes))
