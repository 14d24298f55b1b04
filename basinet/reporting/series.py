"""The report of a run on series: the prediction over the truth, its errors, its numbers."""

from typing import Any

import numpy as np

from basinet import viz
from basinet._files import write_atomically
from basinet.folders import read
from basinet.series.classifier import ReservoirClassifier
from basinet.series.execute import check_same, predictions
from basinet.series.folder import SeriesFolder
from basinet.series.reservoir import Reservoir
from basinet.series.run import SeriesRun, to_plain
from basinet.series.sources import SeriesData

_SHOWN = 300
"""Steps that are drawn."""

_ALONE = 500
"""Steps of free running that are drawn."""


def write_report(folder: SeriesFolder, data: SeriesData) -> None:
    """Write `report.html` into the folder of a finished run.

    Raises:
        FileNotFoundError: when the folder is not that of a run on series, or it is not finished.
        ValueError: when the data or a file of the run were changed.
        OSError: when the report cannot be written.
    """
    run, model, results = folder.read_run(), folder.read_model(), folder.read_results()
    check_same(folder, data)
    write_atomically(folder.report, viz.report(_page(folder, run, model, data, results)))


def _page(
    folder: SeriesFolder,
    run: SeriesRun,
    model: Reservoir | ReservoirClassifier,
    data: SeriesData,
    results: dict[str, Any],
) -> viz.Report:
    named = isinstance(model, ReservoirClassifier)
    kind = "wrong names" if named else "error (NRMSE)"
    headline = [(kind, f"{results['error']:.2%}" if named else f"{results['error']:.4f}")]
    if "capacity" in results:
        headline.append(("memory capacity", f"{results['capacity']:.1f} steps"))
    headline.append(("radius of the mean Jacobian", f"{results['jacobian_radius']:.3f}"))
    headline.append(("units", str(run.reservoir.size())))
    figures = _named(model, data) if named else _predicted(model, data)
    made_with = folder.path / "environment.json"
    remedy = "delete it: the run itself does not need it"
    versions = read(made_with, remedy=remedy) if made_with.is_file() else {}
    plain = to_plain(run)
    return viz.Report(
        title=f"{type(run.reservoir).__name__} on {run.data}",
        subtitle=(
            f"{len(data.x_train)} series learnt, {sum(map(len, data.x_train)):,} steps;"
            f" {len(data.x_test)} held out, {sum(map(len, data.x_test)):,} steps; seed {run.seed}"
        ),
        headline=headline,
        figures=figures,
        tables=[
            ("Run", {name: str(value) for name, value in plain.items()}),
            ("Made with", {name: str(value) for name, value in versions.items()}),
        ],
        command="basinet series train --config series.toml",
    )


def _predicted(model: Reservoir, data: SeriesData) -> list[tuple[str, viz.Figure, str]]:
    answers, wanted = predictions(model, data)[0], np.asarray(data.y_test[0], float)
    names = [f"target {number + 1}" for number in range(wanted.shape[1])]
    names = [] if len(names) == 1 else names
    pages = [
        (
            "Prediction",
            viz.forecast(wanted[:_SHOWN], answers[:_SHOWN], names=names),
            "What was predicted in each step of a held-out series, over what it was.",
        )
    ]
    if data.name == "memory":
        along = np.array(
            [
                np.corrcoef(a, b)[0, 1] ** 2
                for a, b in zip(answers.T[:50], wanted.T[:50], strict=True)
            ]
        )
        delays = np.arange(1.0, len(along) + 1)
        figure = viz.curves(
            delays,
            [viz.Line("", np.nan_to_num(along))],
            title="What is remembered of an input",
            along="steps ago",
            shares=True,
        )
        pages.append(
            (
                "Memory",
                figure,
                "Squared correlation of the readout with the input so many steps ago.",
            )
        )
    if data.ahead and data.goes_on:
        pages += _free(model, data, names)
    return pages


def _free(
    model: Reservoir, data: SeriesData, names: list[str]
) -> list[tuple[str, viz.Figure, str]]:
    """The network left to itself after training; nothing where its answers leave all bounds."""
    wanted = np.asarray(data.y_test[0], float)
    truth = np.concatenate([np.asarray(data.y_train[-1][-1:], float), wanted])[:_ALONE]
    try:
        alone = model.generate(len(truth)).reshape(len(truth), -1)
    except ValueError:
        return []
    figure = viz.forecast(
        truth, alone, names=names, title="Left to itself", along="steps after training"
    )
    said = "The network hears its own predictions from the end of training on."
    return [("Free running", figure, said)]


def _named(model: ReservoirClassifier, data: SeriesData) -> list[tuple[str, viz.Figure, str]]:
    answers, wanted = model.predict(data.x_test), np.asarray(data.y_test)
    classes = model.classes_
    counts = np.array(
        [
            [int(np.sum((wanted == row) & (answers == column))) for column in classes]
            for row in classes
        ]
    )
    said = "Held-out series by their true class (rows) and the network's answer (columns)."
    return [
        (
            "Which classes are taken for which",
            viz.confusion(counts, [str(one) for one in classes]),
            said,
        )
    ]
