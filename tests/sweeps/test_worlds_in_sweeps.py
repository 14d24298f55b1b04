"""Sweeps over the fields of a world: what is observed in the long run, beside theory."""

import tomllib

import jax
import numpy as np
import pytest

from basinet.sweeps import Evolving, from_plain, name_of, to_toml
from basinet.sweeps.task import carry_out
from basinet.worlds import WORLDS, SortingArray, evolve, world

PLAIN = {
    "world": {"name": "kuramoto", "units": 30, "steps": 60, "every": 2},
    "axes": {"coupling": [0.5, 3.0], "width": [0.5, 1.0]},
    "seeds": 2,
}


def test_a_sweep_has_at_each_point_what_evolve_gives():
    sweep = from_plain(PLAIN)
    assert sweep.show == "order"
    tasks = list(sweep.tasks())
    again = from_plain(tomllib.loads(to_toml(sweep)))
    assert [name_of(task) for task in again.tasks()] == [name_of(task) for task in tasks]
    assert len(tasks) == 8
    assert len({task.kind() for task in tasks}) == 1
    *_, outcomes = carry_out(tasks)
    for task, outcome in zip(tasks, outcomes, strict=True):
        found = evolve(task.world, jax.random.key(task.seed), steps=60, every=2).seen["order"]
        row = outcome.measured
        assert row["order"] == pytest.approx(float(found[15:].mean()), rel=1e-6)
        assert row["order_last"] == pytest.approx(float(found[-1]), rel=1e-6)
        assert row["theory_order"] == pytest.approx(task.world.expected()["order"])
    assert {task.world.coupling for task in tasks} == {0.5, 3.0}


def test_a_task_is_its_description_and_comes_back_from_its_table():
    task = Evolving(SortingArray(units=12), steps=50)
    other = task.changed("other", "Selection()").changed("steps", 80)
    assert name_of(task) != name_of(other)
    again = from_plain({**other.table(), "axes": {}}).base
    assert name_of(again) == name_of(other)
    assert other.plain()["other"] == "Selection()"
    (outcome,) = next(task.carry_out([]))
    assert {"sorted", "swaps_deviation", "clustering_last"} <= outcome.measured.keys()


def test_no_field_of_a_world_has_the_name_of_one_of_the_task():
    for kind in WORLDS.values():
        assert not {"name", "steps", "every", "seed"} & set(kind.__dataclass_fields__)


def test_what_diverges_is_empty_and_not_a_number():
    task = Evolving(world("swarmalators", {"units": 5, "dt": 1e30}), steps=10)
    (outcome,) = next(task.carry_out([]))
    assert None in outcome.measured.values()
    assert all(value is None or np.isfinite(value) for value in outcome.measured.values())


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"world": {"name": "kuramotto"}}, "did you mean kuramoto"),
        ({"world": {"name": 3}}, "name is 3; expected one of"),
        ({"world": {"couplin": 3}}, "did you mean coupling"),
        ({"world": {"steps": 1}}, "steps is 1; it must be"),
        ({"world": {"steps": 10, "every": 6}}, "every is 6; it must be a whole number from 1 to 5"),
        ({"world": {"coupling": "nan"}}, "coupling is 'nan'"),
        ({"world": {}, "axes": {"name": ["vicsek"]}}, "name is no axis"),
        ({"world": {}, "measure": ["complexity"]}, "leave out measure"),
        ({"world": {}, "stack": 4}, "stack is for"),
    ],
)
def test_what_cannot_be_is_refused(plain, words, unchecked):
    with pytest.raises(ValueError, match=words):
        from_plain(plain)


def test_observables_of_the_second_half_do_not_depend_on_how_often_one_looks():
    made = world("vicsek", {"units": 20})
    often, once = (Evolving(made, steps=40, every=every) for every in (1, 20))
    last = [next(task.carry_out([]))[0].measured["order_last"] for task in (often, once)]
    assert last[0] == last[1]
    assert np.isfinite(last[0])
