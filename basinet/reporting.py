"""The report of a run: what was found, drawn and bound into one page."""

from typing import Any

from basinet import viz
from basinet._files import write_atomically
from basinet.data import Dataset
from basinet.runs import Findings, Run, RunFolder, findings, to_plain


def write_report(folder: RunFolder, data: Dataset) -> None:
    """Write `report.html` into the folder of a run, from its last finished epoch.

    Args:
        folder: a run with at least one finished epoch.
        data: the data set of the run.

    Raises:
        FileNotFoundError: when the folder is not that of a run or no epoch is finished.
        OSError: when the report cannot be written.
    """
    found = findings(folder.read_model(), data)
    page = viz.report(_page(folder.read_run(), found, folder.read_environment(), data))
    write_atomically(folder.report, page)


def _page(run: Run, found: Findings, made_with: dict[str, Any], data: Dataset) -> viz.Report:
    plain = to_plain(run)
    settings = plain.pop("settings")
    epochs = f"{len(found.history)} of {run.epochs}"
    return viz.Report(
        title=f"{type(run.learner).__name__} on {run.data}",
        subtitle=(
            f"{len(data.x_train):,} patterns learnt, {len(data.x_test):,} held out,"
            f" {data.x_train.shape[1]} features, {len(found.classes)} classes; seed {run.seed}"
        ),
        headline=_headline(found),
        figures=_figures(found),
        tables=[
            ("Run", {name: str(value) for name, value in plain.items()} | {"finished": epochs}),
            ("Learner", {name: str(value) for name, value in settings.items()}),
            ("Made with", {name: _text(value) for name, value in made_with.items()}),
        ],
        command="basinet train --config run.toml",
    )


def _headline(found: Findings) -> list[tuple[str, str]]:
    figures = [("held-out accuracy", f"{found.evaluation.accuracy:.1%}")]
    settling = found.evaluation.settling
    if settling is not None:
        figures.append(("sweeps to settle", f"{settling.sweeps:.2f}"))
        figures.append(("answers at a fixed point", f"{settling.fixed_points:.1%}"))
    figures.append(("epochs", str(len(found.history))))
    figures.append(("training time", _duration(sum(e["seconds"] for e in found.history))))
    return figures


def _figures(found: Findings) -> list[tuple[str, viz.Figure, str]]:
    chance = 1 / len(found.classes)
    pages = [
        (
            "Learning",
            viz.learning_curves(found.history, chance=chance),
            "Accuracy on held-out patterns after each epoch; below, how long the free phase of a"
            " learning step takes to settle and how many neurons are still below the margin.",
        ),
        (
            "Which classes are taken for which",
            viz.confusion(found.evaluation.confusion, found.classes),
            "Held-out patterns by their true class (rows) and the network's answer (columns).",
        ),
    ]
    if found.states is None:
        return pages
    states = found.states
    return [
        *pages,
        (
            "How firmly each neuron holds its state",
            viz.stabilities(states.stabilities, states.margin, before=states.stabilities_before),
            "Stability s h of every neuron in the states that held-out patterns relax to, without"
            " the self-coupling; the outline is the same network before learning. Neurons at or"
            " below the margin are those that would still learn.",
        ),
        (
            "One learning trial",
            viz.raster(states.trial, states.released_at),
            "The pattern drives the network, the label steers it, then the label is withdrawn and"
            " the state settles nearby: neurons by sweep.",
        ),
        (
            "Representations",
            viz.overlaps(*states.overlaps, found.classes),
            "Overlaps between the internal states of held-out patterns of the same class and of"
            " different classes.",
        ),
    ]


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"
