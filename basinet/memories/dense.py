"""Dense Hopfield networks, in which neurons interact P at a time (Krotov and Hopfield 2016).

With a teacher or without, after Agliari et al. 2022 (arXiv 2211.14067 and 2212.00606):

    H = -N sum_mu (n_mu / r)^P,   n_mu = (1/N) sum_i x_i^mu s_i,

with a teacher x^mu the mean of the examples of archetype mu; without, every example is an x^mu and
the energy is divided by the number M of examples of an archetype. P = 2 is Hebb's rule.
"""

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Key, Spins
from basinet.core import Outcome
from basinet.learners import Tags
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.memories._base import ONE_PASS, AbstractMemory, Recall, filled_up, power_of_two
from basinet.memories._values import Values
from basinet.memories.interactions import AbstractInteraction, Powers
from basinet.memories.sweep import Energy, sweep

_SUMS = 1 << 22
"""Carried sums at once: 16 MB."""


class Examples(eqx.Module):
    """What `DenseHopfield` keeps.

    Attributes:
        sums: for each archetype the sum of its examples; of each pattern itself without a teacher.
            For pairs the target stands behind the cue. `[patterns, n]`.
        counts: how many examples each is the sum of.
        features: components of a cue; n where patterns are stored under themselves.
    """

    sums: Float[Array, "patterns n"]
    counts: Float[Array, " patterns"]
    features: Int[Array, ""]


class DenseHopfield(AbstractMemory[Examples]):
    """Spins under an energy of overlaps: high orders separate patterns that resemble each other.

    Recall is a descent: neurons in random order, each to the sign that lowers the energy, until
    none changes. Patterns may have blanks (0), which take part in nothing. In a cue a 0 means that
    nothing is known, and so does a component outside of the mask; such neurons start at random. For
    pairs the neurons of the cue are held and those of the target start at the sign of
    sum_mu t^mu n_mu^(P-1), n_mu the overlap with the cue. A network of this energy at P > 2 has
    N^P couplings; none is formed, since an update needs the overlaps alone.

    Attributes:
        order: P, how many neurons interact, at least 2.
        terms: `Powers()`, a plain power of overlaps, or `Distinct()`, where they are different.
        quality: r, the agreement of an example with its archetype, above 0 and at most 1; only a
            scale of the energy, and so of temperature.
        examples: M, by which the energy is divided where there is no teacher, at least 1; only a
            scale, too.
        max_steps: sweeps after which a recall ends in any case, at least 1.

    Raises:
        ValueError: when a value is out of range.
    """

    tags: ClassVar[Tags] = ONE_PASS
    values: ClassVar[Values] = Values.DILUTED
    kind: ClassVar[type] = Examples

    order: int = whole(3)
    terms: AbstractInteraction = Powers()
    quality: float = number(1.0)
    examples: int = whole(1)
    max_steps: int = whole(100)

    def __check_init__(self):
        at_least(2, order=self.order)
        at_least(1, examples=self.examples, max_steps=self.max_steps)
        positive(self, "quality")
        in_range(self, 0.0, 1.0, "quality")
        if not isinstance(self.terms, AbstractInteraction):
            raise ValueError(f"terms is {self.terms!r}; it must be Powers() or Distinct()")

    def store(
        self,
        cues: Float[np.ndarray, "patterns features"],
        targets: Float[np.ndarray, "patterns units"] | None,
        key: Key,
        teacher: Int[np.ndarray, " patterns"] | None = None,
    ) -> Examples:
        """Keep each pattern, or with a teacher the sum of the examples of each archetype.

        Raises:
            ValueError: when there are fewer neurons than interact with one another.
        """
        del key
        rows = cues if targets is None else np.concatenate([cues, targets], axis=1)
        if rows.shape[1] < self.order:
            raise ValueError(
                f"the patterns have {rows.shape[1]} components; an interaction of order"
                f" {self.order} needs as many"
            )
        counts = np.ones(len(rows))
        if teacher is not None:
            member = (teacher == np.arange(teacher.max() + 1)[:, None]).astype(np.float32)
            rows, counts = member @ rows, member.sum(axis=1)
        return Examples(
            jnp.asarray(rows), jnp.asarray(counts, jnp.float32), jnp.asarray(cues.shape[1])
        )

    def recall(
        self,
        state: Examples,
        cues: Float[Array, "batch features"],
        key: Key,
        known: Bool[Array, "batch features"] | None = None,
        *,
        energies: bool = False,
    ) -> Recall:
        """Sweep at temperature zero until no neuron changes; see the class for where it starts."""
        energy = self.energy_of(state)
        key_start, key_sweeps = jax.random.split(key)
        start, held = self._start(state, cues, known, key_start)

        def advance(now: tuple) -> tuple:
            number, spins, _, sweeps, course = now
            key_now = jax.random.fold_in(key_sweeps, number)
            after = sweep(energy, spins, held, jnp.asarray(0.0), key_now)
            changed = jnp.any(after != spins, axis=1)
            if energies:
                course = course.at[number + 1].set(energy(after))
            return number + 1, after, changed, jnp.where(changed, number + 1, sweeps), course

        recorded = self.max_steps + 1 if energies else 1
        course = jnp.broadcast_to(energy(start) if energies else 0.0, (recorded, len(cues)))
        nothing = jnp.zeros(len(cues), int)
        first = (jnp.asarray(0), start, jnp.ones(len(cues), bool), nothing, course)
        number, end, changed, sweeps, course = jax.lax.while_loop(
            lambda now: (now[0] < self.max_steps) & jnp.any(now[2]), advance, first
        )
        outcome = jnp.where(changed, Outcome.OUT_OF_TIME.value, Outcome.FIXED_POINT.value)
        found = None
        if energies:
            found = jnp.where(jnp.arange(recorded)[:, None] <= number, course, energy(end)).T
        units = 0 if cues.shape[1] == end.shape[1] else cues.shape[1]
        return Recall(end[:, units:], end, sweeps, outcome, found)

    def energy(
        self, state: Examples, points: Float[Array | np.ndarray, "batch n"]
    ) -> Float[Array, " batch"]:
        """Return H of states of all neurons, see the top of this file."""
        return self.energy_of(state)(jnp.asarray(points))

    def targets(self, state: Examples) -> Float[Array, "patterns units"]:
        """Return what was stored, with a teacher the means of the examples."""
        means = state.sums / state.counts[:, None]
        features = int(state.features)
        return means if features == means.shape[1] else means[:, features:]

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Refuse rows of blanks alone."""
        empty = np.flatnonzero(~table.any(axis=1))
        if len(empty):
            raise ValueError(
                f"{name}[{empty[0]}] is 0 in all its components; a pattern needs some of -1 or +1"
            )

    def filled(self, state: Examples) -> Examples:
        """Return the state with rows of zeros, which add nothing to the energy."""
        counts = filled_up(state.counts, 1.0)
        return Examples(filled_up(state.sums), counts, state.features)

    def rows_together(self, state: Examples) -> int:
        """Return as many cues as keep their overlaps within 16 MB, 128 at most."""
        return power_of_two(_SUMS / (self.terms.sums(self.order) * len(state.sums)), 128)

    def energy_of(self, state: Examples) -> Energy:
        """Return H as a function of spins, as `basinet.memories.sweep` takes it."""
        vectors = self.terms.vectors(state.sums, state.counts, self.order)
        log_weight = -self.order * jnp.log(self.quality) - jnp.log(float(self.examples))
        weight = jnp.asarray(log_weight, jnp.float32)
        return Energy(self.terms, self.order, vectors, state.counts, weight)

    def _start(
        self, state: Examples, cues: Array, known: Array | None, key: Key
    ) -> tuple[Spins, Bool[Array, "batch n"]]:
        """Return the first spins, and which neurons are held."""
        n, features = state.sums.shape[1], cues.shape[1]
        told = (cues != 0) if known is None else (cues != 0) & known
        silent = jax.random.rademacher(key, (n,), cues.dtype)
        seen = jnp.where(told, cues, 0)
        start = jnp.where(told, cues, silent[:features])
        if features == n:
            return start, jnp.zeros_like(told) if known is None else told
        means = state.sums / state.counts[:, None]
        overlaps = jnp.matmul(seen, means[:, :features].T, precision=PRECISION)
        largest = jnp.max(jnp.abs(overlaps), axis=1, keepdims=True)
        weights = (overlaps / jnp.where(largest > 0, largest, 1)) ** (self.order - 1)
        guess = jnp.matmul(weights, means[:, features:], precision=PRECISION)
        target = jnp.where(guess == 0, silent[features:], jnp.sign(guess))
        held = jnp.concatenate([told, jnp.zeros(target.shape, bool)], axis=1)
        return jnp.concatenate([start, target], axis=1), held
