"""Arrays as rows of features; what has the shape of pictures is told to be pictures."""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float32

from basinet.data.errors import DataError
from basinet.data.samples import Form

BYTES = 255.0
"""What grey values and colours of one byte are divided by, so that they lie in [0, 1]."""

_CHANNELS = (1, 3, 4)
_LEAST_SIDE = 8
"""Pixels of the side of a square picture that is told from its numbers alone."""


class Rows(NamedTuple):
    """Features of samples.

    Attributes:
        x: one row each.
        image_shape: (height, width), perhaps with channels; None for features that are no pixels.
        scale: what the numbers of the file were divided by.
    """

    x: Float32[np.ndarray, "samples features"]
    image_shape: tuple[int, ...] | None
    scale: float


def rows(what: str, x: np.ndarray, form: Form | None = None) -> Rows:
    """Make one row of each sample.

    Channels in front are moved to the end. Bytes, and whole numbers that are spread like bytes,
    with the shape of a picture are divided by 255.

    Args:
        what: the array, for messages.
        x: real numbers, the samples first; NaN where a value is missing.
        form: what a model learnt from, whose pixels these are.

    Raises:
        DataError: it has one dimension, no samples, or values that float32 cannot hold.
    """
    if x.ndim < 2:
        raise DataError(
            f"{what} has the shape {x.shape}; expected [samples features]; one feature is"
            " reshape(-1, 1)"
        )
    if x.dtype.kind not in "biuf":
        raise DataError(f"{what} has the type {x.dtype}; expected real numbers")
    if 0 in x.shape:
        raise DataError(f"{what} is empty, its shape is {x.shape}")
    if x.ndim == 4 and x.shape[1] in _CHANNELS and x.shape[3] not in _CHANNELS:
        x = np.moveaxis(x, 1, -1)
    flat = x.reshape(len(x), -1)
    with np.errstate(over="ignore", invalid="ignore"):
        single = flat.astype(np.float32)
    _refuse_infinite(what, flat, single)
    if form is not None and form.scale is not None:
        known = form.scale != 1 and (x.dtype == np.uint8 or single.max() > 1)
        return Rows(single / np.float32(form.scale) if known else single, form.image_shape, 1.0)
    if x.ndim == 2:  # floats were scaled by somebody already, or are no pixels
        return table_rows(single) if x.dtype.kind in "iu" else Rows(single, None, 1.0)
    shape = picture_shape(x.shape[1:])
    divides = x.dtype == np.uint8 or (shape is not None and are_bytes(single))
    return _divided(single, shape, divides)


def table_rows(x: Float32[np.ndarray, "samples features"], form: Form | None = None) -> Rows:
    """Return the features of a table, which are pixels where they look like bytes of a square.

    Args:
        x: one row each.
        form: what a model learnt from.
    """
    if form is not None and form.scale is not None:
        divides = form.scale != 1 and np.nanmax(x) > 1
        return Rows(x / np.float32(form.scale) if divides else x, form.image_shape, 1.0)
    shape = _square(x)
    # Red, green and blue of a square: in which order they stand cannot be told.
    colours = not x.shape[1] % 3 and _square(x[:, : x.shape[1] // 3]) is not None and are_bytes(x)
    return _divided(x, shape, shape is not None or colours)


def picture_shape(shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the shape of a sample as that of a picture; None where it is none."""
    shape = shape[:-1] if len(shape) == 3 and shape[-1] == 1 else shape
    is_picture = (len(shape) == 2 and 1 not in shape) or (len(shape) == 3 and shape[-1] in (3, 4))
    return tuple(map(int, shape)) if is_picture else None


def are_bytes(x: Float32[np.ndarray, "samples features"]) -> bool:
    """Return whether all numbers are whole and from 0 to 255, and some in the upper half."""
    return bool(x.min() >= 0 and 128 <= x.max() <= BYTES and (x == np.floor(x)).all())


def _square(x: np.ndarray) -> tuple[int, ...] | None:
    """The shape of pictures that are told from numbers alone: bytes, as many as a square has."""
    side = math.isqrt(x.shape[1])
    is_square = side >= _LEAST_SIDE and side * side == x.shape[1]
    return (side, side) if is_square and are_bytes(x) else None


def _divided(x: np.ndarray, shape: tuple[int, ...] | None, divides: bool) -> Rows:
    return Rows(x / np.float32(BYTES), shape, BYTES) if divides else Rows(x, shape, 1.0)


def _refuse_infinite(what: str, flat: np.ndarray, single: np.ndarray) -> None:
    bad = np.isinf(single)
    if bad.any():
        row, column = divmod(int(bad.argmax()), flat.shape[1])
        raise DataError(
            f"{what}[{row}, {column}] is {flat[row, column]}; expected a finite number that float32"
            " can hold"
        )
