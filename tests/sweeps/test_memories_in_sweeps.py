"""Sweeps of memories: theory and measurement over one axis."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet import Associator, DenseHopfield, Modern, Steered, data, theory
from basinet.associative.pictures import trial
from basinet.sweeps import Completing, Remembering, from_plain, to_toml
from basinet.sweeps.task import carry_out, name_of

TASK = Remembering(DenseHopfield(order=3), units=60, cues=20, measure=("dense_overlap",))


def measured(task):
    *_, (outcome,) = carry_out([task])
    assert outcome.error is None
    return outcome.measured


def test_a_point_stands_on_the_line_of_theory():
    for load in (0.02, 0.04):
        found = measured(TASK.changed("load", load))
        assert found["patterns"] == round(load * 3600)
        assert_allclose(found["theory_dense_overlap"], theory.dense(load).overlap)
        assert_allclose(found["overlap"], found["theory_dense_overlap"], atol=0.02)
        assert found["at_rest"] == 1.0


def test_examples_a_teacher_and_temperature_change_what_is_retrieved():
    few = TASK.changed("quality", 0.6).changed("load", 0.005)
    one, many = (measured(few.changed("examples", m))["overlap"] for m in (2, 40))
    assert one < 0.9 < many
    # Of 60 neurons some chains leave the archetype at this temperature; of 150 none does.
    warm = TASK.changed("temperature", 1.2).changed("load", 0.02).changed("units", 150)
    warm = measured(warm)
    assert_allclose(warm["overlap"], warm["theory_dense_overlap"], atol=0.02)
    assert warm["exact"] is None
    alone = few.changed("examples", 5).changed("teacher", False)
    assert measured(alone)["overlap"] < measured(alone.changed("teacher", True))["overlap"] + 0.02


def test_a_memory_is_an_axis_and_survives_the_file():
    plain = {
        "memory": {"memory": "DenseHopfield(order=2)", "units": 40, "load": 0.1},
        "axes": {"memory": ["DenseHopfield(order=2)", "Modern(beta=50.0)"], "flipped": [0.0, 0.1]},
        "seeds": 2,
    }
    sweep = from_plain(plain)
    tasks = list(sweep.tasks())
    assert len({name_of(task) for task in tasks}) == len(tasks) == 8
    assert {type(task.memory) for task in tasks} == {DenseHopfield, Modern}
    import tomllib

    again = from_plain(tomllib.loads(to_toml(sweep)))
    assert [name_of(task) for task in again.tasks()] == [name_of(task) for task in tasks]
    assert measured(tasks[-1])["overlap"] == 1.0


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Remembering(units=1), "units is 1"),
        (lambda: Remembering(load=0.0), "load is 0; it must be above 0"),
        (lambda: Remembering(flipped=0.5), r"flipped is 0\.5; it must be below"),
        (lambda: Remembering(load="many"), "load is 'many'; it must be a number"),
        (lambda: Remembering(Modern(), temperature=0.5), "only DenseHopfield takes one"),
        (lambda: Remembering(Modern(), examples=4), "examples of archetypes are for DenseHopfield"),
        (lambda: Remembering(Steered(hidden=9), dilution=0.1), "Steered takes no blanks"),
        (lambda: Remembering(patterns=0), "patterns is 0; it must be a whole number of at least 1"),
        (lambda: Completing(store=0), "store is 0; it must be a whole number from 1 on"),
        (lambda: Completing(hide="corner"), "hide is 'corner'; expected one of none, lower"),
        (lambda: Completing(flipped=0.1), "flipped pixels are for memories of spins"),
        (lambda: Completing(told=1), "told is 1; it must be true or false"),
        (lambda: Completing().changed("margin", 3), "no field 'margin'"),
        (lambda: from_plain({"pictures": {"units": 3}}), r"\[pictures\] has no 'units'"),
        (lambda: from_plain({"pictures": {}, "measure": ["x"]}), "leave measure out"),
        (lambda: TASK.changed("margin", 3), "no field 'margin'"),
        (lambda: from_plain({"memory": {"neurons": 3}}), r"\[memory\] has no 'neurons'"),
        (lambda: from_plain({"memory": {"memory": "Hopfield"}}), "memory is 'Hopfield'"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_what_does_not_fit_is_refused(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_several_patterns_at_once_stand_on_their_lines():
    names = tuple(f"multitask_overlap_{k}" for k in (1, 2, 3))
    task = Remembering(DenseHopfield(order=2), units=4000, dilution=0.3, patterns=3, measure=names)
    found = measured(task)
    lines = [found[f"theory_{name}"] for name in names]
    assert_allclose(lines, [0.7, 0.21, 0.063], atol=1e-6)
    assert_allclose([found[f"overlap_{k}"] for k in (1, 2, 3)], lines, atol=0.03)
    # T of a network without the 1/2 in its energy is twice that of the theory; rho is 0.089.
    warm = task.changed("temperature", 0.2).changed("quality", 0.6).changed("examples", 20)
    found = measured(warm)
    wanted = theory.multitask(0.3, 3, 0.1, data_noise=0.64 / 7.2).overlaps
    assert_allclose([found[f"theory_{name}"] for name in names], wanted, atol=1e-8)
    assert_allclose([found[f"overlap_{k}"] for k in (1, 2)], wanted[:2], atol=0.04)


def test_yardsticks_stand_beside_what_is_recalled():
    hard = Remembering(DenseHopfield(order=2), units=60, load=0.3, flipped=0.2)
    found = measured(hard)
    assert found["nearest_pattern"] == 1.0
    assert found["hebb"] < found["pseudo_inverse"] < 1
    assert abs(found["hebb"] - found["overlap"]) < 0.1  # the same rule, with a diagonal of its own
    assert measured(hard.changed("dilution", 0.1))["hebb"] is None


def test_pictures_come_back_as_in_a_trial_beside_yardsticks():
    plain = {
        "pictures": {"data": "digits", "memory": "Modern(beta=128.0)", "store": 60},
        "axes": {"hide": ["lower", "left"], "store": [20, 60]},
        "beside": ["nearest_pattern"],
    }
    sweep = from_plain(plain)
    tasks = list(sweep.tasks())
    assert len({name_of(task) for task in tasks}) == 4
    import tomllib

    again = from_plain(tomllib.loads(to_toml(sweep)))
    assert [name_of(task) for task in again.tasks()] == [name_of(task) for task in tasks]
    stored = data.load("digits").x_train[:60]
    for task in tasks[1::2]:
        wanted = trial(stored, (8, 8), hide=task.hide).with_memory(Associator(task.memory))
        found = measured(task)
        assert found["right"] == np.mean(wanted.right)
        assert found["nearest_pattern"] == 1.0
        assert found["hebb"] is None
    spins = Completing(DenseHopfield(order=6), store=10, hide="none", flipped=0.1)
    found = measured(spins)
    assert found["exact"] >= found["hebb"]
    assert found["pseudo_inverse"] <= 1.0


def test_results_do_not_depend_on_when_they_are_made():
    assert measured(TASK)["overlap"] == measured(TASK)["overlap"]
    assert np.isfinite(measured(TASK)["steps"])
