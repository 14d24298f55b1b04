"""Model files: what is saved comes back whole, and a failed write changes nothing."""

import errno
import json
import os
import tracemalloc
from pathlib import Path

import jax
import numpy as np
import pytest
from model_files import LEARNER, SPARSE, X, Y, rewrite
from numpy.testing import assert_array_equal
from safetensors import SafetensorError, safe_open

from basinet import Binarise, Raw, Steered
from basinet.model import begin
from basinet.saving import load_model, save_model


def test_a_file_gives_back_the_whole_model(model, file):
    loaded = load_model(file)
    assert jax.tree.structure(loaded.epoch) == jax.tree.structure(model.epoch)
    jax.tree.map(assert_array_equal, loaded.epoch, model.epoch)
    jax.tree.map(assert_array_equal, loaded.measured, model.measured)
    assert_array_equal(loaded.classes, model.classes)
    for name in ("learner", "encoder", "features", "seed", "history", "extra"):
        assert getattr(loaded, name) == getattr(model, name)


@pytest.mark.parametrize("encoder", [Raw(), Binarise(0.25)])
def test_every_encoder_is_saved(encoder, tmp_path):
    save_model(begin(LEARNER, encoder, X, Y, 0), tmp_path / "model")
    assert load_model(tmp_path / "model").encoder == encoder


@pytest.mark.parametrize(
    "labels",
    [["b", "a", "ccc"], [True, False], [0.5, 1.5], [2**40, -1]],
    ids=["text", "booleans", "fractions", "large"],
)
def test_labels_keep_their_values_and_type(labels, tmp_path):
    y = np.array(labels)[np.arange(20) % len(labels)]
    save_model(begin(LEARNER, Raw(), X, y, 0), tmp_path / "model")
    classes = load_model(tmp_path / "model").classes
    assert classes.dtype == y.dtype
    assert_array_equal(classes, np.unique(y))


def test_labels_that_json_cannot_hold_are_refused(tmp_path):
    y = np.array([b"a", b"b"])[np.arange(20) % 2]
    with pytest.raises(ValueError, match="labels that are numbers, booleans or text"):
        save_model(begin(LEARNER, Raw(), X, y, 0), tmp_path / "model")
    assert not any(tmp_path.iterdir())


def test_the_index_of_sparse_couplings_is_made_again_and_the_same(tmp_path):
    before = begin(SPARSE, Raw(), X, Y, 0)
    save_model(before, tmp_path / "model")
    after = load_model(tmp_path / "model")
    jax.tree.map(assert_array_equal, after.epoch.state, before.epoch.state)
    with safe_open(tmp_path / "model", "numpy") as opened:
        assert not [name for name in opened.keys() if "outgoing" in name]  # noqa: SIM118


def test_files_of_the_first_layout_are_read(model, file):
    def change(document, arrays):
        document["format"] = 1
        document["history"] = json.loads(arrays.pop("history").tobytes())

    rewrite(file, change)
    assert load_model(file).history == model.history


def test_a_full_disk_leaves_the_earlier_file_and_nothing_else(model, file, monkeypatch):
    before = file.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left.*nothing was changed") as caught:
        save_model(model, file)
    assert caught.value.errno == errno.ENOSPC
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_saving_makes_no_copy_of_the_weights(tmp_path):
    """What Python and NumPy allocate meanwhile is a small part of the weights."""
    trained = begin(Steered(hidden=800), Raw(), X, Y, 0)
    weights = 4 * 800**2
    tracemalloc.start()
    try:
        save_model(trained, tmp_path / "model")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "model").stat().st_size > weights
    assert most < 0.2 * weights


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EIO])
def test_what_the_library_could_not_write_is_an_error_of_the_system(
    model, file, monkeypatch, number
):
    before = file.read_bytes()

    def fail(arrays, path, header):
        Path(path).write_bytes(b"half")
        raise SafetensorError(f"Error while serializing: I/O error: ... (os error {number})")

    monkeypatch.setattr("basinet.saving.files.save_file", fail)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        save_model(model, file)
    assert caught.value.errno == number
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]
