"""Theory and searches in sweeps: the same numbers as from the parts that compute them."""

import inspect
import math
import tomllib

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sums import carried_out, results

from basinet import Steered, theory
from basinet.runs import Run
from basinet.search import FocusingBP, find_fixed_points, random_couplings
from basinet.sweeps import (
    Axis,
    Searching,
    Settling,
    Sweep,
    Theory,
    Training,
    from_plain,
    linear,
    name_of,
    open_store,
    to_toml,
)
from basinet.sweeps.index import collect
from basinet.sweeps.quantities import QUANTITIES, evaluate
from basinet.sweeps.show import figure
from basinet.sweeps.summary import summarise
from basinet.sweeps.task import carry_out

POINT = {
    "self_coupling": 0.7, "margin": 0.1, "neurons": 50, "distance": 0.2, "y": 3, "symmetry": 0.4,
    "excitation": 0.3, "layers": 4, "load": 0.05, "order": 3, "temperature": 0.2, "quality": 0.8,
    "examples": 9, "dilution": 0.3, "patterns": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", QUANTITIES.keys())
def test_a_quantity_is_a_number_of_what_it_says_it_depends_on(name):
    quantity = QUANTITIES[name]
    taken = set(inspect.signature(quantity.value).parameters)
    assert {*quantity.needs, *quantity.takes} <= taken
    (value,) = evaluate([name], POINT).values()
    assert math.isfinite(value)
    for lacking in quantity.needs:
        with pytest.raises(KeyError, match=lacking):
            evaluate([name], {k: v for k, v in POINT.items() if k != lacking})


def test_quantities_are_those_of_theory():
    names = ("complexity", "tuple_entropy", "isolation_overlap", "tuple_exclusion")
    found = evaluate([*names, "ring_complexity"], POINT)
    assert found["theory_complexity"] == theory.complexity(0.7, 0.1, 50)
    assert found["theory_tuple_entropy"] == theory.tuple_entropy(3, 0.2, 0.7, 0.1).entropy
    assert found["theory_isolation_overlap"] == 1 - 2 * theory.isolation(0.7, 0.1).radius
    assert found["theory_tuple_exclusion"] == theory.tuple_exclusion(3, 0.1).self_coupling
    assert found["theory_ring_complexity"] == theory.ring_complexity(0.7, 0.3, 4, 0.1, 50)
    assert evaluate(["moment_ratio"], {"self_coupling": -1.0}) == {"theory_moment_ratio": None}


def test_a_sweep_of_theory_has_the_curve_of_the_formula(tmp_path):
    axes = (Axis("self_coupling", linear(0.0, 1.0, 5)), Axis("neurons", (20, 100)))
    sweep = Sweep(Theory(("complexity", "mean_stability")), axes, show="theory_complexity")
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    summary = summarise(sweep, collect(store))
    by_hand = theory.complexity(np.array(axes[0].values)[:, None], n=np.array([[20, 100]]))
    assert_allclose(summary.mean, by_hand, rtol=1e-15)


def test_where_a_formula_does_not_hold_the_point_is_recorded_with_its_error():
    tasks = [Theory(("isolation_radius",), own) for own in (-0.1, 0.3)]
    *_, outcomes = carry_out(tasks)
    assert "self_coupling - margin is -0.1" in outcomes[0].error
    assert outcomes[1].error is None


def test_only_what_a_quantity_depends_on_describes_a_sweep_of_theory():
    task = Theory(("pair_entropy",), 0.3)
    names = {"task", "measure", "self_coupling", "margin", "distance", "seed"}
    assert task.plain().keys() == names
    assert name_of(task) == name_of(Theory(("pair_entropy",), 0.3, load=0.9))
    with pytest.raises(ValueError, match="load is no axis here: pair_entropy depend"):
        task.changed("load", 0.2)


def test_a_search_measures_what_find_fixed_points_finds():
    task = Searching(40, 0.8, 0.1, starts=5, seed=3, measure=("complexity", "free_fraction"))
    *_, (outcome,) = carry_out([task])
    couplings = random_couplings(40, 3).astype(float)
    ends = find_fixed_points(couplings, 0.8, 0.1, method=task.method, starts=5, seed=3)
    stability, free = [], []
    for spins, found in zip(ends.spins, ends.certified, strict=True):
        for i in range(40 if found else 0):
            pull = spins[i] * sum(couplings[i, j] * spins[j] for j in range(40))
            stability.append(pull + 0.8)
            free.append(0.8 - pull > 0.1)
    assert stability
    assert min(stability) > 0.1
    measured = outcome.measured
    assert measured["solved"] == ends.certified.mean()
    assert measured["steps"] == np.median(ends.steps[ends.certified])
    assert_allclose(measured["stability"], np.mean(stability))
    assert_allclose(measured["free"], np.mean(free))
    assert measured["theory_complexity"] == theory.complexity(0.8, 0.1, 40)
    assert measured["theory_free_fraction"] == theory.free_fraction(0.8, 0.1)


def test_an_unsolved_search_has_no_steps_and_no_stability():
    *_, (outcome,) = carry_out([Searching(30, -3.0)])
    assert outcome.error is None
    assert outcome.measured["solved"] == 0.0
    assert [outcome.measured[name] for name in ("steps", "stability", "free")] == [None] * 3


def test_theory_stands_beside_training_and_settling(trees):
    run = Run(Steered(hidden=8, self_coupling=0.3), data=str(trees), epochs=1)
    for task, expected in (
        (Training(run, ("mean_stability",)), theory.mean_stability(0.3)),
        (Settling(12, 0.3, max_sweeps=5, measure=("mean_stability",)), theory.mean_stability(0.3)),
    ):
        *_, (outcome,) = carry_out([task])
        assert outcome.measured["theory_mean_stability"] == expected


def test_sweeps_of_searches_and_theory_are_read_as_they_were_written():
    for plain in (
        {"search": {"neurons": 30, "method": "FocusingBP(rungs=9)"}, "measure": ["complexity"],
         "axes": {"method": ["Asynchronous()", "ReinforcedBP(rate=0.01)"]}},
        {"theory": {"distance": 0.2}, "measure": ["pair_entropy"],
         "axes": {"self_coupling": [0.1, 0.2]}, "beside": ["theory_pair_entropy"]},
        {"settling": {"neurons": 30}, "measure": ["free_fraction"]},
    ):  # fmt: skip
        sweep = from_plain(plain)
        again = from_plain(tomllib.loads(to_toml(sweep)))
        assert list(map(name_of, again.tasks())) == list(map(name_of, sweep.tasks()))
        assert (again.show, again.beside) == (sweep.show, sweep.beside)
    assert from_plain({"search": {"method": "FocusingBP"}}).base.method == FocusingBP()


def test_the_curve_of_theory_is_drawn_beside_what_was_measured(tmp_path):
    base = Searching(30, measure=("mean_stability",))
    axis = Axis("self_coupling", (0.8, 1.0, 1.4))
    sweep = Sweep(base, (axis,), (0, 1), "stability", beside=("theory_mean_stability",))
    store = carried_out(open_store(tmp_path / "a", sweep), sweep)
    assert len(results(store)) == 6
    table = collect(store)
    summary, curve = (summarise(sweep, table, name) for name in (sweep.show, *sweep.beside))
    drawn = figure(summary, beside=[curve]).axes[0]
    (line,) = [it for it in drawn.lines if it.get_gid() == "theory_mean_stability"]
    assert_allclose(line.get_ydata(), theory.mean_stability(np.array(axis.values)))
    assert [text.get_text() for text in drawn.get_legend().get_texts()][-1] == "stability"
    two = Sweep(base, (axis, Axis("neurons", (20, 30))), (0,), "stability")
    pair = [summarise(two, table, name) for name in ("stability", "theory_mean_stability")]
    with pytest.raises(ValueError, match=r"theory_mean_stability can be drawn .* over one axis"):
        figure(pair[0], beside=pair[1:])


SWARM = {"run": {"learner": "swarm", "settings": {"hidden": 4}}}
REFUSED = {
    "unknown quantity": ({"theory": {}, "measure": ["complxity"]}, "did you mean complexity"),
    "no quantity": ({"theory": {}, "measure": []}, "measure is empty"),
    "seeds of theory": ({"theory": {}, "seeds": 3}, "theory does not depend on a seed"),
    "field that nothing needs": ({"theory": {"load": 0.1}}, "load is no axis here: complexity"),
    "axis that nothing needs": ({"theory": {}, "axes": {"y": [2, 3]}}, "axis y: y is no axis"),
    "unknown field": ({"theory": {"copling": 0.1}}, "no field 'copling'"),
    "negative margin": ({"theory": {"margin": -1}}, "margin is -1; .* of at least 0"),
    "distance above 1": (
        {"theory": {"distance": 1.5}, "measure": ["pair_entropy"]}, "distance is 1.5; .*from 0 to 1"
    ),
    "neurons as text": ({"theory": {"neurons": "many"}}, "neurons is 'many'"),
    "unknown method": ({"search": {"method": "Annealing()"}}, "method is 'Annealing.*Asynchron"),
    "wrong field of a method": ({"search": {"method": "FocusingBP(rungs=0)"}}, "rungs is 0"),
    "margin of a search": ({"search": {"margin": -0.1}}, "margin is -0.1"),
    "quantity that a search cannot give": (
        {"search": {}, "measure": ["local_entropy"]}, r"local_entropy needs distance, .*\[search\]"
    ),
    "quantity of a learner without self-coupling": (
        SWARM | {"measure": ["complexity"]}, "complexity needs self_coupling, which this learner"
    ),
    "beside as text": ({"theory": {}, "beside": "complexity"}, "beside is 'complexity'"),
}  # fmt: skip


@pytest.mark.parametrize(("plain", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_theory_and_searches_cannot_do_is_refused_at_once(plain, said, unchecked):
    with pytest.raises(ValueError, match=said):
        from_plain(plain)
