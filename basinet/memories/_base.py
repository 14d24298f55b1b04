"""What every memory is: it stores patterns in one call, recalls them, and says how that ended.

A memory is a value: its numbers are fields, what it has stored is an array of its own. The two
travel together in `basinet.Associator`, which checks what comes from outside.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._html import table
from basinet._short import short
from basinet._types import Key
from basinet.core import endings
from basinet.learners import Gradients, Tags
from basinet.memories._values import Values

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar

Stored = TypeVar("Stored")
Lifted = TypeVar("Lifted")

ONE_PASS = Tags(
    gradients=Gradients.NONE,
    feedback_weights=False,
    local_in_space=False,
    local_in_time=True,
    online=True,
)
"""Of memories that keep patterns as they come, and whose neurons need overlaps of the whole."""

_FEWEST_ROWS, _FILLED_UP_TO = 64, 1024
"""Where compiling takes longer than computing with some rows more."""


class Recall(eqx.Module):
    """How the recall of each cue ended.

    Attributes:
        output: what was retrieved, `[batch, units]`.
        state: where the dynamics came to its end, `[batch, n]`, in the memory's own space.
        steps: for each cue the number of updates (of sweeps, for spins) that changed the state.
        outcome: for each cue a value of `basinet.core.Outcome`: a fixed point, a cycle, or out of
            time.
        energies: the energy at the start and after each step, `[batch, steps + 1]`, the last one
            repeated once a cue is at its end; None where it was not asked for.
    """

    output: Float[Array | np.ndarray, "batch units"]
    state: Float[Array | np.ndarray, "batch n"]
    steps: Int[Array | np.ndarray, " batch"]
    outcome: Int[Array | np.ndarray, " batch"]
    energies: Float[Array | np.ndarray, "batch steps"] | None = None

    def _repr_html_(self) -> str:
        """Return how the recalls ended, as a table."""
        return table("Recall", endings(self.outcome, self.steps, self.state.shape, "steps"))


class AbstractMemory(eqx.Module, Generic[Stored]):
    """A memory: `store` keeps patterns, `recall` brings them back, `energy` is what falls.

    Attributes:
        tags: what storing needs, in the words in which learners are described.
        values: what the components of patterns may be.
        kind: the class of what `store` returns, whose fields are arrays.
    """

    tags: AbstractClassVar[Tags]
    values: AbstractClassVar[Values]
    kind: AbstractClassVar[type]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def store(
        self,
        cues: Float[np.ndarray, "patterns features"],
        targets: Float[np.ndarray, "patterns units"] | None,
        key: Key,
        teacher: Int[np.ndarray, " patterns"] | None = None,
    ) -> Stored:
        """Return what is kept of some patterns.

        Args:
            cues: from which to recall.
            targets: what to recall, one for each cue; None for the cues themselves.
            key: for memories that begin at random.
            teacher: for each pattern the number of the archetype of which it is an example,
                counted from 0; None where each pattern stands for itself.

        Raises:
            ValueError: when the memory has no use for a teacher, or a pattern cannot be kept.
        """

    @abstractmethod
    def recall(
        self,
        state: Stored,
        cues: Float[Array, "batch features"],
        key: Key,
        known: Bool[Array, "batch features"] | None = None,
        *,
        energies: bool = False,
    ) -> Recall:
        """Return what comes back from each cue; no row depends on the others.

        Args:
            state: what was stored.
            cues: where to start.
            key: for what is random, the same for all cues.
            known: which components of the cues are known and stay as they are; all where None.
            energies: whether the energies on the way are wanted.

        Raises:
            ValueError: when energies are wanted of a memory that has none.
        """

    @abstractmethod
    def energy(
        self, state: Stored, points: Float[Array | np.ndarray, "batch n"]
    ) -> Float[Array, " batch"]:
        """Return the energy of states as in `Recall.state`, which no step of `recall` raises.

        Raises:
            ValueError: when the memory has none.
        """

    @abstractmethod
    def targets(self, state: Stored) -> Float[Array, "patterns units"]:
        """Return what can be retrieved, one row for each pattern that was stored.

        Raises:
            ValueError: when the memory does not keep its patterns one by one.
        """

    @abstractmethod
    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Raise ValueError for rows that the memory cannot keep, or from which nothing follows.

        Args:
            name: what the table is called in the message.
            table: whose values are those that the memory takes.
        """

    @abstractmethod
    def filled(self, state: Stored) -> Stored:
        """Return the state with further rows that change nothing.

        Memories of similar load then share one compilation: a capacity is found by storing many
        different numbers of patterns.
        """

    @abstractmethod
    def rows_together(self, state: Stored) -> int:
        """Return how many cues are best recalled together, for the memory that it takes."""


def lifted(memory: Lifted) -> Lifted:
    """Return a memory with its floats as arrays, so that other values compile nothing new."""
    return jax.tree.map(lambda v: jnp.asarray(v) if isinstance(v, float) else v, memory)


def filled_up(rows: Float[Array, "rows *n"], value: float = 0.0) -> Float[Array, "more *n"]:
    """Return rows with further ones of one value, up to a power of two; many as they are."""
    number = rows.shape[0]
    if number > _FILLED_UP_TO:
        return rows
    more = max(_FEWEST_ROWS, 1 << (number - 1).bit_length()) - number
    return jnp.pad(rows, ((0, more), *((0, 0),) * (rows.ndim - 1)), constant_values=value)


def power_of_two(limit: float, most: int) -> int:
    """Return the largest power of two that is at most both numbers, at least 1."""
    return 1 << max(0, int(min(limit, most)).bit_length() - 1)


def recall_all(
    memory: AbstractMemory[Any],
    state: Any,
    cues: Float[np.ndarray, "batch features"],
    key: Key,
    known: Bool[np.ndarray, "batch features"] | None = None,
    *,
    energies: bool = False,
) -> Recall:
    """Recall any number of cues, in blocks of one shape: none depends on how many are asked.

    Args:
        memory: what recalls.
        state: what it stored.
        cues: where to start, at least one.
        key: as for `AbstractMemory.recall`.
        known: the same.
        energies: the same.

    Returns:
        The recall as NumPy arrays.
    """
    size, number = memory.rows_together(state), len(cues)
    ready, parts = lifted(memory), []
    state = memory.filled(state)
    for start in range(0, number, size):
        # The last block is filled up with copies of its first cue, which settle as it does.
        rows = np.arange(start, start + size)
        rows = np.where(rows < number, rows, start)
        mask = None if known is None else jnp.asarray(known[rows])
        found = _recall(ready, state, jnp.asarray(cues[rows]), key, mask, energies)
        parts.append(jax.device_get(found))
    whole = jax.tree.map(lambda *pieces: np.concatenate(pieces)[:number], *parts)
    if energies:
        whole = eqx.tree_at(
            lambda it: it.energies, whole, whole.energies[:, : int(whole.steps.max()) + 1]
        )
    return whole


@eqx.filter_jit
def _recall(memory, state, cues, key, known, energies) -> Recall:
    return memory.recall(state, cues, key, known, energies=energies)
