"""Carrying out a run: train, measure on held-out data, record, epoch by epoch."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from basinet._bytes import raw
from basinet.data import Dataset
from basinet.learners import Problem
from basinet.model import Model, begin, learn
from basinet.runs.evaluate import accuracy
from basinet.runs.folder import RunFolder
from basinet.runs.observe import observe
from basinet.runs.run import Run
from basinet.training import check_memory


def execute(run: Run, folder: RunFolder, data: Dataset) -> Iterator[Model]:
    """Carry out a run from its last finished epoch and yield the model after each epoch.

    The model is in the folder before it is yielded, and can answer until the next is asked for.
    A run that was stopped at any moment ends with the same weights as one that was not.

    Args:
        run: what to do.
        folder: where it is recorded.
        data: the data set that `run.data` names.

    Raises:
        ValueError: when the folder's model was trained on other data or does not fit.
        OSError: when a file cannot be written.
    """
    digest = data_digest(data)
    model = _last(run, folder, data, digest)
    folder.tidy()
    finished = learn(
        model,
        data.x_train,
        data.y_train,
        epochs=run.epochs,
        batch_size=run.batch_size,
        reuse=True,
    )
    started = time.perf_counter()
    history = model.history
    for model in finished:
        seconds = time.perf_counter() - started
        held_out = accuracy(model, data.x_test, data.y_test)
        seen = observe(model, data.x_test, data.y_test)
        entry = {**model.history[-1], "accuracy": held_out, "seconds": seconds, **seen}
        history = [*history, entry]
        recorded = replace(model, history=history)
        folder.write_model(recorded)
        yield recorded
        started = time.perf_counter()


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
        ValueError: when it cannot be built for patterns of this kind.
    """
    problem = Problem(data.x_train.shape[1], len(np.unique(data.y_train)))
    check_memory(run.learner, problem)


def data_digest(data: Dataset) -> str:
    """Return a checksum of the training data, to recognise them when a run is resumed."""
    digest = hashlib.sha256()
    for values in (data.x_train, data.y_train):
        digest.update(f"{values.dtype} {values.shape}".encode())
        digest.update(raw(values))
    return digest.hexdigest()


def _last(run: Run, folder: RunFolder, data: Dataset, digest: str) -> Model:
    """Return the model after the last finished epoch, or one that has learnt nothing."""
    if not folder.model.exists():
        encoder = data.encoder if run.encoder is None else run.encoder
        model = begin(run.learner, encoder, data.x_train, data.y_train, run.seed)
        names = None if data.feature_names is None else list(data.feature_names)
        extra = {
            "data": digest,
            "epochs": run.epochs,
            "batch_size": run.batch_size,
            "feature_names": names,
            "label": run.label,
        }
        return replace(model, extra={k: v for k, v in extra.items() if v is not None})
    model = folder.read_model()
    if model.extra.get("data") != digest:
        raise ValueError(
            f"{run.data} is not the data on which {folder.path} was trained: their checksums"
            " differ; restore the data or begin a new run"
        )
    return replace(model, extra=model.extra | {"epochs": run.epochs})
