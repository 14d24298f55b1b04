"""Minutes of cuts beside the published ones, and hidden independent sets (slow)."""

import time

import pytest

from basinet.annealing import IndependentSet, MaxCut, anneal
from basinet.annealing.graphs import model_rb
from basinet.annealing.published import BEST_CUTS
from basinet.annealing.rudy import REGENERATED, gset

SMALL = [number for number in REGENERATED if number < 55]  # at most 3000 vertices


def after(problem, seconds, seed):
    return anneal(problem, seconds=seconds, replicas=32, seed=seed, clock=time.process_time)


@pytest.mark.slow
@pytest.mark.parametrize("number", SMALL)
def test_two_seconds_come_near_to_the_best_published_cut(number):
    found = after(MaxCut(gset(number)), 2.0, 0)
    assert 0.997 * BEST_CUTS[number] <= found.value <= BEST_CUTS[number]


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 11, 43])
def test_ten_seconds_reach_the_best_published_cut(number):
    problem = MaxCut(gset(number))
    reached = [after(problem, 5.0, seed).value == BEST_CUTS[number] for seed in range(2)]
    assert any(reached)
    assert all(reached) or after(problem, 10.0, 2).value == BEST_CUTS[number]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_independent_set_is_found_but_for_one(seed):
    graph, hidden = model_rb(30, seed)
    found = after(IndependentSet(graph), 10.0, seed)
    assert 29 <= found.state.sum() <= len(hidden)
    assert not (found.state[graph.edges].all(axis=1)).any()
