"""Where results are kept: one folder for each finished run, written whole or not at all.

sweep.toml              what was asked for last
runs/ab/abcd.../        one finished run, under the hash of its description
    result.json         description and measured numbers, flat, on one line, and checksums
    history.jsonl       one line for each epoch, where there are epochs
    run.toml            for training runs: `basinet train --config` repeats it
index.parquet           all results as one table, made again from the folders at any time
computers.json          what computed them, by the short names in the results
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from basinet._files import sync_folder, temporary_folder, tidy, write_atomically
from basinet._version import __version__
from basinet.computing.computers import known, note, short
from basinet.folders import (
    Kind,
    begin,
    check_all_beside,
    check_beside,
    hold,
    is_kept,
    lines,
    read,
    read_lines,
    sealed,
)
from basinet.sweeps.contents import REMEDY, is_empty, read_kept, refuse_other_contents
from basinet.sweeps.described import read_sweep, to_toml
from basinet.sweeps.sweep import Sweep, check_same
from basinet.sweeps.task import Outcome, name_of

SWEEP = Kind("a sweep", "sweep.toml", "basinet sweep", ("runs",), REMEDY)


@dataclass(frozen=True)
class Store:
    """The folder of a sweep.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def configuration(self) -> Path:
        """The file that describes the sweep."""
        return self.path / "sweep.toml"

    @property
    def runs(self) -> Path:
        """The folder of the runs."""
        return self.path / "runs"

    @property
    def index(self) -> Path:
        """The table of all results."""
        return self.path / "index.parquet"

    def read_sweep(self) -> Sweep:
        """Return the sweep for which results are collected here.

        Raises:
            FileNotFoundError: when the folder is not that of a sweep.
            ValueError: when its configuration is damaged.
        """
        return read_kept(read_sweep, SWEEP.described(self.path))

    def folder(self, name: str) -> Path:
        """Return the folder of a run."""
        return self.runs / name[:2] / name

    def names(self) -> Iterator[str]:
        """Yield the names of the finished runs; a folder without a result is none.

        Raises:
            OSError: when a folder may not be read.
        """
        with contextlib.suppress(FileNotFoundError):
            for shelf in sorted(os.listdir(self.runs)):  # noqa: PTH208 (a million of them)
                if shelf.startswith("."):
                    continue
                below = f"{os.fspath(self.runs)}/{shelf}"
                with contextlib.suppress(NotADirectoryError):
                    for name in os.listdir(below):  # noqa: PTH208
                        if _is_file(f"{below}/{name}/result.json"):
                            yield name

    def read(self, name: str, needs: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the result of a run: its description, what was measured, and its error if any.

        Args:
            name: of the run.
            needs: further values that must be there, and their kinds, as for `folders.read`.

        Raises:
            FileNotFoundError: when the run is not finished.
            ValueError: when the file is damaged.
        """
        file, remedy = self.folder(name) / "result.json", self.remedy(name)
        always = {"name": str, "error": (str, type(None))}
        return read(file, always | dict(needs or {}), remedy)

    def read_history(self, name: str) -> list[dict[str, Any]]:
        """Return what a finished run measured after each epoch, nothing where there are none.

        Raises:
            FileNotFoundError: when the run is not finished.
            ValueError: when the file is damaged.
        """
        result, history = (self.folder(name) / it for it in ("result.json", "history.jsonl"))
        remedy = self.remedy(name)
        there = is_kept(history, remedy)
        check_beside(result, result.read_bytes(), history, remedy)
        return read_lines(history, remedy) if there else []

    def remedy(self, name: str) -> str:
        """Return what to do about the damaged files of a run."""
        return f"remove the folder {self.folder(name)} to do the run again"

    def write(self, outcome: Outcome) -> None:
        """Store what came of a run; nothing is left where it cannot be written whole.

        A run that is stored already is left as it is.

        Raises:
            OSError: when it cannot be written.
        """
        result = record(outcome)
        files = dict(outcome.task.files())
        if outcome.history:
            files["history.jsonl"] = lines(outcome.history)
        files["result.json"] = sealed(lines([result]), files)
        if outcome.computed_by:
            note(self.path, outcome.computed_by)
        self.put(name_of(outcome.task), files)

    def put(self, name: str, files: Mapping[str, bytes | str]) -> None:
        """Write the files of a run into a folder that is renamed into place when it is whole.

        Raises:
            OSError: when it cannot be written.
        """
        final = self.folder(name)
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            # Below `runs` and not on the shelf, so that leftovers are found by looking there alone.
            with temporary_folder(self.runs) as temporary:
                for file, text in files.items():
                    write_atomically(temporary / file, text)
                _rename_unless_there(temporary, final)
            sync_folder(final.parent)
        except OSError as error:
            reason = str(error) if error.errno is None else os.strerror(error.errno)
            raise OSError(
                error.errno,
                f"could not store a run in {final}: {reason}; what was finished before is kept."
                " Free some space and give the same command again",
            ) from error

    def remove(self, name: str) -> None:
        """Remove the result of a run, so that it is done again."""
        shutil.rmtree(self.folder(name))

    def tidy(self) -> None:
        """Remove what a process left behind that was killed while it wrote."""
        tidy(self.path)
        tidy(self.runs)


def record(outcome: Outcome) -> dict[str, Any]:
    """Return what is stored of an outcome: one flat dictionary."""
    return {
        "name": name_of(outcome.task),
        **outcome.task.plain(),
        **outcome.measured,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 6),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "basinet": __version__,
        **({"computed_by": short(outcome.computed_by)} if outcome.computed_by else {}),
    }


def open_store(path: Path | str, sweep: Sweep) -> Store:
    """Return the store for a sweep: a new folder, or that of the same sweep, perhaps smaller.

    Raises:
        ValueError: when the folder holds results of another sweep.
        FileExistsError: when it is not empty and not the folder of a sweep.
        FolderInUseError: when another process works in it.
        OSError: when it cannot be made or written.
    """
    path = Path(path)
    store = Store(path)

    def compare(file: Path) -> None:
        if is_empty(file):
            return
        there = store.read_sweep()
        try:
            check_same(there, sweep)
            refuse_other_contents(file)
        except ValueError as error:
            raise ValueError(
                f"{path} holds another sweep: {error}; choose another folder with --out"
            ) from error

    begin(SWEEP, path, to_toml(sweep), compare)
    return store


def merge(target: Store, source: Store) -> int:
    """Copy the results of another sweep that are not here yet, and return how many.

    Raises:
        FileNotFoundError: when a folder is not that of a sweep.
        ValueError: when a result is damaged; it is not copied, and those before it are.
        OSError: when something cannot be written; what was copied is whole.
    """
    source.read_sweep()
    copied = 0
    with hold(target.path):
        here = set(target.names())
        for facts in known(source.path).values():
            note(target.path, facts)
        for name in source.names():
            if name not in here:
                target.put(name, _files(source, name))
                copied += 1
    return copied


def _files(source: Store, name: str) -> dict[str, bytes]:
    """The files of a finished run, which must be whole."""
    source.read(name)
    source.read_history(name)
    folder, remedy = source.folder(name), source.remedy(name)
    result = folder / "result.json"
    check_all_beside(result, result.read_bytes(), remedy)
    return {file.name: file.read_bytes() for file in folder.iterdir() if is_kept(file, remedy)}


def _is_file(path: str) -> bool:
    """Whether there is a file; what may not be looked at is not taken as missing."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 (a million of them)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _rename_unless_there(temporary: Path, final: Path) -> None:
    """Rename a folder into place, unless the same result is there; one without it gives way."""
    if not (final / "result.json").is_file():
        shutil.rmtree(final, ignore_errors=True)
        temporary.rename(final)
