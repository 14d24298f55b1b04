"""The graphs of the G-set from their arguments."""

import hashlib
from itertools import islice

import numpy as np
import pytest

from basinet.annealing.published import BEST_CUTS
from basinet.annealing.rudy import below, gset, numbers, random_graph, toroidal_grid


def test_the_generator_gives_the_number_that_its_author_names():
    assert next(numbers(-314159)) == 119318998


def test_numbers_below_a_bound_are_equally_frequent():
    counts = np.bincount(list(islice(below(5, seed=1), 20_000)), minlength=5)
    assert abs(counts - 4000).max() < 5 * np.sqrt(4000)


@pytest.mark.parametrize(
    ("number", "n", "edges", "digest"),
    [
        (1, 800, 19176, "207acdb6c00afd6a"),
        (6, 800, 19176, "0241f12baf46c8e4"),
        (11, 800, 1600, "c03e341f3bad38c2"),
        (22, 2000, 19990, "a6cb2329b5556832"),
        (27, 2000, 19990, "be62087c1cc4eaf4"),
        (43, 1000, 9990, "f4c353446f5a56d1"),
        (48, 3000, 6000, "4892cc13a47d9373"),
    ],
)
def test_a_graph_has_its_published_size_and_stays_the_same(number, n, edges, digest):
    graph = gset(number)
    assert (graph.n, len(graph.edges)) == (n, edges)
    low, high = graph.edges.min(axis=1), graph.edges.max(axis=1)
    lines = sorted(zip(low.tolist(), high.tolist(), graph.weights.tolist(), strict=True))
    assert hashlib.sha256(repr(lines).encode()).hexdigest()[:16] == digest


def test_signed_graphs_have_the_edges_of_the_unsigned_ones():
    assert (gset(6).edges == gset(1).edges).all()
    assert set(gset(6).weights) == {-1.0, 1.0}


def test_a_torus_joins_every_vertex_with_four_others():
    torus = toroidal_grid(5, 7)
    assert (np.bincount(torus.edges.ravel()) == 4).all()


def test_other_graphs_are_refused_with_what_is_known():
    with pytest.raises(ValueError, match="G14 cannot be made here; known are G1 to G13"):
        gset(14)
    with pytest.raises(ValueError, match="both must be at least 3"):
        toroidal_grid(2, 9)
    with pytest.raises(ValueError, match="n is 5 and the density 101"):
        random_graph(5, 101.0, 0)


def test_best_cuts_are_listed_for_every_graph_that_can_be_made():
    assert {k: BEST_CUTS[k] for k in (1, 13, 50, 54, 63, 67)} == {
        1: 11624,
        13: 582,
        50: 5880,
        54: 3852,
        63: 27047,
        67: 6950,
    }
    assert {*range(1, 14), *range(22, 32), *range(43, 51)} <= BEST_CUTS.keys()
