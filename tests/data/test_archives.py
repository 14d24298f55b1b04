import zipfile

import numpy as np
import pytest

from basinet.data import DataError, load, read_features, read_labelled

X = np.arange(40, dtype=np.float64).reshape(20, 2)
Y = np.arange(20) % 2


@pytest.fixture
def archive(tmp_path):
    def write(**arrays):
        path = tmp_path / "a.npz"
        np.savez(path, **arrays)
        return path

    return write


def test_features_and_labels_are_read(archive):
    x, y, names = read_labelled(archive(x=X, y=Y))
    np.testing.assert_array_equal(x, X)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(y, Y)
    assert y.dtype == np.int64
    assert names is None


def test_labels_may_be_text_or_boolean(archive):
    words = np.where(Y == 1, "yes", "no")
    assert read_labelled(archive(x=X, y=words))[1].tolist() == words.tolist()
    assert read_labelled(archive(x=X, y=Y == 1))[1].tolist() == Y.tolist()


def test_features_need_no_labels(archive):
    np.testing.assert_array_equal(read_features(archive(x=X)), X)


def test_the_test_part_is_what_is_scored_and_predicted(archive):
    path = archive(x=X, y=Y, x_test=X[:3] + 100, y_test=Y[:3])
    np.testing.assert_array_equal(read_features(path), X[:3] + 100)
    np.testing.assert_array_equal(read_labelled(path)[0], X[:3] + 100)
    data = load(path)
    np.testing.assert_array_equal(data.x_train, X)
    np.testing.assert_array_equal(data.x_test, X[:3] + 100)


REFUSED = {
    "no y": ({"x": X, "kind": Y}, "no array 'y'; the archive holds x, kind"),
    "no x": ({"values": X, "y": Y}, "no array 'x'; the archive holds values, y"),
    "nothing": ({}, "no array 'x'; the archive holds nothing"),
    "x of one dimension": ({"x": X[:, 0], "y": Y}, r"x has the shape \(20,\)"),
    "y of two dimensions": ({"x": X, "y": np.c_[Y, Y]}, r"y has the shape \(20, 2\)"),
    "lengths": ({"x": X, "y": Y[:-1]}, "x has 20 rows but y has 19 labels"),
    "test lengths": (
        {"x": X, "y": Y, "x_test": X, "y_test": Y[:5]},
        "x_test has 20 rows but y_test has 5",
    ),
    "half a test part": ({"x": X, "y": Y, "x_test": X}, "there is x_test alone"),
    "too large": ({"x": X * 1e40, "y": Y}, r"x\[0, 1\] is 1e\+40"),
    "complex": ({"x": X * 1j, "y": Y}, "complex128"),
    "real labels": ({"x": X, "y": Y * 0.5}, r"y\[1\] is 0.5; expected labels"),
    "no rows": ({"x": X[:0], "y": Y[:0]}, "x is empty"),
    "objects": (
        {"x": X, "y": np.array([*Y[:-1], None], object)},
        "'y' cannot be read.*Python objects",
    ),
    "one class": ({"x": X, "y": Y * 0}, "at least two classes"),
    "a lonely class": ({"x": X, "y": [2, *Y[1:]]}, "the class '2' has one sample"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_unusable_archive_is_refused_by_name(archive, case):
    arrays, message = REFUSED[case]
    path = archive(**arrays)
    with pytest.raises(DataError, match=message) as caught:
        load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("keep", [0.2, 0.9], ids=["head", "most"])
def test_a_cut_archive_is_refused(archive, keep):
    path = archive(x=X, y=Y)
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content))])
    with pytest.raises(DataError, match=r"not an \.npz archive|damaged"):
        load(path)


def test_a_flipped_byte_is_noticed(archive):
    path = archive(x=X, y=Y)
    content = bytearray(path.read_bytes())
    content[content.index(X[10].tobytes())] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(DataError, match="damaged"):
        load(path)


def test_a_member_that_is_no_array_is_not_taken_for_one(archive):
    path = archive(y=Y)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("x", "1 2 3")
    with pytest.raises(DataError, match="there is no array 'x'; the archive holds y"):
        load(path)


def test_a_pickle_is_not_opened(tmp_path):
    path = tmp_path / "a.npz"
    np.array([{"a": 1}], object).dump(path)
    with pytest.raises(DataError, match=r"not an \.npz archive"):
        load(path)
