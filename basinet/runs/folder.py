"""The folder of a run: its configuration, its model after the last finished epoch, its metrics.

Every file is written whole or not at all, so that a run can be stopped at any moment:

    run.toml            the complete configuration; `basinet train --config run.toml` repeats it
    environment.json    versions, device and time of the start
    model.safetensors   the model after the last finished epoch, with its history
    metrics.jsonl       the history, one line an epoch, for other programs
    report.html         the report, when it has been made
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basinet._files import remove_leftovers, write_atomically
from basinet.model import Model
from basinet.runs.run import Run, from_plain, read_toml, to_toml
from basinet.saving import load_model, save_model


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
        if not self.configuration.is_file():
            raise FileNotFoundError(
                f"{self.path} is not the folder of a run: it holds no run.toml;"
                " expected a folder that basinet train made"
            )
        try:
            return from_plain(read_toml(self.configuration))
        except ValueError as error:
            raise ValueError(f"{self.configuration}: {error}") from error

    def read_model(self) -> Model:
        """Return the model after the last finished epoch.

        Raises:
            FileNotFoundError: when no epoch has been finished.
            ValueError: when the file is damaged, of another version or of another run.
        """
        run = self.read_run()
        if not self.model.is_file():
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

    def read_environment(self) -> dict[str, Any]:
        """Return the versions and the device with which the run began, empty if not recorded."""
        file = self.path / "environment.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}

    def write_run(self, run: Run) -> None:
        """Write the description of the run.

        Raises:
            OSError: when the file cannot be written.
        """
        write_atomically(self.configuration, to_toml(run))

    def write_model(self, model: Model) -> None:
        """Write the model after an epoch, and its history for other programs.

        Raises:
            OSError: when a file cannot be written.
        """
        save_model(model, self.model)
        lines = "".join(json.dumps(entry) + "\n" for entry in model.history)
        write_atomically(self.metrics, lines)

    def tidy(self) -> None:
        """Remove the temporary files of a run that was killed while it wrote."""
        for file in (self.configuration, self.model, self.metrics, self.report):
            remove_leftovers(file)


def create(path: Path, run: Run, environment: dict[str, Any]) -> RunFolder:
    """Make the folder of a new run.

    Raises:
        FileExistsError: when the folder exists and is not empty.
        OSError: when it cannot be made or written.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(
            f"{path} exists and is not empty; choose another folder with --out, or go on with the"
            f" run in it with basinet train --resume {path}"
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(
            error.errno, f"could not make the folder {path}: {error.strerror}; choose another"
        ) from error
    folder = RunFolder(path)
    write_atomically(path / "environment.json", json.dumps(environment, indent=2) + "\n")
    folder.write_run(run)
    return folder


def next_free(parent: Path, stem: str) -> Path:
    """Return the first of stem-1, stem-2, ... in a folder that does not exist."""
    number = 1
    while (parent / f"{stem}-{number}").exists():
        number += 1
    return parent / f"{stem}-{number}"
