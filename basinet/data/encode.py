"""From features as they were measured to the inputs of a network.

An encoder has two steps, so that nothing is learnt from the test data: `measure` looks at the
training data once, `encode` applies what was measured to any data. Each row is encoded alone.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data.moments import check_spread, joined

# Sums run in float64 over strips of rows: exact enough, and no second copy of the data.
_STRIP_ROWS = 4096


class AbstractEncoder(ABC):
    """A map from rows of features to rows of inputs, measured on the training data."""

    @abstractmethod
    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure on the training data what `encode` needs.

        Args:
            x: finite numbers.

        Returns:
            Arrays by name; empty where nothing is needed.

        Raises:
            ValueError: x is not a matrix of finite numbers, or has no rows.
        """

    @abstractmethod
    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples inputs"]:
        """Encode each row alone.

        Args:
            x: finite numbers, with the features of the training data.
            measured: what `measure` returned.

        Returns:
            The inputs of a network.

        Raises:
            ValueError: x is not a matrix of finite numbers, or its width is not the measured one.
        """

    @abstractmethod
    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return zeros of the shapes and types that `measure` gives for so many features.

        Args:
            features: how many.
            measured: an encoder whose arrays have sizes of their own finds these here.

        Raises:
            ValueError: `measured` has no such sizes.
        """

    @abstractmethod
    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Return what would have been measured on these rows and on all that were before.

        Args:
            x: further rows.
            measured: what was measured before.

        Raises:
            ValueError: x is not a matrix of finite numbers, or its width is not the measured one.
        """


@dataclass(frozen=True)
class Standardise(AbstractEncoder):
    """Shift and scale each column to mean 0 and variance 1 over the training data.

    A column that is constant in the training data becomes 0 everywhere. Training data whose
    entries are all -1 or +1 are spins already: then all data pass unchanged, and `measured`
    remembers it (the Boolean array `spins`).
    """

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure mean and standard deviation of each column (float64; divisor: samples)."""
        _check(x, at_least=1)
        with np.errstate(over="ignore", invalid="ignore"):  # told of below
            mean = sum(strip.sum(0) for strip in _strips(x)) / len(x)
            variance = sum(((strip - mean) ** 2).sum(0) for strip in _strips(x)) / len(x)
        # Rounding gives a constant column such as 0.1 a tiny variance: compare the extremes.
        constant = x.max(axis=0) == x.min(axis=0)
        check_spread(np.asarray(variance), constant, x)
        return {
            "mean": np.asarray(mean),
            "deviation": np.where(constant, 0.0, np.sqrt(variance)),
            "spins": np.array(bool(np.all((x == 1) | (x == -1)))),
            "samples": np.asarray(len(x)),
        }

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them."""
        del measured
        return self.measure(np.zeros((1, features)))

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Join the moments of further rows to those before."""
        _check_width(x, len(measured["mean"]))
        return joined(measured, self.measure(x)) | {
            "spins": np.array(bool(measured["spins"] and np.all((x == 1) | (x == -1))))
        }

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples features"]:
        """Give (x - mean) / deviation, 0 where the deviation is 0; spins pass unchanged."""
        _check(x)
        mean, deviation = measured["mean"], measured["deviation"]
        _check_width(x, len(mean))
        if measured["spins"]:
            return x.astype(np.float32)
        scale = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)
        encoded = np.empty(x.shape, np.float32)
        for index, strip in enumerate(_strips(x)):
            start = index * _STRIP_ROWS
            encoded[start : start + len(strip)] = (strip - mean) * scale
        return encoded


@dataclass(frozen=True)
class Rescale(AbstractEncoder):
    """Shift and scale all columns alike, to mean 0 and variance 1 over all training entries.

    For features of one kind, such as pixels: a column that hardly varies stays small, where
    `Standardise` makes it as large as the others.
    """

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure mean and standard deviation of all entries (float64; divisor: entries)."""
        _check(x, at_least=1)
        with np.errstate(over="ignore", invalid="ignore"):  # told of below
            mean = sum(strip.sum() for strip in _strips(x)) / x.size
            variance = sum(((strip - mean) ** 2).sum() for strip in _strips(x)) / x.size
        constant = x.max() == x.min()
        check_spread(np.asarray([variance]), np.asarray([constant]), x)
        return {
            "mean": np.asarray(mean),
            "deviation": np.asarray(0.0 if constant else np.sqrt(variance)),
            "features": np.asarray(x.shape[1]),
            "samples": np.asarray(len(x)),
        }

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them."""
        del measured
        return self.measure(np.zeros((1, features)))

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Join the moments of further rows to those before."""
        _check_width(x, int(measured["features"]))
        return joined(measured, self.measure(x)) | {"features": measured["features"]}

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples features"]:
        """Give (x - mean) / deviation, 0 where the deviation is 0."""
        _check(x)
        _check_width(x, int(measured["features"]))
        if measured["deviation"] == 0:
            return np.zeros(x.shape, np.float32)
        encoded = np.empty(x.shape, np.float32)
        for index, strip in enumerate(_strips(x)):
            start = index * _STRIP_ROWS
            encoded[start : start + len(strip)] = (strip - measured["mean"]) / measured["deviation"]
        return encoded


@dataclass(frozen=True)
class Binarise(AbstractEncoder):
    """Turn each value into a spin: +1 above the threshold, else -1.

    Attributes:
        threshold: in the units of the features; 0.5 suits pixels in [0, 1].
    """

    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not np.isfinite(self.threshold):
            raise ValueError(f"threshold is {self.threshold}; expected a finite number")

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure nothing."""
        _check(x, at_least=1)
        return {}

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them."""
        del measured
        return self.measure(np.zeros((1, features)))

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Measure nothing."""
        _check(x)
        return measured

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples features"]:
        """Give +1 where x > threshold, else -1."""
        del measured
        _check(x)
        return np.where(x > self.threshold, np.float32(1), np.float32(-1))


@dataclass(frozen=True)
class Raw(AbstractEncoder):
    """Leave the values as they are, in float32."""

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure nothing."""
        _check(x, at_least=1)
        return {}

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them."""
        del measured
        return self.measure(np.zeros((1, features)))

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Measure nothing."""
        _check(x)
        return measured

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples features"]:
        """Give x in float32."""
        del measured
        _check(x)
        return x.astype(np.float32)


def _check(x: np.ndarray, at_least: int = 0) -> None:
    if x.ndim != 2 or len(x) < at_least:
        raise ValueError(f"x has the shape {x.shape}; expected [samples features], with samples")
    if not np.isfinite(x).all():
        row, column = map(int, np.argwhere(~np.isfinite(x))[0])
        raise ValueError(f"x[{row}, {column}] is {x[row, column]}; expected finite numbers")


def _check_width(x: np.ndarray, features: int) -> None:
    if x.shape[1] != features:
        raise ValueError(f"x has {x.shape[1]} features, but the encoder was measured on {features}")


def _strips(x: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(x), _STRIP_ROWS):
        yield x[start : start + _STRIP_ROWS].astype(np.float64)
