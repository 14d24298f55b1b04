"""A piece that trains a network and looks at it before it learns and after each epoch."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from basinet.data import AbstractEncoder, Dataset, load
from basinet.learners import AbstractLearner
from basinet.model import Model, begin, learn
from basinet.reproductions.reproduction import Piece
from basinet.runs import accuracy

Look = Callable[[Model, Dataset], dict[str, Any]]
"""What is to be seen of a network at a moment, as plain values."""


def watched(
    name: str,
    learner: AbstractLearner,
    data: str,
    epochs: int,
    seed: int,
    look: Look | None = None,
    batch_size: int = 16,
    encoder: AbstractEncoder | None = None,
) -> Piece:
    """Return the piece in which a learner is trained and looked at; stopped, it begins anew.

    Inputs are encoded as is usual for the data set unless an encoder is given.

    It finds `test`, the accuracy on the test part, and what `look` sees, if anything: each a list
    with a value for the network before learning and after every epoch.
    """
    return Piece(name, partial(_watch, learner, data, epochs, seed, look, batch_size, encoder))


def _watch(
    learner: AbstractLearner,
    name: str,
    epochs: int,
    seed: int,
    look: Look | None,
    batch_size: int,
    encoder: AbstractEncoder | None,
    folder: Path,
) -> dict[str, Any]:
    del folder
    data = load(name)
    model = begin(learner, encoder or data.encoder, data.x_train, data.y_train, seed)
    found: dict[str, list[Any]] = {}

    def see(now: Model) -> None:
        seen = {"test": accuracy(now, data.x_test, data.y_test)}
        seen |= {} if look is None else look(now, data)
        for what, value in seen.items():
            found.setdefault(what, []).append(value)

    see(model)
    for later in learn(model, data.x_train, data.y_train, epochs=epochs, batch_size=batch_size):
        see(later)
    return dict(found)
