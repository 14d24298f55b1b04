"""Parts of the data, the count of parameters, and cells in the store of a sweep."""

import numpy as np
import pytest

from basinet.compare import Cell, choose, markdown, steps_alike, subset, summarise
from basinet.data import load
from basinet.learners import LEARNERS, Steered
from basinet.runs import Run
from basinet.sweeps import InProcess, Store, conduct
from basinet.sweeps.task import name_of
from basinet.yardsticks import Backpropagation


def test_parts_are_nested_and_hold_every_class_in_its_proportion():
    data = load("digits")
    rows = [{r.tobytes() for r in subset(data, f, 3).x_train} for f in (0.01, 0.1, 1.0)]
    assert rows[0] < rows[1] < rows[2]
    small = subset(data, 0.001, 3)
    np.testing.assert_array_equal(np.sort(small.y_train), np.unique(data.y_train))
    share = [np.bincount(d.y_train) for d in (data, subset(data, 0.1, 3))]
    np.testing.assert_array_equal(share[1], np.ceil(share[0] / 10))
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        subset(data, 0.0, 3)


def test_a_part_gets_as_many_steps_as_the_whole_up_to_ten_times_the_epochs():
    assert steps_alike(4, 10, 100, 50) == 8
    assert steps_alike(4, 10, 1000, 10) == 40
    assert steps_alike(4, 100, 50, 50) == 4


def test_cells_are_stored_and_the_parameters_of_the_yardstick_are_its_weights(tmp_path):
    pytest.importorskip("optax")
    store = Store(tmp_path)
    cells = [
        Cell("yardstick", Run(Backpropagation(hidden=8), epochs=2, seed=seed), 0.1)
        for seed in (0, 1)
    ]
    for _ in conduct(list(cells), store, InProcess()):
        pass
    results = [store.read(name_of(cell)) for cell in cells]
    assert [r["parameters"] for r in results] == [64 * 8 + 8 + 8 * 10 + 10] * 2
    (row,) = summarise(results)
    assert row.accuracy == np.mean([r["accuracy"] for r in results])
    assert (row.seeds, row.learner) == (2, "yardstick")
    assert "| yardstick | 0.1 |" in markdown([row], {})


def test_other_settings_fractions_and_seeds_are_other_cells():
    run = Run(Steered(hidden=20))
    cells = [
        Cell("steered", run),
        Cell("steered", run, 0.5),
        Cell("steered", Run(Steered(hidden=20), seed=1)),
        Cell("steered", Run(Steered(hidden=21))),
    ]
    assert len({name_of(cell) for cell in cells}) == 4


def test_a_learner_in_the_table_is_compared_without_another_line(monkeypatch):
    monkeypatch.setitem(LEARNERS, "mine", Steered)
    assert "mine" in choose([], {})
