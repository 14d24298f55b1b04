import numpy as np
import pytest

from basinet.viz import basins

P = np.array([0.01, 0.05, 0.2, 0.5])
DISTANCE = np.array([0.0, 0.01, 0.1, 0.48])
BACK = np.array([1.0, 0.9, 0.4, 0.0])
REST = np.array([1.0, 1.0, 0.95, 0.9])


def test_lines_are_the_measured_values(drawn):
    figure = basins(P, DISTANCE, BACK, REST)
    for name, values in (("distance", DISTANCE), ("returned", BACK), ("converged", REST)):
        (line,) = drawn(figure, name)
        np.testing.assert_array_equal(line.get_xdata(), P)
        np.testing.assert_array_equal(line.get_ydata(), values)


def test_perturbations_are_on_a_logarithmic_axis_in_per_cent(words):
    figure = basins(P, DISTANCE, BACK, REST)
    assert {axes.get_xscale() for axes in figure.axes} == {"log"}
    assert [axes.get_yscale() for axes in figure.axes] == ["log", "linear"]
    assert "10 %" in words(figure)
    assert "exactly back" in words(figure)


def test_full_repair_can_be_drawn():
    low, high = basins(P, 0 * P, REST, REST).axes[0].get_ylim()
    assert 0 < low < P[0]
    assert high > P[-1]


def test_a_single_perturbation_can_be_drawn(drawn):
    assert len(drawn(basins(*(v[:1] for v in (P, DISTANCE, BACK, REST))), "distance")) == 1


@pytest.mark.parametrize(
    ("flipped", "distance", "message"),
    [
        (P, DISTANCE[:2], r"distance has shape \(2,\)"),
        (P, DISTANCE + 0.9, "distance holds a value outside"),
        (P[::-1], DISTANCE, "increasing fractions"),
        (P - 0.01, DISTANCE, "increasing fractions above 0"),
        (np.zeros(0), np.zeros(0), "expected one axis"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_is_no_protocol_is_refused(flipped, distance, message):
    returned = BACK if flipped.size else flipped
    with pytest.raises(ValueError, match=message):
        basins(flipped, distance, returned, returned)
