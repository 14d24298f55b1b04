import numpy as np
import pytest

from basinet.viz import confusion

COUNTS = np.array([[90, 10, 0], [1, 48, 1], [0, 0, 0]])


def test_shading_is_the_row_normalised_counts(drawn):
    figure = confusion(COUNTS, ["a", "b", "c"])
    (right,), (wrong,) = drawn(figure, "right"), drawn(figure, "wrong")
    shares = np.array([[0.9, 0.1, 0], [0.02, 0.96, 0.02], [0, 0, 0]])
    diagonal = np.eye(3, dtype=bool)
    np.testing.assert_allclose(np.ma.filled(right.get_array(), 0), shares * diagonal)
    np.testing.assert_allclose(np.ma.filled(wrong.get_array(), 0), shares * ~diagonal)


def test_the_scale_of_the_errors_ends_at_the_worst_error(drawn):
    (wrong,) = drawn(confusion(COUNTS, ["a", "b", "c"]), "wrong")
    assert wrong.norm.vmin == 0
    assert wrong.norm.vmax == pytest.approx(0.1)
    assert wrong.norm(0.02) > 0.4  # a fifth of the worst error is still well visible


def test_counts_are_written_into_their_cells(drawn):
    figure = confusion(COUNTS, ["a", "b", "c"])
    written = {text.get_position(): int(text.get_text()) for text in drawn(figure, "count")}
    assert written == {(0, 0): 90, (1, 0): 10, (0, 1): 1, (1, 1): 48, (2, 1): 1}


@pytest.mark.parametrize(("size", "written"), [(20, 20), (21, 0)])
def test_counts_are_written_up_to_twenty_classes(drawn, size, written):
    figure = confusion(3 * np.eye(size, dtype=int), [str(k) for k in range(size)])
    assert len(drawn(figure, "count")) == written


def test_recall_and_accuracy_are_written(drawn, words):
    figure = confusion(COUNTS, ["a", "b", "c"])
    assert [text.get_text() for text in drawn(figure, "recall")] == ["90 %", "96 %", "–"]
    assert "92.0 % correct | of 150 samples" in words(figure)


def test_one_error_in_a_large_class_is_not_rounded_away(drawn):
    figure = confusion(np.array([[999, 1], [0, 5]]), ["a", "b"])
    assert drawn(figure, "recall")[0].get_text() == "99.9 %"


def test_names_are_text_and_not_formulas(words):
    names = ["benign $x_2$ growth of the skin", "cost in $"]
    figure = confusion(np.array([[3, 1], [0, 2]]), names)
    assert all(name in words(figure) for name in names)
    labels = figure.axes[0].get_xticklabels() + figure.axes[0].get_yticklabels()
    assert not any(label.get_parse_math() for label in labels)


def test_everything_lies_inside_the_figure():
    names = ["malignant tumour of the breast", "benign fibroadenoma", "x", "none of the others"]
    figure = confusion(np.arange(16).reshape(4, 4), names)
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert (box.x1, box.y1) <= tuple(figure.get_size_inches())


@pytest.mark.parametrize(
    ("counts", "classes", "message"),
    [
        (np.ones((2, 3), int), ["a", "b"], r"shape \(2, 3\)"),
        (np.ones((0, 0), int), [], r"shape \(0, 0\)"),
        (np.ones((2, 2)), ["a", "b"], "dtype float64"),
        (np.array([[1, -1], [0, 1]]), ["a", "b"], "holds -1"),
        (np.zeros((2, 2), int), ["a", "b"], "zero everywhere"),
        (np.ones((2, 2), int), ["a"], "1 names"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_bad_input_is_refused(counts, classes, message):
    with pytest.raises(ValueError, match=message):
        confusion(counts, classes)
