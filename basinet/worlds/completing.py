"""Memories at work as worlds: a damaged picture comes back, and its energy falls.

Every pixel is an agent. A tick is one step of the recall of `basinet.memories`: one update of all
for `Modern`, one sweep of the neurons in random order for `DenseHopfield`. What was not damaged can
be held, as in a recall with a mask.
"""

from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet._types import PRECISION, Key
from basinet.learners._limits import at_least, in_range, number, positive, whole
from basinet.memories import CentredUnit, DenseHopfield, Modern
from basinet.memories.dense import Examples
from basinet.memories.modern import Rows
from basinet.memories.sweep import sweep
from basinet.worlds._base import AbstractWorld, Cells, Poke, Seen

_OBSERVABLES = {
    "energy": "of the state, which no tick raises",
    "agreement": "with the picture that was damaged, 1 where it is that picture",
    "moved": "by how much the last tick changed the state, as a part of its length",
}


class Recalled(eqx.Module):
    """A recall at a moment.

    Attributes:
        at: the state: a prepared vector, or spins.
        cue: the damaged picture, from -1 to 1; where it is not known, 0.
        known: which of its pixels are.
        number: that of the stored picture that was damaged.
        moved: by how much the last tick changed the state.
        time: the ticks so far.
    """

    at: Float[Array, " n"]
    cue: Float[Array, " n"]
    known: Bool[Array, " n"]
    number: Int[Array, ""]
    moved: Float[Array, ""]
    time: Int[Array, ""]


class ModernCompletion(AbstractWorld[Recalled]):
    """`Modern` with a damaged picture: the softmax of overlaps mixes what is stored.

    A poke hides the pixels within its radius; with a strength below 0 it shows them again.

    Attributes:
        patterns: what is stored, from -1 to 1, `[patterns, n]`.
        columns: pixels in a row.
        beta: inverse temperature, above 0; small values blend pictures.
        hold: 1 holds the pixels that are known, 0 lets them move, too.

    Raises:
        ValueError: when a field is out of range.
    """

    patterns: Float[Array, "patterns n"]
    columns: int = eqx.field(static=True)
    beta: float = number(30.0)
    hold: float = number(1.0)

    observables: ClassVar[dict[str, str]] = _OBSERVABLES

    def __check_init__(self) -> None:
        positive(self, "beta")
        in_range(self, 0.0, 1.0, "hold")

    def init(self, key: Key) -> Recalled:
        """Return the first picture, whole."""
        del key
        return _shown(self, 0)

    def step(self, state: Recalled, key: Key) -> Recalled:
        """Return the state after one update."""
        del key
        memory, rows = self._memory()
        stored = memory.preparation.scaled(rows.cues - rows.mean)
        weights = self._weights(state)
        mixed = jnp.matmul(weights, stored, precision=PRECISION)
        held = state.known & (self.hold >= 0.5)
        return _moved(state, jnp.where(held, self.start(state), mixed))

    def start(self, state: Recalled) -> Float[Array, " n"]:
        """Return the prepared cue."""
        memory, rows = self._memory()
        return memory.preparation.scaled(jnp.where(state.known, state.cue - rows.mean, 0.0)[None])[
            0
        ]

    def observe(self, state: Recalled) -> Seen:
        """Return energy, agreement and motion."""
        memory, rows = self._memory()
        energy = memory.energy(rows, state.at[None])[0]
        return _seen(self.patterns - rows.mean, state, energy)

    def view(self, state: Recalled) -> Cells:
        """Return the picture that is retrieved, the damaged one, and the weight of each stored."""
        mixed = jnp.matmul(self._weights(state), self.patterns, precision=PRECISION)
        return _view(mixed, state, self._weights(state), self.columns)

    def poke(self, state: Recalled, poke: Poke) -> Recalled:
        """Return the state whose picture is damaged where the hand is."""
        return self.begun(_damaged(state, poke, self.patterns, self.columns))

    def begun(self, state: Recalled) -> Recalled:
        """Return the state at the beginning of the recall of its cue."""
        return eqx.tree_at(lambda s: s.at, state, self.start(state))

    def expected(self) -> dict[str, float]:
        """Return nothing."""
        return {}

    def _memory(self) -> tuple[Modern, Rows]:
        cues = self.patterns
        count = jnp.asarray(len(cues), jnp.int32)
        memory = eqx.tree_at(lambda m: m.beta, Modern(preparation=CentredUnit()), self.beta)
        return memory, Rows(cues, None, cues.mean(axis=0), count)

    def _weights(self, state: Recalled) -> Float[Array, " patterns"]:
        memory, rows = self._memory()
        stored = memory.preparation.scaled(rows.cues - rows.mean)
        return jax.nn.softmax(self.beta * jnp.matmul(stored, state.at, precision=PRECISION))


class DenseCompletion(AbstractWorld[Recalled]):
    """`DenseHopfield` with a damaged picture of two values, neuron by neuron.

    A poke hides the pixels within its radius; with a strength below 0 it shows them again.

    Attributes:
        patterns: what is stored, -1 or +1, `[patterns, n]`.
        columns: pixels in a row.
        order: P, how many neurons interact, at least 2.
        hold: 1 holds the pixels that are known, 0 lets them move, too.
        temperature: of the sweeps, at least 0; at 0 the energy never rises.

    Raises:
        ValueError: when a field is out of range.
    """

    patterns: Float[Array, "patterns n"]
    columns: int = eqx.field(static=True)
    order: int = whole(4)
    hold: float = number(0.0)
    temperature: float = number(0.0)

    observables: ClassVar[dict[str, str]] = _OBSERVABLES

    def __check_init__(self) -> None:
        at_least(2, order=self.order)
        in_range(self, 0.0, 1.0, "hold")
        in_range(self, 0.0, 1e6, "temperature")

    def init(self, key: Key) -> Recalled:
        """Return the first picture, whole."""
        del key
        return _shown(self, 0)

    def step(self, state: Recalled, key: Key) -> Recalled:
        """Return the state after one sweep."""
        energy = self._memory().energy_of(self._examples())
        held = state.known & (self.hold >= 0.5)
        heat = jnp.asarray(self.temperature, jnp.float32)
        return _moved(state, sweep(energy, state.at[None], held[None], heat, key)[0])

    def observe(self, state: Recalled) -> Seen:
        """Return energy, agreement and motion."""
        energy = self._memory().energy(self._examples(), state.at[None])[0]
        return _seen(self.patterns, state, energy)

    def view(self, state: Recalled) -> Cells:
        """Return the state, the damaged picture, and the overlap with each stored one."""
        overlaps = self.patterns @ state.at / state.at.shape[0]
        return _view(state.at, state, jnp.maximum(overlaps, 0.0), self.columns)

    def poke(self, state: Recalled, poke: Poke) -> Recalled:
        """Return the state whose picture is damaged where the hand is."""
        return self.begun(_damaged(state, poke, self.patterns, self.columns))

    def begun(self, state: Recalled) -> Recalled:
        """Return the state at the beginning of the recall: what is not known is down."""
        start = jnp.where(state.known & (state.cue != 0), jnp.sign(state.cue), -1.0)
        return eqx.tree_at(lambda s: s.at, state, start)

    def expected(self) -> dict[str, float]:
        """Return nothing."""
        return {}

    def _memory(self) -> DenseHopfield:
        return DenseHopfield(order=self.order)

    def _examples(self) -> Examples:
        rows, n = self.patterns.shape
        return Examples(self.patterns, jnp.ones(rows), jnp.asarray(n))


Completion = ModernCompletion | DenseCompletion


def show(world: Completion, state: Recalled, which: Int[Array, ""] | int) -> Recalled:
    """Return the state with another stored picture, whole."""
    fresh = _shown(world, which)
    return eqx.tree_at(lambda s: s.time, fresh, state.time)


def restored(world: Completion, state: Recalled) -> Recalled:
    """Return the state with the whole picture."""
    return show(world, state, state.number)


def half_hidden(world: Completion, state: Recalled) -> Recalled:
    """Return the state whose lower half is not known."""
    known = state.known & (jnp.arange(len(state.known)) < len(state.known) // 2)
    cue = jnp.where(known, state.cue, 0.0)
    return world.begun(eqx.tree_at(lambda s: (s.known, s.cue), state, (known, cue)))


def noisy(
    world: Completion, state: Recalled, share: Float[Array, ""] | float, key: Key
) -> Recalled:
    """Return the state in which a share of the known pixels, drawn at random, was turned over."""
    wrong = jax.random.uniform(key, state.cue.shape) < share
    cue = jnp.where(wrong, -state.cue, state.cue)
    return world.begun(eqx.tree_at(lambda s: s.cue, state, cue))


def _shown(world: Completion, which: Any) -> Recalled:
    which = jnp.asarray(which, jnp.int32)
    cue = world.patterns[which]
    known = jnp.ones(cue.shape, bool)
    state = Recalled(cue, cue, known, which, jnp.zeros(()), jnp.zeros((), jnp.int32))
    return world.begun(state)


def _moved(state: Recalled, after: Float[Array, " n"]) -> Recalled:
    length = jnp.maximum(jnp.linalg.norm(state.at), 1e-9)
    moved = jnp.linalg.norm(after - state.at) / length
    return eqx.tree_at(lambda s: (s.at, s.moved, s.time), state, (after, moved, state.time + 1))


def _seen(patterns: Float[Array, "patterns n"], state: Recalled, energy: Array) -> Seen:
    wanted = patterns[state.number]
    lengths = jnp.linalg.norm(wanted) * jnp.linalg.norm(state.at)
    agreement = wanted @ state.at / jnp.maximum(lengths, 1e-9)
    return {"energy": energy, "agreement": agreement, "moved": state.moved}


def _view(now: Array, state: Recalled, weights: Array, columns: int) -> Cells:
    return Cells(now, ~state.known, state.cue, weights[None], columns, columns)


def _damaged(
    state: Recalled, poke: Poke, patterns: Float[Array, "patterns n"], columns: int
) -> Recalled:
    n = len(state.cue)
    rows = -(-n // columns)
    side = max(rows, columns)
    places = jnp.stack([jnp.arange(n) % columns, jnp.arange(n) // columns], axis=1)
    near = jnp.linalg.norm(2 * (places + 0.5) / side - 1 - poke.at, axis=1) <= poke.radius
    known = jnp.where(near & (poke.strength != 0), poke.strength < 0, state.known)
    shown = jnp.where(known & ~state.known, patterns[state.number], state.cue)
    return eqx.tree_at(lambda s: (s.known, s.cue), state, (known, jnp.where(known, shown, 0.0)))
