"""Independent sets: vertices of which no two are neighbours."""

from typing import Any, final

import numpy as np
from jaxtyping import Bool, Float64, Int8

from basinet.annealing.graph import as_graph
from basinet.annealing.ising import Scale, compress
from basinet.annealing.problem import AbstractProblem


@final
class IndependentSet(AbstractProblem):
    """The largest independent set: maximise sum_i x_i - A sum_edges x_i x_j, x = 0 or 1.

    Above A = 1 no state of the largest value holds neighbours. States on the way may; they are
    repaired before they are reported.

    Args:
        graph: vertices and edges, whose weights do not count: a `Graph`, a networkx graph or a
            matrix.
        penalty: A, above 1.

    Raises:
        ValueError: when the penalty is not above 1.
    """

    name = "mis"
    maximises = True
    conventions = "maximise the number of chosen vertices (1) of which no two are neighbours"

    def __init__(self, graph: Any, penalty: float = 1.05):
        if not 1 < penalty < np.inf:
            raise ValueError(f"penalty is {penalty}; it must be above 1, such as 1.05")
        self.graph, self.penalty = (graph := as_graph(graph)), penalty
        edges, n = graph.edges, graph.n
        degrees = np.bincount(edges.ravel(), minlength=n)
        # With x = (1 + s) / 2; in units of a quarter.
        couplings = np.full(len(edges), -penalty)
        still = penalty * len(edges) / 4 - n / 2
        self.ising = compress(n, edges, couplings, 2 - penalty * degrees, 0.25, still)
        # Tried on hidden sets: moves cost 1, A, and A - 1, which is to be as good as nothing.
        self.scale = Scale(0.25, 1.0, 10.0)

    def values(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return sum_i x_i - A sum_edges x_i x_j: the size of a set that is independent."""
        x = spins > 0
        a, b = self.graph.edges.T
        return x.sum(axis=1) - self.penalty * (x[:, a] & x[:, b]).sum(axis=1)

    def finish(
        self, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return an independent set: drop who has most conflicts, then add who fits.

        Neighbours that are both fixed stay, so that the set is then none.
        """
        neighbours = self.graph.neighbours()
        x = (spins > 0).astype(np.int64)
        while (conflicts := x * free * (neighbours @ x)).any():
            x[np.argmax(conflicts)] = 0
        for vertex in np.flatnonzero((x == 0) & free & (neighbours @ x == 0)):
            row = slice(neighbours.indptr[vertex], neighbours.indptr[vertex + 1])
            x[vertex] = not x[neighbours.indices[row]].any()
        return np.where(x > 0, 1, -1).astype(np.int8)

    def variables(self, spins: Int8[np.ndarray, "*states n"]) -> Int8[np.ndarray, "*states n"]:
        """Return x: 1 for the chosen vertices, else 0."""
        return (spins > 0).astype(np.int8)
