"""`basinet series evaluate` and `predict`: what a finished run answers."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from basinet.cli.series.train import tell
from basinet.cli.show import as_json
from basinet.cli.theory.output import Json, plain

Run = Annotated[Path, typer.Argument(help="The folder of a finished run.")]


def evaluate(
    run: Run,
    data: Annotated[
        str | None, typer.Option(help="Other series with targets; else the run's own.")
    ] = None,
    target: Annotated[str | None, typer.Option(help="Column of a CSV to predict.")] = None,
    json: Json = False,
) -> None:
    """Measure the error of a run's model on held-out series; of other data on their last quarter.

    Example: `basinet series evaluate runs/narma --json`
    """
    from basinet.series.execute import check_same, measure
    from basinet.series.folder import SeriesFolder
    from basinet.series.sources import TASKS, load_series

    folder = SeriesFolder(run)
    described, model = folder.read_run(), folder.read_model()
    source = described.data if data is None else data
    column = described.target if target is None else target
    loaded = load_series(source, column, described.steps, described.seed)
    own = data is None
    # Built-in tasks are computed, and not everywhere alike to the last bit.
    if own and source not in TASKS and folder.results.is_file():
        check_same(folder, loaded)
    results = measure(model, loaded if own else _from_rest(loaded))
    if json:
        as_json({"data": source, **plain(results)})
    else:
        tell(results)


def predict(
    run: Run,
    source: Annotated[
        str | None, typer.Argument(help="A .csv or .npz of features; none with --steps.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Run free for so many steps from the end of training.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write into this file; else to standard output.")
    ] = None,
) -> None:
    """Predict each step of a series, or go on freely with --steps; as CSV.

    Example: `basinet series predict runs/narma more.csv --out answers.csv`

    Example: `basinet series predict runs/mackey --steps 200`
    """
    from basinet._files import refuse_unwritable, write_atomically
    from basinet.series import Reservoir
    from basinet.series.folder import SeriesFolder
    from basinet.series.sources import read_inputs

    if out is not None:
        refuse_unwritable(out)
    folder = SeriesFolder(run)
    described, model = folder.read_run(), folder.read_model()
    if (source is None) == (steps is None):
        raise ValueError("give either a file of features or --steps, not both and not neither")
    if steps is not None:
        if not isinstance(model, Reservoir):
            raise ValueError(f"{run} names series and predicts none; give a file of series")
        text = _table(model.generate(steps))
    else:
        series = read_inputs(str(source), described.target)
        text = _answers(model, series)
    if out is None:
        sys.stdout.write(text)
    else:
        write_atomically(out, text)


def _from_rest(data: Any) -> Any:
    """Other series do not go on where training ended."""
    from dataclasses import replace

    return replace(data, goes_on=False)


def _answers(model: Any, series: list[Any]) -> str:
    from basinet.series import Reservoir

    if not isinstance(model, Reservoir):
        return "label\n" + "".join(f"{label}\n" for label in model.predict(series))
    if len(series) == 1:
        return _table(model.predict(series[0]))
    return _table(model.predict(series), numbered=True)


def _table(answers: Any, *, numbered: bool = False) -> str:
    """Answers as CSV, one row for each step."""
    import numpy as np

    tables = answers if numbered else [answers]
    rows = [np.asarray(one, float).reshape(len(one), -1) for one in tables]
    names = [f"target_{column + 1}" for column in range(rows[0].shape[1])]
    header = ",".join((["series"] if numbered else []) + names)
    lines = [header]
    for number, table in enumerate(rows):
        begin = [str(number)] if numbered else []
        lines += [",".join(begin + [repr(float(value)) for value in row]) for row in table]
    return "\n".join(lines) + "\n"
