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
import jax.numpy as jnp
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from basinet._bytes import raw
from basinet._files import replacing
from basinet._version import __version__
from basinet.data import ENCODERS
from basinet.learners import LEARNERS, AbstractLearner, Problem
from basinet.model import Model
from basinet.settings import describe, make, name_of
from basinet.training import Epoch

FORMAT = 1
"""Version of the file layout; a file of another version is refused."""

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
    "history": list,
    "extra": dict,
}
"""What the document of a file holds beside its format, and of which kind."""


def save_model(model: Model, path: str | Path) -> None:
    """Write a model to one file, whole or not at all.

    Raises:
        OSError: when the file cannot be written.
        ValueError: when the labels are neither numbers nor text.
    """
    arrays = {f"state{name}": value for name, value in _named(model.epoch.state).items()}
    arrays |= {f"encoder.{name}": np.asarray(value) for name, value in model.measured.items()}
    document: dict[str, Any] = {
        "learner": name_of(model.learner),
        "settings": describe(model.learner),
        "encoder": _name_of(type(model.encoder), ENCODERS),
        "encoder_settings": describe(model.encoder),
        "classes": _labels_to_json(model.classes),
        "features": model.features,
        "seed": model.seed,
        "epoch": model.epoch.number,
        "info": model.epoch.info,
        "history": model.history,
        "extra": model.extra,
    }
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


def load_model(path: str | Path) -> Model:
    """Read a model file.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    return model_of(*read_document(path), path)


def model_of(document: dict[str, Any], arrays: dict[str, np.ndarray], path: str | Path) -> Model:
    """Return the model that the content of a file describes.

    Raises:
        ValueError: when it is none, or one that this version does not know.
    """
    if "memory" in document:
        raise ValueError(
            f"{path} holds an associative memory, {document['memory']};"
            " read it with Associator.load"
        )
    lacking = [name for name, kind in _CONTENTS.items() if not isinstance(document.get(name), kind)]
    if lacking:
        raise ValueError(f"{path} is damaged: its document lacks {', '.join(lacking)}")
    if document["learner"] not in LEARNERS or document["encoder"] not in ENCODERS:
        raise ValueError(
            f"{path} holds the learner {document['learner']!r} with the encoder"
            f" {document['encoder']!r}; this version knows {', '.join(LEARNERS)} and"
            f" {', '.join(ENCODERS)}"
        )
    learner = make(LEARNERS[document["learner"]], document["settings"])
    classes = _labels_from_json(document["classes"])
    problem = Problem(document["features"], len(classes))
    state = _restore(learner, problem, arrays, path)
    return Model(
        learner,
        make(ENCODERS[document["encoder"]], document["encoder_settings"]),
        {n.removeprefix("encoder."): v for n, v in arrays.items() if n.startswith("encoder.")},
        classes,
        document["features"],
        document["seed"],
        Epoch(document["epoch"], state, document["info"]),
        document["history"],
        document["extra"],
    )


def read_document(path: str | Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the document and the arrays of a file, which is only read, never executed.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there is no model file {path}")
    try:
        with safe_open(path, "numpy") as file:
            header = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ValueError(
            f"{path} is not a whole safetensors file ({error}); it is damaged or something else"
        ) from error
    try:
        document = json.loads(header["basinet"])
        version = document["format"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is a safetensors file, but not one that basinet saved") from error
    if version != FORMAT:
        raise ValueError(
            f"{path} has the format {version}, written by basinet {document.get('basinet')};"
            f" this is basinet {__version__}, which reads format {FORMAT}"
        )
    if header.get("digest") != _digest(header["basinet"], arrays):
        raise ValueError(f"{path} is damaged: its checksum does not agree with its content")
    return document, arrays


def _restore(
    learner: AbstractLearner, problem: Problem, arrays: dict[str, np.ndarray], path: str | Path
) -> Any:
    """Return the learner's state with the stored arrays in their places, taken out of `arrays`."""
    empty = eqx.filter_eval_shape(learner.init, problem, jax.random.key(0))
    leaves, structure = jax.tree.flatten(empty)
    values = []
    for name, leaf in zip(_names(empty), leaves, strict=True):
        stored = arrays.pop(f"state{name}", None)  # so that nothing is held twice for long
        if stored is None or stored.shape != leaf.shape or stored.dtype != leaf.dtype:
            found = "nothing" if stored is None else f"{stored.dtype} {list(stored.shape)}"
            raise ValueError(
                f"{path} does not fit its learner: expected {leaf.dtype} {list(leaf.shape)} at"
                f" {name.lstrip('.')}, found {found}"
            )
        values.append(jnp.asarray(stored))
    return jax.tree.unflatten(structure, values)


def _named(state: Any) -> dict[str, np.ndarray]:
    """The arrays of a state under their places in it, such as '.network.self_coupling'."""
    values = jax.device_get(jax.tree.leaves(state))
    return dict(zip(_names(state), map(np.asarray, values), strict=True))


def _names(state: Any) -> list[str]:
    return [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(state)]


def _digest(text: str, arrays: dict[str, np.ndarray]) -> str:
    """Return the checksum of a document and the arrays beside it."""
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        value = arrays[name]
        digest.update(f"{name} {value.dtype} {value.shape}".encode())
        digest.update(raw(value))
    return digest.hexdigest()


def _labels_to_json(classes: np.ndarray) -> dict[str, Any]:
    values = classes.tolist()
    if not all(isinstance(value, str | int | float | bool) for value in values):
        raise ValueError("only labels that are numbers, booleans or text can be saved")
    return {"dtype": classes.dtype.str, "values": values}


def _labels_from_json(stored: dict[str, Any]) -> np.ndarray:
    try:
        return np.array(stored["values"], dtype=np.dtype(stored["dtype"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"its classes are {stored}; expected dtype and values") from error


def _name_of(kind: type, table: dict[str, Any]) -> str:
    for name, known in table.items():
        if known is kind:
            return name
    raise ValueError(f"{kind.__name__} is not one of {', '.join(table)}, so it cannot be saved")
