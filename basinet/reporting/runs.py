"""The report of a run: what was found, drawn and bound into one page."""

from typing import Any

import numpy as np

from basinet import viz
from basinet._files import write_atomically
from basinet.continual import (
    Permuted,
    accuracy_matrix,
    backward_transfer,
    final_accuracy,
    read_order,
    task_names,
)
from basinet.data import Dataset
from basinet.runs import Findings, Run, RunFolder, findings, refuse_other_data, to_plain
from basinet.runs.findings import TRIALS
from basinet.settings import name_of


def write_report(folder: RunFolder, data: Dataset) -> None:
    """Write `report.html` into the folder of a run, from its last finished epoch.

    Args:
        folder: a run with at least one finished epoch.
        data: the data set of the run.

    Raises:
        FileNotFoundError: when the folder is not that of a run or no epoch is finished.
        ValueError: when the data or a file of the run were changed.
        OSError: when the report cannot be written.
    """
    run, model = folder.read_run(), folder.read_model()
    refuse_other_data(model, data, folder.path)
    found = findings(model, data)
    write_atomically(folder.report, viz.report(_page(run, found, _made_with(folder), data)))


def _made_with(folder: RunFolder) -> dict[str, Any]:
    """Versions and device of the start; where they cannot be read, why: the page needs them not."""
    try:
        return folder.read_environment()
    except ValueError as error:
        return {"unknown": str(error)}


def _called(run: Run) -> str:
    """The class of the learner, with its reference setting where that has a name of its own."""
    kind, name = type(run.learner).__name__, name_of(run.learner)
    return kind if name.replace("-", "") == kind.lower() else f"{kind} ({name})"


def _page(run: Run, found: Findings, made_with: dict[str, Any], data: Dataset) -> viz.Report:
    plain = to_plain(run)
    settings = plain.pop("settings")
    epochs = f"{len(found.history)} of {run.epochs}"
    return viz.Report(
        title=f"{_called(run)} on {run.data}",
        subtitle=(
            f"{len(data.x_train):,} patterns learnt, {len(data.x_test):,} held out,"
            f" {data.x_train.shape[1]} features, {len(found.classes)} classes; seed {run.seed}"
        ),
        headline=_headline(found),
        figures=_old_tasks(run, found) + _figures(found),
        tables=[
            ("Run", {name: str(value) for name, value in plain.items()} | {"finished": epochs}),
            ("Learner", {name: str(value) for name, value in settings.items()}),
            *([("Representations", rows)] if (rows := _layers(found)) else []),
            ("Made with", {name: _text(value) for name, value in made_with.items()}),
        ],
        command="basinet train --config run.toml",
    )


def _headline(found: Findings) -> list[tuple[str, str]]:
    figures = [("held-out accuracy", f"{found.evaluation.accuracy:.1%}")]
    figures += [(f"{name} instead", f"{right:.1%}") for name, right in found.yardsticks.items()]
    settling = found.evaluation.settling
    if settling is not None:
        figures.append(("sweeps to answer", f"{settling.sweeps:.2f}"))
        figures.append(("answers at a fixed point", f"{settling.fixed_points:.1%}"))
    matrix = accuracy_matrix(found.history)
    if matrix is not None and len(matrix) > 1:
        figures.append(("of all tasks at the end", f"{final_accuracy(matrix):.1%}"))
        figures.append(("backward transfer", f"{backward_transfer(matrix):+.3f}"))
        told = accuracy_matrix(found.history, "told")
        if told is not None:
            figures.append(("where the task is told", f"{backward_transfer(told):+.3f}"))
    figures.append(("epochs", str(len(found.history))))
    figures.append(("training time", _duration(sum(e["seconds"] for e in found.history))))
    return figures


def _old_tasks(run: Run, found: Findings) -> list[tuple[str, viz.Figure, str]]:
    """What is left of old tasks, where there are several."""
    matrix = accuracy_matrix(found.history)
    if run.tasks is None or matrix is None or len(matrix) < 2:
        return []
    order = read_order(run.tasks)
    names = task_names(order, np.array(found.classes))
    page = ""
    if isinstance(order, Permuted):
        page = " All that follows on this page is of the first task, the data as they are."
    return [
        (
            "What is left of old tasks",
            viz.accuracy_matrix(matrix, names, backward_transfer(matrix)),
            "Accuracy on held-out patterns of each task after each was learnt, among all classes;"
            " the backward transfer is by how much a task changed, on average, from when it was"
            f" learnt to the end.{page}",
        )
    ]


def _figures(found: Findings) -> list[tuple[str, viz.Figure, str]]:
    chance = 1 / len(found.classes)
    pages = [
        (
            "Learning",
            viz.learning_curves(found.history, found.shown, chance=chance),
            "Accuracy on held-out patterns after each epoch; below, means over the steps of the"
            " epoch of what the learner reports.",
        ),
        (
            "Which classes are taken for which",
            viz.confusion(found.evaluation.confusion, found.classes),
            "Held-out patterns by their true class (rows) and the network's answer (columns).",
        ),
    ]
    if found.course is not None:
        energies, moved, nudged_at = found.course
        heights = None if energies is None else np.asarray(energies)
        pages.append(
            (
                "How the units settle",
                viz.settling(heights, np.asarray(moved), nudged_at),
                "Held-out patterns, sweep by sweep: first with the pattern alone, then with the"
                " outputs drawn towards the target. Above, how far the energy is above its end in"
                " the phase, from the dashed line on with that of the nudge; below, by how much the"
                " unit moves that moves most. Thick lines are medians.",
            )
        )
    if found.mistakes is not None:
        wrong = found.mistakes
        pages.append(
            (
                "Wrongly answered",
                viz.mistakes(wrong.pictures, wrong.truth, wrong.answers),
                f"{len(wrong.truth)} of the {wrong.count:,} pictures, of {wrong.asked:,} held out,"
                " that were answered wrongly, in turn of their classes: the class, and the"
                " answer.",
            )
        )
    if found.states is None:
        return pages
    states = found.states
    pages += [
        (
            "How firmly each neuron holds its state",
            viz.stabilities(states.stabilities, states.margin, before=states.stabilities_before),
            "Stability s h of every neuron in the states that held-out patterns relax to, without"
            " the self-coupling; the outline is the same network before learning."
            f" {states.story.near}",
        ),
        (
            "One learning trial",
            viz.raster(states.trial, states.released_at, spans=states.story.spans),
            f"{states.story.told} Of the first {TRIALS} patterns it is the one in which most"
            " neurons change.",
        ),
        (
            "Representations",
            viz.overlaps(*states.overlaps, found.classes),
            "Overlaps between the internal states of held-out patterns of the same class and of"
            " different classes.",
        ),
        (
            "Layer by layer",
            _over_training(found.history),
            "Mean overlaps of the internal states of held-out patterns after each epoch, and,"
            " where neurons are coupled, the correlation between the two couplings of a pair: 0"
            " for independent couplings, 1 for symmetric ones.",
        ),
    ]
    if states.basins is not None:
        near = states.basins
        pages.append(
            (
                "Basins of attraction",
                viz.basins(near.flipped, near.distance, near.returned, near.converged),
                "Spins of the states to which held-out patterns relax are flipped at random, and"
                " the network relaxes again, neuron by neuron, with the pattern. On average the"
                " end is no farther from the state than the start up to"
                f" {near.size:.0%} of flipped spins ({near.trials} trials for each point).",
            )
        )
    return pages


def _over_training(history: list[dict[str, Any]]) -> viz.Figure:
    known = [entry for entry in history if "within" in entry]
    within, between, reciprocity = (
        np.array([entry[name] for entry in known], float)
        for name in ("within", "between", "reciprocity")
    )
    return viz.layers([entry["epoch"] for entry in known], within, between, reciprocity)


def _layers(found: Findings) -> dict[str, str]:
    if found.states is None:
        return {}
    return {
        f"layer {number}": f"{layer.neurons:,} neurons, participation ratio"
        f" {layer.participation:.1f}"
        + ("" if layer.probe is None else f", linear probe {layer.probe:.1%}")
        for number, layer in enumerate(found.states.layers, 1)
    }


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"
