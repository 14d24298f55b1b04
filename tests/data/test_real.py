"""The named data sets themselves, where copies of them lie beside the repository."""

import gzip
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from basinet.data import CATALOGUE, Raw, Rescale, available, entangle, fetch, load
from basinet.data.fetch import find

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no copies of the data sets")


@pytest.fixture(autouse=True)
def folder(monkeypatch):
    monkeypatch.setenv("BASINET_DATA", str(SHARED))


def test_mnist_has_the_published_checksums():
    published = [
        "6bbc9ace898e44ae57da46a324031adb",
        "a25bea736e30d166cdddb491f175f624",
        "2646ac647ad5339dbf082846283269ea",
        "27ae3e4e09519cfbb04c329615203637",
    ]
    found = [hashlib.md5(gzip.decompress(path.read_bytes())).hexdigest() for path in fetch("mnist")]
    assert found == published


def test_mnist_has_the_published_numbers_per_class():
    data = load("mnist")
    assert data.image_shape == (28, 28)
    assert data.encoder == Rescale()
    train = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(data.y_train).tolist() == train
    assert np.bincount(data.y_test).tolist() == test
    # mean and standard deviation of the training pixels, widely quoted
    assert data.x_train.mean(dtype=np.float64) == pytest.approx(0.1307, abs=5e-5)
    assert data.x_train.std(dtype=np.float64) == pytest.approx(0.3081, abs=5e-5)


def test_fashion_mnist_has_equal_classes():
    data = load("fashion-mnist")
    assert set(np.bincount(data.y_train)) == {6000}
    assert set(np.bincount(data.y_test)) == {1000}
    assert data.x_train.mean(dtype=np.float64) == pytest.approx(0.2860, abs=5e-5)


def test_entangled_mnist_is_mnist_entangled():
    plain, data = load("mnist"), load("entangled-mnist")
    assert data.x_train.shape == (60_000, 100)
    assert data.encoder == Raw()
    np.testing.assert_array_equal(data.x_test, entangle(plain.x_test))
    np.testing.assert_array_equal(data.x_train[5:6], entangle(plain.x_train[5:6]))
    np.testing.assert_array_equal(data.y_train, plain.y_train)


def test_dry_beans_come_without_their_duplicates():
    data = load("dry-bean")
    rows = np.concatenate([data.x_train, data.x_test])
    labels = np.concatenate([data.y_train, data.y_test])
    # 13,611 rows, of which 68 HOROZ occur twice
    counts = {
        "DERMASON": 3546,
        "SIRA": 2636,
        "SEKER": 2027,
        "HOROZ": 1928 - 68,
        "CALI": 1630,
        "BARBUNYA": 1322,
        "BOMBAY": 522,
    }
    names, found = np.unique(labels, return_counts=True)
    assert dict(zip(names.tolist(), found.tolist(), strict=True)) == counts
    assert len(np.unique(rows, axis=0)) == len(rows)
    assert data.feature_names is not None
    assert data.feature_names[0] == "Area"
    assert len(data.feature_names) == 16


def test_rice_has_the_published_numbers_per_class():
    data = load("rice")
    labels = np.concatenate([data.y_train, data.y_test])
    assert (labels == "Osmancik").sum() == 2180
    assert (labels == "Cammeo").sum() == 1630
    assert data.x_train.shape[1] == 7


def test_a_folder_that_holds_one_data_set_is_not_taken_for_its_twin(monkeypatch):
    monkeypatch.setenv("BASINET_DATA", str(SHARED / "fashion-mnist"))
    assert available("fashion-mnist")
    assert available("entangled-fashion-mnist")
    assert not available("mnist")
    mnist = CATALOGUE["mnist"]
    assert [find(mnist, file, SHARED / "fashion-mnist") for file in mnist.files] == [None] * 4
    assert {path.parent for path in fetch("fashion-mnist")} == {SHARED / "fashion-mnist"}
    assert load("fashion-mnist").y_train[:4].tolist() == [9, 0, 0, 3]


def test_the_twin_in_the_wrong_folder_is_refused_by_its_name(monkeypatch, tmp_path):
    (tmp_path / "mnist").mkdir()
    name = "train-labels-idx1-ubyte.gz"
    shutil.copy(SHARED / "fashion-mnist" / name, tmp_path / "mnist" / name)
    monkeypatch.setenv("BASINET_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"of MNIST: it is a file of Fashion-MNIST"):
        fetch("mnist")


def test_all_copies_are_found():
    for name in ("mnist", "fashion-mnist", "rice", "dry-bean"):
        assert available(name)
