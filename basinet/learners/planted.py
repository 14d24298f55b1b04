"""Planted attractors: bistable nodes of Wilson and Cowan whose joint rests stand for classes.

After arXiv 2406.16453 (Neural Computation 37, 2025, 701), where all is trained by gradients through
time. Here the rule is local: each node has two wells, so it is a spin with a field, and the
perceptron rule of the binary core teaches its input weights into which well it has to fall.

Class k is the state in which the nodes [k m, (k + 1) m) are at the low rest and all others at the
high one, m = floor(n / (classes + 2)). Couplings A = -strength (I - F F^T), F an orthonormal basis
of these states, vanish on each of them exactly, so that they stay fixed points, and pull all others
towards their span.
"""

from typing import ClassVar, NamedTuple, Self

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Key, Labels
from basinet.core import AbstractCouplings, Dense, Perceptron, random_dense
from basinet.learners._base import AbstractLearner, Info, Problem
from basinet.learners._limits import at_least, check_part, in_range, number, whole
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.rates import Circuit, Constant, Euler, Populations, WilsonCowan
from basinet.rates.stepping import stepped
from basinet.rates.wilson_cowan import HIGH, LOW, MIDDLE

_CENTRE = -0.035
"""The middle of the fields in which a node has two wells, from -0.215 to 0.146."""


class Planting(NamedTuple):
    """What is learnt, and what was planted.

    Attributes:
        inputs: plastic weights from the features to the nodes.
        patterns: the rest state of each class, fixed.
    """

    inputs: Dense
    patterns: Float[Array, "classes nodes"]


class Planted(AbstractLearner[Planting]):
    """Bistable nodes that learn by the perceptron rule to fall into the state of their class.

    Attributes:
        nodes: n, at least classes + 2.
        margin: kappa >= 0: how far beyond the middle of the bistable range a node's field has to
            be; from about 0.2 on the input alone decides.
        rate: step size, at least 0.
        strength: of the planted couplings, at least 0, in units of 1/sqrt(n); the paper begins
            with 28.
        steps: Euler steps of 0.1 in which a pattern is answered.
        schedule: how the step size changes in the course of a run.

    Raises:
        ValueError: when a value is outside its range.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NONE,
        feedback_weights=False,
        local_in_space=True,
        local_in_time=True,
        online=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("unsafe", "Unsafe nodes", "share of nodes that learn in a step", True),
    )

    nodes: int = whole(240)
    margin: float = number(0.3)
    rate: float = number(0.06)
    strength: float = number(0.0)
    steps: int = whole(200)
    schedule: AbstractSchedule = Linear(after=0.0, floor=0.01)

    def __check_init__(self) -> None:
        at_least(3, nodes=self.nodes)
        at_least(1, steps=self.steps)
        in_range(self, 0.0, float("inf"), "margin", "rate", "strength")
        check_part(self.schedule, AbstractSchedule, "schedule", "a schedule such as Linear()")

    def init(self, problem: Problem, key: Key) -> Planting:
        """Return small random input weights and the planted states.

        Raises:
            ValueError: when there are too few nodes for the classes.
        """
        patterns = planted_states(self.nodes, problem.classes)
        return Planting(random_dense(problem.features, self.nodes, 0.1, key), patterns)

    def step(
        self, state: Planting, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Planting, Info]:
        """Return the state after each node learnt towards the well that the class wants."""
        del key
        wanted = jnp.where(state.patterns[y] > MIDDLE, 1.0, -1.0)
        drive = Perceptron().drive(wanted, self._field(state, x) - _CENTRE, self.margin)
        learnt = state.inputs.learn(drive, x, self.rate * pace(self.schedule), 0.0)
        return state._replace(inputs=learnt), {"unsafe": jnp.mean(drive != 0)}

    def scores(
        self, state: Planting, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return minus |x - a_k|^2 / (|x| |a_k|) for the state at the end of the run."""
        return -unlikeness(self.ends(state, x, key), state.patterns)

    def ends(
        self, state: Planting, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch nodes"]:
        """Return the excitation of all nodes after the run, from the middle of both wells."""
        del key
        flow = WilsonCowan(self.nodes)
        circuit, forcing = self._circuit(state), Constant(self._field(state, x))

        def advance(step: Array, at: Populations) -> Populations:
            return stepped(circuit, Euler(), forcing, at, step, 0.1)

        return jax.lax.fori_loop(0, self.steps, advance, flow.rest(x.shape[0])).x

    def planted(
        self, state: Planting, x: Float[Array, "batch features"], key: Key
    ) -> Bool[Array, " batch"]:
        """Return for each pattern whether all nodes end in the wells of one planted state."""
        return in_planted_wells(self.ends(state, x, key), state.patterns)

    def _field(
        self, state: Planting, x: Float[Array, "batch features"]
    ) -> Float[Array, "batch nodes"]:
        return state.inputs(x) / x.shape[1] ** 0.5

    def _circuit(self, state: Planting) -> Circuit:
        """The nodes with the couplings that vanish on every planted state."""
        couplings = planted_couplings(state.patterns, self.strength)
        return Circuit(WilsonCowan(self.nodes), couplings)


class Outside(AbstractCouplings):
    """Fixed couplings -strength (I - F F^T): they hear only what is outside of a subspace.

    Attributes:
        basis: F, orthonormal columns, `[n, dimensions]`.
        strength: a scalar.
    """

    basis: Float[Array, "n dimensions"]
    strength: Float[Array, ""]

    def __call__(self, spins: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return the field, from one product with F and one back."""
        inside = jnp.matmul(spins, self.basis, precision=PRECISION)
        return -self.strength * (spins - jnp.matmul(inside, self.basis.T, precision=PRECISION))

    def shift(self, change: Float[Array, "batch n"]) -> Float[Array, "batch n"]:
        """Return `self(change)`."""
        return self(change)

    def rows(self, sources: Int[Array, " some"]) -> Float[Array, "some n"]:
        """Return the outgoing weights of some nodes."""
        return self(jax.nn.one_hot(sources, self.basis.shape[0], dtype=self.basis.dtype))

    def learn(
        self,
        post: Float[Array, "batch n"],
        pre: Float[Array, "batch n"],
        rate: Float[Array, ""] | float,
        decay: Float[Array, ""] | float,
    ) -> Self:
        """Return the same couplings: they are not plastic."""
        del post, pre, rate, decay
        return self


def planted_couplings(
    patterns: Float[Array, "classes nodes"], strength: Float[Array, ""] | float
) -> Outside:
    """Return A / sqrt(n) = -strength (I - F F^T) / sqrt(n), F an orthonormal basis of the patterns.

    It is symmetric, and A a_k = 0 up to rounding: no inverse and no eigenvectors are needed.
    """
    basis = jnp.linalg.qr(patterns.T)[0]
    return Outside(basis, jnp.asarray(strength / patterns.shape[1] ** 0.5))


def planted_states(nodes: int, classes: int, what: str = "nodes") -> Float[Array, "classes nodes"]:
    """Return the state of each class: its block of nodes at the low rest, all others at the high.

    Raises:
        ValueError: when there are too few nodes for the classes; `what` they are called.
    """
    if nodes < classes + 2:
        raise ValueError(f"{what} is {nodes}; {classes} classes need at least {classes + 2}")
    block = jnp.arange(nodes) // (nodes // (classes + 2))
    return jnp.where(block == jnp.arange(classes)[:, None], LOW, HIGH)


def unlikeness(
    ends: Float[Array, "batch nodes"], patterns: Float[Array, "classes nodes"]
) -> Float[Array, "batch classes"]:
    """Return |x - a_k|^2 / (|x| |a_k|)."""
    squares = jnp.sum(ends**2, axis=1)[:, None], jnp.sum(patterns**2, axis=1)
    apart = jnp.sum((ends[:, None] - patterns) ** 2, axis=2)
    return apart / jnp.sqrt(squares[0] * squares[1])


def in_planted_wells(
    ends: Float[Array, "batch nodes"], patterns: Float[Array, "classes nodes"]
) -> Bool[Array, " batch"]:
    """Return for each state whether all its nodes are in the wells of one planted state."""
    sides = ends[:, None] > MIDDLE
    return jnp.any(jnp.all(sides == (patterns > MIDDLE), axis=2), axis=1)
