"""One HTML file in which a trained network can be drawn to, steered and released, offline."""

import base64
import html
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from basinet._files import write_atomically
from basinet._version import __version__
from basinet.data import Dataset
from basinet.exchange.whole import WholeNetwork, quantise
from basinet.model import Model

LARGEST = 2_000_000
"""Bytes of the largest page."""

SHOWN = 40
"""Test samples that a page brings, at most."""

_TEMPLATES = files("basinet.exchange") / "templates"


def write_page(model: Model, path: Path, data: Dataset | None = None, title: str = "") -> int:
    """Write a page with a trained network and return its size in bytes.

    Args:
        model: a steered network.
        path: the file.
        data: the data set it was trained on: its test samples can be picked on the page, and its
            pictures drawn; without it the page brings no samples.
        title: of the page.

    Raises:
        TypeError: when the network has no form in whole numbers, see `quantise`.
        ValueError: when the page would be too large.
        OSError: when the file cannot be written.
    """
    network = quantise(model)
    content = _document(network, model, data, title)
    if len(content) > LARGEST:
        raise ValueError(
            f"the page would have {len(content) / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}; train"
            " with fewer neurons (--set hidden=400) or without couplings between all of them"
            " (--set 'wiring=Layers(within=Unconnected())')"
        )
    write_atomically(path, content)
    return len(content)


def _document(network: WholeNetwork, model: Model, data: Dataset | None, title: str) -> bytes:
    described = plain(network) | {
        "classes": [str(label) for label in model.classes.tolist()],
        "version": __version__,
        **_samples(data),
    }
    named = title or "A network that settles"
    parts = {
        "TITLE": html.escape(named),
        "STYLE": _text("page.css"),
        "NETWORK": _harmless(json.dumps(described, separators=(",", ":"))),
        "SETTLE": _text("settle.js"),
        "PAGE": _text("page.js"),
    }
    return re.sub("@([A-Z]+)@", lambda found: parts[found[1]], _text("page.html")).encode()


def plain(network: WholeNetwork) -> dict[str, Any]:
    """Return a network as JSON holds it; arrays are bytes, little endian, in base 64."""
    return {
        "unit": network.unit,
        "fine": network.fine,
        "limit": network.limit,
        "step": network.step,
        "base": network.base,
        "sweeps": network.sweeps,
        "slope": _packed(network.slope, "<f8"),
        "offset": _packed(network.offset, "<f8"),
        "cut": None if network.cut is None else _packed(network.cut, "<f8"),
        "weights": _packed(network.weights, "<i2"),
        "couplings": None if network.couplings is None else _packed(network.couplings, "<i2"),
        "own": _packed(network.own, "<i4"),
        "thresholds": _packed(network.thresholds, "<i4"),
        "levels": _packed(network.levels, "<i4"),
        "readout": _packed(network.readout, "<i2"),
        "readoutThresholds": _packed(network.readout_thresholds, "<i4"),
        "feedback": _packed(network.feedback, "<i4"),
    }


def _samples(data: Dataset | None) -> dict[str, Any]:
    """Test samples with their labels, the shape of a picture and the values of a pixel."""
    if data is None:
        return {"samples": "", "labels": [], "shape": None, "low": 0.0, "high": 1.0}
    order = np.random.default_rng(0).permutation(len(data.x_test))[:SHOWN]
    picture = data.image_shape is not None and len(data.image_shape) == 2
    return {
        "samples": _packed(data.x_test[order], "<f4"),
        "labels": [str(label) for label in data.y_test[order].tolist()],
        "shape": list(data.image_shape) if picture and data.image_shape else None,
        "low": float(data.x_train.min()),
        "high": float(data.x_train.max()),
    }


def _packed(values: np.ndarray, kind: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode()


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _harmless(text: str) -> str:
    """JSON that can stand inside of a script element: nothing in it ends the element."""
    return text.replace("<", "\\u003c")
