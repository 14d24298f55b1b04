"""Numbers as text: one, several, or a range."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FORMS = "a number, a list such as 0.1,0.3 or a range such as 0:1:0.05"
MOST = 100_000
"""Values in one range; more than anybody reads."""


def numbers(option: str, text: str) -> "np.ndarray":
    """Return the numbers that a text stands for, increasing and without repetitions.

    `first:last:step` includes the last number where the steps meet it.

    Args:
        option: the name of the option, for errors.
        text: a number, numbers between commas, or first:last:step.

    Raises:
        ValueError: when the text is none of these.
    """
    import numpy as np

    parts = [_number(option, text, part) for part in text.replace(":", ",").split(",")]
    if ":" not in text:
        return np.unique(np.array(parts))
    if "," in text or len(parts) != 3:
        raise ValueError(f"{option} is {text!r}; expected {FORMS}")
    first, last, step = parts
    if step <= 0 or last < first:
        raise ValueError(
            f"{option} is {text!r}; a range is first:last:step with a step above 0 and a last"
            " number not below the first"
        )
    # A step that misses the last number by rounding alone meets it.
    count = (last - first) / step * (1 + 1e-12) + 1e-9
    if count >= MOST:
        raise ValueError(f"{option} is {text!r}; it has more than {MOST:,} numbers")
    return np.round(first + step * np.arange(math.floor(count) + 1), 12)


def dense(values: "np.ndarray") -> "np.ndarray":
    """Return 200 positions over the range of some, for a smooth curve; a single one stays alone.

    Positive positions over more than a factor of 50 are spaced by equal ratios.
    """
    import numpy as np

    if len(values) < 2:
        return values
    spaced = np.geomspace if values[0] > 0 and values[-1] > 50 * values[0] else np.linspace
    return spaced(values[0], values[-1], 200)


def whole_numbers(option: str, text: str) -> list[int]:
    """Return the whole numbers that a text stands for, as `numbers` does.

    Raises:
        ValueError: when the text is malformed or a number is not whole.
    """
    values = numbers(option, text)
    broken = values[values != values.round()]
    if len(broken):
        raise ValueError(f"{option} holds {broken[0]:g}; expected whole numbers")
    return [int(value) for value in values]


def _number(option: str, text: str, part: str) -> float:
    try:
        value = float(part)
    except ValueError:
        raise ValueError(f"{option} is {text!r}; expected {FORMS}") from None
    if not math.isfinite(value):
        raise ValueError(f"{option} is {text!r}; expected finite numbers")
    return value
