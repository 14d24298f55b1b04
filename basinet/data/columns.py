"""Samples from the columns of a `pyarrow.Table`: numbers, Booleans and texts.

A column of texts becomes the number of each text in a sorted list, for `OneHot` to encode. What is
neither (dates, free text, structures) is left aside and named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from basinet._closest import close
from basinet.data.errors import DataError
from basinet.data.labels import from_array
from basinet.data.reading import part_called
from basinet.data.samples import Form, Samples
from basinet.data.texts import LETTERS, MISSING, Feature, coded, feature_of_texts, longest

DIVIDING = {"split", "set", "subset", "partition", "part", "fold", "dataset", "usage", "ds"}
"""Names of columns that may say of each row to which part it belongs."""

_NAMED = 40


@dataclass(frozen=True)
class Want:
    """What is wanted of a table.

    Attributes:
        label: the column of labels; None for the last.
        labelled: whether labels are needed; without them a column `label` is left aside.
        drop: columns that are left aside.
        weight: a column that is read as a feature, and is never that of the labels unasked.
        form: what a model learnt from, whose columns are read; None for all columns.
        place: says where a row is, counted from 0, for messages.
    """

    label: str | None = None
    labelled: bool = True
    drop: tuple[str, ...] = ()
    weight: str | None = None
    form: Form = field(default_factory=Form)
    place: Callable[[int], str] = lambda row: f"row {row + 1}"


def samples(
    path: Path, table: Any, want: Want, *, spelled: bool
) -> tuple[Samples, np.ndarray | None]:
    """Make samples of a table.

    Args:
        path: the file, for messages.
        table: a `pyarrow.Table`.
        want: which columns.
        spelled: whether labels are texts because the file is.

    Returns:
        All rows; and the name of the part of each, where a column divides them.

    Raises:
        DataError: a column is missing, or a value cannot be used.
    """
    if not table.num_rows:
        raise DataError(f"{path}: there is a header but there are no rows")
    table = _without_empty(table)
    names = list(table.column_names)
    weight = [] if want.weight is None else [want.weight]
    _require(path, names, [*want.drop, *weight, *(want.form.columns or ())])
    divide = None if want.form.columns else _dividing(table, names, want.label)
    rest = [name for name in names if name not in want.drop and name != divide]
    label = want.label
    others = [name for name in rest if name != want.weight]
    if want.labelled and label is None and others:
        label = others[-1]
    if want.labelled:
        _require(path, names, [str(label)])
    features = list(want.form.columns or [name for name in rest if name != label])
    kept, odd = _features(path, table, features, want)
    if not kept:
        raise DataError(
            f"{path}: there are no features beside {label!r}{'; ' if odd else ''}{'; '.join(odd)}"
        )
    y, is_text = (None, False) if not want.labelled else _labels(path, str(label), table, want)
    columns: list[Any] = [feature.values for feature in kept.values()]
    made = Samples(
        np.stack(columns, axis=1).astype(np.float32, copy=False),
        y,
        spelled=spelled and is_text,
        label=f"column {label!r}",
        names=tuple(kept),
        categories={name: f.texts for name, f in kept.items() if f.texts is not None},
        odd=odd,
    )
    return made, None if divide is None else _parts(table, divide)


def _without_empty(table: Any) -> Any:
    """A table without columns that have no name and no value, as a separator at the end makes."""
    empty = [
        name
        for name in table.column_names
        if name.startswith("Unnamed") and table[name].null_count == table.num_rows
    ]
    return table.drop_columns(empty) if empty else table


def _features(
    path: Path, table: Any, names: Sequence[str], want: Want
) -> tuple[dict[str, Feature], tuple[str, ...]]:
    """The columns that can be used, and what is odd of the others."""
    kept: dict[str, Feature] = {}
    odd: list[str] = []
    for name in names:
        found, form = _feature(path, name, table[name], want), want.form
        if form.columns is not None:
            found, unknown = _like(path, name, found, table[name], form.categories.get(name))
            odd += unknown
        if found.values is None:
            odd.append(f"column {name!r} is left aside: {found.aside}")
        else:
            kept[name] = found
    return kept, tuple(odd)


def _feature(path: Path, name: str, column: Any, want: Want) -> Feature:
    """One column as numbers or as numbers of texts."""
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_null(kind) or column.null_count == len(column):
        return Feature(None, aside="it is empty")
    if types.is_boolean(kind):
        return Feature(_numbers(path, name, column.cast("int8"), want))
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return Feature(_numbers(path, name, column, want))
    if types.is_string(kind) or types.is_large_string(kind):
        return feature_of_texts(path, name, column, want.place)
    if types.is_temporal(kind):
        return Feature(None, aside="it has dates or times")
    return Feature(None, aside=f"it has values of the kind {str(kind)[:40]}")


def _numbers(path: Path, name: str, column: Any, want: Want) -> np.ndarray:
    """Numbers as float32, NaN where one is missing."""
    values = column.cast("float64", safe=False).to_numpy().astype(np.float64, copy=False)
    with np.errstate(over="ignore"):
        rounded = values.astype(np.float32)
    if np.isinf(rounded).any():
        row = int(np.isinf(rounded).argmax())
        raise DataError(
            f"{path}, {want.place(row)}, column {name!r}: {values[row]:g} is not finite or too"
            " large for float32; expected a number"
        )
    return rounded


def _like(
    path: Path, name: str, found: Feature, column: Any, known: tuple[str, ...] | None
) -> tuple[Feature, list[str]]:
    """A column as a model knows it: the same numbers for the same texts."""
    if known is None:
        if found.values is not None and found.texts is None:
            return found, []
        if found.aside == "it is empty":
            return Feature(np.full(len(column), np.nan)), []
        raise DataError(f"{path}: column {name!r} does not hold numbers, as the model learnt")
    codes, texts = coded(column.cast("string"))
    place = {text: float(number) for number, text in enumerate(known)}
    values = np.array([*(place.get(text, np.nan) for text in texts), np.nan])
    strange = [t for t in texts if t not in place and t.lower() not in MISSING]
    said = [f"column {name!r} has texts that were not learnt, such as {t!r}" for t in strange[:1]]
    return Feature(values[codes], known), said


def _labels(path: Path, name: str, table: Any, want: Want) -> tuple[np.ndarray, bool]:
    """Labels as they are written, and whether they are texts."""
    from pyarrow import types

    column = table[name]
    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    if column.null_count:
        row = column.is_null().to_pylist().index(True)
        raise DataError(f"{path}, {want.place(row)}, column {name!r}: the label is empty")
    if types.is_integer(kind) or types.is_floating(kind):
        return from_array(f"{path}: column {name!r}", column.to_numpy())[0], False
    if not (types.is_string(kind) or types.is_large_string(kind)):
        column = column.cast("string")
    if (letters := longest(column)) > 4 * LETTERS:
        raise DataError(
            f"{path}, column {name!r}: a label has {letters:,} letters; expected at most"
            f" {LETTERS}: is this the column of the labels?"
        )
    codes, texts = coded(column)
    if "" in texts:
        row = int((codes == texts.index("")).argmax())
        raise DataError(f"{path}, {want.place(row)}, column {name!r}: the label is empty")
    return np.array(texts)[codes], True


def _dividing(table: Any, names: Sequence[str], label: str | None) -> str | None:
    """The column whose texts are all names of parts, such as train and test."""
    for name in names:
        if name == label or name.strip().lower() not in DIVIDING:
            continue
        if str(table[name].type) not in ("string", "large_string") or table[name].null_count:
            continue
        found = {part_called(text) for text in coded(table[name])[1]}
        if len(found) > 1 and None not in found:
            return name
    return None


def _parts(table: Any, name: str) -> np.ndarray:
    codes, texts = coded(table[name])
    return np.array([part_called(text) for text in texts])[codes]


def _require(path: Path, names: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in set(names)]
    if missing:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        raise DataError(
            f"{path}: there is no column {', '.join(map(repr, missing[:_NAMED]))}"
            f"{close(missing[0], names)}; the columns are {', '.join(names[:_NAMED])}{more}"
        )
