"""What was perhaps meant by a misspelt name."""

import difflib
from collections.abc import Iterable


def close(name: str, known: Iterable[str]) -> str:
    """Return a question after the known name that is most like another; nothing where none is."""
    alike: dict[str, str] = {}
    for one in known:
        alike.setdefault(one.lower(), one)
    found = difflib.get_close_matches(name.lower(), alike, n=1, cutoff=0.55)
    return f" (did you mean {alike[found[0]]}?)" if found else ""
