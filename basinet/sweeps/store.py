"""Where results are kept: one folder for each finished run, written whole or not at all.

sweep.toml              what was asked for last
runs/ab/abcd.../        one finished run, under the hash of its description
    result.json         description and measured numbers, flat, on one line
    history.jsonl       one line for each epoch, where there are epochs
    run.toml            for training runs: `basinet train --config` repeats it
index.parquet           all results as one table, made again from the folders at any time
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from basinet._files import write_atomically
from basinet._version import __version__
from basinet.sweeps.described import read_sweep, to_toml
from basinet.sweeps.sweep import Sweep, check_same
from basinet.sweeps.task import Outcome, name_of

_UNFINISHED = ".unfinished-"


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
        if not self.configuration.is_file():
            raise FileNotFoundError(
                f"{self.path} is not the folder of a sweep: it holds no sweep.toml;"
                " expected a folder that basinet sweep made"
            )
        return read_sweep(self.configuration)

    def folder(self, name: str) -> Path:
        """Return the folder of a run."""
        return self.runs / name[:2] / name

    def names(self) -> Iterator[str]:
        """Yield the names of the finished runs."""
        with contextlib.suppress(FileNotFoundError):
            for shelf in sorted(os.listdir(self.runs)):  # noqa: PTH208 (a million of them)
                with contextlib.suppress(NotADirectoryError):
                    for name in os.listdir(self.runs / shelf):  # noqa: PTH208
                        if not name.startswith("."):
                            yield name

    def read(self, name: str) -> dict[str, Any]:
        """Return the result of a run: its description, what was measured, and its error if any.

        Raises:
            FileNotFoundError: when the run is not finished.
            ValueError: when the file is damaged.
        """
        file = self.folder(name) / "result.json"
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise ValueError(
                f"{file} is damaged ({error}); remove the folder {file.parent} to do the run again"
            ) from error

    def write(self, outcome: Outcome) -> None:
        """Store what came of a run; nothing is left where it cannot be written whole.

        A run that is stored already is left as it is.

        Raises:
            OSError: when it cannot be written.
        """
        name = name_of(outcome.task)
        final = self.folder(name)
        result = record(outcome)
        files = {"result.json": json.dumps(result) + "\n"} | outcome.task.files()
        if outcome.history:
            files["history.jsonl"] = "".join(json.dumps(one) + "\n" for one in outcome.history)
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=final.parent))
            try:
                temporary.chmod(0o755)
                for file, text in files.items():
                    write_atomically(temporary / file, text)
                with contextlib.suppress(FileExistsError):
                    _rename_unless_there(temporary, final)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
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
        for leftover in self.runs.glob(f"*/{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)


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
    }


def open_store(path: Path, sweep: Sweep) -> Store:
    """Return the store for a sweep: a new folder, or that of the same sweep, perhaps smaller.

    Raises:
        ValueError: when the folder holds results of another sweep.
        FileExistsError: when it is not empty and not the folder of a sweep.
        OSError: when it cannot be made or written.
    """
    store = Store(path)
    text = to_toml(sweep)
    if _holds(store.configuration, text):
        pass
    elif store.configuration.is_file():
        try:
            check_same(store.read_sweep(), sweep)
        except ValueError as error:
            raise ValueError(
                f"{path} holds another sweep: {error}; choose another folder with --out"
            ) from error
    elif path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(
            f"{path} is not empty and not the folder of a sweep; choose another with --out"
        )
    try:
        store.runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            error.errno, f"could not make the folder {path}: {error.strerror}; choose another"
        ) from error
    write_atomically(store.configuration, text)
    return store


def _holds(file: Path, text: str) -> bool:
    """Whether a file is there with this text; a long sweep is then not read and checked again."""
    try:
        return file.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def merge(target: Store, source: Store) -> int:
    """Copy the results of another sweep that are not here yet, and return how many.

    Raises:
        FileNotFoundError: when a folder is not that of a sweep.
        OSError: when something cannot be written; what was copied is whole.
    """
    source.read_sweep()
    here = set(target.names())
    copied = 0
    for name in source.names():
        if name in here:
            continue
        final = target.folder(name)
        final.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=final.parent))
        try:
            shutil.copytree(source.folder(name), temporary, dirs_exist_ok=True)
            _rename_unless_there(temporary, final)
            copied += 1
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return copied


def _rename_unless_there(temporary: Path, final: Path) -> None:
    """Rename a folder into place; another process may have been faster with the same result."""
    try:
        temporary.rename(final)
    except OSError:
        if not (final / "result.json").is_file():
            raise
