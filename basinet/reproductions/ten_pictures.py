"""Ten pictures as memories that interact two, three, ... at a time: from a blend to all of them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from basinet.associative import Associator
from basinet.data import load
from basinet.memories import DenseHopfield
from basinet.reproductions.reproduction import Claim, Piece, Program, Reproduction, Results

if TYPE_CHECKING:
    from basinet.viz import Figure

SOURCE = Program("dense associative memory, arXiv 1606.01164; shares from an independent program")

PUBLISHED = {
    ("mnist", 2): 0.0,
    ("mnist", 4): 0.0,
    ("mnist", 10): 1.0,
    ("fashion-mnist", 2): 0.0,
    ("fashion-mnist", 4): 1.0,
}
"""Shares that come back by data set and order; the first picture of each class, a tenth flipped."""

RETRIEVED = 0.98
"""Overlap from which a picture counts as come back."""


class Settings(NamedTuple):
    """Orders of the interaction, and cues of each picture."""

    orders: tuple[int, ...]
    cues: int


def pieces(settings: Settings, seed: int) -> list[Piece]:
    """Return a memory for each data set and order."""
    return [
        Piece(f"{name}-{order}", partial(_recall, name, order, settings.cues, seed))
        for name in ("mnist", "fashion-mnist")
        for order in settings.orders
    ]


def _recall(name: str, order: int, cues: int, seed: int, folder: Path) -> dict[str, Any]:
    del folder
    data = load(name)
    first = [data.x_train[np.argmax(data.y_train == label)] for label in range(10)]
    pictures = np.where(np.array(first) > data.x_train.max() / 2, 1.0, -1.0)
    wanted = np.repeat(pictures, cues, axis=0)
    flipped = np.random.default_rng(seed).random(wanted.shape) < 0.1
    memory = Associator(DenseHopfield(order=order), random_state=seed).fit(pictures)
    overlap = np.mean(memory.retrieve(np.where(flipped, -wanted, wanted)) * wanted, axis=1)
    return {"share": np.mean(overlap > RETRIEVED), "overlap": np.mean(overlap)}


def figure(settings: Settings, found: Results) -> "Figure":
    """Draw the share that comes back against the order, and the mean overlap dashed."""
    from basinet import viz

    lines = []
    for name in ("mnist", "fashion-mnist"):
        for what, dashed in (("share", False), ("overlap", True)):
            values = [found[f"{name}-{order}"][what] for order in settings.orders]
            lines.append(viz.Line(name, np.array(values), dashed=dashed))
        theirs = [PUBLISHED.get((name, order), np.nan) for order in settings.orders]
        lines.append(viz.Line(name, np.array(theirs), reference=True))
    return viz.curves(
        np.array(settings.orders, float),
        lines,
        title="Ten pictures, a tenth of the pixels flipped",
        note=f"share that comes back; dashed: mean overlap; {settings.cues} cues a picture",
        along="order P of the interaction",
        upwards="share of the pictures",
        shares=True,
    )


def claims(settings: Settings, found: Results) -> Sequence[Claim]:
    """State the shares."""
    return [
        Claim(
            f"{name}, P = {order}: share that comes back",
            found[f"{name}-{order}"]["share"],
            PUBLISHED.get((name, order)),
            0.0,
            SOURCE,
        )
        for name in ("mnist", "fashion-mnist")
        for order in settings.orders
    ]


REPRODUCTION = Reproduction(
    "ten pictures: pairs blend, interactions of many keep them apart",
    SOURCE,
    Settings((2, 4, 10), 10),
    Settings((2, 3, 4, 5, 6, 8, 10, 15, 20), 100),
    (0.5, 1.0),
    pieces,
    figure,
    claims,
)
