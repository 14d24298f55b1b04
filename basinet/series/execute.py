"""Carrying out a run on series: learn piece by piece, keep what was learnt, measure."""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from basinet._bytes import raw
from basinet._memory import refuse_above
from basinet.folders import hold, is_kept
from basinet.series.classifier import ReservoirClassifier, signs
from basinet.series.folder import SeriesFolder
from basinet.series.learning import Fitted, Progress, finished, learn
from basinet.series.naming import learn_classes
from basinet.series.preparing import begin, nrmse, washout_of
from basinet.series.reservoir import Reservoir
from basinet.series.run import SeriesRun
from basinet.series.sources import SeriesData
from basinet.series.streaming import TOGETHER
from basinet.series.tables import check_length, check_pairs

EVERY = 5.0
"""Seconds after which it is written how far learning has come."""

Model = Reservoir | ReservoirClassifier


def execute(run: SeriesRun, folder: SeriesFolder, data: SeriesData) -> Iterator[float]:
    """Carry out a run from where it was stopped, and yield which share of it is done.

    A run that was stopped at any moment ends with the same weights as one that was not.

    Raises:
        ValueError: when the data are others than those it began with, or do not fit.
        FolderInUseError: when another process works in the folder.
        OSError: when a file cannot be written.
    """
    with hold(folder.path):
        digest = digest_of(data)
        if not is_kept(folder.model, "remove it to learn anew"):
            yield from _learnt(run, folder, data, digest)
        if not is_kept(folder.results, "remove it, and it will be measured again"):
            folder.write_results(measure(folder.read_model(), data) | {"data": digest})
        check_same(folder, data)
        yield 1.0


def fit(run: SeriesRun, data: SeriesData) -> Model:
    """Return the model of a run, learnt without a folder."""
    empty, model = _new(run, data)
    *_, last = _learning(run, data, empty, None)
    return _filled(model, run, data, empty, last)


def measure(model: Model, data: SeriesData) -> dict[str, Any]:
    """Return the error on held-out series and what belongs beside it.

    `error` is the NRMSE, or the share of wrong names; `jacobian_radius` tells at which working
    point the network is; of the memory task `capacity` is the sum of squared correlations.
    """
    if isinstance(model, ReservoirClassifier) != data.named:
        has, does = ("no names", "names series") if not data.named else ("names", "predicts steps")
        raise ValueError(f"{data.name} has {has}, and this model {does}; give other series")
    found: dict[str, Any] = {"jacobian_radius": model.jacobian_radius()}
    if isinstance(model, ReservoirClassifier):
        wrong = model.predict(data.x_test) != np.asarray(data.y_test)
        return {"error": float(np.mean(wrong)), **found}
    answers = predictions(model, data)
    got, wanted = np.concatenate(answers), np.concatenate(list(data.y_test))
    found = {"error": nrmse(got, wanted), **found}
    if data.name == "memory":
        found["capacity"] = capacity(got, wanted)
    return found


def predictions(model: Reservoir, data: SeriesData) -> list[np.ndarray]:
    """Return the answers to the held-out series, which may go on where training ended."""
    start = model.end_[-1:] if data.goes_on else None
    return [one.reshape(len(one), -1) for one in model.predict(data.x_test, start)]


def capacity(answers: np.ndarray, wanted: np.ndarray) -> float:
    """Return the memory capacity: the sum over delays of squared correlations.

    A finite number of steps adds about 1 / steps for each delay that is not remembered at all.
    """
    a, b = (part - part.mean(axis=0) for part in (answers, wanted))
    spread = np.sum(a**2, axis=0) * np.sum(b**2, axis=0)
    along = np.sum(a * b, axis=0) ** 2
    return float(np.sum(np.divide(along, spread, out=np.zeros_like(along), where=spread > 0)))


def digest_of(data: SeriesData) -> str:
    """Return a checksum of all series and targets."""
    digest = hashlib.sha256()
    for part in (data.x_train, data.y_train, data.x_test, data.y_test):
        for one in part if isinstance(part, list) else [part]:
            digest.update(f"{one.dtype} {one.shape}".encode())
            digest.update(raw(one))
    return digest.hexdigest()


def check_same(folder: SeriesFolder, data: SeriesData) -> None:
    """Refuse other data than those on which a run was measured.

    Raises:
        FileNotFoundError: when it is not finished.
        ValueError: when they are others, or its results are damaged.
    """
    if folder.read_results().get("data") not in (None, digest_of(data)):
        raise ValueError(
            f"{data.name} is not the data on which {folder.path} was measured: their checksums"
            " differ; restore the data or begin a new run"
        )


def check_data(run: SeriesRun, data: SeriesData) -> None:
    """Refuse series that a run cannot learn, before it has a folder.

    Raises:
        ValueError: when a series ends within the wash-out, targets do not belong to the steps or
            do not vary, names are one or were not there to learn, or nothing is held out.
    """
    units = run.reservoir.size()
    refuse_above(24.0 * units**2, f"a network of {units:,} units", "choose fewer")
    if not data.x_test:
        raise ValueError(f"{data.name}: nothing is held out; give more series")
    if data.named:
        _check_names(data)
        return
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        check_pairs(x, list(y))
    check_length(data.x_train, washout_of(run.washout, data.x_train))
    held_out = np.concatenate([np.reshape(one, (len(one), -1)) for one in data.y_test])
    if not np.ptp(held_out, axis=0).any():
        raise ValueError(
            f"{data.name}: the held-out targets do not vary, so that an error relative to their"
            " spread says nothing; give other series"
        )


def _check_names(data: SeriesData) -> None:
    """Refuse names of series from which nothing can be learnt, or that were not there to learn."""
    if len(data.x_train) != len(data.y_train) or len(data.x_test) != len(data.y_test):
        raise ValueError(f"{data.name}: there are not as many names as series")
    known = np.unique(np.asarray(data.y_train))
    if len(known) < 2:
        raise ValueError(f"{data.name}: all series to learn have the name {known[0]}; give others")
    others = np.setdiff1d(np.asarray(data.y_test), known)
    if len(others):
        raise ValueError(
            f"{data.name}: the held-out series have the name {others[0]}, which does not occur in"
            " what is learnt; shuffle the series, or give more of them"
        )


def _learnt(run: SeriesRun, folder: SeriesFolder, data: SeriesData, digest: str) -> Iterator[float]:
    empty, model = _new(run, data)
    after = folder.read_progress(run.readout, digest)
    total, written, last = _moments(data) * run.readout.passes, time.monotonic(), None
    for last in _learning(run, data, empty, after):
        yield min(0.99, _done(last, data) / max(1, total))
        if time.monotonic() - written > EVERY:
            folder.write_progress(last, digest)
            written = time.monotonic()
    assert last is not None
    folder.write_model(_filled(model, run, data, empty, last))


def _new(run: SeriesRun, data: SeriesData) -> tuple[Fitted, Model]:
    given: Any = {"readout": run.readout, "encoder": run.encoder, "random_state": run.seed}
    if data.named:
        model = ReservoirClassifier(run.reservoir, **given, segments=run.segments)
    else:
        model = Reservoir(run.reservoir, **given, washout=run.washout)
    model.seed_ = run.seed
    return begin(run.reservoir, run.encoder, data.x_train, run.seed), model


def _learning(
    run: SeriesRun, data: SeriesData, empty: Fitted, after: Progress | None
) -> Iterator[Progress]:
    if data.named:
        classes, index = np.unique(np.asarray(data.y_train), return_inverse=True)
        targets = signs(index, len(classes))
        return learn_classes(empty, run.readout, data.x_train, targets, run.segments, after)
    washout = washout_of(run.washout, data.x_train)
    return learn(empty, run.readout, data.x_train, list(data.y_train), washout, after)


def _filled(model: Model, run: SeriesRun, data: SeriesData, empty: Fitted, last: Progress) -> Model:
    fitted = finished(empty, run.readout, last)
    if isinstance(model, ReservoirClassifier):
        return model._adopt(fitted, np.unique(np.asarray(data.y_train)))
    model.washout_ = washout_of(run.washout, data.x_train)
    return model._adopt(fitted, flat=False)


def _moments(data: SeriesData) -> int:
    return sum(map(len, data.x_train))


def _done(last: Progress, data: SeriesData) -> int:
    before = sum(map(len, data.x_train[: last.group * TOGETHER]))
    return last.turn * _moments(data) + before + last.first
