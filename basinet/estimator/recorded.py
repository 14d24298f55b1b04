"""Fitting into the folder of a run: what `basinet train` leaves, from arrays instead of a file.

The folder holds the samples too, `data.npz`, so that the command goes on with the run and reports
on it as with its own.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from basinet._files import replacing
from basinet.data import Dataset, Reading, load_quietly
from basinet.fitting.given import encoder_of, is_transformer, learner_of, seed_of
from basinet.fitting.inputs import transformed
from basinet.fitting.watching import divided
from basinet.folders import hold
from basinet.model import Model
from basinet.runs import Run, RunFolder, create, environment, execute, refuse_unknown_labels

HELD_OUT = 0.2
"""The part of the samples on which a run is measured, unless `validation_fraction` says otherwise:
as much as of a file without a test part."""

_WEIGHT = "weight"
"""The name of the weights in the archive of a run."""


def fit_recorded(
    owner: Any, path: str | Path, X: Any, y: np.ndarray, weights: np.ndarray | None = None
) -> Iterator[Model]:
    """Fit into a folder and yield the model after each epoch; at the end there is a report.

    The same call goes on with a run that was stopped. A run that is finished is read.

    Args:
        owner: the estimator, whose parameters say what is done.
        path: the folder.
        X: features, checked.
        y: labels.
        weights: of the samples; None where all count alike.

    Raises:
        ValueError: when a parameter cannot be recorded, or the folder holds another run.
        FileExistsError: when the folder holds something else.
        OSError: when it cannot be written.
    """
    _refuse_unrecorded(owner)
    folder = RunFolder(Path(path))
    run = _run(owner, folder, weights is not None)
    parts = _parts(owner, transformed(owner, X, None), y, weights, run.seed)
    data = _stored(create(folder.path, run, environment()), parts, run.weight)
    refuse_unknown_labels(data)
    with hold(folder.path):
        yield from execute(run, folder, data)
        yield folder.read_model()
        try:
            from basinet.reporting import write_report
        except ImportError as error:
            warnings.warn(f"no report: {error}", stacklevel=3)
            return
        write_report(folder, data)


def _refuse_unrecorded(owner: Any) -> None:
    """Refuse what a run has no place for."""
    for name in ("early_stopping", "warm_start"):
        if getattr(owner, name):
            raise ValueError(
                f"{name} is True, but a run makes all its epochs, and the same call goes on with"
                f" it; leave out {name} or run"
            )
    if is_transformer(owner.encoder):
        raise ValueError(
            f"encoder is {owner.encoder!r}, a transformer, which no run can hold; transform the"
            " samples beforehand, or name an encoder of this library"
        )


def _run(owner: Any, folder: RunFolder, weighted: bool) -> Run:
    seed = owner.random_state
    if seed is None and folder.configuration.is_file():
        seed = folder.read_run().seed  # any will do, so that of the run that is there
    elif not isinstance(seed, int | np.integer):
        seed = seed_of(owner)
    return Run(
        learner_of(owner.learner),
        str(folder.path.resolve() / "data.npz"),
        None,
        encoder_of(owner.encoder),
        int(owner.epochs),
        int(owner.batch_size),
        int(seed),
        weight=_WEIGHT if weighted else None,
    )


def _parts(
    owner: Any, X: np.ndarray, y: np.ndarray, weights: np.ndarray | None, seed: int
) -> dict[str, np.ndarray]:
    """The samples to learn and the others, under the names of an archive."""
    fraction = owner.validation_fraction
    learnt, held_out = divided(y, HELD_OUT if fraction is None else fraction, seed)
    x, labels = X.astype(np.float32), y.astype(str) if y.dtype == object else y
    arrays = {
        "x": x[learnt],
        "y": labels[learnt],
        "x_test": x[held_out],
        "y_test": labels[held_out],
    }
    if weights is None:
        return arrays
    if not weights[learnt].astype(np.float32).any():
        raise ValueError(
            "every sample_weight of the part that is learnt is zero, so there is nothing to learn;"
            " hold out less with validation_fraction"
        )
    return arrays | {_WEIGHT: weights[learnt]}


def _stored(folder: RunFolder, arrays: dict[str, np.ndarray], weight: str | None) -> Dataset:
    """The samples in a folder, written unless they are there."""
    file = folder.path / "data.npz"
    if not file.exists():
        with hold(folder.path), replacing(file) as temporary, temporary.open("wb") as opened:
            np.savez_compressed(opened, **arrays)  # pyright: ignore[reportArgumentType]
    data = load_quietly(Reading(str(file), weight=weight))
    found = {"x": data.x_train, "y": data.y_train, "x_test": data.x_test, "y_test": data.y_test}
    if data.weights is not None:
        found[_WEIGHT] = data.weights
    if not all(np.array_equal(found[name], value) for name, value in arrays.items()):
        raise ValueError(
            f"{folder.path} holds a run on other samples; choose another folder, or go on with"
            f" basinet train --resume {folder.path}"
        )
    return data
