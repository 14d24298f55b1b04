"""Axes: lists and ranges, and what is no axis."""

import pytest

from basinet.sweeps import Axis, linear, logarithmic
from basinet.sweeps.axis import read_axis


def test_ranges_have_both_ends_and_the_same_decimals_however_they_are_cut():
    assert linear(0.0, 1.0, 11)[3] == 0.3
    assert set(linear(0.0, 1.0, 6)) <= set(linear(0.0, 1.0, 11))
    assert logarithmic(0.001, 1.0, 4) == (0.001, 0.01, 0.1, 1.0)


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ([3, 1, 2], (3, 1, 2)),
        ([[20, 10], [30]], ((20, 10), (30,))),
        ({"from": 0, "to": 1, "points": 3}, (0.0, 0.5, 1.0)),
        ({"from": 10, "to": 30, "points": 3}, (10, 20, 30)),
        ({"from": 10, "to": 35, "step": 10}, (10, 20, 30)),
        ({"from": 0.1, "to": 0.3, "step": 0.1}, (0.1, 0.2, 0.3)),
        ({"from": 3.0, "to": 1.0, "step": -1.0}, (3.0, 2.0, 1.0)),
        ({"from": 1, "to": 1000, "points": 4, "spacing": "log"}, (1, 10, 100, 1000)),
        ({"from": 1, "to": 4, "points": 5, "spacing": "log"}, (1, 2, 3, 4)),
    ],
)
def test_an_axis_is_read_from_a_list_or_a_range(given, values):
    read = read_axis("a", given).values
    assert read == values
    assert [type(one) for one in read] == [type(one) for one in values]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "axis a is empty"),
        ({"from": 2, "to": 1, "step": 1}, "axis a is empty"),
        ([1, 2, 1.0], r"value 1\.0 twice"),
        ("0.1", "expected a list"),
        (0.1, "expected a list"),
        ({"from": 0, "to": 1}, "needs from, to, and points or step"),
        ({"from": 0, "to": 1, "points": 2, "step": 1}, "needs from, to, and points or step"),
        ({"from": 0, "to": 1, "points": 0}, "points is 0"),
        ({"from": 0, "to": 1, "points": 2, "spacing": "log"}, "must stay above 0"),
        ({"from": 1, "to": 2, "step": 1, "spacing": "log"}, "points, not a step"),
        ({"from": 1, "to": 2, "points": 2, "spacing": "odd"}, "linear or log"),
        ({"from": "a", "to": 2, "points": 2}, "from is 'a'"),
        ({"from": 0, "to": 1, "number": 2}, "no 'number'"),
        ({"from": 0.0, "to": float("inf"), "points": 2}, "finite"),
        ({"from": 0, "to": 1, "step": 0}, "leads nowhere"),
    ],
)
def test_what_is_no_axis_is_refused_with_its_name(given, said):
    with pytest.raises(ValueError, match=said) as caught:
        read_axis("a", given)
    assert "axis a" in str(caught.value)


def test_an_axis_in_python_is_checked_too():
    with pytest.raises(ValueError, match="axis epochs is empty"):
        Axis("epochs", ())
