"""Carrying out a run: train, measure on held-out data, record, epoch by epoch."""

import hashlib
import math
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from basinet._bytes import raw
from basinet.computing import computed_by
from basinet.continual import (
    Permuted,
    Task,
    learn_tasks,
    read_order,
    refuse_no_tasks,
    task_accuracies,
    tasks_of,
    told_accuracies,
)
from basinet.data import AbstractEncoder, Dataset, Form, fills, suited
from basinet.folders import hold
from basinet.learners import Problem
from basinet.model import Model, begin, learn
from basinet.own import source
from basinet.runs.evaluate import accuracy
from basinet.runs.folder import RunFolder
from basinet.runs.observe import observe
from basinet.runs.run import Run
from basinet.training.demands import check_memory
from basinet.training.divergence import DivergedError

EACH = 100
"""Epochs of which each is kept, however short it is."""


def execute(run: Run, folder: RunFolder, data: Dataset) -> Iterator[Model]:
    """Carry out a run from its last finished epoch and yield the model after each epoch.

    The folder is held meanwhile. The model is in it before it is yielded (of more than `EACH`
    epochs that last less than a second not each, but the last), and can answer until the next is
    asked for. A run that was stopped at any moment ends with the same weights as one that was not.

    Args:
        run: what to do.
        folder: where it is recorded.
        data: the data set that `run.data` names.

    Raises:
        ValueError: when the folder's model was trained on other data or does not fit.
        FolderInUseError: when another process works in the folder.
        DivergedError: when the learning does; the last finite model that was written stays.
        OSError: when a file cannot be written.
    """
    with hold(folder.path):
        folder.mend()
        model = _last(run, folder, data)
        finished, tasks = _finished(run, model, data)
        try:
            yield from _recorded(finished, run, folder, data, model.history, tasks)
        except DivergedError as error:
            kept = folder.read_model().epoch.number if folder.has_model() else 0
            raise DivergedError(
                f"{error}; {folder.path} keeps the model after epoch {kept}"
            ) from None


def _finished(run: Run, model: Model, data: Dataset) -> tuple[Iterator[Model], list[Task]]:
    """The models after each epoch that follows, and the tasks, if there is more than one."""
    asked: dict[str, Any] = {"epochs": run.epochs, "batch_size": run.batch_size, "reuse": True}
    if run.tasks is None:
        asked["weights"] = data.weights
        return learn(model, data.x_train, data.y_train, **asked), []
    tasks = tasks_of(model, data, read_order(run.tasks))
    return learn_tasks(model, tasks, replay=run.replay, **asked), tasks


def _measured(model: Model, run: Run, data: Dataset, tasks: list[Task]) -> dict[str, Any]:
    """The accuracy on held-out patterns; of tasks the mean of those that were begun, and each."""
    if not tasks:
        return {"accuracy": accuracy(model, data.x_test, data.y_test)}
    now = -(-model.epoch.number * len(tasks) // run.epochs)
    each = task_accuracies(model, tasks)
    found = {"accuracy": float(np.mean(each[:now])), "task": now, "tasks": each}
    alike = isinstance(read_order(run.tasks or ""), Permuted)  # all tasks have all classes
    return found if alike else found | {"told": told_accuracies(model, tasks)}


def _recorded(
    finished: Iterator[Model],
    run: Run,
    folder: RunFolder,
    data: Dataset,
    history: list[dict[str, Any]],
    tasks: list[Task],
) -> Iterator[Model]:
    """Measure each finished model, keep it, and yield it with the whole history."""
    written = _Written()
    started = time.perf_counter()
    for model in finished:
        seconds = time.perf_counter() - started
        found = _measured(model, run, data, tasks)
        seen = observe(model, data.x_test, data.y_test)
        entry = {**model.history[-1], **found, "seconds": seconds, **seen}
        history = [*history, entry]
        recorded = replace(model, history=history)
        if written.due(model.epoch.number) or model.epoch.number == run.epochs:
            written.write(folder, recorded)
        yield recorded
        started = time.perf_counter()


class _Written:
    """When the model was written last, and how long that took."""

    def __init__(self) -> None:
        self.at = self.took = -math.inf

    def due(self, epoch: int) -> bool:
        """Whether a model is to be written: of many short epochs not each, but one a second."""
        passed = time.perf_counter() - self.at
        return epoch <= EACH or passed > max(1.0, 10 * self.took)

    def write(self, folder: RunFolder, model: Model) -> None:
        """Write a model."""
        began = time.perf_counter()
        folder.write_model(model)
        self.at = time.perf_counter()
        self.took = self.at - began


def refuse_unknown_labels(data: Dataset) -> None:
    """Refuse data whose held-out part has a label that the training part lacks.

    Raises:
        ValueError: when there is such a label; it could never be answered.
    """
    unknown = np.setdiff1d(data.y_test, data.y_train)
    if len(unknown):
        raise ValueError(
            f"{data.name}: the held-out part has the label {unknown[0]}, which does not occur in"
            " the training part; remove those samples or add some to learn from"
        )


def refuse_too_large(run: Run, data: Dataset) -> None:
    """Refuse a learner that does not fit into the memory, or that the data do not fit.

    Raises:
        MemoryError: when its weights are larger than the memory.
        ValueError: when it cannot be built for patterns of this kind, or the data cannot be
            divided into the tasks.
    """
    classes = np.unique(data.y_train)
    if run.tasks is not None:
        refuse_no_tasks(read_order(run.tasks), data, classes)
    inputs = _inputs(suited(data, run.encoder), data)
    problem = Problem(inputs, len(classes))
    check_memory(run.learner, problem)


def _inputs(encoder: AbstractEncoder, data: Dataset) -> int:
    """How many inputs an encoder makes of the features."""
    if not fills(encoder):
        return data.x_train.shape[1]
    return encoder.encode(data.x_train[:1], encoder.measure(data.x_train)).shape[1]


def _pictures(data: Dataset) -> dict[str, Any] | None:
    if data.image_shape is None and data.scale == 1:
        return None
    return {"shape": list(data.image_shape or ()), "scale": data.scale}


def form_of(model: Model) -> Form:
    """Return what files to predict on must be read like: as the data that the model learnt."""
    extra, pictures = model.extra, model.extra.get("pictures", {})
    names, shape = extra.get("feature_names"), pictures.get("shape")
    return Form(
        None if names is None else tuple(names),
        {name: tuple(texts) for name, texts in extra.get("categories", {}).items()},
        tuple(shape) if shape else None,
        pictures.get("scale"),
        extra.get("answer"),
    )


def data_digest(data: Dataset) -> str:
    """Return a checksum of the training data, to recognise them when a run is resumed."""
    weights = [] if data.weights is None else [data.weights]
    return _digest(data.x_train, data.y_train, *weights)


def refuse_other_data(
    model: Model, data: Dataset, where: Path, do: str = "restore the data or begin a new run"
) -> None:
    """Refuse data that are not those on which a model was trained and measured.

    Args:
        model: of a run.
        data: that are at hand.
        where: its folder.
        do: what the message advises.

    Raises:
        ValueError: when the training or the held-out part differs.
    """
    for key, digest, part in (
        ("data", data_digest(data), "trained"),
        ("held_out", _digest(data.x_test, data.y_test), "measured"),
    ):
        if model.extra.get(key, digest) != digest:
            raise ValueError(
                f"{data.name} is not the data on which {where} was {part}: their checksums"
                f" differ; {do}"
            )


def _digest(*arrays: np.ndarray) -> str:
    digest = hashlib.sha256()
    for values in arrays:
        digest.update(f"{values.dtype} {values.shape}".encode())
        digest.update(raw(values))
    return digest.hexdigest()


def _last(run: Run, folder: RunFolder, data: Dataset) -> Model:
    """Return the model that was written last, or one that has learnt nothing."""
    if not folder.has_model():
        encoder = suited(data, run.encoder)
        model = begin(run.learner, encoder, data.x_train, data.y_train, run.seed)
        names = None if data.feature_names is None else list(data.feature_names)
        extra = {
            "data": data_digest(data),
            "held_out": _digest(data.x_test, data.y_test),
            "epochs": run.epochs,
            "batch_size": run.batch_size,
            "feature_names": names,
            "label": run.label,
            "answer": data.form.label,
            "categories": {name: list(texts) for name, texts in data.categories.items()} or None,
            "pictures": _pictures(data),
            "computed_by": computed_by(),
            "learner_source": source(type(run.learner)),
        }
        return replace(model, extra={k: v for k, v in extra.items() if v is not None})
    model = folder.read_model()
    refuse_other_data(model, data, folder.path)
    return replace(model, extra=model.extra | {"epochs": run.epochs, "computed_by": computed_by()})
