"""What is to be optimised, in the words in which it was asked."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, final

import numpy as np
import scipy.sparse
from jaxtyping import Bool, Float64, Int8

from basinet.annealing.given import pairs_of, triangle_of, values_of
from basinet.annealing.graph import WITHIN, as_graph, check_pairs, fit, is_square, upper
from basinet.annealing.ising import Ising, Scale, compress


class AbstractProblem(ABC):
    """A problem of n variables of two values each, and the Ising problem that it is.

    The value of a state is the energy of its spins where small values are wanted, and its negative
    where large ones are.

    Attributes:
        name: as the command calls it.
        maximises: whether large values are wanted.
        conventions: what is optimised and in which variables, in a sentence.
        ising: the problem in spins.
        scale: the sizes of the changes of its value, from which schedules are chosen.
    """

    name: str
    maximises: bool
    conventions: str
    ising: Ising
    scale: Scale

    @abstractmethod
    def values(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return the value of each state, computed from the problem as it was given."""

    @abstractmethod
    def finish(
        self, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return a state that fulfils all constraints, made from one that may not.

        Args:
            spins: the state.
            free: which spins may change for it.
        """

    @abstractmethod
    def variables(self, spins: Int8[np.ndarray, "*states n"]) -> Int8[np.ndarray, "*states n"]:
        """Return the variables of the problem: 0 and 1, or -1 and +1."""

    @final
    def spins(self, variables: Any, what: str = "the state") -> Int8[np.ndarray, " n"]:
        """Return the spins of given variables.

        Raises:
            ValueError: when they are not as many as the problem has, or have other values.
        """
        given = np.asarray(variables)
        least = int(self.variables(np.array([-1], np.int8))[0])
        if given.shape != (self.ising.n,):
            raise ValueError(
                f"{what} has the shape {given.shape}; the problem has {self.ising.n} variables"
            )
        if not np.isin(given, (least, 1)).all():
            wrong = given[~np.isin(given, (least, 1))][0]
            raise ValueError(f"{what} holds {wrong}; {self.name} has variables {least} and 1")
        return np.where(given == 1, 1, -1).astype(np.int8)

    @final
    def value_of(self, energy: float) -> float:
        """Return the value of an energy, or the other way round."""
        return -energy if self.maximises else energy


@final
class MaxCut(AbstractProblem):
    """The largest cut: cut(s) = sum_{i<j} w_ij (1 - s_i s_j) / 2.

    Args:
        graph: vertices and weights w, of either sign: a `Graph`, a networkx graph or a matrix.
    """

    name = "maxcut"
    maximises = True
    conventions = (
        "maximise the weight of the edges between the sides -1 and +1; each edge counts once"
    )

    def __init__(self, graph: Any):
        self.graph = graph = as_graph(graph)
        offset = -float(graph.weights.sum()) / 2
        self.ising = compress(graph.n, graph.edges, -graph.weights, np.zeros(graph.n), 0.5, offset)
        self.scale = self.ising.scale

    def values(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return the weight of the edges that are cut."""
        a, b = self.graph.edges.T
        return (spins[:, a] != spins[:, b]).astype(np.float64) @ self.graph.weights

    def finish(
        self, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return the state: every one is a cut."""
        del free
        return spins

    def variables(self, spins: Int8[np.ndarray, "*states n"]) -> Int8[np.ndarray, "*states n"]:
        """Return the sides, -1 and +1."""
        return spins


@final
class IsingModel(AbstractProblem):
    """The lowest energy of E(s) = offset - sum_{i<j} J_ij s_i s_j - sum_i b_i s_i, s = -1 or +1.

    Positive couplings favour equal spins, as in the core of this library; D-Wave's tools have the
    other sign.

    Args:
        n: number of spins.
        pairs: `[pairs, 2]`, each once.
        couplings: J of each.
        field: b, `[n]`; none without it.
        offset: energy that no state changes.
    """

    name = "ising"
    maximises = False
    conventions = "minimise E = offset - sum_{i<j} J_ij s_i s_j - sum_i b_i s_i, s = -1 or +1"

    def __init__(
        self,
        n: int,
        pairs: Any,
        couplings: Any,
        field: Any = None,
        offset: float = 0.0,
    ):
        pairs = pairs_of(pairs, "the pairs")
        couplings = values_of(couplings, len(pairs), "the couplings")
        check_pairs(n, pairs, couplings, "pair", "coupling")
        self.pairs, self.couplings, self.offset = pairs, couplings, offset
        self.field = _field(field, n)
        self.ising = compress(n, pairs, couplings, self.field, 1.0, offset)
        self.scale = self.ising.scale

    def values(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return the energies."""
        a, b = self.pairs.T
        agree = (spins[:, a] * spins[:, b]).astype(np.float64) @ self.couplings
        return self.offset - agree - spins.astype(np.float64) @ self.field

    def finish(
        self, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return the state: there are no constraints."""
        del free
        return spins

    def variables(self, spins: Int8[np.ndarray, "*states n"]) -> Int8[np.ndarray, "*states n"]:
        """Return the spins."""
        return spins


@final
class Qubo(AbstractProblem):
    """The smallest value of offset + sum_i Q_ii x_i + sum_{i<j} Q_ij x_i x_j, x = 0 or 1.

    Args:
        linear: Q_ii, `[n]`.
        pairs: `[pairs, 2]`, each once.
        quadratic: the coefficient of each product x_i x_j: of an upper-triangular Q its entry, of
            a symmetric one twice its entry.
        offset: what no state changes.
    """

    name = "qubo"
    maximises = False
    conventions = "minimise offset + sum_i Q_ii x_i + sum_{i<j} Q_ij x_i x_j, x = 0 or 1"

    def __init__(
        self,
        linear: Any,
        pairs: Any,
        quadratic: Any,
        offset: float = 0.0,
    ):
        self.linear = _field(linear, len(linear))
        pairs = pairs_of(pairs, "the pairs")
        quadratic = values_of(quadratic, len(pairs), "the values of the pairs")
        self.pairs, self.quadratic, self.offset = pairs, quadratic, offset
        n = len(self.linear)
        check_pairs(n, pairs, quadratic, "entry", "value")
        around = np.bincount(pairs.ravel(), weights=np.repeat(quadratic, 2), minlength=n)
        field = -(2 * self.linear + around)
        still = offset + quadratic.sum() / 4 + self.linear.sum() / 2
        self.ising = compress(n, pairs, -quadratic, field, 0.25, float(still))
        self.scale = self.ising.scale

    def values(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return the values of the form."""
        x = spins > 0
        a, b = self.pairs.T
        both = (x[:, a] & x[:, b]).astype(np.float64)
        return self.offset + both @ self.quadratic + x.astype(np.float64) @ self.linear

    def finish(
        self, spins: Int8[np.ndarray, " n"], free: Bool[np.ndarray, " n"]
    ) -> Int8[np.ndarray, " n"]:
        """Return the state: there are no constraints."""
        del free
        return spins

    def variables(self, spins: Int8[np.ndarray, "*states n"]) -> Int8[np.ndarray, "*states n"]:
        """Return x, 0 and 1."""
        return (spins > 0).astype(np.int8)


def qubo(matrix: Any, offset: float = 0.0) -> Qubo:
    """Return the problem of minimising x' Q x + offset, x = 0 or 1.

    Args:
        matrix: Q, dense or sparse, upper triangular or symmetric; both mean x' Q x, so that of a
            symmetric one both halves count. Or a dictionary `{(i, j): value}` of its entries.
        offset: what no state changes.

    Raises:
        ValueError: when Q is neither, not square, or not finite.
    """
    given = triangle_of(matrix) if isinstance(matrix, Mapping) else matrix
    rows = scipy.sparse.coo_array(given, dtype=np.float64)
    below = scipy.sparse.tril(rows, k=-1) if is_square(rows) else rows
    if is_square(rows) and not below.count_nonzero():
        rows = (rows + scipy.sparse.triu(rows, k=1).T) if rows.nnz else rows
        pairs, values, diagonal = upper(rows, "Q")
        return Qubo(diagonal, pairs, values, offset)
    pairs, values, diagonal = upper(rows, "Q is not upper triangular, and as a symmetric matrix it")
    return Qubo(diagonal, pairs, 2 * values, offset)


def _field(given: Any, n: int) -> Float64[np.ndarray, " n"]:
    if n < 1:
        raise ValueError("the problem has no variable; expected at least one")
    field = np.zeros(n) if given is None else values_of(given, n, "the numbers of the field")
    if not fit(field).all():
        at = int(np.argmin(fit(field)))
        raise ValueError(f"the field of {at} is {field[at]}; expected {WITHIN}")
    return field
