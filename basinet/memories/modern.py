"""The continuous modern Hopfield network (Ramsauer et al. 2020, arXiv 2008.02217).

Stored rows x_1 .. x_n, a state s, an inverse temperature beta. The energy

    E(s) = -(1/beta) ln sum_i exp(beta x_i.s) + s.s/2 + (ln n)/beta + M^2/2,  M = max_i |x_i|,

falls under the update

    s <- sum_i p_i x_i,   p = softmax(beta X s),

which is the attention of transformers with the rows as keys and values. What is retrieved is
sum_i p_i t_i with the targets t_i.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Key
from basinet.core import Outcome
from basinet.learners import Tags
from basinet.learners._limits import at_least, number, positive, whole
from basinet.memories._base import ONE_PASS, AbstractMemory, Recall, filled_up, power_of_two
from basinet.memories._values import Values
from basinet.memories.preparations import AbstractPreparation, CentredUnit
from basinet.memories.reading import as_values, read

HARDEST = 1e9
"""The largest inverse temperature: beyond it products leave 32-bit numbers."""

_WEIGHTS = 1 << 24
"""Weights p held at once: 64 MB."""


class Rows(eqx.Module):
    """What `Modern` keeps: the patterns as they came.

    Attributes:
        cues: `[patterns, features]`.
        answers: the targets, `[patterns, units]`; None where they are the cues.
        mean: the mean of the cues, or zeros where the memory does not centre.
        count: how many of the rows are patterns; any after them only fill up the arrays.
    """

    cues: Float[Array, "patterns features"]
    answers: Float[Array, "patterns units"] | None
    mean: Float[Array, " features"]
    count: Int[Array, ""]


class Modern(AbstractMemory[Rows]):
    """Real vectors under a log-sum-exp energy: exponentially many fit, one update retrieves.

    Every pattern is compared with the cue, and the mean of their targets is taken, weighted by
    exp(beta x_i.s). As a network: one hidden neuron for each stored pattern, which inhibit one
    another. Vectors are centred and brought to unit length first, and what is retrieved is in
    the units of what was stored.

    Attributes:
        beta: inverse temperature, above 0; small values blend patterns, large ones return the
            nearest. Its scale is that of the vectors: 100 suits unit vectors.
        preparation: how vectors are looked at: `CentredUnit()`, `Centred()`, `Unit()` or `Bare()`.
        tolerance: a state is at rest when an update moves it by no more than this fraction of its
            length.
        max_steps: updates after which a recall ends in any case, at least 1.

    Raises:
        ValueError: when a value is out of range.
    """

    tags: ClassVar[Tags] = ONE_PASS
    values: ClassVar[Values] = Values.REALS
    kind: ClassVar[type] = Rows

    beta: float = number(100.0)
    preparation: AbstractPreparation = CentredUnit()
    tolerance: float = number(1e-6)
    max_steps: int = whole(100)

    def __check_init__(self):
        positive(self, "beta", "tolerance")
        if self.beta > HARDEST:
            raise ValueError(f"beta is {self.beta:g}; it must be at most {HARDEST:g}")
        at_least(1, max_steps=self.max_steps)
        if not isinstance(self.preparation, AbstractPreparation):
            raise ValueError(
                f"preparation is {self.preparation!r}; it must be CentredUnit(), Centred(), Unit()"
                " or Bare()"
            )

    def store(
        self,
        cues: Float[np.ndarray, "patterns features"],
        targets: Float[np.ndarray, "patterns units"] | None,
        key: Key,
        teacher: Int[np.ndarray, " patterns"] | None = None,
    ) -> Rows:
        """Keep the patterns themselves, and their mean.

        Raises:
            ValueError: when there is a teacher.
        """
        del key
        if teacher is not None:
            raise ValueError(
                "Modern keeps every pattern and takes no teacher; DenseHopfield learns archetypes"
                " from examples"
            )
        answers = None if targets is None else jnp.asarray(targets)
        mean = self.preparation.mean(cues)
        count = jnp.asarray(len(cues), jnp.int32)
        return Rows(jnp.asarray(cues), answers, jnp.asarray(mean), count)

    def recall(
        self,
        state: Rows,
        cues: Float[Array, "batch features"],
        key: Key,
        known: Bool[Array, "batch features"] | None = None,
        *,
        energies: bool = False,
    ) -> Recall:
        """Update each cue until it is at rest.

        With `known` the other components start at the mean, and those that are known are put back
        after each update; the energy then falls as a function of the others. Without it the zeros
        of a cue may be values, or mean that nothing is known: `basinet.memories.reading` tells the
        two apart, and in the second case all others are known. In the cues of pairs zeros are
        values.
        """
        del key
        rows, spare = self._rows(state)
        if known is None and state.answers is not None:
            start, held = as_values(state.mean, cues, self.preparation)
        else:
            start, held = read(rows, spare, state.mean, cues, known, self.preparation)

        def evaluate(at: Array) -> tuple[Array, Array]:
            scores = self.beta * _product(at, rows.T) + spare
            mixed = jax.nn.softmax(scores, axis=1)
            return mixed, self._energy(scores, at, rows, state) if energies else jnp.zeros(len(at))

        def advance(now: tuple) -> tuple:
            step, at, _, resting, steps, course = now
            mixed, energy = evaluate(at)
            moved = jnp.where(held, start, _product(mixed, rows))
            resting = resting | (_length(moved - at) <= self.tolerance * _length(at))
            course = course.at[step].set(energy)
            after = jnp.where(resting[:, None], at, moved)
            return step + 1, after, mixed, resting, steps + ~resting, course

        batch, recorded = len(start), self.max_steps + 1 if energies else 1
        first = (
            jnp.asarray(0),
            start,
            jnp.zeros((batch, len(rows)), start.dtype),
            jnp.zeros(batch, bool),
            jnp.zeros(batch, int),
            jnp.zeros((recorded, batch), start.dtype),
        )
        step, end, mixed, resting, steps, course = jax.lax.while_loop(
            lambda now: (now[0] < self.max_steps) & ~jnp.all(now[3]), advance, first
        )
        outcome = jnp.where(resting, Outcome.FIXED_POINT.value, Outcome.OUT_OF_TIME.value)
        found = None
        if energies:
            last = self.energy(state, end)
            found = jnp.where(jnp.arange(recorded)[:, None] < step, course, last).T
        return Recall(_product(mixed, self.targets(state)), end, steps, outcome, found)

    def energy(
        self, state: Rows, points: Float[Array | np.ndarray, "batch n"]
    ) -> Float[Array, " batch"]:
        """Return E of prepared vectors, see the top of this file; from 0 to 2 M^2 in their hull."""
        rows, spare = self._rows(state)
        at = jnp.asarray(points)
        return self._energy(self.beta * _product(at, rows.T) + spare, at, rows, state)

    def targets(self, state: Rows) -> Float[Array, "patterns units"]:
        """Return the targets as they were stored."""
        return state.cues if state.answers is None else state.answers

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse rows of which the preparation leaves nothing."""
        self.preparation.check(name, table)

    def filled(self, state: Rows) -> Rows:
        """Return the state with rows of zeros, which get no weight."""
        answers = None if state.answers is None else filled_up(state.answers)
        return Rows(filled_up(state.cues), answers, state.mean, state.count)

    def rows_together(self, state: Rows) -> int:
        """Return as many cues as keep their weights within 64 MB, 1024 at most."""
        return power_of_two(_WEIGHTS / len(state.cues), 1024)

    def _rows(self, state: Rows) -> tuple[Float[Array, "rows n"], Float[Array, " rows"]]:
        """Return the prepared rows, and what is added to their scores: -inf where one is none."""
        real = jnp.arange(state.cues.shape[0]) < state.count
        rows = self.preparation.scaled(state.cues - state.mean)
        return jnp.where(real[:, None], rows, 0), jnp.where(real, 0.0, -jnp.inf)

    def _energy(self, scores: Array, points: Array, rows: Array, state: Rows) -> Array:
        above = jax.nn.logsumexp(scores, axis=1) - jnp.log(state.count)
        longest = jnp.max(jnp.sum(rows**2, axis=1))
        return (jnp.sum(points**2, axis=1) + longest) / 2 - above / self.beta


def _product(left: Array, right: Array) -> Array:
    return jnp.matmul(left, right, precision=PRECISION)


def _length(vectors: Float[Array, "batch n"]) -> Float[Array, " batch"]:
    return jnp.sqrt(jnp.sum(vectors**2, axis=1))
