"""`basinet predict`: labels for a file of features."""

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.learner_from import LearnerFrom
from basinet.cli.reading import Sep, warned
from basinet.cli.show import as_json, line, remark


def predict(
    run: Annotated[Path, typer.Argument(help="The folder of a run.")],
    file: Annotated[Path, typer.Argument(help="A file of features, or a folder of pictures.")],
    out: Annotated[
        Path | None, typer.Option(help="Write a CSV file with the column 'label' here.")
    ] = None,
    sep: Sep = None,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Predict the label of each row of a file.

    Example: `basinet predict runs/a new.csv --out labels.csv`
    """
    del learner_from  # it is known since the words were parsed
    from basinet._files import refuse_unwritable, write_atomically
    from basinet.data import read_features
    from basinet.runs import RunFolder, form_of

    if out is not None:
        refuse_unwritable(out)
    model = RunFolder(run).read_model()
    with warned():
        x = read_features(file, label=model.extra.get("label"), form=form_of(model), sep=sep)
    if x.shape[1] != model.features:
        raise ValueError(
            f"{file} has {x.shape[1]} features, but the model of {run} was trained on"
            f" {model.features}"
        )
    labels = model.classes[model.scores(x).argmax(axis=1)].tolist()
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([["label"], *([label] for label in labels)])
    if out is not None:
        write_atomically(out, table.getvalue())
        remark(f"{len(labels):,} labels in {out}")
    else:
        remark(f"{len(x):,} samples of {x.shape[1]:,} features")
    if json:
        as_json({"labels": labels})
    elif out is None:
        line(table.getvalue().rstrip("\n"))
