"""A data set for classification: training and test part, checked when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float, Float32, Int, Shaped

from basinet._html import table
from basinet.data.encode import AbstractEncoder
from basinet.data.errors import DataError
from basinet.data.prepare import fills
from basinet.data.samples import Form, column_in


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features and labels, divided into a training and a test part.

    Attributes:
        name: the name or path it was loaded by.
        x_train: features, not yet encoded; finite, or NaN where a value is missing and the
            encoder fills it. In a column of texts the number of each in `categories`.
        y_train: labels, integers or str, at least two classes.
        x_test: the same features of other samples.
        y_test: their labels.
        feature_names: one name for each feature, or None.
        image_shape: (height, width), perhaps with channels, where the features are pixels;
            else None.
        encoder: the encoder recommended for these features.
        label: how the labels are called in a sentence, such as "column 'kind'".
        categories: column of text -> its texts.
        scale: what pixels were divided by.
        odd: what is worth a warning, a line each.
        weights: of the training samples; None where all count alike.
        weight: how the weights are called in a sentence.

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
    label: str = ""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: float = 1.0
    odd: tuple[str, ...] = ()
    weights: Float[np.ndarray, " train"] | None = None
    weight: str = "weights"

    @property
    def has_missing(self) -> bool:
        """Whether a value is missing."""
        return bool(np.isnan(self.x_train).any() or np.isnan(self.x_test).any())

    @property
    def form(self) -> Form:
        """What files to predict on must be read like."""
        label = column_in(self.label)
        return Form(self.feature_names, self.categories, self.image_shape, self.scale, label)

    def learning(self, rows: Int[np.ndarray, " rows"]) -> "Dataset":
        """Return the data set with some of its training samples."""
        weights = None if self.weights is None else self.weights[rows]
        x, y = self.x_train[rows], self.y_train[rows]
        return replace(self, x_train=x, y_train=y, weights=weights)

    @property
    def summary(self) -> str:
        """What was read, in one line: labels, features, and how many samples."""
        return summary(self)

    def __repr__(self) -> str:
        lines = [f"Dataset {self.name}: {self.summary}", *(f"warning: {one}" for one in self.odd)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return what was read, and what is odd, for a notebook."""
        odd = [("warning", line) for line in self.odd]
        rows = [("read", self.summary), ("encoder", repr(self.encoder)), *odd]
        return table(f"Data set {self.name}", rows)

    def __post_init__(self) -> None:
        finite = not fills(self.encoder)
        _check_part(self.name, "train", self.x_train, self.y_train, finite)
        _check_part(self.name, "test", self.x_test, self.y_test, finite)
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
        if self.weights is not None:
            _check_weights(self.name, self.weights, len(self.x_train))


_NAMED = 8


def summary(data: "Dataset") -> str:
    """Return one line that says what a data set has: labels, features, samples."""
    classes = len(np.unique(data.y_train))
    labels = f"{data.label} ({classes:,} classes)" if data.label else f"{classes:,} classes"
    weights = "" if data.weights is None else f", weights: {data.weight}"
    return (
        f"labels: {labels}, features: {_features(data)}{weights}; {len(data.y_train):,} to learn,"
        f" {len(data.y_test):,} held out"
    )


def _features(data: "Dataset") -> str:
    width = data.x_train.shape[1]
    if data.image_shape is not None:
        colours = {3: " in colour", 4: " of four channels"}.get((*data.image_shape, 0)[2], "")
        return f"{data.image_shape[0]} x {data.image_shape[1]} pixels{colours}"
    if data.scale != 1:
        return f"{width:,} pixels"
    if data.feature_names is None:
        return f"{width:,} numbers" if width > 1 else "one number"
    shown = [
        f"{name} ({len(data.categories[name])} texts)" if name in data.categories else name
        for name in data.feature_names[:_NAMED]
    ]
    more = [f"... ({width:,} in all)"] if width > _NAMED else []
    return ", ".join([*shown, *more])


def _check_weights(name: str, weights: np.ndarray, samples: int) -> None:
    if len(weights) != samples:
        raise DataError(
            f"{name}: there are {len(weights)} weights for {samples} samples to learn; expected one"
            " for each"
        )
    if not np.isfinite(weights).all() or weights.min() < 0:
        raise DataError(f"{name}: the weights are not all finite numbers of at least 0")
    if not weights.astype(np.float32).any():
        raise DataError(
            f"{name}: every weight of the part that is learnt is zero, so there is nothing to learn"
        )


def _check_part(name: str, part: str, x: np.ndarray, y: np.ndarray, finite: bool) -> None:
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
    wrong = ~np.isfinite(x) if finite else np.isinf(x)
    if wrong.any():
        row, column = map(int, np.argwhere(wrong)[0])
        raise DataError(f"{name}: x_{part}[{row}, {column}] is {x[row, column]}, not finite")
