"""A data set for classification: training and test part, checked when it is made."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data.encode import AbstractEncoder
from basinet.data.errors import DataError


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and labels, divided into a training and a test part.

    Attributes:
        name: the name or path it was loaded by.
        x_train: finite features, not yet encoded.
        y_train: labels, integers or str, at least two classes.
        x_test: the same features of other samples.
        y_test: their labels.
        feature_names: one name for each feature, or None.
        image_shape: (height, width), perhaps with channels, where the features are pixels;
            else None.
        encoder: the encoder recommended for these features.

    Raises:
        DataError: on construction, if a part is empty, not a float32 matrix or not finite, if
            lengths or widths do not match, or if there are fewer than two classes.
    """

    name: str
    x_train: Float32[np.ndarray, "train features"]
    y_train: Shaped[np.ndarray, " train"]
    x_test: Float32[np.ndarray, "test features"]
    y_test: Shaped[np.ndarray, " test"]
    feature_names: tuple[str, ...] | None
    image_shape: tuple[int, ...] | None
    encoder: AbstractEncoder

    def __post_init__(self) -> None:
        _check_part(self.name, "train", self.x_train, self.y_train)
        _check_part(self.name, "test", self.x_test, self.y_test)
        width = self.x_train.shape[1]
        if self.x_test.shape[1] != width:
            raise DataError(
                f"{self.name}: x_train has {width} features but x_test has"
                f" {self.x_test.shape[1]}; expected as many"
            )
        if self.y_train.dtype.kind != self.y_test.dtype.kind:
            raise DataError(
                f"{self.name}: y_train holds {self.y_train.dtype} but y_test holds"
                f" {self.y_test.dtype}; expected the same kind of labels"
            )
        if self.feature_names is not None and len(self.feature_names) != width:
            raise DataError(
                f"{self.name}: {len(self.feature_names)} feature names for {width} features"
            )
        if self.image_shape is not None and int(np.prod(self.image_shape)) != width:
            raise DataError(
                f"{self.name}: images of shape {self.image_shape} do not have {width} pixels"
            )
        classes = np.unique(self.y_train)
        if len(classes) < 2:
            raise DataError(
                f"{self.name}: the only label in the training part is {classes[0]}; expected at"
                " least two classes"
            )


def _check_part(name: str, part: str, x: np.ndarray, y: np.ndarray) -> None:
    if x.ndim != 2 or x.dtype != np.float32:
        raise DataError(
            f"{name}: x_{part} has the shape {x.shape} and type {x.dtype}; expected float32"
            " [samples features]"
        )
    if 0 in x.shape:
        raise DataError(f"{name}: x_{part} is empty, its shape is {x.shape}")
    if y.ndim != 1 or y.dtype.kind not in "iuU":
        raise DataError(
            f"{name}: y_{part} has the shape {y.shape} and type {y.dtype}; expected one integer or"
            " str per sample"
        )
    if len(x) != len(y):
        raise DataError(f"{name}: x_{part} has {len(x)} rows but y_{part} has {len(y)} labels")
    if not np.isfinite(x).all():
        row, column = map(int, np.argwhere(~np.isfinite(x))[0])
        raise DataError(f"{name}: x_{part}[{row}, {column}] is {x[row, column]}, not finite")
