"""Files of models of series: the network, its readout, and where it was after training."""

from pathlib import Path
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from basinet.data import AbstractEncoder
from basinet.fitting.given import stored_seed
from basinet.rates.medium import Medium
from basinet.saving import read_document, write_document
from basinet.saving.restoring import labels_from_json, labels_to_json
from basinet.series.classifier import ReservoirClassifier
from basinet.series.learning import Fitted
from basinet.series.parts import read_readout, read_reservoir
from basinet.series.preparing import readout_of, reservoir_of
from basinet.series.reservoir import Reservoir
from basinet.series.scaling import scaler
from basinet.settings import spell

_CONTENTS = {"series": str, "reservoir": str, "readout": str, "encoder": str, "seed": int}
"""What the document of a file holds beside its format, and of which kind."""

_KINDS: dict[str, type] = {"regressor": Reservoir, "classifier": ReservoirClassifier}


def save(model: Reservoir | ReservoirClassifier, path: str | Path) -> None:
    """Write a fitted model to one file, whole or not at all.

    Raises:
        OSError: when the file cannot be written.
    """
    encoder: Any = scaler(model.encoder)
    document: dict[str, Any] = {
        "series": "regressor" if isinstance(model, Reservoir) else "classifier",
        "reservoir": spell(reservoir_of(model.reservoir)),
        "readout": spell(readout_of(model.readout)),
        "encoder": spell(encoder),
        "seed": model.seed_,
        "random_state": stored_seed(model.random_state, model.seed_),
    }
    if isinstance(model, Reservoir):
        document |= {"washout": model.washout, "learnt_after": model.washout_, "flat": model._flat}
    else:
        document |= {
            "frames": model.frames,
            "segments": model.segments,
            "features": model.n_features_in_,
            "classes": labels_to_json(model.classes_),
        }
    write_document(document, arrays_of(model.fitted_), path)


def load(path: str | Path, kind: type = Reservoir) -> Any:
    """Return the model that a file holds.

    Args:
        path: the file.
        kind: `Reservoir` or `ReservoirClassifier`.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, or holds something else.
    """
    document, arrays = read_document(path)
    named = document.get("series")
    if not isinstance(named, str) or named not in _KINDS:
        raise ValueError(f"{path} holds no model of series; read it with basinet.load")
    if _KINDS[named] is not kind:
        raise ValueError(
            f"{path} holds a {named} of series; read it with {_KINDS[named].__name__}.load"
        )
    lacking = [name for name, one in _CONTENTS.items() if type(document.get(name)) is not one]
    if lacking:
        raise ValueError(f"{path} is damaged: its document lacks {', '.join(lacking)}")
    try:
        return _restored(document, arrays)
    except Exception as error:  # a document that makes no sense can end in any of them
        raise ValueError(f"{path} is damaged: {' '.join(str(error).split())[:300]}") from error


def arrays_of(fitted: Fitted) -> dict[str, np.ndarray]:
    """Return the arrays of a model by name."""
    medium = fitted.medium
    return {
        "couplings": np.asarray(medium.circuit.couplings.weights),  # pyright: ignore[reportAttributeAccessIssue]
        "inputs": np.asarray(medium.inputs.weights),
        "bias": np.asarray(medium.bias),
        "mean": fitted.mean,
        "scale": fitted.scale,
        "weights": fitted.weights,
        "end": fitted.end,
        "slopes": fitted.slopes,
    }


def fitted_of(shape: Medium, arrays: dict[str, np.ndarray]) -> Fitted:
    """Return a model from its arrays; whatever does not fit its shape is refused.

    Raises:
        ValueError: when an array is missing, of another shape or not finite.
    """
    parts = {}
    n, features = shape.units, shape.inputs.weights.shape[0]
    wanted = {
        "couplings": (n, n),
        "inputs": (features, n),
        "bias": (n,),
        "mean": (features,),
        "scale": (features,),
        "weights": None,
        "end": None,
        "slopes": (n,),
    }
    for name, size in wanted.items():
        value = arrays.get(name)
        if value is None or value.dtype.kind != "f" or (size is not None and value.shape != size):
            raise ValueError(f"its {name} are missing or of another shape than {size}")
        if not np.isfinite(value).all():
            raise ValueError(f"its {name} hold a value that is not finite")
        parts[name] = value
    if parts["weights"].ndim != 2 or parts["end"].ndim != 2 or parts["end"].shape[1] != n:
        raise ValueError("its weights or end states have another shape than the network's")
    medium = eqx.tree_at(
        lambda it: (it.circuit.couplings.weights, it.inputs.weights, it.bias),
        shape,
        tuple(jnp.asarray(parts[name], jnp.float32) for name in ("couplings", "inputs", "bias")),
    )
    mean, scale, weights, slopes = (
        parts[name].astype(float) for name in ("mean", "scale", "weights", "slopes")
    )
    return Fitted(medium, mean, scale, weights, parts["end"].astype(np.float32), slopes)


def _restored(document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Any:
    recipe = read_reservoir(document["reservoir"])
    fitted = fitted_of(recipe.shape_of(len(arrays["mean"])), arrays)
    encoder: AbstractEncoder = scaler(document["encoder"])
    shared = {"readout": read_readout(document["readout"]), "encoder": encoder}
    shared["random_state"] = document.get("random_state", document["seed"])
    units = fitted.medium.units
    if document["series"] == "regressor":
        if len(fitted.weights) != units + 1:
            raise ValueError("its readout does not fit the network")
        model = Reservoir(recipe, **shared, washout=document["washout"])
        model.seed_, model.washout_ = document["seed"], int(document["learnt_after"])
        return model._adopt(fitted, bool(document["flat"]))
    classes = labels_from_json(document["classes"])
    frames, segments = document["frames"], int(document["segments"])
    if fitted.weights.shape != ((segments + 1) * units + 1, len(classes)):
        raise ValueError("its readout does not fit the network and its segments")
    namer = ReservoirClassifier(recipe, **shared, frames=frames, segments=segments)
    namer.seed_, namer.n_features_in_ = document["seed"], int(document["features"])
    return namer._adopt(fitted, classes)
