"""The duel of annealing with other solvers: who is compared with whom."""

import numpy as np
import pytest

from basinet.annealing.rudy import gset
from basinet.bench.annealing import Duel, Trial, behind, fight, lacking, medians
from basinet.bench.annealing.solvers import DWaveTabu, MQLib


def trials(solver, setting, cuts, budget=1.0):
    return [Trial("G11", solver, setting, seed, budget, cut) for seed, cut in enumerate(cuts)]


def test_a_solver_is_seen_at_its_best_setting_among_those_with_all_seeds():
    made = [
        *trials("a", "slow", [5.0, 9.0, 7.0]),
        *trials("a", "fast", [8.0, 8.0, 2.0]),
        *trials("a", "tried once", [99.0]),
        *trials("b", "only", [6.0, None, 6.0]),
    ]
    rows = {row["solver"]: row for row in medians(made)}
    assert (rows["a"]["median"], rows["a"]["setting"], rows["a"]["seeds"]) == (8.0, "fast", 3)
    assert rows["b"]["median"] == 6.0


def test_budgets_are_told_apart():
    made = [*trials("a", "x", [1.0]), *trials("a", "x", [2.0], budget=3.0)]
    assert [(row["seconds"], row["median"]) for row in medians(made)] == [(1.0, 1.0), (3.0, 2.0)]


def test_what_is_missing_to_the_best_cut_is_in_per_cent_of_it():
    made = [
        *trials("a", "x", [564.0, 564.0]),
        *trials("b", "y", [558.36, 558.36]),
        *trials("c", "z", [None]),
    ]
    made.append(Trial("torus-100x20", "a", "x", 0, 1.0, 1400.0))
    made.append(Trial("torus-100x20", "a", "x", 0, 3.0, 1414.0))
    instances, solvers, gaps = behind(made, 1.0)
    assert (instances, solvers) == (["G11", "torus-100x20"], ["a", "b", "c"])
    np.testing.assert_allclose(gaps[0, :2], [0, 1], atol=1e-9)  # 564 is the published cut
    assert np.isnan(gaps[0, 2])
    assert gaps[1, 0] == pytest.approx(100 * 14 / 1414)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"instances": ("G14",)}, "there is no graph 'G14'"),
        ({"peers": ("MQlib",)}, "there is no peer 'MQlib'"),
        ({"budgets": (3.0, 1.0)}, "expected seconds that increase"),
        ({"seeds": 1, "pilots": 2}, "pilots is 2 and seeds 1"),
    ],
)
def test_a_duel_that_cannot_be_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        Duel(**given)


def program(folder, cut=560):
    """A program that answers as MQLib does, with the cut that it is told after 0.07 seconds."""
    path = folder / "MQLib"
    path.write_text(f"""#!/bin/sh
head -1 "$2" > {folder}/read; echo "$@" > {folder}/words
echo '1,BURER2002,"graph.txt",{cut},1.0,[0:1e-06;{cut - 4}:2e-05;{cut}:0.07]'
""")
    path.chmod(0o755)


def test_mqlib_is_asked_for_a_cut_in_the_time_and_its_answer_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    solver = MQLib()
    program(tmp_path)
    assert not lacking(solver)
    found = [(1e-06, 0.0), (2e-05, 556.0), (0.07, 560.0)]
    assert list(solver.cuts(gset(11), "LU2010", 4, 1.5)) == found
    assert (tmp_path / "read").read_text() == "800 1600\n"
    words = (tmp_path / "words").read_text()
    assert "-h LU2010 -nv -r 1.5 -s 5" in words


def test_one_that_plans_has_a_course_for_each_budget_others_one_for_all(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    program(tmp_path)
    monkeypatch.setattr("basinet.bench.annealing.duel.PEERS", (MQLib(),))
    monkeypatch.setattr("basinet.bench.annealing.duel.Basinet", DWaveTabu)
    monkeypatch.setattr(DWaveTabu, "cuts", lambda *_: iter([(1, 1.0), (2, 3.0), (3, 2.0)]))
    duel = Duel(("G11",), (0.05, 0.1), seeds=2, pilots=1, peers=("MQLib",))
    every = list(fight(duel))
    assert {t.cut for t in every if t.solver == "dwave tabu"} == {3.0}  # the best of its reads
    made = [t for t in every if t.solver == "MQLib"]
    assert len(made) == 2 * (3 + 1)  # three settings while they are tried, then the best
    assert {t.cut for t in made if t.budget == 0.1} == {560.0}
    assert {t.cut for t in made if t.budget == 0.05} == {556.0}
    assert [t for t in fight(duel, made) if t.solver == "MQLib"] == []
    half = [t for t in made if t.budget == 0.05]
    assert {t.budget for t in fight(duel, half) if t.solver == "MQLib"} == {0.1}
