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

from basinet._files import refuse_endless, write_atomically
from basinet.annealing.anneal import Annealing
from basinet.annealing.course import Beginning
from basinet.annealing.ising import Ising
from basinet.annealing.moment import Improvement, Moment, Reading
from basinet.annealing.schedule import LONGEST
from basinet.annealing.sweeps import Replicas
from basinet.data.archives import read_archive

_FORMAT = "basinet annealing 1"
_REPLICAS = ("spins", "draws", "best", "lowest")
_ARRAYS = ("state", "moment_spins", "start", "free", *(f"replicas_{name}" for name in _REPLICAS))


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
    try:
        return _moment(about, arrays, ising)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        said = " ".join(str(error).split())[:200]
        raise ValueError(f"{path} is damaged: {said}; begin anew without --resume") from error


def _moment(
    about: dict[str, Any], arrays: dict[str, np.ndarray], ising: Ising
) -> tuple[Moment, Beginning]:
    """What was kept, after a look at everything: kernels read as far as these arrays say."""
    count = arrays["replicas_spins"].shape[0] if arrays["replicas_spins"].ndim else 0
    expected = {
        "replicas_spins": (np.int8, (count, ising.n), (-1, 1)),
        "replicas_draws": (np.uint32, (count, 4), None),
        "replicas_best": (np.int8, (count, ising.n), (-1, 1)),
        "replicas_lowest": (np.int32 if ising.whole else np.float32, (count,), None),
        "moment_spins": (np.int8, (ising.n,), (-1, 1)),
        "start": (np.int8, (ising.n,), (-1, 0, 1)),
        "free": (np.bool_, (ising.n,), None),
    }
    for name, (kind, shape, values) in expected.items():
        found = arrays[name]
        if found.dtype != kind or found.shape != shape or not count:
            raise ValueError(f"{name} is {found.dtype} {list(found.shape)}")
        if values is not None and not np.isin(found, values).all():
            raise ValueError(f"{name} holds other numbers than {', '.join(map(str, values))}")
    courses, done = tuple(about["courses"]), about["done"]
    whole = all(type(one) is int and 0 < one <= LONGEST for one in courses)
    if not whole or not courses or type(done) is not int or not 0 <= done <= courses[-1]:
        raise ValueError(f"courses are {str(courses)[:60]} and done is {str(done)[:60]}")
    lowest = about["lowest"]
    moment = Moment(
        courses=courses,
        done=done,
        replicas=Replicas(*(jnp.asarray(arrays[f"replicas_{name}"]) for name in _REPLICAS)),
        spins=arrays["moment_spins"],
        value=_number(about["value"]),
        lowest=np.inf if lowest is None else _number(lowest),
        seconds=_number(about["seconds"]),
        improvements=tuple(
            Improvement(_number(one["seconds"]), int(one["sweeps"]), _number(one["value"]))
            for one in about["improvements"]
        ),
        readings=tuple(
            Reading(_number(one[0]), int(one[1]), *map(_number, one[2:5]))
            for one in about["readings"]
        ),
    )
    return moment, Beginning(arrays["start"], arrays["free"])


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{str(value)[:60]} is no number")
    return float(value)


def read_state(path: Path) -> Int8[np.ndarray, " n"]:
    """Return a state: of a kept annealing, or of a text with one number for each variable.

    Raises:
        ValueError: when the file holds none.
    """
    refuse_endless(path)
    if path.suffix.lower() == ".npz":
        state = _read(path)[1].get("state", np.empty(0))
        if state.dtype != np.int8 or state.ndim != 1 or not np.isin(state, (-1, 0, 1)).all():
            raise ValueError(f"{path} holds no state of -1, 0 and 1")
        return state
    try:
        numbers = np.array(path.read_text(encoding="utf-8-sig").split(), np.float64)
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
    refuse_endless(path)
    try:
        archive = read_archive(path)
        arrays = {name: archive[name] for name in _ARRAYS if name in archive}
        about = json.loads(archive["about"].tobytes().decode())
        if about["format"] != _FORMAT:
            raise ValueError(f"its format is {about['format']!r}")
        if not isinstance(about["problem"], str) or not isinstance(about["told"], dict):
            raise ValueError("it does not say what it is of")
    except FileNotFoundError:
        raise
    except Exception as error:  # what a damaged file makes readers raise has no end
        raise ValueError(
            f"{path} holds no annealing, or is cut off; expected what --out wrote"
        ) from error
    return about, arrays
