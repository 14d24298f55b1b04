"""Memories as stages: a stored picture is damaged by hand, and comes back as its energy falls."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from basinet.live.stages.stage import Act, Control, Count, Slider, Stage, numbers, wholes
from basinet.live.stages.stored import Stored
from basinet.worlds import DenseCompletion, ModernCompletion, completing


def modern(stored: Stored) -> Stage:
    """Return `Modern` with pictures."""
    beta = 30.0 if stored.memory is None else float(stored.memory.beta)
    return _memory(
        "memory",
        "A picture from a part of it: the modern Hopfield network",
        "What is retrieved is a mixture of the stored pictures; those that fit what is known weigh"
        " most, and each tick makes it fit better.",
        ModernCompletion(jnp.asarray(stored.patterns), stored.columns, beta),
        stored,
        Slider("beta", "inverse temperature β", 0.5, max(100.0, 2 * beta), 0.5),
        Slider("hold", "hold what is known", 0.0, 1.0, 1.0),
    )


def dense(stored: Stored) -> Stage:
    """Return `DenseHopfield` with pictures of two values."""
    order = 8 if stored.memory is None else stored.memory.order
    two = np.where(stored.patterns > 0, 1.0, -1.0).astype(np.float32)
    return _memory(
        "dense-memory",
        "A picture from a part of it: neurons that interact P at a time",
        "Each pixel is a neuron of two values that turns over where this lowers the energy; the"
        " larger P, the more pictures can be told apart.",
        DenseCompletion(jnp.asarray(two), stored.columns, order=order, hold=1.0),
        stored,
        Count("order", "neurons that interact P", 2, max(12, order)),
        Slider("hold", "hold what is known", 0.0, 1.0, 1.0),
        Slider("temperature", "temperature", 0.0, 20.0, 0.5),
    )


def _memory(
    name: str, title: str, about: str, world: Any, stored: Stored, *controls: Control
) -> Stage:
    acts = {
        "sample": Act({"number": wholes(0, len(stored.labels) - 1)}, _sample),
        "half": Act({}, lambda world, state, key: completing.half_hidden(world, state)),
        "noise": Act({"share": numbers(0.0, 1.0)}, _noise),
        "restore": Act({}, lambda world, state, key: completing.restored(world, state)),
    }
    facts = {
        "features": stored.patterns.shape[1],
        "columns": stored.columns,
        "labels": stored.labels,
        "next": "Another stored picture",
        "beside": "Damaged",
        "classes": stored.names,
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
        origin=stored.origin,
        about=about,
        opening=({"name": "sample", "number": 0}, {"name": "half"}),
        window=100,
    )


def _sample(world: Any, state: Any, key: Any, number: int) -> Any:
    return completing.show(world, state, number)


def _noise(world: Any, state: Any, key: Any, share: float) -> Any:
    return completing.noisy(world, state, share, key)
