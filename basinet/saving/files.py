"""Model files: one safetensors file whose header carries a JSON document.

Nothing in a file is ever executed. A checksum tells a damaged file from a whole one, the format
number one of another version, and a file is written whole or not at all.
"""

import errno
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from basinet._bytes import raw
from basinet._files import replacing
from basinet._version import __version__
from basinet.data import ENCODERS
from basinet.learners import AbstractLearner, Problem
from basinet.model import Model
from basinet.saving.restoring import (
    check_measured,
    check_numbers,
    labels_from_json,
    labels_to_json,
    named,
    restored,
)
from basinet.settings import describe, find_learner, make, name_of
from basinet.training import Epoch

FORMAT = 2
"""Version of the file layout; a file of a later version is refused.

Since 2 the history is an array of bytes, as a header ends at 100 MB, and of sparse couplings only
what cannot be derived is stored.
"""

_KNOWN = (1, FORMAT)

_REMEDY = "restore a copy of it, or remove it and make it again"

_CONTENTS = {
    "learner": str,
    "settings": dict,
    "encoder": str,
    "encoder_settings": dict,
    "classes": dict,
    "features": int,
    "seed": int,
    "epoch": int,
    "info": dict,
    "extra": dict,
}
"""What the document of a file holds beside its format, and of which kind."""


def save_model(model: Model, path: str | Path) -> None:
    """Write a model to one file, whole or not at all.

    Raises:
        OSError: when the file cannot be written.
        ValueError: when the labels are neither numbers nor text.
    """
    arrays = {f"state{name}": value for name, value in named(model.epoch.state).items()}
    arrays |= {f"encoder.{name}": np.asarray(value) for name, value in model.measured.items()}
    document: dict[str, Any] = {
        "learner": name_of(model.learner),
        "settings": describe(model.learner),
        "encoder": _name_of(type(model.encoder), ENCODERS),
        "encoder_settings": describe(model.encoder),
        "classes": labels_to_json(model.classes),
        "features": model.features,
        "seed": model.seed,
        "epoch": model.epoch.number,
        "info": model.epoch.info,
        "extra": model.extra,
    }
    arrays["history"] = np.frombuffer(json.dumps(model.history).encode(), np.uint8)
    write_document(document, arrays, path)


def write_document(
    document: dict[str, Any], arrays: dict[str, np.ndarray], path: str | Path
) -> None:
    """Write plain values and arrays to one file with a checksum, whole or not at all.

    Raises:
        OSError: when the file cannot be written.
    """
    text = json.dumps({"format": FORMAT, "basinet": __version__, **document})
    header = {"basinet": text, "digest": _digest(text, arrays)}
    arrays = {name: np.asarray(value, order="C") for name, value in arrays.items()}
    with replacing(Path(path)) as temporary:
        _write(arrays, temporary, header)


def _write(arrays: dict[str, np.ndarray], path: Path, header: dict[str, str]) -> None:
    """Write a safetensors file without another copy of the arrays in memory."""
    try:
        save_file(arrays, path, header)
    except SafetensorError as error:
        # The library does not raise OSError, but names the number: "... (os error 28)".
        found = re.search(r"os error (\d+)", str(error))
        number = int(found[1]) if found else errno.EIO
        raise OSError(number, os.strerror(number)) from error


def load_model(path: str | Path, kind: type[AbstractLearner] | None = None) -> Model:
    """Read a model file.

    Args:
        path: the file.
        kind: the class of its learner, where that is not found by the name in the file.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    return model_of(*read_document(path), path, kind)


def model_of(
    document: dict[str, Any],
    arrays: dict[str, np.ndarray],
    path: str | Path,
    kind: type[AbstractLearner] | None = None,
) -> Model:
    """Return the model that the content of a file describes.

    Raises:
        ValueError: when it is none, or one that this version does not know.
    """
    if "memory" in document:
        raise ValueError(
            f"{path} holds an associative memory, {document['memory']};"
            " read it with Associator.load"
        )
    if "series" in document:
        raise ValueError(
            f"{path} holds a model of series; read it with Reservoir.load or"
            " ReservoirClassifier.load"
        )
    lacking = [name for name, kind in _CONTENTS.items() if type(document.get(name)) is not kind]
    if lacking:
        raise ValueError(f"{path} is damaged: its document lacks {', '.join(lacking)}")
    if document["encoder"] not in ENCODERS:
        raise ValueError(
            f"{path} holds the encoder {document['encoder']!r:.60}; this version knows"
            f" {', '.join(ENCODERS)}"
        )
    learner = _found(document["learner"], path, kind)
    try:
        return _model(document, arrays, learner)
    except Exception as error:  # a document that makes no sense can end in any of them
        raise ValueError(f"{path} is damaged: {' '.join(str(error).split())[:300]}") from error


def _found(
    name: str, path: str | Path, kind: type[AbstractLearner] | None
) -> type[AbstractLearner] | AbstractLearner:
    """The learner that a file names, or the class that the caller says it is."""
    if kind is not None and name.rpartition(":")[2].rpartition(".")[2] == kind.__name__:
        return kind
    try:
        found = find_learner(name)
    except ValueError as error:
        raise ValueError(f"{path} holds the learner {name!r:.60}: {error}") from error
    if kind is not None and kind not in (found, type(found)):
        raise ValueError(f"{path} holds the learner {name}, not {kind.__name__}")
    return found


def _model(
    document: dict[str, Any],
    arrays: dict[str, np.ndarray],
    kind: type[AbstractLearner] | AbstractLearner,
) -> Model:
    """The model that a document and its arrays describe; whatever does not fit is refused."""
    check_numbers(document, len(arrays))
    learner = make(kind, document["settings"])
    encoder = make(ENCODERS[document["encoder"]], document["encoder_settings"])
    classes, history = labels_from_json(document["classes"]), _history(document, arrays)
    features = document["features"]
    measured = {n.removeprefix("encoder."): v for n, v in arrays.items() if n.startswith("encoder")}
    check_measured(encoder, measured, features)
    problem = Problem(encoder.encode(np.zeros((1, features)), measured).shape[1], len(classes))
    empty = eqx.filter_eval_shape(learner.init, problem, jax.random.key(0))
    state = restored(empty, arrays)
    return Model(
        learner,
        encoder,
        measured,
        classes,
        features,
        document["seed"],
        Epoch(document["epoch"], state, document["info"]),
        history,
        document["extra"],
    )


def _history(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    history = document.get("history")
    if document["format"] != 1:
        history = json.loads(arrays.pop("history").tobytes())
    if not isinstance(history, list) or not all(isinstance(entry, dict) for entry in history):
        raise ValueError("its history is no list of epochs")
    return history


def read_document(path: str | Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the document and the arrays of a file, which is only read, never executed.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there is no model file {path}")
    with path.open("rb"):  # the library says of a file that may not be read that it is not there
        pass
    try:
        with safe_open(path, "numpy") as file:
            header = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, ValueError, TypeError, KeyError, OverflowError) as error:
        # The library's errors, and NumPy's where a type or a shape is none of its own.
        raise ValueError(
            f"{path} is not a whole safetensors file; it is damaged or something else; {_REMEDY}"
        ) from error
    try:
        document = json.loads(header["basinet"])
        version = document["format"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is a safetensors file, but not one that basinet saved") from error
    if version not in _KNOWN or isinstance(version, bool):
        raise ValueError(
            f"{path} has the format {version!r:.40}, written by basinet"
            f" {document.get('basinet')!r:.40}; this is basinet {__version__}, which reads format"
            f" {FORMAT}"
        )
    if header.get("digest") != _digest(header["basinet"], arrays):
        raise ValueError(
            f"{path} is damaged: its checksum does not agree with its content; {_REMEDY}"
        )
    return document, arrays


def _digest(text: str, arrays: dict[str, np.ndarray]) -> str:
    """Return the checksum of a document and the arrays beside it."""
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        value = arrays[name]
        digest.update(f"{name} {value.dtype} {value.shape}".encode())
        digest.update(raw(value))
    return digest.hexdigest()


def _name_of(kind: type, table: dict[str, Any]) -> str:
    for name, known in table.items():
        if known is kind:
            return name
    raise ValueError(f"{kind.__name__} is not one of {', '.join(table)}, so it cannot be saved")
