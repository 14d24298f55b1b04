"""The folder of a phase diagram: its settings and one file for each finished point.

Every file is written whole or not at all, so that the work can be stopped at any moment:

    settings.json                    what is measured; other settings are refused in this folder
    points/focusing-0.1.json         how many networks were solved, by curve and self-coupling
    points/learning-0.1.json         the accuracies of the networks that were trained
    phase-diagram.json, .png, .svg   all results, and the picture
    computers.json                   what computed them, by the short names in the points
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from basinet._files import write_atomically
from basinet.computing import computed_by
from basinet.computing.computers import note, short
from basinet.data import content
from basinet.folders import Kind, begin, is_kept, json_text, one_line, read
from basinet.phases.points import Learning, Reach, kinds
from basinet.phases.settings import PhaseSettings, from_plain, to_plain

PHASES = Kind("a phase diagram", "settings.json", "basinet theory phase-diagram", ("points",))

_CONTENT = "data content"
"""Under which the settings' file keeps the checksum of the data, where they are a file."""


@dataclass(frozen=True)
class PhaseFolder:
    """The files of one phase diagram.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def settings(self) -> Path:
        """The file of the settings."""
        return self.path / "settings.json"

    @property
    def results(self) -> Path:
        """The file of all results."""
        return self.path / "phase-diagram.json"

    @property
    def picture(self) -> Path:
        """The picture as PNG; as SVG it has the same name with the other ending."""
        return self.path / "phase-diagram.png"

    @property
    def points(self) -> Path:
        """The folder of the finished points."""
        return self.path / "points"

    def point(self, kind: str, self_coupling: float) -> Path:
        """The file of one point of a curve."""
        return self.points / f"{kind}-{self_coupling!r}.json"

    def read_settings(self) -> PhaseSettings:
        """Return what is measured in this folder.

        Raises:
            FileNotFoundError: when the folder is not that of a phase diagram.
            ValueError: when the file is damaged.
        """
        plain = read(PHASES.described(self.path), remedy="use another folder")
        digest = plain.pop(_CONTENT, None)
        try:
            if not isinstance(digest, str | None):
                raise ValueError(f"{_CONTENT} is {digest!r}; it must be a checksum")
            return from_plain(plain)
        except (ValueError, TypeError, OverflowError) as error:
            said = one_line(error)
            raise ValueError(f"{self.settings} is damaged: {said}; use another folder") from error

    def read_point(self, kind: str, self_coupling: float) -> Reach | Learning | None:
        """Return a finished point, None if it has not been measured.

        Raises:
            ValueError: when its file is damaged.
        """
        file = self.point(kind, self_coupling)
        remedy = "delete it, and it will be measured again"
        if not is_kept(file, remedy):
            return None
        plain = read(file, remedy=remedy)
        try:
            values: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in plain.items()
                if name != "computed_by"
            }
            settings = self.read_settings()
            found = kinds(settings)[kind].point(**values)
            if found.self_coupling != self_coupling:
                raise ValueError(f"self_coupling is {found.self_coupling}, not {self_coupling}")
            _check_size(found, settings)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"{file} is damaged: {one_line(error)}; {remedy}") from error
        return found

    def write_point(self, kind: str, found: Reach | Learning) -> None:
        """Write a finished point.

        Raises:
            OSError: when the file cannot be written.
        """
        here = computed_by()
        note(self.path, here)
        text = json_text(asdict(found) | {"computed_by": short(here)})
        write_atomically(self.point(kind, found.self_coupling), text)


def _check_size(found: Reach | Learning, settings: PhaseSettings) -> None:
    """Refuse a point of more or fewer networks than the settings say."""
    if isinstance(found, Reach):
        count, asked = found.instances, settings.instances
    else:
        count, asked = len(found.accuracy), settings.seeds
    if count != asked or (isinstance(found, Learning) and len(found.settled) != asked):
        raise ValueError(f"it is of {count} networks, not {asked}")


def open_folder(path: Path, settings: PhaseSettings) -> PhaseFolder:
    """Return the folder, made where it does not exist, after comparing the settings.

    Raises:
        FileExistsError: when the folder holds other files and no phase diagram.
        FolderInUseError: when another process works in it.
        ValueError: when it was begun with other settings; the first that differs is named.
        OSError: when it cannot be made or written.
    """
    folder = PhaseFolder(path)
    digest = content(settings.data)
    text = json.dumps(to_plain(settings) | {_CONTENT: digest}, indent=2) + "\n"

    def compare(file: Path) -> None:
        began, asked = to_plain(folder.read_settings()), to_plain(settings)
        for name, value in asked.items():
            if began[name] != value:
                raise ValueError(
                    f"{path} was begun with {name} {began[name]}, not {value}; repeat the"
                    " command that began it, or choose another folder"
                )
        if read(file).get(_CONTENT) != digest:
            raise ValueError(
                f"{settings.data} has changed since {path} was begun; restore it or choose another"
                " folder"
            )

    begin(PHASES, path, text, compare)
    folder.points.mkdir(exist_ok=True)
    return folder
