"""Columns of texts: categories by number, or numbers that were written as text."""

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from basinet.data.errors import DataError
from basinet.data.header import fault_of

LETTERS = 256
"""Letters that a label or a category may have."""

_TEXTS = 100
"""Texts of a column that are encoded; a column of more is no category."""

MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "<na>", "#n/a"})
"""Texts that stand for a missing value."""

_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_CURRENCY = "$€£¥"


def written(text: str) -> str:
    """A number without its thousands' commas, its percent sign or its currency."""
    bare = text.removesuffix("%").strip(f" {_CURRENCY}")
    if bare[:1] in "+-":
        bare = bare[:1] + bare[1:].lstrip(_CURRENCY)
    bare = bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare
    return bare if fault_of(bare) is None else text


_NEARLY = re.compile(r"[+-]?[0-9][0-9_]*(\.[0-9_]*)?")
"""What was meant to be a number."""


class Feature(NamedTuple):
    """A column as numbers, the texts that they stand for, or why it is left aside."""

    values: np.ndarray | None
    texts: tuple[str, ...] | None = None
    aside: str = ""


def coded(column: Any) -> tuple[np.ndarray, list[str]]:
    """Return for each text its number in a list of the distinct ones, -1 where it is missing."""
    whole = column.combine_chunks() if hasattr(column, "chunks") else column
    if not hasattr(whole, "dictionary"):
        whole = whole.dictionary_encode()
    if hasattr(whole, "chunks"):  # what does not fit into one array
        whole = whole.unify_dictionaries().combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    texts = [text.strip() for text in whole.dictionary.to_pylist()]
    distinct = sorted(set(texts))
    place = {text: number for number, text in enumerate(distinct)}
    moved = np.array([*(place[text] for text in texts), -1])
    return moved[codes], distinct


def longest(column: Any) -> int:
    """Return the bytes of the longest text."""
    compute = importlib.import_module("pyarrow.compute")  # it makes its functions when it is loaded
    values = column
    if hasattr(column.type, "value_type"):
        values = column.combine_chunks().dictionary
    return compute.max(compute.binary_length(values)).as_py() or 0


def feature_of_texts(path: Path, name: str, column: Any, place: Callable[[int], str]) -> Feature:
    """A column of texts: numbers where most are, a category where there are few of them."""
    if longest(column) > 4 * LETTERS:
        return Feature(None, aside="it has long texts")
    codes, texts = coded(column)
    texts = [written(text) for text in texts]
    missing = np.array([*(text.lower() in MISSING for text in texts), True])
    numeric = np.array([*(fault_of(t) != f"{t!r} is not a number" for t in texts), False])
    meant = numeric | np.array([*(_NEARLY.fullmatch(t) is not None for t in texts), False])
    numeric, meant = numeric & ~missing, meant & ~missing
    known = np.bincount(codes[codes >= 0], minlength=len(texts))
    there = known[~missing[:-1]].sum()
    if there == 0:
        return Feature(None, aside="it is empty")
    if 2 * known[meant[:-1]].sum() >= there:
        wrong = ~(missing | numeric)
        if wrong[codes].any():
            row = int(wrong[codes].argmax())
            raise DataError(
                f"{path}, {place(row)}, column {name!r}: {texts[codes[row]]!r} is not a number;"
                " expected a number"
            )
        return Feature(_spelled_numbers(path, name, codes, texts, numeric, place))
    kept = [text for text, gone in zip(texts, missing, strict=False) if not gone]
    if len(kept) > _TEXTS or (len(kept) > 20 and 2 * len(kept) > there):
        return Feature(None, aside=f"it has {len(kept):,} different texts in {there:,} rows")
    numbers = np.where(missing, np.nan, np.cumsum(~missing) - 1.0)
    return Feature(numbers[codes], tuple(kept))


def _spelled_numbers(
    path: Path,
    name: str,
    codes: np.ndarray,
    texts: list[str],
    numeric: np.ndarray,
    place: Callable[[int], str],
) -> np.ndarray:
    """A column of texts that are numbers."""
    values = [float(t) if n else np.nan for t, n in zip([*texts, ""], numeric, strict=True)]
    with np.errstate(over="ignore"):
        rounded = np.array(values, np.float32)
    if np.isinf(rounded[codes]).any():
        row = int(np.isinf(rounded[codes]).argmax())
        raise DataError(
            f"{path}, {place(row)}, column {name!r}: {fault_of(texts[codes[row]])}; expected a"
            " number"
        )
    return rounded[codes]
