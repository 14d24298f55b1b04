"""Training runs that differ only in floats or seed: stacked, they advance together."""

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import jax

from basinet.data import Dataset, suited
from basinet.model import Model, begin, train_key
from basinet.runs import Run, accuracy
from basinet.settings import spell
from basinet.training import Epoch, train, train_together


def kind(run: Run) -> Hashable:
    """Return all that decides what is compiled: everything but the learner's floats and the seed.

    Runs of one kind can advance together.
    """
    leaves, structure = jax.tree.flatten(run.learner)
    fixed = tuple("float" if isinstance(leaf, float) else leaf for leaf in leaves)
    encoder = None if run.encoder is None else spell(run.encoder)
    return (structure, fixed, run.reading, encoder, run.epochs, run.batch_size)


def advance(runs: Sequence[Run], data: Dataset, width: int) -> Iterator[list[Model]]:
    """Train runs of one kind and yield their models after each epoch, measured on held-out data.

    What is compiled decides how sums are rounded. So that a run has the same result in whatever
    company it is done, a stack always has the same width: places that are left are filled with
    copies, whose results are dropped.

    Args:
        runs: of one `kind`, at most `width`.
        data: the data set that they name.
        width: the runs that the compiled computation has room for; with 1 it is that of a run
            alone.

    Yields:
        One model for each run, in their order; the last entry of its history holds the means
        over the epoch, `accuracy` on the held-out data, and its share of the `seconds`.

    Raises:
        ValueError: when the data do not fit.
    """
    first = runs[0]
    encoder = suited(data, first.encoder)
    models = [begin(run.learner, encoder, data.x_train, data.y_train, run.seed) for run in runs]
    started = time.perf_counter()
    for epochs in _epochs(first, models, data, width):
        models = [replace(m, epoch=epoch) for m, epoch in zip(models, epochs, strict=True)]
        held_out = [accuracy(model, data.x_test, data.y_test) for model in models]
        seconds = (time.perf_counter() - started) / len(runs)
        models = [
            replace(model, history=[*model.history, _entry(model, right, seconds)])
            for model, right in zip(models, held_out, strict=True)
        ]
        yield models
        started = time.perf_counter()


def _epochs(
    run: Run, models: Sequence[Model], data: Dataset, width: int
) -> Iterator[Sequence[Epoch]]:
    """The epochs of each model, alone or in a stack."""
    x, y = models[0].encode(data.x_train), models[0].index(data.y_train)
    epochs, size, classes = run.epochs, run.batch_size, len(models[0].classes)
    if width == 1:
        (model,) = models
        for epoch in train(
            model.learner,
            x,
            y,
            epochs=epochs,
            batch_size=size,
            key=train_key(model.seed),
            classes=classes,
            weights=data.weights,
            after=model.epoch,
        ):
            yield [epoch]
        return
    filled = [*models, *[models[-1]] * (width - len(models))]
    for together in train_together(
        [model.learner for model in filled],
        x,
        y,
        epochs=epochs,
        batch_size=size,
        keys=[train_key(model.seed) for model in filled],
        classes=classes,
        after=[model.epoch for model in filled],
        weights=data.weights,
    ):
        yield together[: len(models)]


def _entry(model: Model, held_out: float, seconds: float) -> dict[str, Any]:
    epoch = model.epoch
    return {"epoch": epoch.number, **epoch.info, "accuracy": held_out, "seconds": seconds}
