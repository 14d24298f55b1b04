"""The pictures that were answered wrongly."""

import numpy as np
import pytest

from basinet.data import Dataset, Raw
from basinet.model import begin
from basinet.runs.mistakes import PICTURES, mistakes
from basinet.settings import learner
from basinet.viz import mistakes as drawn


def test_each_picture_has_its_class_and_the_answer():
    own = [f"own{i}" for i in range(10)]
    figure = drawn(np.arange(40.0).reshape(10, 2, 2), own, ["given"] * 10)
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == [f"{one} → given" for one in own]
    with pytest.raises(ValueError, match="1 classes and 2 answers"):
        drawn(np.zeros((2, 2, 2)), ["a"], ["b", "b"])


def test_the_pictures_that_are_shown_are_wrong_and_of_every_class():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(90, 6)).astype(np.float32), np.repeat(["a", "b", "c"], 30)
    data = Dataset("pictures", x, y, x, y, None, (2, 3), Raw())
    model = begin(learner("steered", hidden=4), Raw(), x, y, 0)
    answers = np.where(np.arange(90) % 30 < 20, (model.index(y) + 1) % 3, model.index(y))
    found = mistakes(model, data, answers)
    assert found is not None
    assert (found.count, found.asked, len(found.truth)) == (60, 90, PICTURES)
    assert found.truth[:4] == ["a", "b", "c", "a"]
    assert found.answers[:4] == ["b", "c", "a", "b"]
    np.testing.assert_array_equal(found.pictures[1], x[30].reshape(2, 3))
    assert mistakes(model, data, model.index(y)) is None
    flat = Dataset("rows", x, y, x, y, None, None, Raw())
    assert mistakes(model, flat, answers) is None
