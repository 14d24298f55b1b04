"""Files of memories: what was stored, under the name of the class that stored it."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np

from basinet.associative.door import BATCH_SIZE, EPOCHS, Chosen
from basinet.data import Raw
from basinet.learners import Steered
from basinet.memories import MEMORIES, PARTS, AbstractMemory
from basinet.model import Model
from basinet.saving import model_of, read_document, save_model, write_document
from basinet.settings import describe, make
from basinet.training import Epoch

_CONTENTS = {
    "memory": str,
    "settings": dict,
    "absent": list,
    "features": int,
    "units": int,
    "seed": int,
    "auto_associative": bool,
    "spins": bool,
}
"""What the document of a file holds beside its format, and of which kind."""


@dataclass(frozen=True)
class Kept:
    """A memory with what it has stored.

    Attributes:
        memory: the memory and its numbers.
        state: what it stored.
        features: components of a cue.
        units: components of a target.
        seed: from which everything random follows.
        auto_associative: whether patterns were stored under themselves.
        spins: whether what is retrieved consists of -1 and +1.
        history: a dictionary of numbers for each epoch.
        epochs: passes over the patterns.
        batch_size: patterns learnt together.
    """

    memory: Chosen
    state: Any
    features: int
    units: int
    seed: int
    auto_associative: bool
    spins: bool = True
    history: list[dict[str, Any]] = field(default_factory=list)
    epochs: int = EPOCHS
    batch_size: int = BATCH_SIZE


def save(kept: Kept, path: str | Path) -> None:
    """Write a memory to one file, whole or not at all.

    Raises:
        ValueError: when it is neither `Steered` nor one of `MEMORIES`.
        OSError: when the file cannot be written.
    """
    if isinstance(kept.memory, Steered):
        save_model(_as_model(kept, kept.memory), path)
        return
    names = {kind: name for name, kind in MEMORIES.items()}
    if type(kept.memory) not in names:
        raise ValueError(
            f"{type(kept.memory).__name__} is not one of {', '.join(MEMORIES)}, so it cannot be"
            " saved"
        )
    parts = {part.name: getattr(kept.state, part.name) for part in fields(kept.state)}
    document = {
        "memory": names[type(kept.memory)],
        "settings": describe(kept.memory),
        "absent": [name for name, value in parts.items() if value is None],
        "features": kept.features,
        "units": kept.units,
        "seed": kept.seed,
        "auto_associative": kept.auto_associative,
        "spins": kept.spins,
    }
    arrays = {f"state.{n}": np.asarray(value) for n, value in parts.items() if value is not None}
    write_document(document, arrays, path)


def load(path: str | Path) -> Kept:
    """Return the memory that a file holds.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, or holds something else.
    """
    document, arrays = read_document(path)
    if "memory" in document:
        return _restored(document, arrays, path)
    return _of_model(model_of(document, arrays, path), path)


def _restored(document: dict[str, Any], arrays: dict[str, np.ndarray], path: str | Path) -> Kept:
    lacking = [name for name, kind in _CONTENTS.items() if not isinstance(document.get(name), kind)]
    if lacking:
        raise ValueError(f"{path} is damaged: its document lacks {', '.join(lacking)}")
    name = document["memory"]
    if name not in MEMORIES:
        raise ValueError(
            f"{path} holds the memory {name!r}; this version knows {', '.join(MEMORIES)}"
        )
    memory: AbstractMemory = make(MEMORIES[name], document["settings"], PARTS)
    parts: dict[str, Any] = {}
    for part in fields(memory.kind):
        value = arrays.get(f"state.{part.name}")
        if value is None and part.name not in document["absent"]:
            raise ValueError(f"{path} is damaged: {name} lacks {part.name}")
        parts[part.name] = None if value is None else jnp.asarray(value)
    same = ("features", "units", "seed", "auto_associative", "spins")
    return Kept(memory, memory.kind(**parts), **{each: document[each] for each in same})


def _as_model(kept: Kept, learner: Steered) -> Model:
    extra = {"auto_associative": kept.auto_associative, "batch_size": kept.batch_size}
    last = {name: value for name, value in kept.history[-1].items() if name != "epoch"}
    epoch = Epoch(len(kept.history), kept.state, last)
    return Model(
        learner,
        Raw(),
        {},
        np.arange(kept.units),
        kept.features,
        kept.seed,
        epoch,
        kept.history,
        extra,
    )


def _of_model(model: Model, path: str | Path) -> Kept:
    learner, extra = model.learner, model.extra
    if not isinstance(learner, Steered) or "auto_associative" not in extra:
        raise ValueError(f"{path} holds a classifier, not a memory; read it with basinet.load")
    return Kept(
        learner,
        model.epoch.state,
        model.features,
        len(model.classes),
        model.seed,
        extra["auto_associative"],
        history=model.history,
        epochs=model.epoch.number,
        batch_size=extra["batch_size"],
    )
