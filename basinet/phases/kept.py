"""Points of a curve or of a plane that are kept while others are measured.

    DESCRIPTION.json     what is measured; other settings are refused in this folder
    points/0.5.json      a finished point, by the values at which it was measured
    computers.json       what computed them, by the short names in the points

Every file is written whole or not at all. A point depends on the description and on its own values
alone, so that a measurement that goes on, or on more points, ends as one that was not stopped.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from basinet._files import write_atomically
from basinet.computing import computed_by
from basinet.computing.computers import note, short
from basinet.folders import Kind, begin, is_kept, json_text, read

Point = TypeVar("Point")

REACH = Kind(
    "a curve of accessibility", "accessibility.json", "basinet theory accessibility", ("points",)
)
RETRIEVAL = Kind("overlaps of a memory", "memory-phases.json", "basinet memory phases", ("points",))


@dataclass(frozen=True)
class KeptPoints:
    """A folder of points.

    Attributes:
        path: the folder, which exists.
        described: what all points share and depend on.
    """

    path: Path
    described: Mapping[str, Any]

    def read(self, at: Mapping[str, float], make: Callable[..., Point]) -> Point | None:
        """Return a finished point, None if it has not been measured.

        Args:
            at: the values at which it is measured, by their names.
            make: makes it of its numbers, by their names.

        Raises:
            ValueError: when its file is damaged or that of another point.
        """
        file, remedy = self._file(at), "delete it, and it will be measured again"
        if not is_kept(file, remedy):
            return None
        values = read(file, remedy=remedy)
        values.pop("computed_by", None)
        try:
            if not all(v is None or type(v) in (int, float) for v in values.values()):
                raise ValueError("it holds something else than numbers")
            for name, value in {**self.described, **at}.items():
                if values.get(name, value) != value:
                    raise ValueError(f"{name} is {values[name]}, not {value}")
            return make(**{k: math.nan if v is None else v for k, v in values.items()})
        except (ValueError, TypeError) as error:
            raise ValueError(f"{file} is damaged: {error}; {remedy}") from error

    def write(self, at: Mapping[str, float], numbers: Mapping[str, float]) -> None:
        """Write a finished point.

        Args:
            at: the values at which it is measured, by their names.
            numbers: all that are kept of it.

        Raises:
            OSError: when the file cannot be written.
        """
        here = computed_by()
        note(self.path, here)
        plain: dict[str, Any] = {k: v if math.isfinite(v) else None for k, v in numbers.items()}
        write_atomically(self._file(at), json_text(plain | {"computed_by": short(here)}))

    def _file(self, at: Mapping[str, float]) -> Path:
        return self.path / "points" / f"{'-'.join(map(repr, at.values()))}.json"


def open_points(kind: Kind, path: Path, described: Mapping[str, Any]) -> KeptPoints:
    """Return the folder, made where it does not exist, after comparing what is measured.

    Raises:
        FileExistsError: when the folder holds other files.
        FolderInUseError: when another process works in it.
        ValueError: when it was begun with other settings; the first that differs is named.
        OSError: when it cannot be made or written.
    """

    def compare(file: Path) -> None:
        kinds = {name: type(value) for name, value in described.items()}
        there = read(file, kinds, "use another folder")
        for name, value in described.items():
            if there[name] != value:
                raise ValueError(
                    f"{path} was begun with {name} {there[name]}, not {value}; repeat the"
                    " command that began it, or choose another folder"
                )

    begin(kind, path, json.dumps(dict(described), indent=2) + "\n", compare)
    (path / "points").mkdir(exist_ok=True)
    return KeptPoints(path, described)
