"""Problems and annealings in files."""

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from numpy.testing import assert_array_equal
from oracles import all_states

from basinet.annealing import MaxCut, Settings, graph
from basinet.annealing.anneal import begin, conclude, watch
from basinet.annealing.files import read_problem, write_graph
from basinet.annealing.graphs import erdos_renyi
from basinet.annealing.keeping import load, read_state, save


def put(folder, text, name="graph.txt"):
    path = folder / name
    path.write_text(text)
    return path


def test_a_graph_is_read_as_it_was_written(tmp_path):
    g = erdos_renyi(12, 30, signs=True)
    read = read_problem(put(tmp_path, write_graph(g))).graph
    assert_array_equal(read.edges, g.edges)
    assert_array_equal(read.weights, g.weights)


def test_comments_empty_lines_and_missing_weights_are_understood(tmp_path):
    text = "# a triangle\n3 3\n\n1 2\n2 3\n3 1\n\n"
    problem = read_problem(put(tmp_path, text))
    assert problem.values(all_states(3)).max() == 2
    assert read_problem(put(tmp_path, text), "mis").name == "mis"


def test_a_list_of_entries_is_a_quadratic_form_or_an_energy(tmp_path):
    path, states = put(tmp_path, "2 3\n1 1 -3\n1 2 4\n2 2 1.5\n"), all_states(2)
    x = states > 0
    expected = -3 * x[:, 0] + 4 * (x[:, 0] & x[:, 1]) + 1.5 * x[:, 1]
    assert_array_equal(read_problem(path, "qubo").values(states), expected)
    energy = 3 * states[:, 0] - 4 * states[:, 0] * states[:, 1] - 1.5 * states[:, 1]
    assert_array_equal(read_problem(path, "ising").values(states), energy)


def test_matrices_are_read_from_both_kinds_of_files(tmp_path):
    matrix = np.array([[0.0, 2, 0], [2, 0, -1], [0, -1, 0]])
    sparse = scipy.sparse.csr_array(matrix)
    scipy.io.mmwrite(tmp_path / "a.mtx", scipy.sparse.coo_array(sparse), symmetry="symmetric")
    scipy.sparse.save_npz(tmp_path / "b.npz", sparse)
    np.savez(tmp_path / "c.npz", couplings=matrix, field=[1.0, 0, 0], offset=2.0)
    states = all_states(3)
    expected = MaxCut(graph([(0, 1), (1, 2)], [2.0, -1.0])).values(states)
    for name in ("a.mtx", "b.npz", "c.npz"):
        assert_array_equal(read_problem(tmp_path / name).values(states), expected)
    energy = read_problem(tmp_path / "c.npz", "ising").values(states)
    by_hand = 2 - states[:, 0] - 2 * states[:, 0] * states[:, 1] + states[:, 1] * states[:, 2]
    assert_array_equal(energy, by_hand)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", "maxcut", "the file is empty"),
        ("3\n", "maxcut", "line 1 is '3'; expected the header"),
        ("3 2\n1 2 1\n", "maxcut", "the header names 2 entries, but the file has 1"),
        ("3 1\n1 2 1\n2 3 1\n", "maxcut", "the header names 1 entries, but the file has 2"),
        ("3 1\n1 4 1\n", "maxcut", "edge 1 4 is out of range; with n = 3 the numbers go from 1"),
        ("3 1\n0 1 1\n", "maxcut", "edge 0 1 is out of range"),
        ("3 2\n1 2 1\n2 1 1\n", "maxcut", "edge 1 2 is there 2 times"),
        ("3 1\n2 2 1\n", "maxcut", "edge 2 2 joins 2 with itself"),
        ("3 1\n1 2 nan\n", "maxcut", "edge 1 2 has the weight nan"),
        ("3 1\n1 2 1e-300\n", "maxcut", "edge 1 2 has the weight 1e-300; expected 0 or a finite"),
        ("3 1\n1 2 x\n", "maxcut", "line 2 has the value 'x'; expected a number"),
        ("3 1\n1 b 2\n", "maxcut", "line 2 begins '1 b'"),
        ("3 2\n1 2 2\n1 3\n", "maxcut", "line 3 has 2 words"),
        ("0 0\n", "maxcut", "0 vertices"),
        ("3 1\n2 1 1\n", "qubo", "entry 2 1 lies below the diagonal"),
        ("3 2\n2 2 1\n2 2 1\n", "qubo", "entry 2 2 is there 2 times"),
        ("3 1\n4 4 1\n", "ising", "entry 4 4 is out of range"),
        ("3 1\n1 2 1\n", "sat", "expected one of maxcut, mis, qubo, ising"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path, text, kind, words):
    with pytest.raises(ValueError, match=words) as caught:
        read_problem(put(tmp_path, text), kind)
    assert "\n" not in str(caught.value)


def test_files_that_are_no_matrices_are_refused(tmp_path):
    for name in ("a.npz", "b.mtx"):
        with pytest.raises(ValueError, match="cut off"):
            read_problem(put(tmp_path, "nothing", name))
    np.savez(tmp_path / "c.npz", weights=np.zeros(3))
    with pytest.raises(ValueError, match="the archive holds weights"):
        read_problem(tmp_path / "c.npz")
    # A name in somebody's file may hold a line end, or what clears a terminal.
    np.savez(tmp_path / "c.npz", **{"coupling\n\x1b[2Js": np.zeros(3)})
    with pytest.raises(ValueError, match=r"the archive holds coupling \\x1b\[2Js; expected"):
        read_problem(tmp_path / "c.npz")
    np.savez(tmp_path / "d.npz", couplings=np.array([[0.0, 1], [2, 0]]))
    with pytest.raises(ValueError, match="not symmetric"):
        read_problem(tmp_path / "d.npz", "ising")
    with pytest.raises(FileNotFoundError):
        read_problem(tmp_path / "e.npz")


def test_a_kept_annealing_goes_on_as_it_would_have(tmp_path):
    problem = MaxCut(erdos_renyi(40, 120, signs=True))
    settings = Settings(sweeps=25_000, replicas=16)
    start = begin(problem, fixed={3: 1})
    every = list(watch(problem, settings, start))
    stopped = conclude(problem, settings, start, every[0])
    save(stopped, start, problem.ising, tmp_path / "kept.npz", {"word": 1})
    moment, beginning = load(tmp_path / "kept.npz", problem.ising)
    *_, last = watch(problem, settings, beginning, after=moment)
    assert_array_equal(last.replicas.spins, every[-1].replicas.spins)
    assert last.readings[-1].mean == every[-1].readings[-1].mean
    assert_array_equal(read_state(tmp_path / "kept.npz"), stopped.state)
    with pytest.raises(ValueError, match="belongs to another problem"):
        load(tmp_path / "kept.npz", MaxCut(erdos_renyi(40, 120)).ising)
    content = (tmp_path / "kept.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="holds no annealing, or is cut off"):
        load(tmp_path / "cut.npz", problem.ising)


def test_a_state_is_read_from_text(tmp_path):
    assert_array_equal(read_state(put(tmp_path, "1 -1\n1\n")), [1, -1, 1])
    with pytest.raises(ValueError, match="other numbers"):
        read_state(put(tmp_path, "1 2"))
    with pytest.raises(ValueError, match="holds no state"):
        read_state(put(tmp_path, "up"))
