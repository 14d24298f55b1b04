"""Reader of IDX files, the format of MNIST: a header of big-endian sizes, then the values.

Layout: two zero bytes; one byte for the type; one byte for the number of dimensions; one
unsigned 32-bit number per dimension; the values, the last dimension running fastest. Source:
LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998).
"""

import math
import struct
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int64, Shaped

from basinet.data.errors import DataError
from basinet.data.files import opened

_TYPES = {
    0x08: np.dtype("u1"),
    0x09: np.dtype("i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}


_MOST = 8
"""Dimensions that an array may have."""


def read_idx(path: Path) -> Shaped[np.ndarray, "..."]:
    """Read one IDX file, packed with gzip or not.

    Args:
        path: the file.

    Returns:
        The array as it is stored, read-only.

    Raises:
        DataError: the file is damaged, cut short, too long, or no IDX file.
        OSError: the file cannot be read.
    """
    with opened(path) as file:
        kind, shape, start = _header(path, file)
        size = kind.itemsize * math.prod(shape)
        content = _at_most(file, size)
        more = file.read(1)
    expected = start + size
    if len(content) < size:
        raise DataError(
            f"{path}: truncated: the header announces an array of shape {shape}, that is"
            f" {expected} bytes in all, but there are {start + len(content)}"
        )
    if more:
        raise DataError(
            f"{path}: trailing bytes: the header announces an array of shape {shape}, that is"
            f" {expected} bytes in all, but there are more"
        )
    array = np.frombuffer(content, dtype=kind).reshape(shape)
    array.flags.writeable = False
    return array


def _at_most(file: BufferedIOBase, size: int) -> bytearray:
    """Read so many bytes or to the end; no room is made for what a header only claims."""
    content = bytearray()
    while len(content) < size and (part := file.read(min(size - len(content), 2**20))):
        content += part
    return content


def _header(path: Path, file: BufferedIOBase) -> tuple[np.dtype, tuple[int, ...], int]:
    """Read and check the header; give the type, the shape, and where the values start."""
    content = file.read(4)
    if len(content) < 4:
        raise DataError(
            f"{path}: {len(content)} bytes are too few for an IDX file: its header alone has at"
            " least 8"
        )
    if content[:2] != b"\x00\x00":
        raise DataError(
            f"{path}: not an IDX file: it starts with the bytes {content[:4].hex(' ')}, expected"
            " 00 00, a type code and the number of dimensions"
        )
    code, dimensions = content[2], content[3]
    if code not in _TYPES:
        known = ", ".join(f"0x{known:02x}" for known in _TYPES)
        raise DataError(f"{path}: type code 0x{code:02x} is unknown; expected one of {known}")
    start = 4 + 4 * dimensions
    sizes = file.read(4 * dimensions)
    if not 0 < dimensions <= _MOST or len(sizes) < 4 * dimensions:
        raise DataError(
            f"{path}: the header announces {dimensions} dimensions, whose sizes end at byte"
            f" {start}, but the file has {4 + len(sizes)} bytes before; expected from one to"
            f" {_MOST} dimensions"
        )
    shape = struct.unpack(f">{dimensions}I", sizes)
    if 0 in shape:
        raise DataError(f"{path}: a dimension of size 0 in the shape {shape}; expected samples")
    return _TYPES[code], shape, start


def read_images(path: Path) -> tuple[Float32[np.ndarray, "samples features"], tuple[int, ...]]:
    """Read images, one row each.

    Unsigned bytes are grey values and are divided by 255, so that they lie in [0, 1]; values of
    any other type stay as they are.

    Args:
        path: an IDX file of two or more dimensions, the first of them the samples.

    Returns:
        The rows, and the shape of one sample.

    Raises:
        DataError: the file has only one dimension or non-finite values, or `read_idx` refused it.
        OSError: the file cannot be read.
    """
    array = read_idx(path)
    if array.ndim < 2:
        raise DataError(
            f"{path}: one dimension of {len(array)} values: these are labels; expected images,"
            " that is two or more dimensions"
        )
    rows = array.reshape(len(array), -1).astype(np.float32)
    if array.dtype == np.uint8:
        rows /= np.float32(255)
    if not np.isfinite(rows).all():
        sample = int(np.argwhere(~np.isfinite(rows))[0][0])
        raise DataError(f"{path}: sample {sample} (from 0) has a value that is NaN or infinite")
    return rows, array.shape[1:]


def read_labels(path: Path) -> Int64[np.ndarray, " samples"]:
    """Read labels.

    Args:
        path: an IDX file of one dimension and an integer type.

    Returns:
        The labels.

    Raises:
        DataError: the file has several dimensions or no integers, or `read_idx` refused it.
        OSError: the file cannot be read.
    """
    array = read_idx(path)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise DataError(
            f"{path}: an array of shape {array.shape} and type {array.dtype.name}; expected"
            " labels, that is one dimension of integers"
        )
    return array.astype(np.int64)


def read_pair(
    images: Path, labels: Path
) -> tuple[Float32[np.ndarray, "samples features"], Int64[np.ndarray, " samples"], tuple[int, ...]]:
    """Read images and their labels, and check that there is one label for each image.

    Args:
        images: IDX file of images.
        labels: IDX file of labels.

    Returns:
        The rows of pixels, the labels, and the shape of one image.

    Raises:
        DataError: the numbers differ, or one of the files was refused.
        OSError: a file cannot be read.
    """
    x, shape = read_images(images)
    y = read_labels(labels)
    if len(x) != len(y):
        raise DataError(
            f"{images} has {len(x)} images but {labels} has {len(y)} labels; expected as many"
        )
    return x, y, shape
