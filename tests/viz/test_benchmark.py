import numpy as np
import pytest

from basinet.viz import benchmark

EPOCHS = {"steered": [(400, 1.5), (1600, 10.0)], "dense": [(400, 3.7), (1600, 40.0)]}
COURSES = {"steered": ([10.0, 20.0], [0.84, 0.87]), "mlp-relu": ([1.0, 2.0], [0.88, 0.91])}
SHARES = [("steered", 400, "bytes", 0.3), ("steered", 400, "flops", 0.1)]


def test_lines_and_bars_are_what_was_measured(drawn):
    figure = benchmark(EPOCHS, COURSES, SHARES, "on an abacus")
    (line,) = drawn(figure, "epoch dense")
    np.testing.assert_array_equal(line.get_xydata(), EPOCHS["dense"])
    (line,) = drawn(figure, "course mlp-relu")
    np.testing.assert_array_equal(line.get_xydata(), np.transpose(COURSES["mlp-relu"]))
    assert [bar.get_width() for bar in drawn(figure, "share steered")] == [0.3, 0.1]


def test_names_stand_beside_the_ends_of_the_lines(drawn, words):
    figure = benchmark(EPOCHS, {}, [])
    ends = {label.get_text(): label.xy[1] for label in drawn(figure, "end")}
    assert ends.keys() == {"steered network\n10 s", "plain dense version\n40 s"}
    assert ends["steered network\n10 s"] < ends["plain dense version\n40 s"] <= 1
    assert "on an abacus" in words(benchmark(EPOCHS, {}, [], "on an abacus"))


@pytest.mark.parametrize(
    ("parts", "panels"),
    [((EPOCHS, {}, []), 1), (({}, COURSES, []), 1), ((EPOCHS, {}, SHARES), 2)],
)
def test_there_is_a_panel_for_what_was_measured(parts, panels):
    assert len(benchmark(*parts).axes) == panels


def test_a_learner_that_is_not_known_is_drawn_under_its_name(words):
    assert "swarm" in words(benchmark({"swarm": [(30, 1.0)]}, {}, []))


@pytest.mark.parametrize(
    ("epochs", "message"),
    [({}, "nothing to draw"), ({"steered": [(400, 0.0)]}, r"a time is 0\.0; expected seconds")],
)
def test_what_cannot_be_drawn_is_refused(epochs, message):
    with pytest.raises(ValueError, match=message):
        benchmark(epochs, {}, [])
