"""Model files that are damaged, lie, or are none: each is refused, and nothing in it is run."""

import json

import numpy as np
import pytest
from model_files import SPARSE, X, Y, header_end, rewrite
from safetensors.numpy import save_file

from basinet import Raw
from basinet.model import begin
from basinet.saving import FORMAT, load_model, save_model


def test_a_file_that_was_cut_short_is_refused(file):
    content = file.read_bytes()
    lengths = {*range(0, len(content), 97), 1, 7, 8, header_end(content), len(content) - 1}
    for length in lengths:
        file.write_bytes(content[:length])
        with pytest.raises(ValueError, match="is not a whole safetensors file"):
            load_model(file)


def test_a_file_with_something_behind_its_end_is_refused(file):
    file.write_bytes(file.read_bytes() + b"\0")
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        load_model(file)


def test_a_changed_byte_in_the_arrays_is_noticed(file):
    content = file.read_bytes()
    for place in range(header_end(content), len(content), 61):
        changed = bytearray(content)
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(ValueError, match="checksum"):
            load_model(file)


@pytest.mark.parametrize("bit", [1, 128])
def test_a_changed_byte_anywhere_in_the_header_is_noticed(file, bit):
    content = file.read_bytes()
    for place in range(header_end(content)):
        changed = bytearray(content)
        changed[place] ^= bit
        file.write_bytes(changed)
        with pytest.raises(ValueError, match=str(file)):
            load_model(file)


def test_a_changed_document_is_noticed(file):
    rewrite(file, lambda document, arrays: document.update(seed=4), true_digest=False)
    with pytest.raises(ValueError, match="checksum does not agree"):
        load_model(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no model file .*nothing"):
        load_model(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"plain text\n", b"PK\x03\x04", b"\0" * 100])
def test_what_is_no_safetensors_file_is_refused(content, tmp_path):
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize(
    "header", [None, {"format": "pt"}, {"basinet": "no JSON"}, {"basinet": "[1]"}]
)
def test_a_safetensors_file_of_another_program_is_refused(header, tmp_path):
    save_file({"weight": np.ones(3)}, tmp_path / "model", header)
    with pytest.raises(ValueError, match="not one that basinet saved"):
        load_model(tmp_path / "model")


def test_another_format_is_named_before_anything_else_is_looked_at(file):
    rewrite(file, lambda document, arrays: document.update(format=FORMAT + 1), true_digest=False)
    with pytest.raises(ValueError, match=rf"format {FORMAT + 1}.*reads format {FORMAT}"):
        load_model(file)


def drop_an_array(document, arrays):
    arrays.pop(next(name for name in arrays if name.startswith("state")))


def turn_an_array(document, arrays):
    name = next(name for name, value in arrays.items() if value.shape == (5, 8))
    arrays[name] = np.ascontiguousarray(arrays[name].T)


def widen_an_array(document, arrays):
    name = next(name for name, value in arrays.items() if value.shape == (5, 8))
    arrays[name] = arrays[name].astype(np.float64)


DOCUMENTS = {
    "another learner": (lambda d, a: d.update(learner="swam"), "the learner 'swam'.*steered"),
    "another encoder": (lambda d, a: d.update(encoder="pca"), "the encoder 'pca'.*raw"),
    "no classes": (lambda d, a: d.pop("classes"), "lacks classes"),
    "settings are a list": (lambda d, a: d.update(settings=[1]), "lacks settings"),
    "a learner that is a list": (lambda d, a: d.update(learner=["steered"]), "lacks learner"),
    "an unknown field": (lambda d, a: d["settings"].update(speed=1), "no field 'speed'"),
    "a value out of range": (lambda d, a: d["settings"].update(decay=-1), "decay is -1"),
    "an encoder's field": (lambda d, a: d["encoder_settings"].update(x=1), "no field 'x'"),
    "classes without values": (lambda d, a: d.update(classes={}), "classes"),
    "other sizes": (lambda d, a: d["settings"].update(hidden=9), r"expected float32 \[9, 9\]"),
    "an array too few": (drop_an_array, "does not fit its learner.*found nothing"),
    "an array turned": (turn_an_array, r"expected float32 \[5, 8\].*found float32 \[8, 5\]"),
    "an array of float64": (widen_an_array, r"expected float32 \[5, 8\].*found float64"),
}


LABELS = {"dtype": "<U1", "values": ["a", "b", "c"]}
LIES = {
    "long text": (lambda d, a: d.update(classes=LABELS | {"dtype": "<U500000000"}), "letters"),
    "labels that are objects": (
        lambda d, a: d.update(classes=LABELS | {"values": [{}, []]}),
        "no labels",
    ),
    "labels twice": (lambda d, a: d.update(classes=LABELS | {"values": ["a", "a", "b"]}), "order"),
    "labels nested": (lambda d, a: d.update(classes=LABELS | {"values": [["a"]] * 3}), "text"),
    "another kind of settings": (lambda d, a: d["settings"].update(hidden={"a": 1}), "hidden"),
    "a size beyond 2^31": (lambda d, a: d["settings"].update(hidden=2**40), "damaged"),
    "many layers": (lambda d, a: d["settings"].update(hidden=[1] * 10**6), "lists 1000000"),
    "true for a number": (lambda d, a: d.update(features=True), "lacks features"),
    "no features": (lambda d, a: d.update(features=0), "features is 0"),
    "many features": (lambda d, a: d.update(features=2**62), "features is"),
    "a seed beyond 2^32": (lambda d, a: d.update(seed=2**32), "seed is"),
    "an epoch below 0": (lambda d, a: d.update(epoch=-1), "epoch is -1"),
    "names of no features": (lambda d, a: d["extra"].update(feature_names=["a"]), "feature_names"),
    "epochs that are text": (lambda d, a: d["extra"].update(epochs="3"), "epochs"),
    "no mean": (lambda d, a: a.pop("encoder.mean"), "encoder needs mean"),
    "another mean": (lambda d, a: a.update({"encoder.mean": np.zeros(4)}), "mean of its encoder"),
    "a mean of text": (
        lambda d, a: a.update({"encoder.mean": np.zeros(5, np.int64)}),
        "mean of its encoder",
    ),
    "a mean of infinity": (
        lambda d, a: a.update({"encoder.mean": np.full(5, np.inf)}),
        "mean of its encoder",
    ),
    "no history": (lambda d, a: a.pop("history"), "history"),
    "a history of noise": (
        lambda d, a: a.update(history=np.frombuffer(b"[1]", np.uint8)),
        "no list of epochs",
    ),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("change", "words"), LIES.values(), ids=LIES.keys())
def test_what_a_file_says_is_not_believed(file, change, words):
    rewrite(file, change)
    with pytest.raises(ValueError, match=words) as caught:
        load_model(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("kind", ["F8_E4M3", "F8_E5M2", "BF16", "NOTHING"])
def test_a_type_that_is_none_of_ours_is_refused(file, kind):
    content = file.read_bytes()
    header = json.loads(content[8 : header_end(content)])
    next(v for k, v in header.items() if k.startswith("state"))["dtype"] = kind
    text = json.dumps(header).encode()
    file.write_bytes(len(text).to_bytes(8, "little") + text + content[header_end(content) :])
    with pytest.raises(ValueError, match="not a whole safetensors file"):
        load_model(file)


@pytest.mark.parametrize("number", [2**31 - 1, -1, 12])
def test_a_synapse_that_leads_elsewhere_is_refused(number, tmp_path):
    path = tmp_path / "model"
    save_model(begin(SPARSE, Raw(), X, Y, 0), path)

    def change(document, arrays):
        (name,) = (name for name in arrays if name.endswith("sources"))
        arrays[name][4, 1] = number

    rewrite(path, change)
    with pytest.raises(ValueError, match=rf"has the source {number}; with 12"):
        load_model(path)


@pytest.mark.parametrize(("change", "words"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_document_that_makes_no_sense_is_refused(file, change, words):
    rewrite(file, change)
    with pytest.raises(ValueError, match=words):
        load_model(file)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch {}')",
        "open('{}', 'w')",
        "RandomSubset(fraction=open('{}', 'w'))",
        "[open('{}', 'w') for _ in (1,)]",
    ],
)
@pytest.mark.parametrize(
    ("place", "name"),
    [("settings", "rate"), ("settings", "teaching"), ("encoder_settings", "threshold")],
)
def test_nothing_in_a_file_is_executed(file, tmp_path, text, place, name):
    touched = tmp_path / "touched"

    def change(document, arrays):
        document["encoder"] = "binarise"
        document["encoder_settings"] = {}
        document[place][name] = text.format(touched)

    rewrite(file, change)
    with pytest.raises(ValueError, match="expected"):
        load_model(file)
    assert not touched.exists()


def test_a_file_that_is_a_pickle_is_not_opened_as_one(tmp_path):
    touched = tmp_path / "touched"
    (tmp_path / "model").write_bytes(f"cos\nsystem\n(S'touch {touched}'\ntR.".encode())
    with pytest.raises(ValueError, match="not a whole safetensors file"):
        load_model(tmp_path / "model")
    assert not touched.exists()
