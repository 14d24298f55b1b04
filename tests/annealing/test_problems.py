"""Problems as values: every form has the energy that it says, and bad input one clear line."""

import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_allclose
from oracles import all_states, random_couplings

from basinet.annealing import (
    Graph,
    IndependentSet,
    IsingModel,
    MaxCut,
    Qubo,
    from_matrix,
    from_networkx,
    graph,
    qubo,
)
from basinet.annealing.graph import upper


def random_graph(n=7, seed=0, whole=True):
    return from_matrix(random_couplings(n, seed, whole)[0])


def energies_of(problem, spins):
    return np.array([problem.value_of(e) for e in problem.ising.energies(spins)])


@pytest.mark.parametrize("whole", [True, False])
def test_the_value_of_a_state_is_the_energy_of_its_spins(whole):
    g, states = random_graph(whole=whole), all_states(7)
    _, field = random_couplings(7, 1, whole)
    for problem in (
        MaxCut(g),
        IsingModel(7, g.edges, g.weights, field, offset=3.5),
        Qubo(field, g.edges, g.weights, offset=-1.0),
        IndependentSet(g, penalty=1.5),
    ):
        assert_allclose(energies_of(problem, states), problem.values(states), atol=2e-5)


def test_a_cut_is_the_weight_between_the_sides_and_the_same_for_the_other_side_up():
    g, states = random_graph(), all_states(7)
    by_hand = [
        sum(w for (a, b), w in zip(g.edges, g.weights, strict=True) if s[a] != s[b]) for s in states
    ]
    assert_allclose(MaxCut(g).values(states), by_hand)
    assert_allclose(MaxCut(g).values(-states), by_hand)


def test_a_quadratic_form_is_x_Q_x_whether_Q_is_triangular_or_symmetric():  # noqa: N802
    states = all_states(6)
    x = (states > 0).astype(float)
    matrix = random_couplings(6, 2)[0] + np.diag([1.0, -2, 0, 3, 0, -1])
    expected = np.einsum("si,ij,sj->s", x, matrix, x)
    triangular = np.triu(matrix) + np.triu(matrix, 1)
    for form in (matrix, triangular, scipy.sparse.csr_array(triangular)):
        assert_allclose(qubo(form).values(states), expected)


def test_a_gauge_maps_energies():
    g, states = random_graph(seed=3), all_states(7)
    t = np.random.default_rng(0).choice([-1, 1], 7)
    turned = Graph(7, g.edges, g.weights * t[g.edges[:, 0]] * t[g.edges[:, 1]])
    energy = MaxCut(g).ising.energies(states) - MaxCut(g).ising.offset
    other = MaxCut(turned).ising.energies((states * t).astype(np.int8))
    assert_allclose(energy, other - MaxCut(turned).ising.offset)


def test_the_gains_of_all_spins_add_up_to_twice_the_coupling_energy():
    g, states = random_graph(seed=4), all_states(7)
    ising = MaxCut(g).ising
    gains = -states * ising.fields(states)
    a, b = g.edges.T
    agree = (states[:, a] * states[:, b]) @ g.weights
    assert_allclose(gains.sum(axis=1), 2 * agree)


def test_weights_are_whole_numbers_where_that_is_exact():
    edges = [(0, 1), (1, 2)]
    assert MaxCut(graph(edges, [1.0, -3.0])).ising.whole
    halves = MaxCut(graph(edges, [0.5, -1.25])).ising
    assert (halves.whole, halves.unit) == (True, 0.5 / 4)
    assert not MaxCut(graph(edges, [np.pi, 1.0])).ising.whole
    assert MaxCut(graph(edges, [40_000.0, 1.0])).ising.narrow is False
    assert not MaxCut(graph(edges, [2.0**30, 1.0])).ising.whole


def test_the_smallest_change_is_that_of_single_flips():
    assert MaxCut(graph([(0, 1), (1, 2), (2, 0)])).scale.step == 1
    assert MaxCut(graph([(0, 1), (1, 2)], [6.0, 4.0])).scale.step == 2
    rng = np.random.default_rng(0)
    for seed in range(5):
        form = Qubo(rng.integers(-3, 4, 5) * 2.0, *_pairs(seed))
        states = all_states(5)
        changes = [
            abs(form.values(np.where(np.arange(5) == i, -states, states)) - form.values(states))
            for i in range(5)
        ]
        assert np.concatenate(changes)[np.concatenate(changes) > 0].min() >= form.scale.step


def _pairs(seed):
    pairs, values, _ = upper(random_couplings(5, seed)[0] * 2, "Q")
    return pairs, values


def test_an_independent_set_is_repaired():
    g = graph([(0, 1), (1, 2), (2, 3), (3, 0), (4, 5)], n=7)
    problem = IndependentSet(g)
    every = np.ones(7, bool)
    for spins in all_states(7):
        x = problem.variables(problem.finish(spins, every))
        assert not (x[g.edges[:, 0]] & x[g.edges[:, 1]]).any()
        free = (x == 0) & (g.neighbours() @ x.astype(int) == 0)
        assert not free.any()  # it cannot be enlarged
        assert problem.values(problem.finish(spins, every)[None])[0] == x.sum()


def test_a_repair_leaves_fixed_variables_alone():
    g = graph([(0, 1), (1, 2)], n=4)
    free = np.array([True, False, True, False])
    repaired = IndependentSet(g).finish(np.array([1, 1, 1, -1], np.int8), free)
    assert repaired.tolist() == [-1, 1, -1, -1]


def test_a_networkx_graph_keeps_its_names_and_weights():
    networkx = pytest.importorskip("networkx")
    given = networkx.Graph()
    given.add_edge("ash", "oak", weight=2.5)
    given.add_edge("oak", "elm")
    g, names = from_networkx(given)
    assert names == ["ash", "oak", "elm"]
    assert g.edges.tolist() == [[0, 1], [1, 2]]
    assert g.weights.tolist() == [2.5, 1.0]
    with pytest.raises(ValueError, match="directed or has parallel edges"):
        from_networkx(networkx.DiGraph(given))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: graph([], n=0), "no vertex"),
        (lambda: graph([(0, 5)], n=3), "edge 0 5 is out of range; with n = 3"),
        (lambda: graph([(1, 1)]), "joins 1 with itself"),
        (lambda: graph([(0, 1), (1, 0)]), "edge 0 1 is there 2 times"),
        (lambda: graph([(0, 1)], [np.nan]), "has the weight nan"),
        (lambda: graph([(0, 1)], [1.0, 2.0]), "expected 1 numbers"),
        (lambda: from_matrix([[0, 1], [2, 0]]), r"not symmetric: entries \(0, 1\) and \(1, 0\)"),
        (lambda: from_matrix([[1, 0], [0, 0]]), "on its diagonal at 0"),
        (lambda: from_matrix([[0, np.inf], [np.inf, 0]]), "NaN or infinite"),
        (lambda: from_matrix([[0, 1, 0]]), "expected a square one"),
        (lambda: qubo([[0, 1], [2, 0]]), "neither|not upper triangular"),
        (lambda: Qubo([], np.zeros((0, 2), np.int64), np.zeros(0)), "no variable"),
        (lambda: Qubo([np.nan], np.zeros((0, 2), np.int64), np.zeros(0)), "field of 0 is nan"),
        (lambda: IndependentSet(graph([(0, 1)]), penalty=1.0), "must be above 1"),
        (lambda: MaxCut(graph([(0, 1)])).spins([0, 1]), "variables -1 and 1"),
        (lambda: MaxCut(graph([(0, 1)])).spins([1]), "the problem has 2 variables"),
    ],
)
def test_what_is_no_problem_is_refused_in_one_line(make, words):
    with pytest.raises(ValueError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("scale", [1e-10, 1e-28, 1e20])
def test_weights_of_any_size_are_weights(scale):
    """Small ones are not rounded to nothing, and the best cut is the same at any scale."""
    edges, weights = [(0, 1), (1, 2), (0, 2), (2, 3)], np.array([3.0, 1.0, 2.0, 0.7])
    ising = MaxCut(graph(edges, weights * scale)).ising
    assert (np.abs(ising.weights) > 0).all()
    states = all_states(4)
    expected = MaxCut(graph(edges, weights)).ising.energies(states)
    np.testing.assert_allclose(ising.energies(states) / scale, expected, rtol=1e-6, atol=1e-6)


def test_weights_beyond_single_precision_are_refused():
    with pytest.raises(ValueError, match="weight 1e"):
        graph([(0, 1)], [1e31])
    with pytest.raises(ValueError, match="very large"):
        from_matrix([[0, 1e300], [1e300, 0]])
