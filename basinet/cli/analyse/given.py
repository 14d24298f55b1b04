"""What the commands of `basinet analyse` are given: two runs on the same data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.show import download_bar

if TYPE_CHECKING:
    from basinet.data import Dataset
    from basinet.model import Model

First = Annotated[Path, typer.Argument(help="The folder of a run.")]
Second = Annotated[Path, typer.Argument(help="The folder of another run, on the same data.")]
Patterns = Annotated[int, typer.Option(min=4, help="Held-out patterns that both are shown.")]


def two_models(one: Path, other: Path) -> "tuple[Model, Model, Dataset]":
    """Return the models of two runs and the data of both.

    Raises:
        ValueError: when the runs have learnt different data.
    """
    from basinet.runs import refuse_other_data

    first, data = one_model(one)
    second = _model(other)
    refuse_other_data(second, data, other, do="compare runs on the same data")
    return first, second, data


def one_model(run: Path) -> "tuple[Model, Dataset]":
    """Return the model of a run and its data."""
    from basinet.data import load_quietly
    from basinet.runs import RunFolder, refuse_other_data

    model, described = _model(run), RunFolder(run).read_run()
    with download_bar() as progress:
        data = load_quietly(described.reading, progress=progress)
    refuse_other_data(model, data, run)
    return model, data


def _model(run: Path) -> "Model":
    from basinet.runs import RunFolder

    return RunFolder(run).read_model()
