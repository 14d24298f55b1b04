"""What is stored of a model, and what is not believed of a file: states, encoders, labels, numbers.

Whoever writes a file also writes its checksum. So every shape and every number that later leads
somewhere is looked at, and what can be derived is not stored.
"""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.core.rewiring import check_candidates
from basinet.core.sparse import Sparse, from_synapses
from basinet.data import AbstractEncoder

_RANGES = {"features": (1, 2**31 - 1), "seed": (0, 2**32 - 1), "epoch": (0, 2**31 - 1)}

_EXTRA: dict[str, type] = {
    "epochs": int,
    "batch_size": int,
    "feature_names": list,
    "label": str,
    "answer": str,
    "categories": dict,
    "pictures": dict,
    "data": str,
    "held_out": str,
    "computed_by": dict,
    "parameters": dict,
    "learner_source": str,
    "class_weight": list,
    "tasks": int,
}


class _Synapses(eqx.Module):
    """What is stored of sparse couplings: their index by sources follows from it."""

    sources: Any
    weights: Any


def named(state: Any) -> dict[str, np.ndarray]:
    """Return the arrays of a state under their places in it, such as `.network.self_coupling`."""
    kept = _kept(state)
    values = jax.device_get(jax.tree.leaves(kept))
    return dict(zip(_names(kept), map(np.asarray, values), strict=True))


def restored(empty: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Return a state with stored arrays in their places, which are taken out of `arrays`.

    Args:
        empty: a state of the same learner, with shapes and types in the place of arrays.
        arrays: what was stored, by name.

    Raises:
        ValueError: when an array is missing, of another shape or type, or holds numbers of
            neurons that do not exist.
    """
    kept = _kept(empty)
    leaves, structure = jax.tree.flatten(kept)
    values = []
    for name, leaf in zip(_names(kept), leaves, strict=True):
        stored = arrays.pop(f"state{name}", None)  # so that nothing is held twice for long
        if stored is None or stored.shape != leaf.shape or stored.dtype != leaf.dtype:
            found = "nothing" if stored is None else f"{stored.dtype} {list(stored.shape)}"
            raise ValueError(
                f"it does not fit its learner: expected {leaf.dtype} {list(leaf.shape)} at"
                f" {name.lstrip('.')}, found {found}"
            )
        values.append(jnp.asarray(stored))
    state = _whole(empty, jax.tree.unflatten(structure, values))
    check_candidates(state)
    return state


def check_numbers(document: dict[str, Any], arrays: int) -> None:
    """Refuse numbers and texts of a document that cannot be.

    Raises:
        ValueError: when one is out of range, or a list is longer than the arrays of the file.
    """
    for name, (least, most) in _RANGES.items():
        if not least <= document[name] <= most:
            raise ValueError(f"{name} is {document[name]}; it must be from {least} to {most}")
    for name, value in document["settings"].items():
        if isinstance(value, list) and len(value) > arrays:
            raise ValueError(f"{name} lists {len(value)} values, more than the file has arrays")
    for name, kind in _EXTRA.items():
        if type(document["extra"].get(name, kind())) is not kind:
            raise ValueError(f"{name} is {document['extra'][name]!r:.60}")
    for name, value in document["extra"].get("parameters", {}).items():
        if not isinstance(value, str | bool | int | float | None):
            raise ValueError(f"the parameter {name} is {value!r:.60}")
    for pair in document["extra"].get("class_weight", []):
        kinds = [type(value) for value in pair] if isinstance(pair, list) else []
        if len(kinds) != 2 or kinds[0] not in (str, int, float, bool) or kinds[1] is not float:
            raise ValueError(f"class_weight has {pair!r:.60}, which is no label with its weight")
    names = document["extra"].get("feature_names", [])
    if names and (
        len(names) != document["features"] or not all(isinstance(one, str) for one in names)
    ):
        raise ValueError(f"feature_names are not {document['features']} names")
    _check_form(document["extra"], names)


def _check_form(extra: dict[str, Any], names: list[str]) -> None:
    """Refuse what files to predict on cannot be read like."""
    for name, texts in extra.get("categories", {}).items():
        if name not in names or not isinstance(texts, list):
            raise ValueError(f"the categories of {name!r:.60} are {texts!r:.60}")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"the categories of {name!r:.60} are not all text")
    pictures = extra.get("pictures", {"shape": [1, 1], "scale": 1.0})
    shape, scale = pictures.get("shape"), pictures.get("scale")
    if not isinstance(shape, list) or not all(type(side) is int and side > 0 for side in shape):
        raise ValueError(f"the shape of its pictures is {shape!r:.60}")
    if type(scale) not in (int, float) or not 0 < scale < 2**32 or len(shape) not in (0, 2, 3):
        raise ValueError(f"its pictures are {pictures!r:.60}")


def check_measured(
    encoder: AbstractEncoder, measured: dict[str, np.ndarray], features: int
) -> None:
    """Refuse what an encoder cannot have measured.

    Raises:
        ValueError: when an array is missing, of another shape or type, or not finite.
    """
    expected = encoder.blank(features, measured)
    if "samples" in expected and "samples" not in measured:  # older files do not count them
        expected.pop("samples")
    if measured.keys() != expected.keys():
        raise ValueError(
            f"its encoder needs {', '.join(expected) or 'nothing'}, and the file has"
            f" {', '.join(measured) or 'nothing'}"
        )
    for name, like in expected.items():
        found = measured[name]
        if found.shape != like.shape or found.dtype != like.dtype or not np.isfinite(found).all():
            raise ValueError(f"{name} of its encoder is not {like.dtype} {list(like.shape)}")
    if "features" in measured and measured["features"] != features:
        raise ValueError(f"its encoder has {measured['features']} features, not {features}")


def labels_to_json(classes: np.ndarray) -> dict[str, Any]:
    """Return labels as values that JSON can hold.

    Raises:
        ValueError: when they are neither numbers nor text.
    """
    values = classes.tolist()
    if not all(isinstance(value, str | int | float | bool) for value in values):
        raise ValueError("only labels that are numbers, booleans or text can be saved")
    return {"dtype": classes.dtype.str, "values": values}


def labels_from_json(stored: dict[str, Any]) -> np.ndarray:
    """Return the labels that `labels_to_json` described.

    Raises:
        ValueError: when they are no such labels, or not sorted and distinct.
    """
    try:
        kind, values = np.dtype(stored["dtype"]), stored["values"]
        if kind.kind not in "biufUO" or not isinstance(values, list):
            raise ValueError("neither numbers nor text")
        # The length of text follows from the text; nobody needs a longer one.
        longest = max((len(value) for value in values if isinstance(value, str)), default=1)
        if kind.kind == "U" and kind.itemsize > 4 * max(longest, 1000):
            raise ValueError(f"its text is said to have {kind.itemsize // 4} letters")
        if kind.kind == "U" and not all(isinstance(value, str) for value in values):
            raise ValueError("not all of it is text")
        labels = np.array(values, dtype=kind)
        if labels.ndim != 1 or not len(labels) or not np.array_equal(np.unique(labels), labels):
            raise ValueError("not distinct labels in order")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"its classes are {stored!r:.60}, which are no labels: {error}") from error
    return labels


def _kept(state: Any) -> Any:
    """A state in which sparse couplings are what is stored of them."""
    return jax.tree.map(
        lambda part: _Synapses(part.sources, part.weights) if _is_sparse(part) else part,
        state,
        is_leaf=_is_sparse,
    )


def _whole(empty: Any, kept: Any) -> Any:
    """The state again: sparse couplings with their index, as it would have been made."""
    parts, structure = jax.tree.flatten(empty, is_leaf=_is_sparse)
    found = structure.flatten_up_to(kept)
    return jax.tree.unflatten(
        structure,
        [
            from_synapses(value.sources, value.weights, part.size) if _is_sparse(part) else value
            for part, value in zip(parts, found, strict=True)
        ],
    )


def _is_sparse(part: Any) -> bool:
    return isinstance(part, Sparse)


def _names(state: Any) -> list[str]:
    return [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(state)]
