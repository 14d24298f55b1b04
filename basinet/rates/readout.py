"""Readouts: what is learnt from a stream of states, which are not kept.

- `Ridge`: least squares from sums of products in float64, the same whatever the pieces in which
  the states come;
- `Delta`: the delta rule, one local step for each moment;
- `ByPlasticity`: a rule of the binary core, such as `Perceptron`, for targets -1 and +1.

A readout answers states @ weights + bias; the weights that `solve` returns are
`[states + 1, targets]`, the bias in the last row.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import scipy  # whose parts are loaded when they are first used
from jaxtyping import Array, Float

from basinet._short import short
from basinet.core import AbstractPlasticity, Dense, Perceptron
from basinet.rates.checks import check_number, check_whole, number

States = Float[np.ndarray, "steps n"]
Targets = Float[np.ndarray, "steps targets"]
Weights = Float[np.ndarray, "n_and_bias targets"]


class AbstractReadout(eqx.Module):
    """A linear readout that is learnt from states as they come.

    Attributes:
        passes: how often it has to see the series.
    """

    if TYPE_CHECKING:  # a field or a property of a leaf: no argument of its constructor as such

        @property
        def passes(self) -> int:
            """How often it has to see the series."""
            ...

    else:
        passes: eqx.AbstractVar[int]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def empty(self, states: int, targets: int) -> Any:
        """Return what is gathered before the first state, a tree of NumPy arrays."""

    @abstractmethod
    def add(self, gathered: Any, states: States, targets: Targets) -> Any:
        """Return what is gathered after some more moments, in their order."""

    @abstractmethod
    def solve(self, gathered: Any) -> Weights:
        """Return the weights, float64, the bias in their last row."""


class Sums(NamedTuple):
    """Sums over all moments of products of states, of 1 and of targets, in float64.

    Attributes:
        gram: z^T z, with z the states and a 1.
        cross: z^T y.
    """

    gram: Float[np.ndarray, "n_and_bias n_and_bias"]
    cross: Float[np.ndarray, "n_and_bias targets"]


class Ridge(AbstractReadout):
    """Least squares with a penalty: minimises sum |y - z w|^2 + penalty |w|^2, the bias free.

    Attributes:
        penalty: at least 0, for sums (not means) over the moments.

    Raises:
        ValueError: when the penalty is negative or not finite.
    """

    penalty: float = number(1e-7)

    def __check_init__(self) -> None:
        check_number("penalty", self.penalty, positive=False)

    @property
    def passes(self) -> int:
        """1: sums are all that is needed."""
        return 1

    def empty(self, states: int, targets: int) -> Sums:
        """Return sums of nothing."""
        return Sums(np.zeros((states + 1, states + 1)), np.zeros((states + 1, targets)))

    def add(self, gathered: Sums, states: States, targets: Targets) -> Sums:
        """Return the sums with some more moments."""
        z, y = with_one(states), targets.astype(float)
        return Sums(gathered.gram + z.T @ z, gathered.cross + z.T @ y)

    def solve(self, gathered: Sums) -> Weights:
        """Return the weights; where the states do not determine them, the smallest ones."""
        penalty = np.append(np.full(len(gathered.gram) - 1, self.penalty), 0.0)
        matrix = gathered.gram + np.diag(penalty)
        try:
            with np.errstate(all="ignore"):
                factor = scipy.linalg.cho_factor(matrix, check_finite=False)
            weights = scipy.linalg.cho_solve(factor, gathered.cross, check_finite=False)
            if np.isfinite(weights).all():
                return weights
        except scipy.linalg.LinAlgError:
            pass
        return _smallest(matrix, gathered.cross)


class Delta(AbstractReadout):
    """The delta rule of Widrow and Hoff: w <- w + rate/K z (y - z w) after each moment.

    Local in space and time: a synapse sees its state and the error of its target. K is the number
    of states and the bias together, through `Dense.learn`.

    Attributes:
        rate: above 0.
        passes: how often the series is gone through, at least 1.

    Raises:
        ValueError: when a number is out of range.
    """

    rate: float = number(1.0)
    passes: int = eqx.field(default=20, static=True)  # pyright: ignore

    def __check_init__(self) -> None:
        check_number("rate", self.rate)
        check_whole("passes", self.passes)

    def empty(self, states: int, targets: int) -> Weights:
        """Return zeros."""
        return np.zeros((states + 1, targets), np.float32)

    def add(self, gathered: Weights, states: States, targets: Targets) -> Weights:
        """Return the weights after one step for each moment."""
        rate = jnp.asarray(self.rate / len(gathered) ** 0.5, jnp.float32)
        return _steps(gathered, states, targets, None, rate, jnp.zeros(()))

    def solve(self, gathered: Weights) -> Weights:
        """Return the weights as they are."""
        return gathered.astype(float)


class ByPlasticity(AbstractReadout):
    """A plasticity rule of the binary core, for classes: targets are -1 and +1.

    Attributes:
        rule: such as `Perceptron()`.
        margin: kappa, at least 0.
        rate: above 0.
        passes: how often the series is gone through, at least 1.

    Raises:
        ValueError: when a number is out of range.
    """

    rule: AbstractPlasticity = Perceptron()
    margin: float = number(0.5)
    rate: float = number(0.1)
    passes: int = eqx.field(default=20, static=True)  # pyright: ignore

    def __check_init__(self) -> None:
        check_number("rate", self.rate)
        check_number("margin", self.margin, positive=False)
        check_whole("passes", self.passes)

    def empty(self, states: int, targets: int) -> Weights:
        """Return zeros."""
        return np.zeros((states + 1, targets), np.float32)

    def add(self, gathered: Weights, states: States, targets: Targets) -> Weights:
        """Return the weights after one step for each moment.

        Raises:
            ValueError: when a target is neither -1 nor +1.
        """
        if not (np.abs(targets) == 1).all():
            raise ValueError(
                "targets are -1 and +1 for ByPlasticity; take Ridge or Delta for others"
            )
        rate, margin = (jnp.asarray(v, jnp.float32) for v in (self.rate, self.margin))
        return _steps(gathered, states, targets, self.rule, rate, margin)

    def solve(self, gathered: Weights) -> Weights:
        """Return the weights as they are."""
        return gathered.astype(float)


def with_one(states: States) -> Float[np.ndarray, "steps n_and_bias"]:
    """Return states in float64 with a 1 behind each."""
    z = np.ones((len(states), states.shape[1] + 1))
    z[:, :-1] = states
    return z


def _smallest(gram: np.ndarray, cross: np.ndarray) -> Weights:
    """The solution of least norm where a Gram matrix is singular to rounding."""
    values, vectors = scipy.linalg.eigh(gram)
    kept = values > values[-1] * len(values) * np.finfo(float).eps
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=kept)
    return vectors @ (inverse[:, None] * (vectors.T @ cross))


def _steps(gathered, states, targets, rule, rate, margin) -> Weights:
    """Local steps, one for each moment; pieces of any length share few compilations."""
    steps = len(states)
    filled = max(64, 1 << (steps - 1).bit_length())
    z = np.zeros((filled, len(gathered)), np.float32)
    z[:steps] = with_one(states)
    y = np.zeros((filled, targets.shape[1]), np.float32)
    y[:steps] = targets
    return np.asarray(_learn(gathered, z, y, rule, rate, margin, jnp.asarray(steps)))


@eqx.filter_jit
def _learn(weights, z, y, rule, rate, margin, steps) -> Array:
    def learn(number: Array, synapses: Dense) -> Dense:
        pre, wanted = z[number][None], y[number][None]
        field = pre @ synapses.weights
        post = wanted - field if rule is None else rule.drive(wanted, field, margin)
        return synapses.learn(post, pre, rate, 0.0)

    return jax.lax.fori_loop(0, steps, learn, Dense(jnp.asarray(weights))).weights
