"""Weighted undirected graphs, checked once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from jaxtyping import Bool, Float64, Int64

from basinet.annealing.given import pairs_of, values_of


@dataclass(frozen=True, eq=False)
class Graph:
    """An undirected graph with a weight on each edge.

    Attributes:
        n: number of vertices, 0 to n - 1.
        edges: `[edges, 2]`, each edge once, in either direction.
        weights: of each edge, finite.

    Raises:
        ValueError: when there is no vertex, an edge is out of range, joins a vertex with itself or
            is there twice, or a weight is not finite; or what is given are no numbers.
    """

    n: int
    edges: Int64[np.ndarray, "edges 2"]
    weights: Float64[np.ndarray, " edges"]

    def __post_init__(self):
        if isinstance(self.n, bool) or not isinstance(self.n, int | np.integer):
            raise ValueError(f"n is {self.n!r}; expected the number of vertices")
        if self.n < 1:
            raise ValueError("the graph has no vertex; expected at least one")
        object.__setattr__(self, "edges", pairs_of(self.edges, "the edges"))
        weights = values_of(self.weights, len(self.edges), "the weights of the edges")
        object.__setattr__(self, "weights", weights)
        check_pairs(self.n, self.edges, self.weights, "edge", "weight")

    def neighbours(self) -> scipy.sparse.csr_array:
        """Return the symmetric matrix that is 1 between neighbours, `[n, n]`, of int64."""
        ones = np.ones(len(self.edges), np.int64)
        half = scipy.sparse.coo_array((ones, tuple(self.edges.T)), shape=(self.n, self.n))
        return (half + half.T).tocsr()


WITHIN = "0 or a finite number of a size from 1e-30 to 1e30"
"""What numbers of a problem are, so that they and their sums fit into float32."""


def fit(values: Float64[np.ndarray, " values"]) -> Bool[np.ndarray, " values"]:
    """Return for each value whether a problem can have it: NaN and infinite ones it cannot."""
    size = np.abs(values)
    return (size <= 1e30) & ((size >= 1e-30) | (size == 0))


def check_pairs(
    n: int,
    pairs: Int64[np.ndarray, "pairs 2"],
    values: Float64[np.ndarray, " pairs"],
    pair: str,
    value: str,
    first: int = 0,
) -> None:
    """Refuse pairs of which one cannot be, and say which.

    Args:
        n: of what there are pairs.
        pairs: their members, from 0 to n - 1.
        values: of each.
        pair: what a pair is called.
        value: what its value is called.
        first: the number that the user calls the first member by.

    Raises:
        ValueError: when a member is out of range, a pair joins one with itself or is there twice,
            or a value is not finite.
    """
    wrong = (pairs < 0) | (pairs >= n)
    if wrong.any():
        a, b = pairs[wrong.any(axis=1)][0] + first
        raise ValueError(
            f"{pair} {a} {b} is out of range; with n = {n} the numbers go from {first} to"
            f" {n - 1 + first}"
        )
    if not fit(values).all():
        at = int(np.argmin(fit(values)))
        a, b = pairs[at] + first
        raise ValueError(f"{pair} {a} {b} has the {value} {values[at]}; expected {WITHIN}")
    loops = pairs[:, 0] == pairs[:, 1]
    if loops.any():
        a = pairs[loops][0, 0] + first
        raise ValueError(f"{pair} {a} {a} joins {a} with itself; leave it out")
    keys = pairs.min(axis=1, initial=n) * n + pairs.max(axis=1, initial=0)
    unique, counts = np.unique(keys, return_counts=True)
    if len(unique) < len(keys):
        a, b = np.array(divmod(int(unique[counts > 1][0]), n)) + first
        raise ValueError(
            f"{pair} {a} {b} is there {counts.max()} times; give each once, with the sum of its"
            f" {value}s"
        )


def graph(edges: Any, weights: Any = None, n: int | None = None) -> Graph:
    """Return the graph with these edges.

    Args:
        edges: `[edges, 2]`, numbers from 0.
        weights: of each edge; 1 without them.
        n: number of vertices; one more than the largest number without it.
    """
    ends = pairs_of(edges, "the edges")
    size = (int(ends.max(initial=-1)) + 1) if n is None else n
    given = np.ones(len(ends)) if weights is None else weights
    return Graph(size, ends, values_of(given, len(ends), "the weights of the edges"))


def as_graph(given: Any) -> Graph:
    """Return a graph that is given as one, as a networkx graph, or as a matrix of weights.

    Vertices of a networkx graph get the numbers of their order in it.

    Raises:
        ValueError: when it is none of these, or refused by `from_networkx` or `from_matrix`.
    """
    if isinstance(given, Graph):
        return given
    if hasattr(given, "is_multigraph"):
        return from_networkx(given)[0]
    if isinstance(given, np.ndarray) or scipy.sparse.issparse(given):
        return from_matrix(given)
    raise ValueError(
        f"the graph is of the kind {type(given).__name__}; expected a Graph, a networkx graph or a"
        " symmetric matrix of weights (read_problem reads files)"
    )


def from_networkx(given: Any, weight: str = "weight") -> tuple[Graph, list[Any]]:
    """Return a networkx graph as a `Graph`, and its vertices in the order of their numbers.

    Args:
        given: an undirected networkx graph.
        weight: the edge attribute that holds the weight; 1 where an edge has none.

    Raises:
        ValueError: when the graph is directed, has several edges between two vertices, or an edge
            is refused by `Graph`.
    """
    if given.is_directed() or given.is_multigraph():
        raise ValueError(
            "the graph is directed or has parallel edges; give an undirected simple one, such as"
            " networkx.Graph(g.to_undirected())"
        )
    names = list(given.nodes)
    number = {name: at for at, name in enumerate(names)}
    listed = list(given.edges(data=weight, default=1))
    edges = [(number[a], number[b]) for a, b, _ in listed]
    return graph(edges, [w for _, _, w in listed], len(names)), names


def from_matrix(matrix: Any) -> Graph:
    """Return the graph of a symmetric matrix of weights, dense or sparse, with a zero diagonal.

    Raises:
        ValueError: when the matrix is not square, not symmetric, has a diagonal, or holds what is
            not finite.
    """
    pairs, values, diagonal = upper(matrix, "the matrix of weights")
    if diagonal.any():
        at = int(np.flatnonzero(diagonal)[0])
        raise ValueError(
            f"the matrix of weights has {diagonal[at]} on its diagonal at {at}; set the diagonal"
            " to 0"
        )
    return Graph(len(diagonal), pairs, values)


def upper(matrix: Any, what: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs i < j of a symmetric matrix that are not 0, their values, the diagonal.

    Raises:
        ValueError: when it is not square, not finite, or not symmetric.
    """
    rows = scipy.sparse.coo_array(matrix, dtype=np.float64)
    if not is_square(rows):
        raise ValueError(f"{what} has the shape {rows.shape}; expected a square one")
    if not fit(rows.data).all():
        raise ValueError(
            f"{what} holds NaN or infinite values, or very large or small ones; expected {WITHIN}"
        )
    rest = (rows - rows.T).tocoo()
    if rest.nnz and np.abs(rest.data).max() > 0:
        at = int(np.argmax(np.abs(rest.data)))
        i, j = int(rest.coords[0][at]), int(rest.coords[1][at])
        raise ValueError(
            f"{what} is not symmetric: entries ({i}, {j}) and ({j}, {i}) differ by"
            f" {rest.data[at]:g}; give (M + M') / 2"
        )
    half = scipy.sparse.triu(rows, k=1, format="coo")
    half.sum_duplicates()
    kept = half.data != 0
    pairs = np.stack(half.coords, axis=1).astype(np.int64)[kept]
    return pairs, half.data[kept], np.asarray(rows.tocsr().diagonal())


def is_square(rows: scipy.sparse.coo_array) -> bool:
    """Return whether an array has two axes of one length."""
    shape = tuple(rows.shape or ())
    return len(shape) == 2 and shape[0] == shape[1]
