"""A number on the grid of a sweep: mean and spread over the seeds at each point."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from jaxtyping import Float, Int

from basinet._closest import close
from basinet._html import spread, table
from basinet.sweeps.sweep import Sweep


@dataclass(frozen=True)
class Summary:
    """A measured number at each point of a grid.

    Attributes:
        name: what was measured.
        axes: for each axis its name and its values, as they are stored.
        samples: the number at each point and seed, NaN where there is none yet.
    """

    name: str
    axes: dict[str, tuple[Any, ...]]
    samples: Float[np.ndarray, "*grid seeds"]

    def _repr_html_(self) -> str:
        """Return the axes and the range of the means, as a table."""
        rows = [(name, f"{len(values)} values") for name, values in self.axes.items()]
        known = self.mean[np.isfinite(self.mean)].tolist()
        return table(f"Sweep of {self.name}", [*rows, ("means over seeds", spread(known))])

    @property
    def count(self) -> Int[np.ndarray, "*grid"]:
        """How many seeds have a value."""
        return np.isfinite(self.samples).sum(axis=-1)

    @property
    def mean(self) -> Float[np.ndarray, "*grid"]:
        """The mean over the seeds, NaN where no seed has a value."""
        total = np.nansum(self.samples, axis=-1)
        return np.divide(total, self.count, out=np.full(total.shape, np.nan), where=self.count > 0)

    @property
    def error(self) -> Float[np.ndarray, "*grid"]:
        """The standard error of the mean, NaN where fewer than two seeds have a value."""
        squares = np.nansum((self.samples - self.mean[..., None]) ** 2, axis=-1)
        count = self.count
        scale = count * (count - 1)
        variance = np.divide(squares, scale, out=np.full(squares.shape, np.nan), where=scale > 0)
        return np.sqrt(variance)

    def at(self, name: str, value: Any) -> "Summary":
        """Return the part of the grid at one value of an axis.

        Raises:
            ValueError: when there is no such axis or value.
        """
        if name not in self.axes:
            said = f"there is no axis {name!r}{close(name, self.axes)}"
            raise ValueError(f"{said}; the axes are {', '.join(self.axes)}")
        values = self.axes[name]
        if value not in values:
            listed = ", ".join(map(str, values))
            raise ValueError(f"{name} = {value!r} is not on its axis; it has {listed}")
        place = list(self.axes).index(name)
        rest = {other: v for other, v in self.axes.items() if other != name}
        return Summary(self.name, rest, np.take(self.samples, values.index(value), axis=place))


def summarise(sweep: Sweep, table: pa.Table, name: str | None = None) -> Summary:
    """Return a measured number on the grid of a sweep.

    Args:
        sweep: the grid and the seeds; other results in the table are left aside.
        table: results, from `collect`.
        name: what to show; the sweep's own choice without it.

    Raises:
        ValueError: when the table has no column of numbers of that name.
    """
    name = sweep.show if name is None else name
    axes = sweep.stored_values()
    shape = (*(len(values) for values in axes.values()), len(sweep.seeds))
    samples = np.full(shape, np.nan)
    if not table.num_rows:
        return Summary(name, axes, samples)
    values = _numbers(table, name, {*sweep.base.plain(), *sweep.stored_values()})
    places = [_places(table, axis, values_) for axis, values_ in axes.items()]
    places.append(_places(table, "seed", sweep.seeds))
    on_grid = np.all([place >= 0 for place in places], axis=0) & _same(sweep, table)
    samples[tuple(place[on_grid] for place in places)] = values[on_grid]
    return Summary(name, axes, samples)


def rows(summary: Summary) -> list[dict[str, Any]]:
    """Return one dictionary for each point that has a value, the largest mean first.

    Each has the values of the axes, `mean`, `error` (None where there is one seed) and `seeds`.
    """
    count, mean, error = summary.count, summary.mean, summary.error
    found = []
    for place in sorted(map(tuple, np.argwhere(count > 0)), key=lambda at: -mean[at]):
        point = {n: values[i] for (n, values), i in zip(summary.axes.items(), place, strict=True)}
        spread = float(error[place]) if np.isfinite(error[place]) else None
        found.append(
            {**point, "mean": float(mean[place]), "error": spread, "seeds": int(count[place])}
        )
    return found


def _numbers(table: pa.Table, name: str, described: set[str]) -> np.ndarray:
    names = [
        field.name
        for field in table.schema
        if pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
    ]
    if name not in names:
        measured = [n for n in names if n not in described]
        said = f"no number {name!r} was measured{close(name, measured)}"
        raise ValueError(f"{said}; there are {', '.join(measured)}")
    column = table.column(name).cast(pa.float64())
    return column.to_numpy(zero_copy_only=False).astype(float)


def _places(table: pa.Table, name: str, values: tuple[Any, ...]) -> np.ndarray:
    """For each row the position of its value on an axis, -1 where it is not on it."""
    if name not in table.column_names:
        return np.full(table.num_rows, -1)
    encoded = table.column(name).combine_chunks().dictionary_encode()
    known: Mapping[Any, int] = {value: place for place, value in enumerate(values)}
    codes = np.array([known.get(value, -1) for value in encoded.dictionary.to_pylist()] + [-1])
    return codes[encoded.indices.fill_null(len(codes) - 1).to_numpy(zero_copy_only=False)]


def _same(sweep: Sweep, table: pa.Table) -> np.ndarray:
    """Which rows agree with the base of the sweep in all that is no axis."""
    free = {axis.name for axis in sweep.axes} | {"seed"}
    same = np.ones(table.num_rows, bool)
    for name, value in sweep.base.plain().items():
        beside = any(axis.startswith(f"{name}.") or name.startswith(f"{axis}.") for axis in free)
        if name not in free and not beside:
            same &= _places(table, name, (value,)) >= 0
    return same
