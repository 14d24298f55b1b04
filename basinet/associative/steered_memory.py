"""`Steered` as a memory: pairs learnt in epochs by the local rule, recalled by relaxing."""

from collections.abc import Iterator
from typing import Any, ClassVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._types import Key
from basinet.associative.storing import store
from basinet.learners import Steered, Tags
from basinet.learners.steered import Wiring
from basinet.memories import AbstractMemory, Recall, Values
from basinet.training import Epoch
from basinet.training.answering import CHUNK

_NO_ENERGY = (
    "Steered has no energy: what it learns is not symmetric, so that nothing falls along its"
    " relaxations; Modern and DenseHopfield have one"
)


class SteeredMemory(AbstractMemory[Wiring]):
    """A network that learns pairs by being steered, behind the interface of all memories.

    Attributes:
        learner: the network and its rule.
        epochs: passes over the pairs.
        batch_size: pairs learnt together.
    """

    tags: ClassVar[Tags] = Steered.tags
    values: ClassVar[Values] = Values.SPINS
    kind: ClassVar[type] = Wiring

    learner: Steered
    epochs: int = eqx.field(static=True)
    batch_size: int = eqx.field(static=True)

    def learn(
        self,
        cues: Float[np.ndarray, "patterns features"],
        targets: Float[np.ndarray, "patterns units"] | None,
        key: Key,
        teacher: Int[np.ndarray, " patterns"] | None = None,
    ) -> Iterator[Epoch[Wiring]]:
        """Store pairs and yield each epoch when it is finished.

        Raises:
            ValueError: when there is a teacher.
        """
        if teacher is not None:
            raise ValueError(
                "Steered takes no teacher that names archetypes; give their pattern as the target"
                " of each example"
            )
        y = cues if targets is None else targets
        settings: dict[str, Any] = {"epochs": self.epochs, "batch_size": self.batch_size}
        yield from store(self.learner, cues, y, **settings, key=key)

    def store(
        self,
        cues: Float[np.ndarray, "patterns features"],
        targets: Float[np.ndarray, "patterns units"] | None,
        key: Key,
        teacher: Int[np.ndarray, " patterns"] | None = None,
    ) -> Wiring:
        """Return the couplings after the last epoch.

        Raises:
            ValueError: when there is a teacher.
        """
        *_, last = self.learn(cues, targets, key, teacher)
        return last.state

    def recall(
        self,
        state: Wiring,
        cues: Float[Array, "batch features"],
        key: Key,
        known: Bool[Array, "batch features"] | None = None,
        *,
        energies: bool = False,
    ) -> Recall:
        """Relax with the cues as the input; what is not known gives none.

        Raises:
            ValueError: when energies are wanted.
        """
        if energies:
            raise ValueError(_NO_ENERGY)
        seen = cues if known is None else jnp.where(known, cues, 0)
        end = self.learner.relax(state, seen, key)
        spins = end.configuration.spins
        # What the readout counts may be more than the spins: the phases in which each is up.
        field = end.configuration.recurrent + self.learner.external(state, seen)
        read = state.read(self.learner.teaching.count(spins, field))
        return Recall(read, spins, end.sweeps, end.outcome)

    def energy(
        self, state: Wiring, points: Float[Array | np.ndarray, "batch n"]
    ) -> Float[Array, " batch"]:
        """Raise ValueError: there is none."""
        del state, points
        raise ValueError(_NO_ENERGY)

    def targets(self, state: Wiring) -> Float[Array, "patterns units"]:
        """Raise ValueError: patterns are not kept one by one."""
        del state
        raise ValueError("Steered does not keep its patterns one by one; they are in its couplings")

    def check(self, name: str, table: Float[np.ndarray, "patterns components"]) -> None:
        """Accept all rows."""
        del name, table

    def filled(self, state: Wiring) -> Wiring:
        """Return the state, whose size does not depend on the number of patterns."""
        return state

    def rows_together(self, state: Wiring) -> int:
        """Return the number of patterns that are answered together everywhere."""
        del state
        return CHUNK
