"""What other projects document, by their inventories in `docs/site/inventories`.

An inventory is four lines of text and then, compressed, one line for each name: the name, its kind,
a priority, where it stands and its title (Sphinx, `sphinx.util.inventory`, version 2).
"""

import functools
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "site" / "inventories"


@functools.cache
def known() -> dict[str, str]:
    """Return the role of Sphinx that links to each Python name which some inventory holds."""
    found: dict[str, str] = {}
    # Python's own first: others document names of it again.
    for file in sorted(FOLDER.glob("*.inv"), key=lambda one: (one.stem != "python", one.stem)):
        for name, kind in names(file.read_bytes()).items():
            found.setdefault(name, f"external+{file.stem}:py:{kind}")
    return found


def names(content: bytes) -> dict[str, str]:
    """Return the kind of each Python name of an inventory.

    Raises:
        ValueError: this is no inventory.
    """
    parts = content.split(b"\n", 4)
    if parts[0] != b"# Sphinx inventory version 2" or len(parts) != 5:
        raise ValueError("expected the four lines with which an inventory of Sphinx begins")
    try:
        text = zlib.decompress(parts[4]).decode("utf-8")
    except zlib.error as error:
        raise ValueError("the names of the inventory cannot be unpacked") from error
    found = {}
    for line in text.splitlines():
        name, _, rest = line.partition(" ")
        kind = rest.partition(" ")[0]
        if kind.startswith("py:"):  # names of Python have no spaces, others may
            found[name] = ROLES.get(kind.removeprefix("py:"), "obj")
    return found


ROLES = {
    "class": "class",
    "data": "data",
    "exception": "exc",
    "function": "func",
    "method": "meth",
    "module": "mod",
}
"""The name of the role for each kind; what has none is linked to as an object."""


ELSEWHERE = {"jaxtyping.Array": "jax.Array"}
"""Names that one project takes from another, and under which name that one documents them."""


def link(name: str, shown: str) -> str:
    """Return the words for a name: a link where an inventory holds it, otherwise as they are."""
    name = ELSEWHERE.get(name, name)
    role = known().get(name)
    return f"{{{role}}}`{shown} <{name}>`" if role else shown
