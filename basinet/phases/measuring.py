"""Measuring what is missing of a phase diagram, point by point."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from basinet.data import Dataset, Reading, load_quietly
from basinet.folders import hold
from basinet.phases.folder import PhaseFolder, open_folder
from basinet.phases.points import Learning, Reach, kinds
from basinet.phases.settings import PhaseSettings


class Progress(NamedTuple):
    """How far the measurement is.

    Attributes:
        done: points that are finished, those of earlier calls included.
        total: points of the whole diagram.
        kind: the curve of the last one: focusing, asynchronous or learning; empty at the begin.
        point: the last one; None at the begin.
    """

    done: int
    total: int
    kind: str
    point: Reach | Learning | None


def measure(settings: PhaseSettings, path: Path, data: Dataset | None = None) -> Iterator[Progress]:
    """Measure the points that the folder lacks and yield after each, when it is on disk.

    The first progress is yielded before anything is measured. A point depends on the settings
    alone: a measurement that was stopped and goes on gives the same points as one that was not.

    Args:
        settings: what to measure.
        path: the folder; made where it does not exist.
        data: the data set that the settings name; loaded without it.

    Raises:
        FileExistsError: when the folder holds something else.
        ValueError: when it was begun with other settings, a file is damaged or the data set is
            unknown; all before anything is measured.
        FolderInUseError: when another process works in the folder.
        OSError: when a file cannot be written.
    """
    learnt = load_quietly(Reading(settings.data)) if data is None else data
    folder = open_folder(path, settings)
    with hold(path):
        yield from _missing(settings, folder, learnt)


def _missing(settings: PhaseSettings, folder: PhaseFolder, data: Dataset) -> Iterator[Progress]:
    curves = kinds(settings)
    wanted = [(kind, value) for kind in curves for value in settings.self_couplings]
    missing = [(kind, value) for kind, value in wanted if folder.read_point(kind, value) is None]
    done = len(wanted) - len(missing)
    yield Progress(done, len(wanted), "", None)
    for kind, value in missing:
        found = curves[kind].measure(settings, value, data)
        folder.write_point(kind, found)
        done += 1
        yield Progress(done, len(wanted), kind, found)
