"""The folder of a run: its configuration, its model after the last finished epoch, its metrics.

Every file is written whole or not at all, so that a run can be stopped at any moment:

    run.toml            the complete configuration; `basinet train --config run.toml` repeats it
    environment.json    versions, device and time of the start
    model.safetensors   the model after the last epoch that was kept, with its history
    metrics.jsonl       the history, one line an epoch, for other programs
    report.html         the report, when it has been made
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from basinet._files import tidy, write_atomically
from basinet.folders import Kind, begin, hold, is_kept, json_text, lines, one_line, read
from basinet.model import Model
from basinet.runs.run import Run, from_plain, read_toml, to_toml
from basinet.saving import load_model, save_model

RUN = Kind("a run", "run.toml", "basinet train")


@dataclass(frozen=True)
class RunFolder:
    """The files of one run.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def configuration(self) -> Path:
        """The file that describes the run."""
        return self.path / "run.toml"

    @property
    def model(self) -> Path:
        """The file of the model after the last finished epoch."""
        return self.path / "model.safetensors"

    @property
    def metrics(self) -> Path:
        """The file of the history."""
        return self.path / "metrics.jsonl"

    @property
    def report(self) -> Path:
        """The file of the report."""
        return self.path / "report.html"

    def read_run(self) -> Run:
        """Return the description of the run.

        Raises:
            FileNotFoundError: when the folder is not that of a run.
            ValueError: when the configuration is damaged.
        """
        file = RUN.described(self.path)
        try:
            return from_plain(read_toml(file))
        except (ValueError, TypeError, OverflowError) as error:
            said = one_line(error)
            named = said if said.startswith(str(file)) else f"{file}: {said}"
            raise ValueError(f"{named}; {RUN.remedy}") from error

    def read_model(self) -> Model:
        """Return the model after the last finished epoch.

        Raises:
            FileNotFoundError: when no epoch has been finished.
            ValueError: when the file is damaged, of another version or of another run.
        """
        run = self.read_run()
        if not self.has_model():
            raise FileNotFoundError(
                f"{self.path} holds no finished epoch yet; go on with"
                f" basinet train --resume {self.path}"
            )
        model = load_model(self.model)
        if model.learner != run.learner or model.seed != run.seed:
            raise ValueError(
                f"{self.model} was trained with another learner or seed than"
                f" {self.configuration} says; restore the file that belongs to it"
            )
        return model

    def has_model(self) -> bool:
        """Return whether an epoch has been finished.

        Raises:
            ValueError: when what is in the place of the model is no file.
        """
        return is_kept(self.model, "remove it to begin the run anew")

    def read_environment(self) -> dict[str, Any]:
        """Return the versions and the device with which the run began, empty if not recorded.

        Raises:
            ValueError: when the file is damaged.
        """
        file = self.path / "environment.json"
        remedy = "delete it: the run itself does not need it"
        return read(file, remedy=remedy) if file.is_file() else {}

    def write_run(self, run: Run) -> None:
        """Write the description of the run.

        Raises:
            OSError: when the file cannot be written.
        """
        RUN.write(self.path, to_toml(run))

    def write_model(self, model: Model) -> None:
        """Write the model after an epoch, and its history for other programs.

        Raises:
            OSError: when a file cannot be written.
        """
        save_model(model, self.model)
        write_atomically(self.metrics, lines(model.history))

    def mend(self) -> None:
        """Remove what a killed process left, and write the metrics again if they lack an epoch.

        Raises:
            OSError: when a file cannot be written.
            ValueError: when the model is damaged.
        """
        tidy(self.path)
        if self.has_model():
            text = lines(self.read_model().history)
            if not self.metrics.is_file() or self.metrics.read_bytes() != text.encode():
                write_atomically(self.metrics, text)


def create(path: Path, run: Run, environment: dict[str, Any]) -> RunFolder:
    """Make the folder of a new run, or find the same run in it.

    Raises:
        FileExistsError: when the folder holds something else.
        FolderInUseError: when another process works in it.
        ValueError: when it holds another run, or one that has gone further.
        OSError: when it cannot be made or written.
    """
    folder = RunFolder(path)

    def compare(file: Path) -> None:
        del file
        there = folder.read_run()
        if replace(there, epochs=run.epochs) != run:
            raise ValueError(
                f"{path} holds another run; choose another folder with --out, or go on with the"
                f" run in it with basinet train --resume {path}"
            )
        finished = folder.read_model().epoch.number if folder.has_model() else 0
        if run.epochs < finished:
            raise ValueError(
                f"epochs is {run.epochs}, but {path} has finished {finished}; give at least as"
                " many, or begin a new run"
            )

    begin(RUN, path, to_toml(run), compare)
    with hold(path):
        if not (path / "environment.json").exists():
            write_atomically(path / "environment.json", json_text(environment))
    return folder


def next_free(parent: Path, stem: str, run: Run | None = None) -> Path:
    """Return the first of stem-1, stem-2, ... in a folder that does not exist.

    Args:
        parent: the folder.
        stem: how the name begins.
        run: if given, a folder also counts as free that a killed process left before anything was
            learnt in it, or with this run unfinished.
    """
    number = 1
    while (path := parent / f"{stem}-{number}").exists():
        if run is not None and _is_free_for(path, run):
            return path
        number += 1
    return path


def _is_free_for(path: Path, run: Run) -> bool:
    """Whether nobody works in a folder that is empty, or has this run and not all of it."""
    try:
        RUN.refuse_others(path)
        with hold(path):
            return not (path / RUN.description).exists() or _is_unfinished(path, run)
    except OSError:
        return False


def _is_unfinished(path: Path, run: Run) -> bool:
    folder = RunFolder(path)
    try:
        if folder.read_run() != run:
            return False
        return not folder.has_model() or folder.read_model().epoch.number < run.epochs
    except ValueError:
        return False
