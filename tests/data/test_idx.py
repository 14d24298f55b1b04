import gzip
import struct

import numpy as np
import pytest

from basinet.data import DataError
from basinet.data.idx import read_idx, read_images, read_labels, read_pair


def idx(array, code=0x08):
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.tobytes()


PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_was_written_is_read(tmp_path, pack):
    path = tmp_path / "images-idx3-ubyte"
    path.write_bytes(pack(idx(PIXELS)))
    np.testing.assert_array_equal(read_idx(path), PIXELS)


@pytest.mark.parametrize(
    ("code", "kind"), [(9, "i1"), (11, ">i2"), (12, ">i4"), (13, ">f4"), (14, ">f8")]
)
def test_values_of_each_type_are_big_endian(tmp_path, code, kind):
    path = tmp_path / "a"
    values = np.array([[-3, 100], [7, 0]], dtype=kind)
    path.write_bytes(idx(values, code))
    np.testing.assert_array_equal(read_idx(path), values)
    np.testing.assert_array_equal(read_images(path)[0], values.astype(np.float32))


def test_grey_values_become_pixels_between_0_and_1(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(idx(np.array([[[0, 51], [102, 255]]], np.uint8)))
    rows, shape = read_images(path)
    np.testing.assert_allclose(rows, [[0, 0.2, 0.4, 1]], atol=1e-7)
    assert rows.dtype == np.float32
    assert shape == (2, 2)


GOOD = idx(PIXELS)
REFUSED = {
    "empty": (b"", "0 bytes are too few"),
    "magic": (b"\x01\x02" + GOOD[2:], "starts with the bytes 01 02 08 03, expected 00 00"),
    "text": (b"a,b\n1,2\n", "not an IDX file"),
    "type": (b"\x00\x00\x0a" + GOOD[3:], "type code 0x0a is unknown"),
    "no dimension": (b"\x00\x00\x08\x00", "0 dimensions"),
    "header": (GOOD[:9], "3 dimensions.*end at byte 16.*9 bytes"),
    "size 0": (idx(np.zeros((0, 2, 2), np.uint8)), "size 0 in the shape"),
    "short": (GOOD[:-1], r"truncated.*\(2, 3, 4\).*40 bytes.*39"),
    "long": (GOOD + b"x", r"trailing bytes.*40 bytes.*there are more"),
    "giant": (b"\x00\x00\x08\x04" + b"\xff" * 16, "truncated"),
    "cut gzip": (gzip.compress(GOOD)[:-9], "damaged gzip"),
    "flipped gzip": (gzip.compress(GOOD)[:-6] + b"\x55" * 6, "damaged gzip"),
    "gzip and more": (gzip.compress(GOOD) + b"more", "damaged gzip"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_damaged_file_is_refused_by_name(tmp_path, case):
    content, message = REFUSED[case]
    path = tmp_path / "some-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        read_idx(path)
    assert str(path) in str(caught.value)


def test_labels_are_not_taken_for_images_nor_images_for_labels(tmp_path):
    images, labels = tmp_path / "i", tmp_path / "l"
    images.write_bytes(idx(PIXELS))
    labels.write_bytes(idx(np.array([1, 2], np.uint8)))
    np.testing.assert_array_equal(read_labels(labels), [1, 2])
    with pytest.raises(DataError, match="these are labels"):
        read_images(labels)
    with pytest.raises(DataError, match="one dimension of integers"):
        read_labels(images)


def test_a_missing_label_is_noticed(tmp_path):
    images, labels = tmp_path / "i", tmp_path / "l"
    images.write_bytes(idx(PIXELS))
    labels.write_bytes(idx(np.array([1, 2, 3], np.uint8)))
    with pytest.raises(DataError, match=r"2 images but .* 3 labels"):
        read_pair(images, labels)


def test_nan_pixels_are_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(idx(np.array([[0, 1], [np.nan, 1]], ">f4"), 13))
    with pytest.raises(DataError, match=r"sample 1 .* NaN"):
        read_images(path)
