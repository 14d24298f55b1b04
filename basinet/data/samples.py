"""What readers give: rows of numbers with all that is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float, Float32, Shaped

from basinet.data.errors import DataError


@dataclass(frozen=True)
class Form:
    """What a model learnt from, so that other files are read alike.

    Attributes:
        columns: names of the features, in their order.
        categories: column of text -> its texts; a text's number stands for it.
        image_shape: (height, width), perhaps with channels, of pictures.
        scale: what pixels were divided by.
        label: the column of labels in a table, where nobody says otherwise.
    """

    columns: tuple[str, ...] | None = None
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    image_shape: tuple[int, ...] | None = None
    scale: float | None = None
    label: str | None = None


@dataclass(frozen=True, eq=False)
class Samples:
    """Some samples of a file.

    Attributes:
        x: features; NaN where a value is missing, the number of a text in a column of texts.
        y: labels, int64 or text; None where they were not asked for.
        spelled: whether labels are text only because the file is, and may be numbers.
        label: how the labels are called in a sentence, such as "column 'kind'".
        names: of the features.
        categories: column of text -> its texts.
        image_shape: of pictures.
        scale: what pixels were divided by.
        odd: what is worth a warning, a line each.
        weights: of the samples; None where all count alike.
    """

    x: Float32[np.ndarray, "samples features"]
    y: Shaped[np.ndarray, " labels"] | None
    spelled: bool = False
    label: str = "labels"
    names: tuple[str, ...] | None = None
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    image_shape: tuple[int, ...] | None = None
    scale: float = 1.0
    odd: tuple[str, ...] = ()
    weights: Float[np.ndarray, " samples"] | None = None

    @property
    def form(self) -> Form:
        """What other files must be read like."""
        label = column_in(self.label)
        return Form(self.names, self.categories, self.image_shape, self.scale, label)

    def rows(self, chosen: np.ndarray) -> "Samples":
        """Return some of the samples."""
        y = None if self.y is None else self.y[chosen]
        weights = None if self.weights is None else self.weights[chosen]
        return replace(self, x=self.x[chosen], y=y, weights=weights)

    def columns(self, kept: np.ndarray, odd: tuple[str, ...] = ()) -> "Samples":
        """Return the samples with some of their features."""
        if self.names is None:
            return replace(self, x=self.x[:, kept], odd=self.odd + odd)
        names = tuple(name for name, keep in zip(self.names, kept, strict=True) if keep)
        categories = {name: texts for name, texts in self.categories.items() if name in names}
        return replace(
            self, x=self.x[:, kept], names=names, categories=categories, odd=self.odd + odd
        )


def column_in(label: str) -> str | None:
    """Return the name in a sentence such as "column 'kind'"; None where it speaks of no column."""
    start = "column '"
    return label.removeprefix(start).removesuffix("'") if label.startswith(start) else None


def check_together(where: object, samples: Samples, x: str = "x", y: str = "y") -> Samples:
    """Return samples if there are as many labels as rows.

    Raises:
        DataError: the numbers differ.
    """
    if samples.y is not None and len(samples.x) != len(samples.y):
        raise DataError(
            f"{where}: {x} has {len(samples.x)} rows but {y} has {len(samples.y)} labels; expected"
            " as many"
        )
    return samples
