import struct
import subprocess
import sys

import numpy as np
import pytest

from basinet.data import (
    CATALOGUE,
    Binarise,
    DataError,
    Dataset,
    Rescale,
    Standardise,
    load,
    read_features,
    read_labelled,
)
from basinet.data.named_sets import LOADERS as _LOADERS


def write_idx(path, array):
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    for part, count in (("train", 40), ("t10k", 10)):
        images = rng.integers(0, 256, (count, 4, 3), dtype=np.uint8)
        write_idx(tmp_path / f"{part}-images-idx3-ubyte", images)
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte", (np.arange(count) % 2).astype(np.uint8))
    return tmp_path


def table(path, rows):
    path.write_text("a,b,kind\n" + "".join(f"{a},{b},{kind}\n" for a, b, kind in rows))
    return path


ROWS = [(i, -i, "cat" if i % 4 else "dog") for i in range(40)]


pytestmark = pytest.mark.filterwarnings("ignore::basinet.data.DataWarning")


def test_each_name_of_the_catalogue_has_a_loader():
    assert list(_LOADERS) == list(CATALOGUE)


def test_digits_are_split_in_the_proportions_of_the_classes():
    data = load("digits")
    assert data.x_train.shape == (1437, 64)
    assert data.x_test.shape == (360, 64)
    assert data.image_shape == (8, 8)
    assert data.encoder == Standardise()
    train, test = np.bincount(data.y_train), np.bincount(data.y_test)
    np.testing.assert_allclose(test, (train + test) / 5, atol=1)


def test_a_split_is_a_partition_that_its_seed_repeats(tmp_path):
    path = table(tmp_path / "t.csv", ROWS)
    one, same, other = load(path), load(path), load(path, seed=1)
    np.testing.assert_array_equal(one.x_train, same.x_train)
    assert not np.array_equal(one.x_train, other.x_train)
    both = np.concatenate([one.x_train, one.x_test])
    assert sorted(both[:, 0].tolist()) == list(range(40))
    assert len(one.x_test) == 8
    assert (one.y_test == "dog").sum() == 2
    # each row keeps its label
    np.testing.assert_array_equal(one.y_train == "dog", one.x_train[:, 0] % 4 == 0)
    assert one.feature_names == ("a", "b")
    assert len(load(str(path), test_fraction=0.5).x_test) == 20


def test_the_label_of_a_table_can_be_named(tmp_path):
    data = load(table(tmp_path / "t.csv", [(i % 2, i, 3.5) for i in range(20)]), label="a")
    assert data.feature_names == ("b", "kind")
    assert set(data.y_train.tolist()) == {0, 1}


def test_a_folder_of_idx_files_has_its_own_split(folder):
    data = load(folder)
    assert data.x_train.shape == (40, 12)
    assert data.x_test.shape == (10, 12)
    assert data.image_shape == (4, 3)
    assert 0 <= data.x_train.min() < data.x_train.max() <= 1
    assert data.encoder == Rescale()
    np.testing.assert_array_equal(read_features(folder), data.x_test)
    x, y, names = read_labelled(folder)
    np.testing.assert_array_equal(x, data.x_test)
    np.testing.assert_array_equal(y, data.y_test)
    assert names is None


def test_one_file_of_images_can_be_predicted_and_scored(folder):
    data = load(folder)
    images = folder / "train-images-idx3-ubyte"
    np.testing.assert_array_equal(read_features(images), data.x_train)
    x, y, _ = read_labelled(images)
    np.testing.assert_array_equal(x, data.x_train)
    np.testing.assert_array_equal(y, data.y_train)


def test_a_folder_without_a_test_part_is_split(folder):
    for path in folder.glob("t10k-*"):
        path.unlink()
    data = load(folder)
    assert (len(data.x_train), len(data.x_test)) == (32, 8)
    with pytest.raises(DataError, match=r"no t10k-images-idx3-ubyte.*holds train-images"):
        read_features(folder)


def test_half_a_test_part_is_refused(folder):
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="no t10k-labels-idx1-ubyte"):
        load(folder)


def test_an_unknown_name_is_answered_with_names_and_kinds_of_path(tmp_path):
    with pytest.raises(DataError) as caught:
        load("mnits")
    for word in ("'mnits'", *CATALOGUE, ".csv", ".npz", "IDX"):
        assert word in str(caught.value)
    with pytest.raises(FileNotFoundError, match=r"nothing\.csv.*no such file"):
        read_features(tmp_path / "nothing.csv")


def test_an_unknown_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "a.h5"
    path.write_text("x")
    for read in (load, read_features, read_labelled):
        with pytest.raises(DataError, match=r"unknown kind of file; expected a table"):
            read(path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no train-images-idx3-ubyte.*holds nothing"):
        load(tmp_path)


def test_options_that_do_not_fit_are_refused(tmp_path, folder):
    with pytest.raises(ValueError, match="test_fraction is 1"):
        load("digits", test_fraction=1.0)
    with pytest.raises(ValueError, match="label is 'y', but a named data set is read in one way"):
        load("digits", label="y")
    with pytest.raises(ValueError, match="only tables have columns"):
        load(folder, drop=["y"])


def test_a_class_that_cannot_be_split_is_named(tmp_path):
    path = table(tmp_path / "t.csv", [*ROWS, (1, 1, "emu")])
    with pytest.raises(DataError, match="class 'emu' has one sample"):
        load(path)
    with pytest.raises(DataError, match=r"leaves 39 samples to train and 1 to test"):
        load(table(tmp_path / "t.csv", ROWS), test_fraction=0.01)


ONES = np.ones((4, 2), np.float32)
LABELS = np.array([0, 1, 0, 1])
FAULTS = {
    "lengths": ({"y_train": LABELS[:3]}, "x_train has 4 rows but y_train has 3 labels"),
    "flat": ({"x_train": ONES[0]}, r"x_train has the shape \(2,\)"),
    "type": ({"x_test": ONES.astype(np.float64)}, "float64; expected float32"),
    "infinite": ({"x_test": ONES * np.float32(np.inf)}, r"x_test\[0, 0\] is inf"),
    "empty": ({"x_test": ONES[:0], "y_test": LABELS[:0]}, "x_test is empty"),
    "one class": ({"y_train": LABELS * 0}, "at least two classes"),
    "real labels": ({"y_train": LABELS / 2}, "one integer or str"),
    "labels of two kinds": ({"y_test": LABELS.astype(str)}, "same kind of labels"),
    "widths": ({"x_test": ONES[:, :1]}, "2 features but x_test has 1"),
    "names": ({"feature_names": ("a",)}, "1 feature names for 2 features"),
    "shape": ({"image_shape": (2, 2)}, r"\(2, 2\) do not have 2 pixels"),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("case", FAULTS)
def test_a_data_set_checks_itself(case):
    changed, message = FAULTS[case]
    fields = {
        "name": "toy",
        "x_train": ONES,
        "y_train": LABELS,
        "x_test": ONES,
        "y_test": LABELS,
        "feature_names": None,
        "image_shape": None,
        "encoder": Binarise(),
    }
    Dataset(**fields)
    with pytest.raises(DataError, match=message):
        Dataset(**(fields | changed))


def test_importing_loads_nothing_heavy():
    heavy = "{'sklearn', 'scipy', 'jax', 'pooch', 'requests', 'matplotlib'}"
    code = f"import sys, basinet.data; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
