"""A convex energy of the states of a graph's nodes.

    E(h) = sum_i [m |h_i|^2 / 2 - b_i . h_i] + sum_edges w_ij sum_k U(v_k . (h_i - h_j))
           + beta sum_labelled (r . h_i + r_0 - t_i)^2 / 2

with m > 0, w >= 0 and a convex U. It is strongly convex, with a curvature of at least
mu = m + min(beta, 0) |r|^2, as long as that is above 0; the minimum is then unique, and any states
are within |grad E| / mu of it.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import scipy.sparse
from jaxtyping import Bool, Float64

from basinet.annealing import Graph


class AbstractBond(ABC):
    """What it costs that neighbours differ: an even convex U with a curvature of at most 1."""

    @abstractmethod
    def cost(self, u: np.ndarray) -> np.ndarray:
        """Return U(u)."""

    @abstractmethod
    def slope(self, u: np.ndarray) -> np.ndarray:
        """Return U'(u)."""

    @abstractmethod
    def curvature(self, u: np.ndarray) -> np.ndarray:
        """Return U''(u)."""


@dataclass(frozen=True)
class LogCosh(AbstractBond):
    """ln cosh u: small differences are drawn together, large ones no more than others."""

    def cost(self, u: np.ndarray) -> np.ndarray:
        """Return ln cosh u, without overflow."""
        size = np.abs(u)
        return size + np.log1p(np.exp(-2 * size)) - np.log(2.0)

    def slope(self, u: np.ndarray) -> np.ndarray:
        """Return tanh u."""
        return np.tanh(u)

    def curvature(self, u: np.ndarray) -> np.ndarray:
        """Return 1 - tanh^2 u."""
        return 1 - np.tanh(u) ** 2


@dataclass(frozen=True)
class Quadratic(AbstractBond):
    """u^2 / 2: the minimum is h = (m I + V'V x L)^-1 b, L the graph's Laplacian."""

    def cost(self, u: np.ndarray) -> np.ndarray:
        """Return u^2 / 2."""
        return u**2 / 2

    def slope(self, u: np.ndarray) -> np.ndarray:
        """Return u."""
        return u

    def curvature(self, u: np.ndarray) -> np.ndarray:
        """Return 1."""
        return np.ones_like(u)


class Neighbours(NamedTuple):
    """The neighbours of a node, and the weights of the edges to them."""

    nodes: np.ndarray
    weights: np.ndarray


class Nudge(NamedTuple):
    """What draws the outputs of some nodes towards their targets.

    Attributes:
        readout: r, and r_0 as its last number, `[d + 1]`.
        targets: t of every node; those of nodes that are not labelled are not read.
        labelled: which nodes are.
        strength: beta.
    """

    readout: Float64[np.ndarray, " d_and_one"]
    targets: Float64[np.ndarray, " n"]
    labelled: Bool[np.ndarray, " n"]
    strength: float

    def errors(self, states: Float64[np.ndarray, "n d"]) -> Float64[np.ndarray, " n"]:
        """Return r . h_i + r_0 - t_i, 0 where there is no label."""
        said = states @ self.readout[:-1] + self.readout[-1]
        return np.where(self.labelled, said - np.where(self.labelled, self.targets, 0.0), 0.0)


@dataclass(frozen=True, eq=False)
class GraphEnergy:
    """The energy of one graph under its inputs.

    Attributes:
        graph: its edges have weights of at least 0; nodes without any rest at b_i / m.
        inputs: b_i, `[n, d]`.
        directions: v_k, `[K, d]`.
        hold: m > 0, which holds each state at 0.
        bond: what it costs that neighbours differ, `LogCosh()` or `Quadratic()`.
        nudge: towards targets; None for none.

    Raises:
        ValueError: when shapes do not fit, a number is not finite, a weight is negative, or the
            energy is not convex: m is not above 0, or a nudge away from the targets is too strong.
    """

    graph: Graph
    inputs: Float64[np.ndarray, "n d"]
    directions: Float64[np.ndarray, "K d"]
    hold: float = 1.0
    bond: AbstractBond = LogCosh()
    nudge: Nudge | None = None

    def __post_init__(self):
        n, d = self.graph.n, self.directions.shape[-1]
        if self.inputs.shape != (n, d):
            raise ValueError(
                f"inputs have the shape {self.inputs.shape}; with {n} nodes and directions of"
                f" {d} numbers it must be ({n}, {d})"
            )
        for name, values in (("inputs", self.inputs), ("directions", self.directions)):
            if not np.isfinite(values).all():
                raise ValueError(f"{name} hold NaN or infinite values; expected finite numbers")
        if (self.graph.weights < 0).any():
            raise ValueError(
                f"an edge has the weight {self.graph.weights.min():g}; the energy is convex for"
                " weights of at least 0"
            )
        if not 0 < self.hold < np.inf:
            raise ValueError(f"hold is {self.hold:g}; it must be a number above 0")
        if not self.least_curvature > 0:
            assert self.nudge is not None
            most = self.hold / float(np.sum(self.nudge.readout[:-1] ** 2))
            raise ValueError(
                f"the nudge has the strength {self.nudge.strength:g}, and the energy is convex"
                f" above {-most:.3g} only (hold over |r|^2); nudge less"
            )

    @property
    def least_curvature(self) -> float:
        """mu, a bound below the curvature of the energy."""
        if self.nudge is None:
            return self.hold
        return self.hold + min(self.nudge.strength, 0.0) * float(
            np.sum(self.nudge.readout[:-1] ** 2)
        )

    def held(self, nudge: Nudge | None) -> Self:
        """Return the same energy under another nudge."""
        return replace(self, nudge=nudge)

    def value(self, states: Float64[np.ndarray, "n d"]) -> float:
        """Return E."""
        energy = np.sum(self.hold * states**2 / 2 - self.inputs * states)
        costs = self.bond.cost(self.differences(states))
        energy += np.sum(self.graph.weights[:, None] * costs)
        if self.nudge is not None:
            energy += self.nudge.strength * np.sum(self.nudge.errors(states) ** 2) / 2
        return float(energy)

    def differences(self, states: Float64[np.ndarray, "n d"]) -> Float64[np.ndarray, "edges K"]:
        """Return v_k . (h_i - h_j) of each edge."""
        i, j = self.graph.edges.T
        return (states[i] - states[j]) @ self.directions.T

    def gradient(self, states: Float64[np.ndarray, "n d"]) -> Float64[np.ndarray, "n d"]:
        """Return dE/dh."""
        slopes = self.bond.slope(self.differences(states)) * self.graph.weights[:, None]
        gradient = self.hold * states - self.inputs + self.incidence.T @ (slopes @ self.directions)
        if self.nudge is not None:
            errors = self.nudge.strength * self.nudge.errors(states)
            gradient += errors[:, None] * self.nudge.readout[:-1]
        return gradient

    def hessian(self, states: Float64[np.ndarray, "n d"]) -> scipy.sparse.csc_array:
        """Return the second derivative, `[n d, n d]`, states row by row."""
        n, d = states.shape
        bends = self.bond.curvature(self.differences(states)) * self.graph.weights[:, None]
        found = scipy.sparse.csc_array(self.hold * scipy.sparse.eye_array(n * d, format="csc"))
        for v, bend in zip(self.directions, bends.T, strict=True):
            laplacian = self.incidence.T @ (self.incidence * bend[:, None])
            found = found + scipy.sparse.kron(laplacian, np.outer(v, v), format="csc")
        if self.nudge is not None:
            r = self.nudge.readout[:-1]
            there = scipy.sparse.diags_array(self.nudge.strength * self.nudge.labelled)
            found = found + scipy.sparse.kron(there, np.outer(r, r), format="csc")
        return scipy.sparse.csc_array(found)

    @cached_property
    def incidence(self) -> scipy.sparse.csr_array:
        """1 at the first end of each edge, -1 at the second, `[edges, n]`."""
        edges = len(self.graph.edges)
        rows = np.repeat(np.arange(edges), 2)
        signs = np.tile([1.0, -1.0], edges)
        shape = (edges, self.graph.n)
        return scipy.sparse.csr_array((signs, (rows, self.graph.edges.ravel())), shape=shape)

    @cached_property
    def around(self) -> list[Neighbours]:
        """The neighbours of each node."""
        n = self.graph.n
        i, j = self.graph.edges.T
        ends, others = np.concatenate([i, j]), np.concatenate([j, i])
        weights = np.tile(self.graph.weights, 2)
        order = np.argsort(ends, kind="stable")
        starts = np.searchsorted(ends[order], np.arange(n + 1))
        return [Neighbours(others[order[a:b]], weights[order[a:b]]) for a, b in pairwise(starts)]

    def lowered(
        self, node: int, state: np.ndarray, heard: Float64[np.ndarray, "near d"], steps: int
    ) -> np.ndarray:
        """Return the state of a node after some gradient steps of its own energy.

        Args:
            node: which.
            state: its own, `[d]`.
            heard: of its neighbours, in the order of `around`, as it last heard of them.
            steps: how many, each as large as the curvature allows: none raises the energy that
                the node has if its neighbours are as it heard.
        """
        weights = self.around[node].weights
        curvature = self.hold + float(np.sum(weights)) * self._spread
        towards = 0.0
        nudge = self.nudge
        if nudge is not None and nudge.labelled[node]:
            towards = nudge.strength
            curvature += max(towards, 0.0) * float(np.sum(nudge.readout[:-1] ** 2))
        for _ in range(steps):
            slopes = self.bond.slope((state - heard) @ self.directions.T)
            gradient = self.hold * state - self.inputs[node] + (weights @ slopes) @ self.directions
            if towards and nudge is not None:
                error = state @ nudge.readout[:-1] + nudge.readout[-1] - nudge.targets[node]
                gradient = gradient + towards * error * nudge.readout[:-1]
            state = state - gradient / curvature
        return state

    @cached_property
    def _spread(self) -> float:
        """|V|^2, the square of the largest singular value."""
        return float(np.linalg.norm(self.directions, 2) ** 2) if self.directions.size else 0.0
