import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.cli.theory.ranges import dense, numbers, whole_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3", [0.3]),
        ("-1", [-1.0]),
        ("0.1,0.3", [0.1, 0.3]),
        ("0.3, 0.1,0.3", [0.1, 0.3]),
        ("0:1:0.25", [0, 0.25, 0.5, 0.75, 1]),
        ("0:0.3:0.1", [0, 0.1, 0.2, 0.3]),
        ("0:0.95:0.5", [0, 0.5]),
        ("2:2:1", [2]),
        ("1e-3:2e-3:5e-4", [0.001, 0.0015, 0.002]),
    ],
)
def test_a_text_stands_for_numbers_in_increasing_order(text, expected):
    assert_array_equal(numbers("--x", text), expected)


@pytest.mark.parametrize("step", [0.1, 0.05, 0.01, 0.003, 1 / 3])
def test_a_range_meets_its_last_number_however_the_steps_round(step):
    values = numbers("--x", f"0:{7 * step!r}:{step!r}")
    assert len(values) == 8
    assert values[-1] == pytest.approx(7 * step, abs=1e-11)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--x is ''; expected a number, a list"),
        ("a", "--x is 'a'; expected a number"),
        ("0.1;0.2", "expected a number, a list"),
        ("0:1", "--x is '0:1'; expected a number, a list"),
        ("0:1:0.1:2", "expected a number, a list"),
        ("0:1,2", "expected a number, a list"),
        ("0:1:0", "step above 0"),
        ("0:1:-0.1", "step above 0"),
        ("1:0:0.1", "last number not below the first"),
        ("0:1:1e-9", "more than 100,000 numbers"),
        ("nan", "expected finite numbers"),
        ("0:inf:1", "expected finite numbers"),
    ],
)
def test_what_is_no_range_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        numbers("--x", text)


def test_whole_numbers_are_whole():
    assert whole_numbers("--layers", "2,3:5:1".replace("2,", "")) == [3, 4, 5]
    with pytest.raises(ValueError, match=r"--layers holds 2\.5; expected whole numbers"):
        whole_numbers("--layers", "2,2.5")


def test_positions_of_a_smooth_curve_span_the_values_and_know_small_ones():
    linear, ratios = dense(np.array([0.0, 3.0])), dense(np.array([0.001, 0.5]))
    assert (linear[0], linear[-1]) == (0, 3)
    np.testing.assert_allclose(np.diff(linear), linear[1])
    np.testing.assert_allclose(ratios[1:] / ratios[:-1], ratios[1] / ratios[0])
    assert_array_equal(dense(np.array([0.2])), [0.2])
