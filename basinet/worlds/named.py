"""The worlds by their names, and their fields from text."""

from collections.abc import Mapping
from typing import Any

from basinet._closest import close
from basinet.settings import make
from basinet.worlds._base import AbstractWorld
from basinet.worlds.cells import Bubble, Insertion, Selection
from basinet.worlds.flock import Flock
from basinet.worlds.foraging import Foraging
from basinet.worlds.kuramoto import Kuramoto
from basinet.worlds.moons import Moons
from basinet.worlds.search import Search
from basinet.worlds.sorting import SortingArray
from basinet.worlds.swarmalators import Swarmalators
from basinet.worlds.vicsek import Vicsek

WORLDS: dict[str, type[AbstractWorld]] = {
    "kuramoto": Kuramoto,
    "swarmalators": Swarmalators,
    "vicsek": Vicsek,
    "flock": Flock,
    "sorting": SortingArray,
    "foraging": Foraging,
    "search": Search,
    "moons": Moons,
}
"""All worlds; a new one is listed here, and tested by being listed."""

PARTS: dict[str, Any] = {kind.__name__: kind for kind in (Bubble, Insertion, Selection)}
"""What a field of a world may be made of, by its name."""


def world(name: str, fields: Mapping[str, Any] | None = None) -> AbstractWorld:
    """Return a world by its name, with some of its fields changed.

    Args:
        name: one of `WORLDS`.
        fields: field name -> value, or the text of one.

    Raises:
        ValueError: when there is no such world or field, or a value is not allowed.
    """
    if name not in WORLDS:
        raise ValueError(
            f"there is no world {name!r}{close(name, WORLDS)}; the worlds are {', '.join(WORLDS)}"
        )
    return make(WORLDS[name], fields or {}, PARTS)
