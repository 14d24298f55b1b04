import numpy as np
import pytest

from basinet.viz import settling
from basinet.viz._settling_course import FLOOR

RNG = np.random.default_rng(0)
MOVED = np.exp(-np.arange(1.0, 9))[:, None] * RNG.random((8, 5))


def test_both_phases_fall_to_their_own_end(drawn, words):
    energies = np.sort(RNG.normal(size=(9, 5)), axis=0)[::-1]
    figure = settling(energies, MOVED, 4)
    lines = drawn(figure, "pattern")
    assert len(lines) == 5 + 5 + 5
    height = energies[:5, 0] - energies[4, 0]
    np.testing.assert_allclose(lines[0].get_ydata(), np.maximum(height, 1e-5))
    height = energies[4:, 0] - energies[8, 0]
    np.testing.assert_allclose(lines[5].get_ydata(), np.maximum(height, 1e-5))
    np.testing.assert_allclose(lines[10].get_ydata(), MOVED[:, 0])
    assert "energy" in words(figure)


def test_the_axis_begins_where_smaller_values_are_drawn_and_says_so():
    (axes,) = settling(None, np.where(MOVED < 0.01, 0, MOVED), 4).axes
    assert axes.get_ylim()[0] == FLOOR
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert [label for label in labels if "≤" in label] == ["≤ $10^{-8}$"]


def test_without_an_energy_the_moves_stand_alone(drawn, words):
    figure = settling(None, MOVED, 4)
    assert len(drawn(figure, "pattern")) == 5
    assert "energy" not in words(figure)


@pytest.mark.parametrize(
    ("energies", "moved", "at", "message"),
    [
        (np.zeros((8, 5)), MOVED, 4, "8 energies do not fit 8 sweeps"),
        (None, MOVED, 8, "nudged_at is 8; expected 1 to 7"),
        (None, np.full((8, 5), np.nan), 4, "finite"),
    ],
)
def test_what_cannot_be_drawn_is_refused(energies, moved, at, message):
    with pytest.raises(ValueError, match=message):
        settling(energies, moved, at)
