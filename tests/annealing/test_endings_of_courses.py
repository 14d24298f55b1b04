"""What a course makes of the local minima of its replicas."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet.annealing import IsingModel, Joined, MaxCut, Separate, anneal
from basinet.annealing.graphs import erdos_renyi
from basinet.annealing.rudy import gset


def sparse_model(seed: int, *, whole: bool, field: bool) -> IsingModel:
    rng = np.random.default_rng(seed)
    g = erdos_renyi(14, 16, seed=seed)
    couplings = rng.choice([-1.0, 1.0], len(g.edges)) if whole else rng.normal(size=len(g.edges))
    return IsingModel(14, g.edges, couplings, rng.integers(-1, 2, 14) if field else None)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("field", [True, False])
def test_no_mixture_of_the_clusters_of_two_states_is_better(seed, whole, field):
    model = sparse_model(seed, whole=whole, field=field)
    ising = model.ising
    one, other = np.random.default_rng(seed + 9).choice(np.array([-1, 1], np.int8), (2, 14))
    among = nx.Graph(model.pairs.tolist()).subgraph(np.flatnonzero(one != other).tolist())
    clusters = [list(nodes) for nodes in nx.connected_components(among)]
    mixtures = np.repeat(one[None], 2 ** len(clusters), axis=0)
    for row, taken in zip(mixtures, product([True, False], repeat=len(clusters)), strict=True):
        for nodes, take in zip(clusters, taken, strict=True):
            row[nodes] = other[nodes] if take else one[nodes]
    found = Joined().state(ising, np.stack([one, other]), np.ones(14, bool))
    assert ising.energies(found[None])[0] <= ising.energies(mixtures).min() + 1e-9


def test_spins_that_are_not_free_are_those_of_the_best_state():
    ising = sparse_model(1, whole=True, field=False).ising
    states = np.random.default_rng(3).choice(np.array([-1, 1], np.int8), (6, 14))
    free = np.arange(14) > 4
    best = states[np.argmin(ising.energies(states))]
    assert_array_equal(Joined().state(ising, states, free)[:5], best[:5])
    assert_array_equal(Separate().state(ising, states, free), best)


def test_replicas_that_froze_apart_give_a_torus_its_best_published_cut():
    problem = MaxCut(gset(32))
    ends = [
        anneal(problem, sweeps=1500, replicas=32, ending=ending).value
        for ending in (Joined(), Separate())
    ]
    assert ends[0] >= 1408 > ends[1]


def test_an_ending_is_one(unchecked):
    with pytest.raises(ValueError, match=r"ending is 'joined'; expected one of Joined\(\), Sep"):
        anneal(MaxCut(gset(11)), sweeps=10, ending="joined")  # type: ignore[arg-type]
