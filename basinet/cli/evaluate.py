"""`basinet evaluate`: how well the model of a run answers."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.reading import Label, Sep, warned
from basinet.cli.show import as_json, download_bar, line, remark


def evaluate(
    run: Annotated[Path, typer.Argument(help="The folder of a run.")],
    data: Annotated[
        str | None,
        typer.Option(help="A named data set or the path of a labelled file; else the run's own."),
    ] = None,
    label: Label = None,
    sep: Sep = None,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the accuracy of a run's model on held-out data, and how the network settles.

    Example: `basinet evaluate runs/a --data more.csv`
    """
    del learner_from  # it is known since the words were parsed
    from basinet.data import CATALOGUE, Reading, load_quietly, matched, read_labelled
    from basinet.runs import RunFolder, form_of, refuse_other_data
    from basinet.runs import evaluate as measure

    folder = RunFolder(run)
    described, model = folder.read_run(), folder.read_model()
    source = described.data if data is None else data
    if data is None or data in CATALOGUE:
        with download_bar() as progress:
            reading = described.reading if data is None else Reading(data, label, sep=sep)
            whole = load_quietly(reading, progress=progress)
        if data is None:
            refuse_other_data(model, whole, run)
        x, y = whole.x_test, whole.y_test
        read = whole.summary
    else:
        form = form_of(model)
        with warned():
            x, y, names = read_labelled(data, label, form=form, sep=sep)
        y = matched(y, model.classes)
        said = f"{len(names)} columns" if names else f"{x.shape[1]:,} numbers"
        answer = label or (form.label if names else None)
        read = f"labels: {answer or 'as named'}, features: {said}; {len(y):,} samples"
    result = measure(model, x, y)
    remark(read)
    if json:
        as_json(
            {
                "data": source,
                "samples": len(x),
                "accuracy": result.accuracy,
                "classes": model.classes.tolist(),
                "confusion": result.confusion.tolist(),
                "settling": None if result.settling is None else result.settling._asdict(),
            }
        )
        return
    line(f"accuracy          {result.accuracy:.4f} on {len(x):,} samples of {source}")
    if result.settling is not None:
        line(f"sweeps to answer  {result.settling.sweeps:.2f}")
        line(f"at a fixed point  {result.settling.fixed_points:.1%}")
