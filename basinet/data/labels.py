"""Labels as they are written: whole numbers where all are, else text; nothing is rounded."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Shaped

from basinet.data.errors import DataError

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_QUANTITY = 20
"""Different numbers with a fraction from which on a column is measured and not a class."""


def settle(where: object, parts: Sequence[np.ndarray]) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """Make labels of texts, alike in all parts of the data.

    Texts that are the same number written in two ways, such as 0 and 0.0, are one class. Numbers
    with leading zeros are codes and stay text.

    Args:
        where: the file, for messages.
        parts: the texts of each part.

    Returns:
        For each part int64 where all texts are written as whole numbers, and else the texts; and
        what is odd.

    Raises:
        DataError: the texts are many numbers with fractions.
    """
    texts = np.unique(np.concatenate(parts))
    spelling, odd = _joined(texts.tolist())
    kept = sorted(set(spelling.values()))
    _refuse_quantity(where, kept)
    kind: Any = np.int64 if all(map(_INTEGER.fullmatch, kept)) else None
    by_place = np.array([spelling[text] for text in texts.tolist()])
    by_place = by_place if kind is None else by_place.astype(kind)
    folded = [text.casefold() for text in kept]
    if len(set(folded)) < len(kept):
        alike = next(text for text in kept if folded.count(text.casefold()) > 1)
        odd = (*odd, f"labels differ in capitals alone, such as {alike!r}: they are two classes")
    return [by_place[np.searchsorted(texts, part)] for part in parts], odd


def _joined(texts: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The spelling of each text: of several that are one number the shortest."""
    numbers = all(_NUMBER.fullmatch(text) for text in texts)
    if not numbers or any(re.match(r"[+-]?0[0-9]", text) for text in texts):
        return {text: text for text in texts}, ()
    spellings: dict[float, list[str]] = {}
    for text in texts:
        spellings.setdefault(_value(text), []).append(text)
    several = [same for same in spellings.values() if len(same) > 1]
    found = {text: min(same, key=_rank) for same in spellings.values() for text in same}
    if not several:
        return found, ()
    if all(float(text).is_integer() and abs(float(text)) < 2**53 for text in texts):
        found = {text: str(int(float(text))) for text in texts}
    shown = " and ".join(sorted(several[0], key=_rank))
    return found, (f"labels: {shown} are the same number and are taken as one class",)


def _value(text: str) -> Any:
    """A number to compare by; whole ones exactly, however long they are."""
    whole = text.lstrip("+")
    return int(whole) if re.fullmatch(r"-?[0-9]+", whole) else float(text)


def _rank(text: str) -> tuple[int, str]:
    return len(text), text


def _refuse_quantity(where: object, texts: list[str]) -> None:
    if len(texts) <= _QUANTITY or not all(_NUMBER.fullmatch(text) for text in texts):
        return
    fractions = [text for text in texts if not float(text).is_integer()]
    if 2 * len(fractions) > len(texts):
        raise DataError(
            f"{where}: the labels are {len(texts):,} different numbers such as {fractions[0]}: that"
            " is a quantity and no class; name the column of the labels with --label (label=)"
        )


def from_array(what: str, y: np.ndarray) -> tuple[Shaped[np.ndarray, " samples"], tuple[str, ...]]:
    """Make labels of an array: one for each sample, or one column for each class.

    Args:
        what: the array, for messages.
        y: integers, Booleans, floats that are whole, or text; a column or row of them; or a matrix
            with a single one in each row.

    Returns:
        int64 or text, and what is odd.

    Raises:
        DataError: it is none of these.
    """
    y, odd = y.reshape(-1) if y.ndim == 2 and 1 in y.shape else y, ()
    if y.ndim == 2 and _is_one_hot(y):
        y, odd = y.argmax(axis=1), (f"{what} has a column for each class: the number is the label",)
    if y.ndim != 1:
        raise DataError(f"{what} has the shape {y.shape}; expected one label per sample")
    if y.dtype == np.uint64 and len(y) and y.max() > np.iinfo(np.int64).max:
        raise DataError(f"{what} has the label {y.max()}; expected labels below 2^63")
    if y.dtype.kind in "biu":
        return y.astype(np.int64), odd
    if y.dtype.kind == "f":
        return _whole(what, y), odd
    if y.dtype.kind == "S":
        return np.char.decode(y, "utf-8", "replace"), odd
    if y.dtype.kind == "U":
        return y, odd
    raise DataError(f"{what} has the type {y.dtype}; expected integers or text (str)")


def _is_one_hot(y: np.ndarray) -> bool:
    if y.dtype.kind not in "biuf" or not y.size:
        return False
    return bool(np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all())


def _whole(what: str, y: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        wrong = ~np.isfinite(y) | (y != np.floor(y)) | (np.abs(y) >= 2**53)
    if wrong.any():
        first = int(wrong.argmax())
        raise DataError(
            f"{what}[{first}] is {y[first]}; expected labels, that is whole numbers or text"
        )
    return y.astype(np.int64)


def matched(y: Shaped[np.ndarray, " samples"], classes: np.ndarray) -> np.ndarray:
    """Return labels in the type of the classes of a model, where they are the same numbers.

    Args:
        y: labels of another file.
        classes: those that the model knows.
    """
    if y.dtype.kind == classes.dtype.kind:
        return y
    spelled = {str(one): one for one in classes.tolist()}
    if y.dtype.kind == "U" and classes.dtype.kind in "iu":
        spelled |= {f"{one}.0": one for one in classes.tolist()}
    if y.dtype.kind in "iu":
        spelled |= {text.removesuffix(".0"): text for text in list(spelled) if "." in text}
    texts = y.astype(str).tolist()
    if not all(text in spelled for text in texts):
        return y
    return np.array([spelled[text] for text in texts], classes.dtype)
