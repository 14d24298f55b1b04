"""Sweeps as values: the grid, the fields that axes name, the names of the runs."""

import itertools
import tomllib

import pytest

from basinet import Steered
from basinet.core import RandomSubset
from basinet.runs import Run
from basinet.runs import from_plain as run_from_plain
from basinet.sweeps import Axis, Settling, Sweep, Training, from_plain, name_of, to_toml, union

BASE = Training(Run(Steered(hidden=20), data="digits"))


def test_a_sweep_is_the_product_of_its_axes_and_seeds_in_their_order():
    sweep = Sweep(
        BASE, (Axis("learner.teaching.margin", (0.1, 0.2)), Axis("epochs", (1, 2))), (0, 5)
    )
    points = [(t.run.learner.margin, t.run.epochs, t.run.seed) for t in sweep.tasks()]
    assert points == list(itertools.product((0.1, 0.2), (1, 2), (0, 5)))
    assert len(sweep) == 8


def test_axes_reach_the_run_the_learner_and_the_parts_of_the_learner():
    learner = Steered(hidden=20, dynamics=RandomSubset(0.5))
    base = Training(Run(learner))
    for name, value, read in (
        ("data", "mnist", lambda run: run.data),
        ("batch_size", 3, lambda run: run.batch_size),
        ("learner.hidden", (10, 10), lambda run: run.learner.hidden),
        ("learner.dynamics.fraction", 0.7, lambda run: run.learner.dynamics.fraction),
    ):
        assert read(base.changed(name, value).run) == value
    changed = base.changed("learner.dynamics", "RandomSubset(fraction=0.25)")
    assert changed.run.learner.dynamics == RandomSubset(0.25)
    assert changed.plain()["learner.dynamics.fraction"] == 0.25


def test_a_sweep_written_as_toml_is_the_same_sweep():
    for sweep in (
        Sweep(BASE, (Axis("learner.hidden", (10, (10, 10))),), (3, 1), "best_accuracy", 0.9),
        Sweep(Settling(neurons=30), (Axis("self_coupling", (0.1, 0.5)),), (0, 1), "settled"),
    ):
        again = from_plain(tomllib.loads(to_toml(sweep)))
        assert again == sweep
        assert list(map(name_of, again.tasks())) == list(map(name_of, sweep.tasks()))


def test_a_run_has_the_same_name_in_every_sweep_and_another_for_every_other_value():
    few = Sweep(BASE, (Axis("learner.teaching.margin", (0.1, 1)),), (0, 1))
    more = Sweep(BASE, (Axis("learner.teaching.margin", (2.0, 1.0, 0.1)),), (1, 0, 2))
    names = [{name_of(task) for task in sweep.tasks()} for sweep in (few, more)]
    assert names[0] < names[1]
    assert [len(found) for found in names] == [4, 9]
    assert (
        len({name_of(it) for it in (BASE, Training(BASE.run, ()), Training(BASE.run, stack=2))})
        == 3
    )


def test_the_files_of_a_run_repeat_it():
    task = BASE.changed("learner.teaching.margin", 0.3).changed("seed", 4)
    assert run_from_plain(tomllib.loads(task.files()["run.toml"])) == task.run


def test_values_that_only_go_together_are_allowed():
    axes = (Axis("learner.hidden", (10, (10, 10, 10))), Axis("learner.sweeps", (2, 4)))
    sweep = Sweep(BASE, axes)
    with pytest.raises(ValueError, match=r"at learner\.hidden = .*sweeps is 2"):
        sweep.at({"learner.hidden": (10, 10, 10), "learner.sweeps": 2})
    assert sweep.at({"learner.hidden": (10, 10, 10), "learner.sweeps": 4})


def test_the_union_of_two_sweeps_has_the_values_of_both():
    one = Sweep(BASE, (Axis("epochs", (1, 2)),), (0,))
    other = Sweep(BASE, (Axis("epochs", (4, 2)),), (3, 0))
    assert union(one, other) == Sweep(BASE, (Axis("epochs", (1, 2, 4)),), (0, 3))
    with pytest.raises(ValueError, match=r"learner\.teaching\.margin = 0\.9, the other 0\.5"):
        union(one, Sweep(BASE.changed("learner.teaching.margin", 0.5), (Axis("epochs", (1,)),)))
    with pytest.raises(ValueError, match="over epochs, the other over batch_size"):
        union(one, Sweep(BASE, (Axis("batch_size", (1,)),)))


RUN = {"run": {"settings": {"hidden": 20}}}
REFUSED = {
    "axis that names no field": (
        RUN | {"axes": {"learner": {"teaching": {"margn": [1.0]}}}},
        "mean margin",
    ),
    "another axis that names no field": (
        RUN | {"axes": {"epochs": [1, 2], "learner": {"teaching": {"margn": [1.0]}}}},
        r"axis learner\.teaching\.margn: ",
    ),
    "axis that lies in a part": (
        RUN | {"axes": {"learner": {"margin": [1.0]}}},
        r"no field 'margin' \(did you mean teaching\.margin\?\)",
    ),
    "axis beside the run": (RUN | {"axes": {"hiden": [1.0]}}, r"did you mean learner\."),
    "field of a number": (RUN | {"axes": {"learner.rate.x": [1.0]}}, "has no field 'x'"),
    "empty axis": (RUN | {"axes": {"epochs": []}}, "axis epochs is empty"),
    "value out of range": (
        RUN | {"axes": {"learner.teaching.margin": [1.0, -1.0]}},
        "axis .*margin is -1",
    ),
    "value of another kind": (RUN | {"axes": {"epochs": ["many"]}}, "epochs is 'many'"),
    "seed as an axis": (RUN | {"axes": {"seed": [1, 2]}}, "seed is no axis"),
    "no seeds": (RUN | {"seeds": []}, "seeds is empty"),
    "no number of seeds": (RUN | {"seeds": 0}, "seeds is 0"),
    "seed twice": (RUN | {"seeds": [1, 1]}, "each seed once"),
    "seed out of range": (RUN | {"seeds": [-1]}, "seed is -1"),
    "seeds as text": (RUN | {"seeds": "five"}, "seeds is 'five'"),
    "unknown key": (RUN | {"speed": 3}, "no 'speed'.*; it has run, settling"),
    "nothing to repeat": ({"axes": {}}, r"one table \[run\], .* or \[world\]"),
    "two things to repeat": (RUN | {"settling": {}}, r"one table"),
    "unknown measure": (RUN | {"measure": ["speed"]}, "no measure 'speed'; the measures are"),
    "measure of settling": ({"settling": {}, "measure": ["training"]}, "theory has no quantity"),
    "measure inside settling": ({"settling": {"measure": []}}, r"beside the table \[settling\]"),
    "stack of settling": ({"settling": {}, "stack": 2}, r"stack is for \[run\]"),
    "no stack": (RUN | {"stack": 0}, "stack is 0"),
    "axes as a list": (RUN | {"axes": [1]}, "axes is .*table"),
    "threshold as text": (RUN | {"threshold": "high"}, "threshold is 'high'"),
    "unknown field of settling": ({"settling": {"hidden": 3}}, "no field 'hidden'"),
    "no neurons": ({"settling": {"neurons": 0}}, "neurons is 0"),
    "negative self-coupling": ({"settling": {"self_coupling": -0.5}}, "self_coupling is -0.5"),
    "odd dynamics": ({"settling": {"dynamics": 3}}, "dynamics is 3; .*update rule"),
}


@pytest.mark.parametrize(("plain", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_sweep_is_refused_with_a_line_that_names_it(plain, said, unchecked):
    with pytest.raises(ValueError, match=said):
        from_plain(plain)
