"""A piece that trains a network and looks at it before it learns and after each epoch."""

from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from basinet.data import AbstractEncoder, Dataset, load
from basinet.folders import is_kept
from basinet.learners import AbstractLearner
from basinet.model import Model, begin, learn
from basinet.reproductions.reproduction import Piece, epoch_of
from basinet.reproductions.working import plain
from basinet.runs import accuracy
from basinet.saving import load_model, save_model

Look = Callable[[Model, Dataset], dict[str, Any]]
"""What is to be seen of a network at a moment, as plain values."""

REMEDY = "delete it, and its network learns from the begin"


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
    """Return the piece in which a learner is trained and looked at.

    Stopped, it goes on after its last epoch: the network is kept in the piece's folder, and in the
    same file what was seen of it so far, so that the two are of one moment.

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
) -> Generator[str, None, dict[str, Any]]:
    data = load(name)
    kept = folder / "model.safetensors"

    def see(now: Model, before: dict[str, list[Any]]) -> Model:
        seen = {"test": accuracy(now, data.x_test, data.y_test)}
        seen |= {} if look is None else look(now, data)
        found = {what: [*before.get(what, []), plain(value)] for what, value in seen.items()}
        now = replace(now, extra={**now.extra, "seen": found})
        save_model(now, kept)
        return now

    folder.mkdir(parents=True, exist_ok=True)
    first = begin(learner, encoder or data.encoder, data.x_train, data.y_train, seed)
    last = _last(kept, first) if is_kept(kept, REMEDY) else see(first, {})
    course = learn(last, data.x_train, data.y_train, epochs=epochs, batch_size=batch_size)
    for later in course:
        last = see(later, last.extra["seen"])
        yield epoch_of(last.epoch.number, epochs)
    return last.extra["seen"]


def _last(kept: Path, first: Model) -> Model:
    """Return the network of the last finished epoch; it must have begun as this one."""
    try:
        last = load_model(kept, type(first.learner))
    except ValueError as error:
        raise ValueError(f"{error}; without it its network learns from the begin") from error
    began = (last.learner, last.encoder, last.seed, last.features)
    if began != (first.learner, first.encoder, first.seed, first.features):
        raise ValueError(f"{kept} holds a network of other settings; {REMEDY}")
    if not isinstance(last.extra.get("seen"), dict):
        raise ValueError(f"{kept} holds nothing of what was seen of its network; {REMEDY}")
    return last
