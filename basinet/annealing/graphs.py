"""Graphs to try solvers on, each from a seed."""

from itertools import combinations

import numpy as np
from jaxtyping import Float64, Int64
from scipy.spatial import Delaunay

from basinet.annealing.graph import Graph, graph


def erdos_renyi(n: int, edges: int, seed: int = 0, *, signs: bool = False) -> Graph:
    """Return a uniformly random graph with so many edges.

    Args:
        n: number of vertices.
        edges: number of edges, at most n (n - 1) / 2.
        seed: of everything random.
        signs: weights -1 and +1 at random instead of 1.
    """
    most = n * (n - 1) // 2
    if not 0 <= edges <= most:
        raise ValueError(f"edges is {edges}; {n} vertices have from 0 to {most}")
    rng = np.random.default_rng(seed)
    return Graph(
        n, _pairs_of(n, rng.choice(most, edges, replace=False)), _weights(rng, edges, signs)
    )


def torus(*sides: int, seed: int = 0, signs: bool = False) -> Graph:
    """Return a torus with these sides, in any number of dimensions, each side at least 3.

    Args:
        sides: its lengths.
        seed: of the signs.
        signs: weights -1 and +1 at random instead of 1.
    """
    if not sides or min(sides) < 3:
        raise ValueError(f"the sides are {sides}; each must be at least 3")
    numbers = np.arange(np.prod(sides)).reshape(sides)
    ends = [
        np.stack([numbers.ravel(), np.roll(numbers, -1, axis=axis).ravel()], axis=1)
        for axis in range(len(sides))
    ]
    edges = np.concatenate(ends)
    rng = np.random.default_rng(seed)
    return Graph(numbers.size, edges, _weights(rng, len(edges), signs))


def two_planar(n: int, seed: int = 0, *, keep: float = 0.99, signs: bool = False) -> Graph:
    """Return the union of two random triangulations, a twin of the planar graphs of the G-set.

    Each is the Delaunay triangulation of n random points, which has the numbers of the vertices in
    an order of its own and loses some of its edges.

    Args:
        n: number of vertices, at least 3.
        seed: of everything random.
        keep: share of the edges that stay.
        signs: weights -1 and +1 at random instead of 1.
    """
    if n < 3 or not 0 <= keep <= 1:
        raise ValueError(f"n is {n} and keep {keep}; expected n >= 3 and a share from 0 to 1")
    rng = np.random.default_rng(seed)
    both = [_triangulation(n, keep, rng) for _ in range(2)]
    edges = np.unique(np.concatenate(both), axis=0)
    return Graph(n, edges, _weights(rng, len(edges), signs))


def kneser(n: int, k: int) -> Graph:
    """Return the graph of the subsets of size k of n things, neighbours when they share none.

    Its largest independent sets have C(n - 1, k - 1) vertices for n >= 2 k (P. Erdos, C. Ko,
    R. Rado, 1961).
    """
    if not 1 <= k <= n:
        raise ValueError(f"n is {n} and k {k}; expected 1 <= k <= n")
    subsets = [set(chosen) for chosen in combinations(range(n), k)]
    pairs = combinations(range(len(subsets)), 2)
    return graph([(a, b) for a, b in pairs if not subsets[a] & subsets[b]], n=len(subsets))


def hypercube(dimension: int) -> Graph:
    """Return the graph of the corners of a cube; half of them are an independent set."""
    corners = np.arange(2**dimension)
    ends = [np.stack([corners, corners ^ (1 << bit)], axis=1) for bit in range(dimension)]
    edges = np.concatenate(ends)
    return graph(edges[edges[:, 0] < edges[:, 1]], n=len(corners))


def model_rb(n: int, seed: int = 0) -> tuple[Graph, Int64[np.ndarray, " n"]]:
    """Return a graph with a hidden largest independent set of n vertices, and that set.

    Model RB at its threshold: n cliques of d = round(n^0.8) vertices, and round(0.8 / ln(4/3)
    n ln n) times two cliques between which round(d^2 / 4) edges are put that spare the set
    (K. Xu, W. Li, Journal of Artificial Intelligence Research 12, 2000).
    """
    if n < 2:
        raise ValueError(f"n is {n}; expected at least 2 cliques")
    rng = np.random.default_rng(seed)
    d = round(n**0.8)
    hidden = np.arange(n) * d + rng.integers(d, size=n)
    inside = np.array(list(combinations(range(d), 2)), np.int64).reshape(-1, 2)
    edges = [inside + clique * d for clique in range(n)]
    for _ in range(round(0.8 / np.log(4 / 3) * n * np.log(n))):
        one, other = rng.choice(n, 2, replace=False)
        a, b = (grid.ravel() for grid in np.meshgrid(np.arange(d), np.arange(d), indexing="ij"))
        pairs = np.stack([one * d + a, other * d + b], axis=1)
        allowed = pairs[~np.isin(pairs, hidden).all(axis=1)]
        edges.append(rng.choice(allowed, round(d**2 / 4), replace=False))
    every = np.unique(np.sort(np.concatenate(edges), axis=1), axis=0)
    return graph(every, n=n * d), hidden


def _triangulation(n: int, keep: float, rng: np.random.Generator) -> Int64[np.ndarray, "edges 2"]:
    corners = Delaunay(rng.random((n, 2))).simplices.astype(np.int64)
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    edges = np.unique(np.sort(sides, axis=1), axis=0)
    named = np.sort(rng.permutation(n)[edges], axis=1)
    return named[rng.random(len(named)) < keep]


def _pairs_of(n: int, places: Int64[np.ndarray, " pairs"]) -> Int64[np.ndarray, "pairs 2"]:
    """The pairs a < b with these places in the list of all, b by b."""
    upper = np.floor((1 + np.sqrt(1 + 8.0 * places)) / 2).astype(np.int64)
    upper -= upper * (upper - 1) // 2 > places
    upper += upper * (upper + 1) // 2 <= places
    return np.stack([places - upper * (upper - 1) // 2, upper], axis=1)


def _weights(rng: np.random.Generator, count: int, signs: bool) -> Float64[np.ndarray, " edges"]:
    return rng.choice([-1.0, 1.0], count) if signs else np.ones(count)
