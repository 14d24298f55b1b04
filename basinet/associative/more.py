"""What an associative memory does to learn more without forgetting: a further task, and its end."""

from dataclasses import replace
from typing import Any

import jax

from basinet.associative.files import Kept
from basinet.associative.patterns import as_pairs
from basinet.associative.steered_memory import SteeredMemory
from basinet.associative.storing import store
from basinet.core.protected import close_task
from basinet.memories import AbstractMemory
from basinet.model import train_key
from basinet.training import Epoch


def with_more(kept: Kept, memory: AbstractMemory, cues: Any, targets: Any) -> Kept:
    """Return what a memory keeps after it learnt further pairs, beginning from what it held.

    Raises:
        ValueError: when it stores in one pass, or the pairs do not fit those before.
    """
    if not isinstance(memory, SteeredMemory):
        raise ValueError(
            f"{type(memory).__name__} stores all its patterns in one pass; give all to fit, or take"
            " memory=Steered(...)"
        )
    if (targets is None) != kept.auto_associative:
        was = "under themselves" if kept.auto_associative else "with targets of their own"
        raise ValueError(f"the patterns before were stored {was}; store these alike")
    x, y = as_pairs(cues, cues if targets is None else targets, memory.values)
    if (x.shape[1], y.shape[1]) != (kept.features, kept.units):
        raise ValueError(
            f"the pairs have {x.shape[1]} and {y.shape[1]} components, those before"
            f" {kept.features} and {kept.units}"
        )
    state, history = kept.state, list(kept.history)
    epochs = store(
        memory.learner,
        x,
        y,
        epochs=memory.epochs,
        batch_size=memory.batch_size,
        key=train_key(kept.seed),
        after=Epoch(len(history), state, {}),
    )
    for epoch in epochs:
        history.append({"epoch": epoch.number, **epoch.info})
        state = epoch.state
    return replace(kept, state=state, history=history)


def closed(kept: Kept) -> Kept:
    """Return what a memory keeps when a task is over, of which nothing is forgotten from now on.

    Raises:
        ValueError: when it protects nothing, or no room would be left.
    """
    key = jax.random.fold_in(jax.random.fold_in(jax.random.key(kept.seed), 2), len(kept.history))
    return replace(kept, state=close_task(kept.state, key))
