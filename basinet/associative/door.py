"""From what a user chose to a memory behind the interface of all memories."""

from typing import Any, TypeAlias

import numpy as np
from jaxtyping import Float, Int

from basinet._types import Key
from basinet.associative.patterns import check_whole
from basinet.associative.steered_memory import SteeredMemory
from basinet.learners import Steered
from basinet.memories import AbstractMemory, Modern

Chosen: TypeAlias = AbstractMemory | Steered
"""What can stand behind an `Associator`."""

EPOCHS, BATCH_SIZE = 50, 16
"""What `Steered` takes where nothing else is asked for."""


def chosen(memory: Chosen | None) -> Chosen:
    """Return the memory, or the one that is used where none was given."""
    return Modern() if memory is None else memory


def door(memory: Any, epochs: Any, batch_size: Any) -> AbstractMemory:
    """Return a memory behind the interface of all, everything checked.

    Args:
        memory: what was chosen; None for the default.
        epochs: passes over the patterns.
        batch_size: patterns learnt together.

    Raises:
        ValueError: when it is no memory, or a number is out of range or has no meaning for it.
    """
    behind = chosen(memory)
    check_whole("epochs", epochs, least=1)
    check_whole("batch_size", batch_size, least=1)
    if isinstance(behind, Steered):
        return SteeredMemory(behind, int(epochs), int(batch_size))
    if not isinstance(behind, AbstractMemory):
        raise ValueError(
            f"memory is {memory!r}; it must be Modern(...), DenseHopfield(...) or Steered(...)"
        )
    for name, value, usual in (("epochs", epochs, EPOCHS), ("batch_size", batch_size, BATCH_SIZE)):
        if value != usual:
            raise ValueError(
                f"{name} is {value!r}, but {type(behind).__name__} stores in one pass; leave"
                f" {name} out"
            )
    return behind


def stored(
    memory: AbstractMemory,
    cues: Float[np.ndarray, "patterns features"],
    targets: Float[np.ndarray, "patterns units"] | None,
    key: Key,
    teacher: Int[np.ndarray, " patterns"] | None,
) -> tuple[Any, list[dict[str, Any]]]:
    """Return what a memory keeps, and a dictionary of numbers for each epoch where it has some."""
    if not isinstance(memory, SteeredMemory):
        return memory.store(cues, targets, key, teacher), []
    history: list[dict[str, Any]] = []
    state: Any = None
    for epoch in memory.learn(cues, targets, key, teacher):
        history.append({"epoch": epoch.number, **epoch.info})
        state = epoch.state
    return state, history
