"""The duel of annealing with other solvers: who is compared with whom."""

import numpy as np
import pytest

from basinet.bench.annealing import Duel, Trial, behind, medians


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
        ({"budgets": (3.0, 1.0)}, "expected seconds that increase"),
        ({"seeds": 1, "pilots": 2}, "pilots is 2 and seeds 1"),
    ],
)
def test_a_duel_that_cannot_be_is_refused(given, words):
    with pytest.raises(ValueError, match=words):
        Duel(**given)
