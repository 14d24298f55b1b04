"""Encoders for values that are missing and for categories: what tables need before their numbers.

Both have another encoder inside, which gets the numbers. What is measured inside is kept under
names that begin with `then.`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float32, Shaped

from basinet.data.encode import AbstractEncoder, Rescale, Standardise

if TYPE_CHECKING:
    from basinet.data.dataset import Dataset

_INSIDE = "then."


@dataclass(frozen=True)
class Impute(AbstractEncoder):
    """Put the mean of the training data in the place of values that are missing (NaN).

    Attributes:
        then: what encodes the filled columns.
    """

    then: AbstractEncoder = Standardise()  # noqa: RUF009 - it is a value and never changes

    def __post_init__(self) -> None:
        _check_inside(self.then)

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure the mean of each column over the values that are there; 0 where none is."""
        _check(x)
        known = ~np.isnan(x)
        counts = known.sum(axis=0)
        total = np.where(known, x, 0).sum(axis=0, dtype=np.float64)
        found = {"fill": total / np.maximum(counts, 1), "counts": counts.astype(np.int64)}
        return found | _inside(self.then.measure(_filled(x, found["fill"])))

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Join further values to the means."""
        _check(x, len(measured["fill"]))
        after = self.measure(x)
        counts = measured["counts"] + after["counts"]
        share = after["counts"] / np.maximum(counts, 1)
        fill = measured["fill"] + (after["fill"] - measured["fill"]) * share
        then = self.then.remeasure(_filled(x, fill), _of_inside(measured))
        return {"fill": fill, "counts": counts} | _inside(then)

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples inputs"]:
        """Fill what is missing, and encode."""
        _check(x, len(measured["fill"]))
        return self.then.encode(_filled(x, measured["fill"]), _of_inside(measured))

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them."""
        then = self.then.blank(features, _of_inside(measured))
        own = {"fill": np.zeros(features), "counts": np.zeros(features, np.int64)}
        return own | _inside(then)


@dataclass(frozen=True)
class OneHot(AbstractEncoder):
    """Give each value of some columns an input of its own: 1 where it is, else 0.

    A value that did not occur in the training data, or is missing, has 0 in all of them. These
    inputs come after those of the other columns.

    Attributes:
        columns: their numbers, from 0; empty for all.
        then: what encodes the other columns.
    """

    columns: tuple[int, ...] = ()
    then: AbstractEncoder = Standardise()  # noqa: RUF009 - it is a value and never changes

    def __post_init__(self) -> None:
        _check_inside(self.then)
        if not isinstance(self.columns, tuple) or not all(
            isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in self.columns
        ):
            raise ValueError(f"columns is {self.columns!r}; expected numbers of columns, from 0")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError(f"columns is {self.columns!r}; expected each column once")

    def measure(self, x: Shaped[np.ndarray, "samples features"]) -> dict[str, np.ndarray]:
        """Measure which values each of the columns has."""
        _check(x)
        chosen, others = self._divided(x.shape[1])
        values = [_values(x[:, column]) for column in chosen]
        then = self.then.measure(x[:, others]) if len(others) else {}
        return self._measured(x.shape[1], values) | _inside(then)

    def remeasure(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Keep the values, since there is an input for each; go on measuring the other columns."""
        _check(x, int(measured["features"]))
        _, others = self._divided(x.shape[1])
        then = self.then.remeasure(x[:, others], _of_inside(measured)) if len(others) else {}
        return {name: measured[name] for name in ("values", "sizes", "features")} | _inside(then)

    def encode(
        self, x: Shaped[np.ndarray, "samples features"], measured: dict[str, np.ndarray]
    ) -> Float32[np.ndarray, "samples inputs"]:
        """Encode the other columns, and put the inputs of the values after them."""
        _check(x, int(measured["features"]))
        chosen, others = self._divided(x.shape[1])
        ends = np.cumsum(measured["sizes"])
        hot = [
            (x[:, column, None] == values).astype(np.float32)
            for column, values in zip(chosen, np.split(measured["values"], ends[:-1]), strict=True)
        ]
        if len(others):
            hot.insert(0, self.then.encode(x[:, others], _of_inside(measured)))
        return np.concatenate(hot, axis=1)

    def blank(self, features: int, measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return arrays as `measure` gives them, with as many values as were measured."""
        chosen, others = self._divided(features)
        sizes, values = (measured.get(name, np.zeros(0, np.int64)) for name in ("sizes", "values"))
        fit = sizes.dtype == np.int64 and sizes.shape == (len(chosen),) and values.ndim == 1
        if not fit or (sizes < 0).any() or (sizes > len(values)).any():
            raise ValueError(f"sizes of its encoder are not those of {len(chosen)} columns")
        then = self.then.blank(len(others), _of_inside(measured)) if len(others) else {}
        return self._measured(features, [np.zeros(int(size)) for size in sizes]) | _inside(then)

    def _measured(self, features: int, values: list[np.ndarray]) -> dict[str, np.ndarray]:
        sizes = np.array([len(part) for part in values], np.int64)
        return {
            "values": np.concatenate([*values, np.zeros(0)]),
            "sizes": sizes,
            "features": np.asarray(features),
        }

    def _divided(self, features: int) -> tuple[list[int], list[int]]:
        chosen = list(self.columns) or list(range(features))
        if max(chosen) >= features:
            raise ValueError(f"columns has {max(chosen)}, but x has {features} features, from 0")
        return chosen, [column for column in range(features) if column not in set(chosen)]


def suited(data: "Dataset", chosen: AbstractEncoder | None) -> AbstractEncoder:
    """Return the encoder of a data set, or one of the user's choice with what the data need.

    Args:
        data: the data set.
        chosen: encodes the numbers; None for what the data set recommends. One that says itself
            which columns are categories is taken as it is.
    """
    if chosen is None or (isinstance(chosen, OneHot) and chosen.columns):
        return data.encoder if chosen is None else chosen
    return needed(data.feature_names, data.categories, data.has_missing, chosen)


def needed(
    names: tuple[str, ...] | None, categories: Any, has_missing: bool, inside: AbstractEncoder
) -> AbstractEncoder:
    """Return an encoder that also fills missing values and encodes categories, if there are any.

    Args:
        names: of the features.
        categories: the names of those that are categories.
        has_missing: whether a value is missing.
        inside: encodes the numbers.
    """
    if isinstance(inside, OneHot) and categories:
        inside = inside.then
    if has_missing and not isinstance(inside, Impute):
        inside = Impute(inside)
    columns = tuple(place for place, name in enumerate(names or ()) if name in categories)
    return OneHot(columns, inside) if columns else inside


def fills(encoder: AbstractEncoder) -> bool:
    """Return whether an encoder takes values that are missing."""
    return isinstance(encoder, Impute | OneHot)


def recommended(is_pictures: bool) -> AbstractEncoder:
    """Return what encodes numbers when nobody chose: pixels share one scale."""
    return Rescale() if is_pictures else Standardise()


def _check_inside(then: Any) -> None:
    if not isinstance(then, AbstractEncoder):
        raise ValueError(f"then is {then!r}; expected an encoder such as Standardise()")


def _check(x: np.ndarray, features: int | None = None) -> None:
    if x.ndim != 2 or (not len(x) and features is None):
        raise ValueError(f"x has the shape {x.shape}; expected [samples features], with samples")
    if features is not None and x.shape[1] != features:
        raise ValueError(f"x has {x.shape[1]} features, but the encoder was measured on {features}")
    if np.isinf(x).any():
        row, column = map(int, np.argwhere(np.isinf(x))[0])
        raise ValueError(f"x[{row}, {column}] is {x[row, column]}; expected finite numbers or NaN")


def _filled(x: np.ndarray, fill: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(x), fill, x)


def _values(column: np.ndarray) -> np.ndarray:
    return np.unique(column[~np.isnan(column)]).astype(np.float64)


def _inside(measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {_INSIDE + name: value for name, value in measured.items()}


def _of_inside(measured: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    names = [name for name in measured if name.startswith(_INSIDE)]
    return {name.removeprefix(_INSIDE): measured[name] for name in names}
