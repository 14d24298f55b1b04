"""Figures of what was fitted: what is drawn is what the estimator computes."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix

from basinet import Associator, Classifier, DenseHopfield, ForwardForward, Steered, draw, viz
from basinet.draw.courses import course

X, Y = load_digits(return_X_y=True)


@pytest.fixture(scope="module")
def clf():
    learner = Steered(hidden=60)
    model = Classifier(learner, epochs=2, random_state=0, validation_fraction=0.2)
    return model.fit(X[:300], Y[:300])


def test_the_confusion_is_that_of_scikit_learn(clf):
    figure = draw.confusion(clf, X[300:400], Y[300:400])
    counts = confusion_matrix(Y[300:400], clf.predict(X[300:400]))
    other = viz.confusion(counts, clf.classes_)
    assert viz.to_png(figure) == viz.to_png(other)


def test_learning_curves_take_the_history_and_the_classifier(clf):
    assert len(draw.learning_curves(clf, chance=0.1).axes) == 3
    alone = viz.learning_curves(clf.history_)
    lines = [line for line in alone.axes[0].lines if line.get_gid() == "validation_accuracy"]
    assert lines[0].get_ydata().tolist() == [e["validation_accuracy"] for e in clf.history_]
    without = [{k: v for k, v in e.items() if "accuracy" not in k} for e in clf.history_]
    assert len(viz.learning_curves(without).axes) == len(without[0]) - 1


def test_the_course_of_a_relaxation_ends_where_the_relaxation_does(clf):
    end = clf.relax(X[:8])
    for row in range(8):
        states = course(clf, X[row])
        np.testing.assert_array_equal(states[-1], np.asarray(end.spins)[row])
        assert len(states) == max(int(end.sweeps[row]), 1) + 1


@pytest.mark.parametrize(
    "drawn",
    [
        lambda clf: draw.relaxation(clf, X[0]),
        lambda clf: draw.trial(clf, X[0], Y[0]),
        lambda clf: draw.stabilities(clf, X[:20]),
        lambda clf: draw.overlaps(clf, X[:40], Y[:40]),
        lambda clf: draw.basins(clf, X[:3]),
    ],
)
def test_figures_show_themselves_in_a_notebook(drawn, clf):
    figure = drawn(clf)
    assert isinstance(figure, viz.Figure)
    content, size = figure._repr_png_()
    assert content.startswith(b"\x89PNG")
    assert size["width"] > size["height"] / 4


def test_a_film_has_a_picture_for_each_sweep(clf, tmp_path):
    image = pytest.importorskip("PIL.Image")
    film = draw.film(clf, X[0], Y[0])
    film.save(tmp_path / "a.gif")
    with image.open(tmp_path / "a.gif") as opened:
        assert opened.n_frames > 2
    assert film._repr_html_().startswith("<img")
    assert draw.film(clf, X[0]).content != film.content
    with pytest.raises(ValueError, match=r"a\.png: a film is a \.gif file"):
        film.save(tmp_path / "a.png")


@pytest.mark.usefixtures("unchecked")
def test_what_cannot_be_drawn_is_refused_in_a_line():
    other = Classifier(ForwardForward(hidden=(20,)), epochs=1).fit(X[:100], Y[:100])
    with pytest.raises(TypeError, match="ForwardForward does not answer by relaxing"):
        draw.relaxation(other, X[0])
    assert draw.confusion(other, X[100:150], Y[100:150]) is not None
    with pytest.raises(TypeError, match="expected a Classifier or the folder of a run"):
        draw.model_of(3)


def test_memories_are_drawn():
    patterns = np.where(X[:5] > 7, 1, -1)
    memory = Associator(DenseHopfield(), random_state=0).fit(patterns)
    assert draw.recall(memory, patterns, patterns) is not None
    assert draw.descent(memory, patterns) is not None


@pytest.mark.parametrize(
    "result",
    [
        lambda clf: clf.relax(X[:5]),
        lambda clf: Associator(random_state=0).fit(X[:5]).recall(X[:5]),
    ],
)
def test_results_are_tables_in_a_notebook(result, clf):
    page = result(clf)._repr_html_()
    assert page.count("<tr>") > 3
    assert "at a fixed point" in page
