import numpy as np
import pytest

from basinet.viz import layers

EPOCHS = [1, 2, 5]
WITHIN = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
BETWEEN = -WITHIN / 2
SYMMETRY = np.array([[0.0, 0.1], [0.05, 0.2], [np.nan, 0.3]])


def test_there_is_a_line_for_each_layer_and_quantity(drawn):
    figure = layers(EPOCHS, WITHIN, BETWEEN, SYMMETRY)
    for name, values in (("within", WITHIN), ("between", BETWEEN), ("reciprocity", SYMMETRY)):
        lines = drawn(figure, name)
        assert len(lines) == 2
        for layer, line in enumerate(lines):
            np.testing.assert_array_equal(line.get_xdata(), EPOCHS)
            np.testing.assert_array_equal(line.get_ydata(), values[:, layer])


def test_last_values_are_written_with_the_layer_except_where_unknown(words):
    text = words(layers(EPOCHS, WITHIN, BETWEEN, SYMMETRY))
    for label in ("layer 1: +0.50", "layer 2: +0.60", "layer 1: −0.25", "layer 2: +0.300"):
        assert label in text
    assert text.count("layer 1") == 2  # both overlaps; its symmetry is unknown


def test_one_layer_needs_no_name_and_many_have_none(words):
    assert "layer" not in words(layers(EPOCHS, *(v[:, :1] for v in (WITHIN, BETWEEN, SYMMETRY))))
    many = np.tile(WITHIN, (1, 6))
    assert "layer" not in words(layers(EPOCHS, many, many, many))


def test_a_single_epoch_is_a_dot(drawn):
    figure = layers([1], WITHIN[:1], BETWEEN[:1], SYMMETRY[:1])
    assert all(line.get_marker() == "o" for line in drawn(figure, "within"))


@pytest.mark.parametrize(
    ("within", "reciprocity", "message"),
    [
        (WITHIN[:2], SYMMETRY, r"within has shape \(2, 2\); expected \(3, 2\)"),
        (WITHIN, SYMMETRY[:, :1], r"reciprocity has shape \(3, 1\)"),
        (WITHIN + 1, SYMMETRY, "within holds 1.1"),
        (np.zeros((3, 0)), np.zeros((3, 0)), "not empty"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_is_no_course_of_training_is_refused(within, reciprocity, message):
    between = BETWEEN if within.size else within
    with pytest.raises(ValueError, match=message):
        layers(EPOCHS, within, between, reciprocity)
