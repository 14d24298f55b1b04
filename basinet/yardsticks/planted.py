"""Planted attractors trained by gradients through time, as in arXiv 2406.16453.

The yardstick of `basinet.learners.Planted`, not a member of the family: its error is carried back
through all steps of the nodes, which is what the local rule does without. The paper trains
eigenvalues and eigenvectors of the couplings; here A = M (I - F F^T), F an orthonormal basis of
the planted states, which is every matrix with A a_k = 0 and needs no inverse.
"""

from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._types import PRECISION, Key, Labels
from basinet.learners import AbstractLearner, Problem
from basinet.learners._base import Info
from basinet.learners._limits import at_least, check_part, in_range, number, whole
from basinet.learners._quantities import Quantity
from basinet.learners._schedule import AbstractSchedule, Linear, pace
from basinet.learners._tags import Gradients, Tags
from basinet.learners.planted import in_planted_wells, planted_states, unlikeness
from basinet.rates import Populations, WilsonCowan
from basinet.rates.steppers import moved
from basinet.yardsticks.mlp import adam_direction

_DT = 0.1
"""Length of a step of the paper."""


class Trained(NamedTuple):
    """What is trained.

    Attributes:
        couplings: M, `[source, target]`.
        log_gamma: the logarithm of the time constant of inhibition.
    """

    couplings: Float[Array, "nodes nodes"]
    log_gamma: Float[Array, ""]


class Course(NamedTuple):
    """The state of the learner.

    Attributes:
        trained: what is trained.
        moments: of its gradients, which Adam keeps.
        patterns: the planted states, fixed.
        basis: an orthonormal basis of them, fixed.
    """

    trained: Trained
    moments: Any
    patterns: Float[Array, "classes nodes"]
    basis: Float[Array, "nodes classes"]


class PlantedThroughTime(AbstractLearner[Course]):
    """A yardstick: one Wilson-Cowan node for each feature, trained through its steps by Adam.

    Excitation and inhibition both start at the inputs, which are shares from 0 to 1 (others count
    as the nearer of the two); the loss is the mean square of x(T) - a_k, a_k the planted state of
    the class.

    Attributes:
        steps: T, Euler steps of 0.1 in training, at least 1.
        longer: steps in which a pattern is answered, at least 1.
        rate: step size of Adam, at least 0.
        strength: M begins as -strength I; the paper's eigenvalues begin at -28.
        schedule: how the step size changes in the course of a run.

    Raises:
        ValueError: when a value is outside its range.
        ImportError: on `init` and `step`, when optax is missing.
    """

    tags: ClassVar[Tags] = Tags(
        gradients=Gradients.NETWORK,
        feedback_weights=True,
        local_in_space=False,
        local_in_time=False,
        online=True,
    )
    shown: ClassVar[tuple[Quantity, ...]] = (
        Quantity("loss", "Loss", "mean square distance from the planted state before each step"),
    )

    steps: int = whole(25)
    longer: int = whole(400)
    rate: float = number(0.01)
    strength: float = number(28.0)
    schedule: AbstractSchedule = Linear(after=0.0, floor=0.01)

    def __check_init__(self) -> None:
        at_least(1, steps=self.steps, longer=self.longer)
        in_range(self, 0.0, float("inf"), "rate", "strength")
        check_part(self.schedule, AbstractSchedule, "schedule", "a schedule such as Linear()")

    def init(self, problem: Problem, key: Key) -> Course:
        """Return couplings -strength I and the planted states; nothing is random.

        Raises:
            ValueError: when there are too few features for the classes.
        """
        del key
        patterns = planted_states(problem.features, problem.classes, "features")
        trained = Trained(-self.strength * jnp.eye(problem.features), jnp.log(0.25))
        basis = jnp.linalg.qr(patterns.T)[0]
        return Course(trained, adam_direction().init(trained), patterns, basis)

    def step(
        self, state: Course, x: Float[Array, "batch features"], y: Labels, key: Key
    ) -> tuple[Course, Info]:
        """Take one step down the gradient of the mean loss of the batch."""
        del key

        def loss(trained: Trained) -> Float[Array, ""]:
            ends = _ends(trained, state.basis, x, self.steps)
            return jnp.mean((ends - state.patterns[y]) ** 2)

        found, gradient = jax.value_and_grad(loss)(state.trained)
        direction, moments = adam_direction().update(gradient, state.moments)
        rate = self.rate * pace(self.schedule)
        trained = jax.tree.map(lambda w, d: w - rate * d, state.trained, direction)
        return state._replace(trained=trained, moments=moments), {"loss": found}

    def scores(
        self, state: Course, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch classes"]:
        """Return minus |x - a_k|^2 / (|x| |a_k|) for the state after `longer` steps."""
        return -unlikeness(self.ends(state, x, key), state.patterns)

    def ends(
        self, state: Course, x: Float[Array, "batch features"], key: Key
    ) -> Float[Array, "batch nodes"]:
        """Return the excitation of all nodes after `longer` steps."""
        del key
        return _ends(state.trained, state.basis, x, self.longer)

    def planted(
        self, state: Course, x: Float[Array, "batch features"], key: Key
    ) -> Bool[Array, " batch"]:
        """Return for each pattern whether all nodes end in the wells of one planted state."""
        return in_planted_wells(self.ends(state, x, key), state.patterns)


def _ends(
    trained: Trained,
    basis: Float[Array, "nodes classes"],
    x: Float[Array, "batch nodes"],
    steps: int,
) -> Float[Array, "batch nodes"]:
    """The excitation after some steps from the inputs."""
    nodes = x.shape[1]
    flow = WilsonCowan(nodes, jnp.exp(trained.log_gamma))

    def advance(at: Populations, _: None) -> tuple[Populations, None]:
        inside = jnp.matmul(at.x, basis, precision=PRECISION)
        outside = at.x - jnp.matmul(inside, basis.T, precision=PRECISION)
        field = jnp.matmul(outside, trained.couplings, precision=PRECISION) / nodes**0.5
        return moved(at, _DT, flow.velocity(at, field)), None

    start = jnp.clip(x, 0.0, 1.0)
    return jax.lax.scan(advance, Populations(start, start), None, steps)[0].x
