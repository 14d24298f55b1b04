"""A piece that trains a network and says how well it answers, and how that went on."""

from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

from basinet.data import load
from basinet.learners import AbstractLearner
from basinet.reproductions.reproduction import Piece, epoch_of
from basinet.runs import Run, accuracy, create, environment, execute


def learning(
    name: str, learner: AbstractLearner, data: str, epochs: int, seed: int, batch_size: int = 16
) -> Piece:
    """Return the piece in which a learner is trained; stopped, it goes on after its last epoch.

    It finds `train` and `test`, the accuracies after the last epoch, and `course`, the accuracy on
    the test part after each.
    """
    run = Run(learner, data, epochs=epochs, batch_size=batch_size, seed=seed)
    return Piece(name, partial(_train, run))


def _train(run: Run, folder: Path) -> Generator[str, None, dict[str, Any]]:
    data = load(run.data)
    kept = create(folder, run, environment())
    for learnt in execute(run, kept, data):
        yield epoch_of(learnt.epoch.number, run.epochs)
    model = kept.read_model()
    return {
        "train": accuracy(model, data.x_train, data.y_train),
        "test": accuracy(model, data.x_test, data.y_test),
        "course": [entry["accuracy"] for entry in model.history],
    }
