"""Words for people: what was perhaps meant by a misspelt name, values as Python writes them."""

import difflib
import re
from collections.abc import Iterable
from typing import Any


def plain(value: Any) -> Any:
    """Return a value whose repr people know: `0.5` where NumPy would write `np.float64(0.5)`."""
    import numpy as np  # help must come at once

    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value)) if not hasattr(value, "_fields") else value
    return value


def close(name: object, known: Iterable[str]) -> str:
    """Return a question after the known name that is most like another, empty where none is."""
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for one in known:
        if one == name:
            return ""
        whole.setdefault(one.lower(), one)
        for part in re.split(r"[._ ]", one.lower())[1:]:
            parts.setdefault(part, one)
    # A field of a part, such as the margin of `teaching.margin`, is called without what it is of.
    for alike, cutoff in ((whole, 0.61), (parts, 0.8)):
        if found := difflib.get_close_matches(str(name).lower(), alike, n=1, cutoff=cutoff):
            return f" (did you mean {alike[found[0]]}?)"
    return ""
