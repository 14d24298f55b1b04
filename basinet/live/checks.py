"""Values of a message: numbers in their ranges, and bytes as text."""

import base64
import binascii
import math
from typing import Any

import numpy as np


class Refused(ValueError):  # noqa: N818
    """A message that was not accepted, and why, in a line."""


def number(name: str, value: Any, low: float, high: float) -> float:
    """Return a number of a message.

    Raises:
        Refused: when it is none, or outside of its range.
    """
    fine = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not fine or not math.isfinite(value):
        raise Refused(f"{name} is {value!r:.40}; expected a number from {low:g} to {high:g}")
    return float(value)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number of a message.

    Raises:
        Refused: when it is none, or outside of its range.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refused(f"{name} is {value!r:.40}; expected a whole number from {low} to {high}")
    return value


def levels(name: str, value: Any, count: int) -> np.ndarray:
    """Return brightnesses of a message, bytes in base 64, as numbers from 0 to 1.

    Raises:
        Refused: when it is no such text, or holds another number of them.
    """
    try:
        found = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError) as error:
        raise Refused(f"{name} is no text in base 64") from error
    if len(found) != count:
        raise Refused(f"{name} holds {len(found)} bytes; expected {count} in base 64")
    return np.frombuffer(found, np.uint8).astype(np.float32) / 255
