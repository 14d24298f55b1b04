"""Annealings in files: the state that was found, and where to go on."""

import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Int8

from basinet._files import write_atomically
from basinet.annealing.anneal import Annealing
from basinet.annealing.course import Beginning
from basinet.annealing.ising import Ising
from basinet.annealing.moment import Improvement, Moment, Reading
from basinet.annealing.sweeps import Replicas

_FORMAT = "basinet annealing 1"
_REPLICAS = ("spins", "draws", "best", "lowest")


def save(annealing: Annealing, beginning: Beginning, ising: Ising, path: Path, told: Any) -> None:
    """Write an annealing as a NumPy archive, whole or not at all.

    The array `state` holds the best state in the variables of the problem; the others are what
    going on needs.

    Args:
        annealing: what is kept.
        beginning: where its courses began.
        ising: its problem, of which a digest is kept.
        path: the file, ending in .npz.
        told: what the caller needs to go on, as JSON can hold it.
    """
    moment = annealing.moment
    about = {
        "format": _FORMAT,
        "problem": digest(ising),
        "told": told,
        "courses": moment.courses,
        "done": moment.done,
        "value": moment.value,
        "lowest": moment.lowest if np.isfinite(moment.lowest) else None,
        "seconds": moment.seconds,
        "improvements": [asdict(one) for one in moment.improvements],
        "readings": [list(asdict(one).values()) for one in moment.readings],
    }
    content = io.BytesIO()
    arrays: dict[str, Any] = {
        f"replicas_{name}": np.asarray(getattr(moment.replicas, name)) for name in _REPLICAS
    }
    np.savez_compressed(
        content,
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        state=annealing.state,
        moment_spins=moment.spins,
        start=beginning.spins,
        free=beginning.free,
        **arrays,
    )
    write_atomically(path, content.getvalue())


def read_about(path: Path) -> dict[str, Any]:
    """Return what a kept annealing says about itself.

    Raises:
        ValueError: when the file holds none.
    """
    return _read(path)[0]


def load(path: Path, ising: Ising) -> tuple[Moment, Beginning]:
    """Return where a kept annealing was, and where its courses begin.

    Raises:
        ValueError: when the file holds none, or one of another problem.
    """
    about, arrays = _read(path)
    if about["problem"] != digest(ising):
        raise ValueError(
            f"{path} belongs to another problem than the one given; go on with the same file and"
            " the same options"
        )
    replicas = Replicas(*(jnp.asarray(arrays[f"replicas_{name}"]) for name in _REPLICAS))
    lowest = about["lowest"]
    moment = Moment(
        courses=tuple(about["courses"]),
        done=about["done"],
        replicas=replicas,
        spins=arrays["moment_spins"],
        value=about["value"],
        lowest=np.inf if lowest is None else lowest,
        seconds=about["seconds"],
        improvements=tuple(Improvement(**one) for one in about["improvements"]),
        readings=tuple(Reading(*one) for one in about["readings"]),
    )
    return moment, Beginning(arrays["start"], arrays["free"])


def read_state(path: Path) -> Int8[np.ndarray, " n"]:
    """Return a state: of a kept annealing, or of a text with one number for each variable.

    Raises:
        ValueError: when the file holds none.
    """
    if path.suffix.lower() == ".npz":
        return _read(path)[1]["state"]
    try:
        numbers = np.array(path.read_text(encoding="utf-8").split(), np.float64)
    except ValueError as error:
        raise ValueError(f"{path} holds no state; expected numbers such as 1 -1 1") from error
    if not np.isin(numbers, (-1, 0, 1)).all():
        raise ValueError(f"{path} holds other numbers than -1, 0 and 1")
    return numbers.astype(np.int8)


def digest(ising: Ising) -> str:
    """Return what tells one problem from another."""
    told = hashlib.sha256(repr((ising.n, ising.unit, ising.offset)).encode())
    for array in (ising.starts, ising.targets, ising.weights, ising.bias):
        told.update(array.tobytes())
    return told.hexdigest()[:16]


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        about = json.loads(arrays.pop("about").tobytes().decode())
        if about["format"] != _FORMAT:
            raise ValueError(f"its format is {about['format']!r}")
    except FileNotFoundError:
        raise
    except Exception as error:  # zipfile and zlib have errors of their own
        raise ValueError(
            f"{path} holds no annealing, or is cut off; expected what --out wrote"
        ) from error
    return about, arrays
