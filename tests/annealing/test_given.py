"""Problems as people give them in Python, and what is said of those that are none."""

import networkx
import numpy as np
import pytest

from basinet.annealing import IndependentSet, IsingModel, MaxCut, anneal, graph, qubo

PETERSEN = networkx.petersen_graph()
SAID = [
    (lambda: MaxCut([[0, 1]]), "kind list; expected a Graph, a networkx graph"),
    (lambda: graph([[0, 1.5]], [1]), r"edges are \[\[0, 1.5\]\]; expected whole numbers"),
    (lambda: graph([["a", "b"]], [1]), "from_networkx numbers the vertices"),
    (lambda: graph([[0, 1], [2]], [1]), "expected pairs, such as"),
    (lambda: graph([[0, 1]], ["x"]), r"weights of the edges are \['x'\]; expected numbers"),
    (lambda: graph([[0, 1]], [1, 2]), r"shape \(2,\) and the kind int64; expected 1 numbers"),
    (lambda: IsingModel(3, [[0, 1]], [1.0], [1, 2]), "expected 3 numbers"),
    (lambda: qubo({}), "Q is empty"),
    (lambda: qubo({("x", "y"): 1}), "keys of Q are"),
    (lambda: qubo({(0, -1): 1}), "numbers begin at 0"),
    (lambda: qubo({(0, 1): "b"}), "values of Q are"),
]


def test_graphs_of_networkx_and_matrices_are_problems():
    matrix = networkx.to_numpy_array(PETERSEN)
    for given in (PETERSEN, matrix, networkx.to_scipy_sparse_array(PETERSEN)):
        assert anneal(MaxCut(given), sweeps=20, replicas=8).value == 12
        assert anneal(IndependentSet(given), sweeps=20, replicas=8).value == 4


def test_a_form_of_a_dictionary_is_that_of_the_matrix():
    states = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], np.int8)
    entries = {(0, 0): 1, (0, 1): -2, (1, 0): 5}
    assert (qubo(entries).values(states) == qubo([[1, 3], [0, 0]]).values(states)).all()


@pytest.mark.parametrize(("wrong", "said"), SAID)
def test_what_is_no_problem_is_refused_in_a_line(wrong, said):
    with pytest.raises((TypeError, ValueError), match=said):
        wrong()


def test_what_was_found_is_shown_in_few_words():
    assert len(repr(anneal(MaxCut(PETERSEN), sweeps=20, replicas=8))) < 600
