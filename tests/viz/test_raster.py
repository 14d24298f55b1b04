import numpy as np
import pytest

from basinet.viz import raster

# Five neurons by hand: neuron 0 never flips, 1 flips last, 2 flips back and forth, 3 and 4 early.
SPINS = np.array(
    [
        [0, 0, 0, 0, 0],
        [1, 1, -1, 1, -1],
        [1, 1, 1, -1, 1],
        [1, 1, -1, -1, 1],
        [1, -1, -1, -1, 1],
    ],
    dtype=np.int8,
)
MINUS, PLUS, TO_MINUS, TO_PLUS, SILENT = range(5)


def test_neurons_that_flip_are_sorted_by_their_last_flip(drawn):
    (image,) = drawn(raster(SPINS, 3), "moving")
    expected = [
        [SILENT, PLUS, PLUS, PLUS, TO_MINUS],  # neuron 1
        [SILENT, MINUS, TO_PLUS, TO_MINUS, MINUS],  # neuron 2
        [SILENT, PLUS, TO_MINUS, MINUS, MINUS],  # neuron 3
        [SILENT, MINUS, TO_PLUS, PLUS, PLUS],  # neuron 4
    ]
    np.testing.assert_array_equal(image.get_array(), expected)


def test_neurons_that_never_flip_are_drawn_apart(drawn, words):
    figure = raster(SPINS, 3)
    (image,) = drawn(figure, "still")
    np.testing.assert_array_equal(image.get_array(), [[SILENT, PLUS, PLUS, PLUS, PLUS]])
    assert "4 of 5 neurons flip" in words(figure)
    assert "1 keeps its first sign | 20.0 % of the neurons" in words(figure)


def test_every_neuron_of_a_large_network_is_drawn_once(drawn):
    rng = np.random.default_rng(0)
    spins = np.sign(rng.normal(size=(10, 1600)) + 3 * rng.normal(size=1600)).astype(np.int8)
    figure = raster(spins, 5)
    rows = np.vstack([drawn(figure, name)[0].get_array() for name in ("moving", "still")])
    assert sorted(map(bytes, np.isin(rows, [PLUS, TO_PLUS]))) == sorted(map(bytes, spins.T > 0))


def bars(figure):
    return [patch.get_height() for patch in figure.axes[-1].containers[0]]


def test_bars_count_the_flips_and_not_the_first_sign():
    assert bars(raster(SPINS, 3)) == [0, 0, 3, 1, 1]


def test_counts_that_are_given_are_drawn_instead(words):
    figure = raster(SPINS, 3, changes=np.array([0, 1600, 320, 7, 1]))
    assert bars(figure) == [0, 1600, 320, 7, 1]
    assert "1,600" in words(figure)


def test_the_release_is_marked_between_two_sweeps_in_every_panel(drawn):
    lines = drawn(raster(SPINS, 3), "release")
    assert len(lines) == 3
    assert all(set(line.get_xdata()) == {2.5} for line in lines)


def test_brackets_span_the_phases(drawn):
    figure = raster(SPINS, 3)
    (steered,), (free,) = drawn(figure, "steered"), drawn(figure, "free")
    assert [min(steered.get_xdata()), max(steered.get_xdata())] == pytest.approx(
        [-0.5, 2.5], abs=0.1
    )
    assert [min(free.get_xdata()), max(free.get_xdata())] == pytest.approx([2.5, 4.5], abs=0.1)


@pytest.mark.parametrize(("released_at", "absent"), [(0, "steered"), (5, "free")])
def test_a_phase_that_did_not_happen_has_no_bracket(drawn, released_at, absent):
    figure = raster(SPINS, released_at)
    assert drawn(figure, absent) == []
    assert drawn(figure, "release") == []
    assert drawn(figure, {"steered": "free", "free": "steered"}[absent]) != []


def test_panels_without_neurons_are_left_out(drawn):
    at_rest = np.ones((3, 4), dtype=np.int8)
    assert drawn(raster(at_rest, 1), "moving") == []
    restless = np.array([[1, -1], [-1, 1]], dtype=np.int8)
    assert drawn(raster(restless, 1), "still") == []


def test_silence_is_explained_only_where_it_occurs(words):
    assert "silent" in words(raster(SPINS, 3))
    assert "silent" not in words(raster(SPINS[1:], 2))


@pytest.mark.parametrize(
    ("spins", "released_at", "changes", "message"),
    [
        (SPINS[0], 0, None, r"shape \(5,\)"),
        (SPINS[:0], 0, None, r"shape \(0, 5\)"),
        (2 * SPINS, 0, None, r"holds \[-2, 2\]"),
        (SPINS, 6, None, "released_at is 6"),
        (SPINS, -1, None, "released_at is -1"),
        (SPINS, 3, np.zeros(4, int), r"changes has shape \(4,\)"),
        (SPINS, 3, np.array([0, 0, 0, 0, -1]), "changes holds -1"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(spins, released_at, changes, message):
    with pytest.raises(ValueError, match=message):
        raster(spins, released_at, changes=changes)
