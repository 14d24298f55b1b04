"""The graphs of the G-set from their arguments."""

import hashlib
from itertools import islice

import numpy as np
import pytest

from basinet.annealing.published import BEST_CUTS
from basinet.annealing.rudy import REGENERATED, below, gset, numbers, random_graph, toroidal_grid


def test_the_generator_gives_the_number_that_its_author_names():
    assert next(numbers(-314159)) == 119318998


def test_numbers_below_a_bound_are_equally_frequent():
    counts = np.bincount(list(islice(below(5, seed=1), 20_000)), minlength=5)
    assert abs(counts - 4000).max() < 5 * np.sqrt(4000)


# Vertices, edges and SHA-256 of the sorted edges with weights, of the published files.
PUBLISHED = {
    1: (800, 19176, "207acdb6c00afd6a"),
    2: (800, 19176, "6da4578a8bb7d8cc"),
    3: (800, 19176, "aa6bc97917590dd8"),
    4: (800, 19176, "21819790d10a13c8"),
    5: (800, 19176, "e422f6d2a0b470e4"),
    6: (800, 19176, "0241f12baf46c8e4"),
    7: (800, 19176, "529900f0a75306e1"),
    8: (800, 19176, "817487e9921d74d2"),
    9: (800, 19176, "c0b5d379b33bb895"),
    10: (800, 19176, "bc57c1a03d666410"),
    11: (800, 1600, "c03e341f3bad38c2"),
    12: (800, 1600, "360b951c3f97f430"),
    13: (800, 1600, "4a8bafe7a55fabbc"),
    22: (2000, 19990, "a6cb2329b5556832"),
    23: (2000, 19990, "13d77b8a248db4e4"),
    24: (2000, 19990, "389cf142bd7edb0e"),
    25: (2000, 19990, "d6b1713c881de526"),
    26: (2000, 19990, "9db3aece2dc70ba1"),
    27: (2000, 19990, "be62087c1cc4eaf4"),
    28: (2000, 19990, "3a8c57a3c1b8f3e1"),
    29: (2000, 19990, "77ff26395a42e15a"),
    30: (2000, 19990, "e99dc97b577d37e9"),
    31: (2000, 19990, "bdbc1c216663f2da"),
    32: (2000, 4000, "2d2f949450e7c275"),
    33: (2000, 4000, "26ea6f1da6540146"),
    34: (2000, 4000, "d0cd350cab25cca9"),
    43: (1000, 9990, "f4c353446f5a56d1"),
    44: (1000, 9990, "12b4566d4ab811f2"),
    45: (1000, 9990, "c0057244667db5f1"),
    46: (1000, 9990, "bc18279e3e93f82c"),
    47: (1000, 9990, "06cf1688b4ffdf2d"),
    48: (3000, 6000, "4892cc13a47d9373"),
    49: (3000, 6000, "58cc2b5bf91b2f71"),
    50: (3000, 6000, "73cb68e6b9a4da01"),
    55: (5000, 12498, "df29800749ba33dd"),
    56: (5000, 12498, "6c380936fd1b5798"),
    57: (5000, 10000, "2b33d0f4e6add219"),
    60: (7000, 17148, "2c54c3ead4676de8"),
    61: (7000, 17148, "6c0cd9e2f9065a28"),
    62: (7000, 14000, "7d37962525fd81aa"),
    65: (8000, 16000, "336d9f55d1bdf1d7"),
    66: (9000, 18000, "8d2a0c9719af2e15"),
    67: (10000, 20000, "d178ae9adff71233"),
    70: (10000, 9999, "886af6ca4b755c82"),
    72: (10000, 20000, "c61f6c61e06c92ea"),
    77: (14000, 28000, "d9fa09d8f31c0700"),
    81: (20000, 40000, "eebf2b170f6a67fd"),
}


def test_every_random_graph_and_torus_is_made():
    assert tuple(PUBLISHED) == REGENERATED


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_graph_is_that_of_the_published_file_edge_by_edge(number):
    n, edges, digest = PUBLISHED[number]
    graph = gset(number)
    assert (graph.n, len(graph.edges)) == (n, edges)
    low, high = graph.edges.min(axis=1), graph.edges.max(axis=1)
    lines = sorted(zip(low.tolist(), high.tolist(), graph.weights.tolist(), strict=True))
    assert hashlib.sha256(repr(lines).encode()).hexdigest()[:16] == digest


def test_edges_come_in_the_order_of_the_published_files():
    assert (gset(1).edges[:4] + 1).tolist() == [[1, 560], [1, 503], [1, 264], [1, 550]]


def test_signed_graphs_have_the_edges_of_the_unsigned_ones():
    assert (gset(6).edges == gset(1).edges).all()
    assert set(gset(6).weights) == {-1.0, 1.0}


def test_a_torus_joins_every_vertex_with_four_others():
    torus = toroidal_grid(5, 7)
    assert (np.bincount(torus.edges.ravel()) == 4).all()


def test_other_graphs_are_refused_with_what_is_known():
    with pytest.raises(
        ValueError,
        match=r"G14 cannot be made here; known are G1 to G13, G22 to G34, .* and G81\. Read",
    ):
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
    assert set(REGENERATED) <= BEST_CUTS.keys()
