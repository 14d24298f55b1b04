import numpy as np
import pytest

from basinet.viz import Measured, phase_diagram, to_png

DENSE = np.linspace(0, 1.5, 50)
AT = np.array([0.0, 0.1, 0.2, 0.5, 1.5])


def measured(*values, spread=0.1):
    value = np.array(values)
    return Measured(AT, value, np.maximum(value - spread, 0), np.minimum(value + spread, 1))


CURVES = {
    "focusing": measured(0, 0.2, 0.9, 1, 1),
    "asynchronous": measured(0, 0, 0, 0.4, 1),
    "accuracy": measured(0.5, 0.5, 0.6, 0.8, 0.9, spread=0.02),
}


def diagram(**changes):
    given = {
        "self_coupling": DENSE,
        "complexity": DENSE / 2,
        "overlap_gap": 0.06,
        "monotonicity": 0.073,
        **CURVES,
    } | changes
    return phase_diagram(given.pop("self_coupling"), given.pop("complexity"), **given)


@pytest.fixture(scope="module")
def figure():
    return diagram(note="N = 7, as $ it is")


def test_points_stand_where_they_were_measured(figure, drawn):
    for name, curve in CURVES.items():
        (line,) = drawn(figure, name)
        np.testing.assert_array_equal(line.get_xdata(), AT)
        np.testing.assert_array_equal(line.get_ydata(), curve.value)


def test_error_bars_reach_from_low_to_high(figure, drawn):
    for name, curve in CURVES.items():
        (bars,) = drawn(figure, f"{name} errors")
        ends = np.array([segment[:, 1] for segment in bars.get_segments()])
        np.testing.assert_allclose(ends.T, [curve.low, curve.high])


def test_theory_is_the_surface_and_the_two_transitions(figure, drawn, words):
    np.testing.assert_array_equal(drawn(figure, "complexity")[0].get_ydata(), DENSE / 2)
    assert drawn(figure, "J_OGP")[0].get_xdata() == [0.06, 0.06]
    assert drawn(figure, "J_mono")[0].get_xdata() == [0.073, 0.073]
    assert "= 0.060" in words(figure)
    assert "= 0.073" in words(figure)


def test_all_curves_are_named_inside_the_figure(figure, drawn):
    names = " ".join(label.get_text() for label in drawn(figure, "name"))
    for word in ("focusing", "asynchronous", "accuracy", "fixed points"):
        assert word in names
    for label in drawn(figure, "name"):
        extent = label.get_window_extent()
        assert figure.bbox.x0 <= extent.x0
        assert extent.x1 <= figure.bbox.x1


def test_how_it_was_measured_stands_below(figure, drawn):
    assert drawn(figure, "how")[0].get_text() == "N = 7, as $ it is"
    assert drawn(diagram(), "how") == []


def test_curves_that_never_or_always_succeed_can_be_drawn(drawn):
    figure = diagram(focusing=measured(1, 1, 1, 1, 1), asynchronous=measured(0, 0, 0, 0, 0))
    assert len(drawn(figure, "name")) == 4


def test_a_single_point_can_be_drawn():
    one = Measured(*(np.array([0.5]) for _ in range(4)))
    figure = diagram(
        self_coupling=np.array([0.5]),
        complexity=np.array([0.3]),
        focusing=one,
        asynchronous=one,
        accuracy=one,
    )
    assert to_png(figure).startswith(b"\x89PNG")


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"complexity": DENSE[1:]}, r"complexity has shape \(49,\)"),
        ({"complexity": DENSE}, "complexity holds a value outside"),
        ({"self_coupling": DENSE[::-1]}, "self_coupling has the self-couplings"),
        ({"overlap_gap": 0.1}, "overlap_gap is 0.1 and monotonicity 0.073"),
        ({"overlap_gap": float("nan")}, "overlap_gap is nan"),
        ({"focusing": Measured(AT, AT, AT, AT[1:])}, "focusing has arrays of the shapes"),
        ({"focusing": Measured(AT, AT, AT, AT)}, "focusing holds a value outside"),
        ({"accuracy": Measured(-AT, AT, AT, AT)}, "accuracy has the self-couplings"),
        (
            {"asynchronous": Measured(AT, AT / 2, AT / 2 + 0.1, AT / 2)},
            "asynchronous has an error bar that does not contain its value",
        ),
    ],
)
def test_bad_input_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        diagram(**change)
