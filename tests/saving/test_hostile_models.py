"""Mutated model files, with a checksum that agrees: they are read, or named in one line."""

import hashlib
import json
import time

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from basinet import Standardise, Steered
from basinet.core.recipes import FanIn
from basinet.learners.steered import Layers
from basinet.model import begin
from basinet.saving import load_model, save_model
from basinet.saving.files import _digest

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 5)).astype(np.float32), np.arange(20) % 3
ODD = [None, True, -1, 0, 2**31, 2**63, 1e308, "", "x", "Layers()", [], [1], {}, {"a": 1}, [[]]]


def file(path):
    learner = Steered(hidden=8, wiring=Layers(within=FanIn(3)))
    save_model(begin(learner, Standardise(), X, Y, 3), path)
    with safe_open(path, "numpy") as opened:
        document = json.loads(opened.metadata()["basinet"])
        return document, {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118


def places(value, path=()):
    """Every place in a document."""
    if path:
        yield path
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from places(inner, (*path, key))


def mutated(document, arrays, rng):
    """A value of the document, or an array, exchanged for an odd one."""
    document, arrays = json.loads(json.dumps(document)), dict(arrays)
    if rng.integers(2):
        *above, last = (found := list(places(document)))[rng.integers(len(found))]
        owner = document
        for key in above:
            owner = owner[key]
        owner[last] = ODD[rng.integers(len(ODD))]
    else:
        name = sorted(arrays)[rng.integers(len(arrays))]
        values = arrays[name].copy()
        kind = rng.integers(4)
        if kind == 0 and values.size and values.dtype.kind in "iu":
            limits = np.iinfo(values.dtype)
            values.flat[rng.integers(values.size)] = rng.choice([limits.min, limits.max, 7])
        elif kind == 1:
            values = values[..., None]
        elif kind == 2:
            values = values.astype(np.float64)
        else:
            arrays.pop(name)
        if name in arrays:
            arrays[name] = values
    return document, arrays


def fuzz(count, folder, seed):
    rng, path = np.random.default_rng(seed), folder / "model"
    document, arrays = file(path)
    for _ in range(count):
        changed, kept = mutated(document, arrays, rng)
        text = json.dumps(changed)
        save_file(kept, path, {"basinet": text, "digest": _digest(text, kept)})
        began = time.process_time()
        said = refusal(path)
        assert said is None or (str(path) in said and "\n" not in said)
        assert time.process_time() - began < 10


def refusal(path):
    """Why a file is refused, None where it is read and can answer."""
    try:
        load_model(path).scores(X)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.usefixtures("unchecked")
def test_mutated_models_are_read_or_named(tmp_path):
    fuzz(150, tmp_path, seed=0)


@pytest.mark.slow
@pytest.mark.usefixtures("unchecked")
def test_many_mutated_models_are_read_or_named(tmp_path):
    fuzz(10**5, tmp_path, seed=1)


def test_the_checksum_is_that_of_document_and_arrays(tmp_path):
    document, arrays = file(tmp_path / "model")
    text = json.dumps(document)
    assert len(_digest(text, arrays)) == len(hashlib.sha256().hexdigest())
    assert _digest(text, arrays) != _digest(text + " ", arrays)
