"""Memories as stages: a stored picture is damaged by hand, and comes back as its energy falls."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from basinet.data import Reading, load_quietly
from basinet.live.stages.stage import Act, Control, Count, Slider, Stage, numbers, wholes
from basinet.worlds import DenseCompletion, ModernCompletion, completing

_STORED = 20


def modern() -> Stage:
    """Return `Modern` with pictures of digits."""
    patterns, labels = _digits()
    return _memory(
        "memory",
        "A picture from a part of it: the modern Hopfield network",
        "What is retrieved is a mixture of the stored pictures; those that fit what is known weigh"
        " most, and each tick makes it fit better.",
        ModernCompletion(jnp.asarray(patterns), 8),
        labels,
        Slider("beta", "inverse temperature β", 0.5, 100.0, 0.5),
        Slider("hold", "hold what is known", 0.0, 1.0, 1.0),
    )


def dense() -> Stage:
    """Return `DenseHopfield` with pictures of digits of two values."""
    patterns, labels = _digits()
    return _memory(
        "dense-memory",
        "A picture from a part of it: neurons that interact P at a time",
        "Each pixel is a neuron of two values that turns over where this lowers the energy; the"
        " larger P, the more pictures can be told apart.",
        DenseCompletion(
            jnp.asarray(np.where(patterns > 0, 1.0, -1.0).astype(np.float32)), 8, order=8, hold=1.0
        ),
        labels,
        Count("order", "neurons that interact P", 2, 12),
        Slider("hold", "hold what is known", 0.0, 1.0, 1.0),
        Slider("temperature", "temperature", 0.0, 20.0, 0.5),
    )


def _digits() -> tuple[np.ndarray, list[str]]:
    """Pictures from -1 to 1, two of each class."""
    digits = load_quietly(Reading("digits"))
    chosen = [where for label in range(10) for where in np.flatnonzero(digits.y_train == label)[:2]]
    pictures = digits.x_train[chosen[:_STORED]] / 8.0 - 1.0
    return pictures.astype(np.float32), [str(label) for label in digits.y_train[chosen].tolist()]


def _memory(
    name: str, title: str, about: str, world: Any, labels: list[str], *controls: Control
) -> Stage:
    acts = {
        "sample": Act({"number": wholes(0, len(labels) - 1)}, _sample),
        "half": Act({}, lambda world, state, key: completing.half_hidden(world, state)),
        "noise": Act({"share": numbers(0.0, 1.0)}, _noise),
        "restore": Act({}, lambda world, state, key: completing.restored(world, state)),
    }
    facts = {
        "features": 64,
        "columns": 8,
        "labels": labels,
        "next": "Another stored picture",
        "beside": "Damaged",
        "classes": [f"{label}{second}" for label, second in zip(labels, "ab" * 10, strict=True)],
        "bars": ["how much each stored picture weighs now; a click takes it"],
        "bars_title": "Stored pictures",
        "view": "Retrieved",
        "hides": True,
        "legend": [["unknown", "hidden"]],
    }
    return Stage(
        name,
        title,
        world,
        controls,
        acts,
        pace=2.0,
        poke="hides the pixels under the hand",
        radius=0.3,
        facts=facts,
        about=about,
        opening=({"name": "sample", "number": 0}, {"name": "half"}),
        window=100,
    )


def _sample(world: Any, state: Any, key: Any, number: int) -> Any:
    return completing.show(world, state, number)


def _noise(world: Any, state: Any, key: Any, share: float) -> Any:
    return completing.noisy(world, state, share, key)
