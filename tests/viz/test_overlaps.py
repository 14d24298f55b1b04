import numpy as np
import pytest

from basinet.viz import overlaps

RNG = np.random.default_rng(0)
WITHIN = np.clip(RNG.normal(0.6, 0.2, 500), -1, 1)
BETWEEN = np.clip(RNG.normal(-0.1, 0.2, 700), -1, 1)
MATRIX = np.array([[0.7, -0.1, 0.0], [-0.1, 0.5, -0.2], [0.0, -0.2, np.nan]])
NAMES = ["a", "b", "c"]


def test_outlines_are_the_histograms_of_all_pairs(drawn):
    figure = overlaps(WITHIN, BETWEEN, MATRIX, NAMES)
    for name, values in (("within", WITHIN), ("between", BETWEEN)):
        outline = drawn(figure, name)[0].get_data()
        assert (outline.edges[0], outline.edges[-1]) == (-1, 1)
        expected = np.histogram(values, outline.edges)[0] / values.size
        np.testing.assert_array_equal(outline.values, expected)
        assert outline.values.sum() == pytest.approx(1)


def test_means_are_lines_with_their_values(drawn, words):
    figure = overlaps(WITHIN, BETWEEN, MATRIX, NAMES)
    assert set(drawn(figure, "within mean")[0].get_xdata()) == {float(WITHIN.mean())}
    assert set(drawn(figure, "between mean")[0].get_xdata()) == {float(BETWEEN.mean())}
    assert f"same class mean +{WITHIN.mean():.2f}" in words(figure)
    assert f"different classes mean −{-BETWEEN.mean():.2f}" in words(figure)


def test_colours_are_the_matrix_on_a_scale_symmetric_about_zero(drawn):
    (image,) = drawn(overlaps(WITHIN, BETWEEN, MATRIX, NAMES), "matrix")
    np.testing.assert_array_equal(image.get_array().filled(np.nan), MATRIX)
    assert (image.norm.vmin, image.norm.vmax) == (-0.7, 0.7)


def test_mean_overlaps_are_written_except_where_there_is_no_pair(drawn):
    figure = overlaps(WITHIN, BETWEEN, MATRIX, NAMES)
    written = {text.get_position(): text.get_text() for text in drawn(figure, "mean")}
    assert written[0, 0] == "0.70"
    assert written[2, 1] == "−0.20"
    assert written[2, 0] == "0.00"
    assert len(written) == 8


def test_overlaps_that_exceed_one_by_rounding_are_counted(drawn):
    within = np.full(3, np.float32(1) + np.float32(1e-6))
    figure = overlaps(within, BETWEEN, MATRIX, NAMES)
    assert drawn(figure, "within")[0].get_data().values[-1] == 1


@pytest.mark.parametrize(
    ("within", "between", "matrix", "classes", "message"),
    [
        (np.zeros(0), BETWEEN, MATRIX, NAMES, r"within has shape \(0,\)"),
        (WITHIN, np.zeros((2, 2)), MATRIX, NAMES, r"between has shape \(2, 2\)"),
        (WITHIN, np.array([0.1, 1.5]), MATRIX, NAMES, "between holds 1.5"),
        (np.array([np.nan]), BETWEEN, MATRIX, NAMES, "within holds nan"),
        (WITHIN, BETWEEN, MATRIX[:2], NAMES, r"matrix has shape \(2, 3\)"),
        (WITHIN, BETWEEN, MATRIX, NAMES[:2], r"expected \(2, 2\)"),
        (WITHIN, BETWEEN, 3 * MATRIX, NAMES, "matrix holds 2"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(within, between, matrix, classes, message):
    with pytest.raises(ValueError, match=message):
        overlaps(within, between, matrix, classes)
