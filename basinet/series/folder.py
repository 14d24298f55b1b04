"""The folder of a run on series.

series.toml            the complete configuration; `basinet series train --config` repeats it
environment.json       versions, device and time of the start
progress.safetensors   how far learning has come; removed at the end
model.safetensors      the model, when all is learnt
results.json           what was measured on held-out series
report.html            the report, when it has been made
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import numpy as np

from basinet._files import write_atomically
from basinet.folders import Kind, begin, hold, is_kept, json_text, read
from basinet.rates.readout import AbstractReadout
from basinet.saving import read_document, write_document
from basinet.series.classifier import ReservoirClassifier
from basinet.series.files import load, save
from basinet.series.learning import Progress
from basinet.series.reservoir import Reservoir
from basinet.series.run import SeriesRun, read_run, to_toml

SERIES = Kind("a run on series", "series.toml", "basinet series train")

_COUNTS = ("turn", "group", "first", "moments")


@dataclass(frozen=True)
class SeriesFolder:
    """The files of one run.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def model(self) -> Path:
        """The file of the model."""
        return self.path / "model.safetensors"

    @property
    def progress(self) -> Path:
        """The file that says how far learning has come."""
        return self.path / "progress.safetensors"

    @property
    def results(self) -> Path:
        """The file of what was measured."""
        return self.path / "results.json"

    @property
    def report(self) -> Path:
        """The file of the report."""
        return self.path / "report.html"

    def read_run(self) -> SeriesRun:
        """Return the description of the run.

        Raises:
            FileNotFoundError: when the folder is not that of a run on series.
            ValueError: when it is damaged.
        """
        file = SERIES.described(self.path)
        try:
            return read_run(file)
        except ValueError as error:
            raise ValueError(f"{error}; {SERIES.remedy}") from error

    def read_model(self) -> Reservoir | ReservoirClassifier:
        """Return the model.

        Raises:
            FileNotFoundError: when it is not finished.
            ValueError: when the file is damaged.
        """
        self.read_run()
        if not self.model.is_file():
            raise FileNotFoundError(
                f"{self.path} is not finished; go on with basinet series train --resume {self.path}"
            )
        named = read_document(self.model)[0].get("series") == "classifier"
        return load(self.model, ReservoirClassifier if named else Reservoir)

    def write_model(self, model: Reservoir | ReservoirClassifier) -> None:
        """Write the model and forget how far learning had come.

        Raises:
            OSError: when a file cannot be written.
        """
        save(model, self.model)
        self.progress.unlink(missing_ok=True)

    def read_results(self) -> dict[str, Any]:
        """Return what was measured.

        Raises:
            FileNotFoundError: when the run is not finished.
            ValueError: when the file is damaged.
        """
        needs = {"error": float, "jacobian_radius": float}
        return read(self.results, needs, "delete it, and it will be measured again")

    def write_results(self, results: dict[str, Any]) -> None:
        """Write what was measured.

        Raises:
            OSError: when the file cannot be written.
        """
        write_atomically(self.results, json_text(results))

    def read_progress(self, readout: AbstractReadout, digest: str) -> Progress | None:
        """Return how far learning has come; None where it has not begun.

        Args:
            readout: what learns.
            digest: the checksum of the data.

        Raises:
            ValueError: when the file is damaged or belongs to other data.
        """
        if not is_kept(self.progress, "delete it to begin anew"):
            return None
        document, arrays = read_document(self.progress)
        if document.get("data") != digest:
            raise ValueError(
                f"the data are not those on which {self.path} began: their checksums differ;"
                " restore the data or begin a new run"
            )
        try:
            counts = {name: int(document["progress"][name]) for name in _COUNTS}
            shape = jax.tree.structure(readout.empty(1, 1))
            parts = [arrays[f"gathered.{number}"] for number in range(shape.num_leaves)]
            ends = [arrays[f"end.{number}"] for number in range(int(document["ends"]))]
            return Progress(
                **counts,
                states=arrays["states"],
                gathered=jax.tree.unflatten(shape, parts),
                ends=ends,
                slopes=arrays["slopes"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{self.progress} is damaged; delete it to begin anew") from error

    def write_progress(self, progress: Progress, digest: str) -> None:
        """Write how far learning has come.

        Raises:
            OSError: when the file cannot be written.
        """
        arrays = {"states": progress.states, "slopes": progress.slopes}
        leaves = jax.tree.leaves(progress.gathered)
        arrays |= {f"gathered.{number}": np.asarray(part) for number, part in enumerate(leaves)}
        arrays |= {f"end.{number}": part for number, part in enumerate(progress.ends)}
        counts = {name: int(getattr(progress, name)) for name in _COUNTS}
        document = {"progress": counts, "ends": len(progress.ends), "data": digest}
        write_document(document, arrays, self.progress)


def create(path: Path, run: SeriesRun, environment: dict[str, Any]) -> SeriesFolder:
    """Make the folder of a new run, or find the same run in it.

    Raises:
        FileExistsError: when the folder holds something else.
        FolderInUseError: when another process works in it.
        ValueError: when it holds another run.
        OSError: when it cannot be made or written.
    """
    folder = SeriesFolder(path)

    def compare(file: Path) -> None:
        del file
        if folder.read_run() != run:
            raise ValueError(
                f"{path} holds another run; choose another folder with --out, or go on with the"
                f" run in it with basinet series train --resume {path}"
            )

    begin(SERIES, path, to_toml(run), compare)
    with hold(path):
        file = path / "environment.json"
        if not file.exists():
            write_atomically(file, json_text(environment))
    return folder
