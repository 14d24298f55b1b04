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
from basinet.saving.restoring import check_numbers
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

_SHAPES = {
    "Modern": {
        "cues": ("patterns", "features"),
        "answers": ("patterns", "units"),
        "mean": ("features",),
        "count": (),
    },
    "DenseHopfield": {"sums": ("patterns", "components"), "counts": ("patterns",), "features": ()},
}
"""The arrays of a memory's state and their axes; one without axes is a whole number."""


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
        parameters: plain ones that the estimator was given, where they are known.
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
    parameters: dict[str, Any] = field(default_factory=dict)


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
        "parameters": kept.parameters,
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
    lacking = [name for name, kind in _CONTENTS.items() if type(document.get(name)) is not kind]
    if lacking:
        raise ValueError(f"{path} is damaged: its document lacks {', '.join(lacking)}")
    name = document["memory"]
    if name not in MEMORIES:
        raise ValueError(
            f"{path} holds the memory {name!r:.40}; this version knows {', '.join(MEMORIES)}"
        )
    try:
        memory: AbstractMemory = make(MEMORIES[name], document["settings"], PARTS)
        given = {"parameters": document.get("parameters", {})}
        check_numbers(document | {"epoch": 0, "extra": given}, len(arrays))
        parts = _parts(document, arrays)
    except Exception as error:  # a document that makes no sense can end in any of them
        raise ValueError(f"{path} is damaged: {' '.join(str(error).split())[:300]}") from error
    same = ("features", "units", "seed", "auto_associative", "spins")
    restored = {each: document[each] for each in same} | given
    return Kept(memory, memory.kind(**parts), **restored)


def _parts(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """The arrays of a state, each with the axes that the others and the document imply."""
    features, units, alone = (document[n] for n in ("features", "units", "auto_associative"))
    if units < 1 or (alone and units != features):
        raise ValueError(f"it stores {units} components under {features}")
    shapes, parts = _SHAPES[document["memory"]], {}
    lead = arrays.get(f"state.{next(iter(shapes))}")
    patterns = len(lead) if lead is not None and lead.ndim else 0
    components = features if alone else features + units
    sizes = {
        "patterns": patterns,
        "features": features,
        "units": units,
        "components": components,
    }
    for name, axes in shapes.items():
        if alone and name == "answers" and name in document["absent"]:
            parts[name] = None
            continue
        value, kind = arrays.get(f"state.{name}"), np.float32 if axes else np.int32
        shape = tuple(sizes[axis] for axis in axes)
        if value is None or value.shape != shape or value.dtype != kind or not patterns:
            found = "nothing" if value is None else f"{value.dtype} {list(value.shape)}"
            raise ValueError(f"{name} is {found}, not {np.dtype(kind)} {list(shape)}")
        most = features if name == "features" else patterns
        if not np.isfinite(value).all() or (not axes and not 1 <= int(value) <= most):
            raise ValueError(f"{name} holds a number that cannot be")
        parts[name] = jnp.asarray(value)
    if "features" in shapes and int(parts["features"]) != features:
        raise ValueError(f"its cues have {int(parts['features'])} features, not {features}")
    return parts


def _as_model(kept: Kept, learner: Steered) -> Model:
    extra = {"auto_associative": kept.auto_associative, "batch_size": kept.batch_size}
    extra["parameters"] = kept.parameters
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
    alone, together, epochs = extra["auto_associative"], extra.get("batch_size"), model.epoch.number
    if type(alone) is not bool or type(together) is not int or together < 1:
        raise ValueError(f"{path} is damaged: it does not say how its patterns were stored")
    sizes = model.features, len(model.classes)
    if not epochs or len(model.history) != epochs or (alone and sizes[0] != sizes[1]):
        raise ValueError(f"{path} is damaged: its epochs or its sizes do not agree")
    return Kept(
        learner,
        model.epoch.state,
        model.features,
        len(model.classes),
        model.seed,
        alone,
        history=model.history,
        epochs=epochs,
        batch_size=together,
        parameters=extra.get("parameters", {}),
    )
