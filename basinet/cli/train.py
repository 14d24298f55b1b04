"""`basinet train`: begin a run or go on with one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.computing import say_what_computes
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.learner_from import LearnerFrom, with_learner
from basinet.cli.reading import Drop, Label, Sep, Test, Weight, say_what_was_read
from basinet.cli.show import as_json, download_bar, line, remark
from basinet.cli.train_shown import say_tasks, shown, written_report

if TYPE_CHECKING:
    from basinet.data import Dataset
    from basinet.runs import Run, RunFolder


def train(
    learner: Annotated[
        str | None,
        typer.Argument(help="What learns; `basinet info learners` lists them.", show_default=False),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(help="A name from `basinet data list`, or a file or folder of your own."),
    ] = None,
    label: Label = None,
    test: Test = None,
    drop: Drop = None,
    sep: Sep = None,
    weight: Weight = None,
    encoder: Annotated[
        str | None,
        typer.Option(help="standardise, rescale, binarise or raw; else what suits the data."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training data.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Patterns learnt together.")] = None,
    seed: Annotated[int | None, typer.Option(help="Source of everything random.")] = None,
    tasks: Annotated[
        str | None,
        typer.Option(help="Tasks one after the other: permute:4, split:5 or split:0+1/2+3."),
    ] = None,
    replay: Annotated[
        int | None, typer.Option(help="Patterns of each old task that are learnt again.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="A field of the learner; repeatable."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A run.toml to start from; other options override it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; else a new one below runs/.")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(help="Go on with the run in this folder; --epochs may be raised."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html at the end.")
    ] = True,
    learner_from: LearnerFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Train a network and write a report. Alone, it is the demonstration on small digits.

    Without --data and --config it starts from the demonstration: digits, 800 neurons, 30 epochs.

    Example: `basinet train steered --data mnist --epochs 20 --set hidden=1600 --out runs/a`

    Example: `basinet train --resume runs/a`

    Example: `basinet train error-steered --data mnist --tasks permute:4 --epochs 8`
    """
    options = {
        "learner": learner,
        "data": data,
        "label": label,
        "test": test,
        "drop": drop or None,
        "sep": sep,
        "weight": weight,
        "encoder": encoder,
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": seed,
        "tasks": tasks,
        "replay": replay,
    }
    given = {name: value for name, value in options.items() if value is not None}
    if resume is None:
        if learner_from is not None:
            given["learner"] = _one_learner(learner, learner_from)
        folder, run, loaded = _begin(given, set_ or [], config, out)
    else:
        folder, run, loaded = _resume(resume, given, set_, config, out)
    _carry_out(folder, run, loaded, learner_from, report=report, json=json)


def _one_learner(name: str | None, own: str) -> str:
    """The learner that --learner-from names, unless another is named beside it."""
    if name not in (None, own, own.rpartition(":")[2]):
        raise ValueError(f"there are two learners, {name} and {own} of --learner-from; name one")
    return own


def _begin(
    given: dict[str, Any], assignments: list[str], config: Path | None, out: Path | None
) -> tuple["RunFolder", "Run", "Dataset"]:
    """Make the folder of a new run, after everything that can be wrong was looked at."""
    from basinet.runs import (
        DEMO,
        create,
        environment,
        next_free,
        read_toml,
        refuse_too_large,
        refuse_unknown_labels,
        to_plain,
    )

    plain = {} if "data" in given else to_plain(DEMO)
    if config is not None:
        plain = read_toml(config)
    if "learner" in given and given["learner"] != plain.get("learner", "steered"):
        plain.pop("settings", None)
    settings = plain.get("settings", {})
    if assignments and isinstance(settings, dict):
        settings = settings | dict(_assignment(text) for text in assignments)
    _refuse_data_set(given.get("learner"))
    run = _described(plain | given | {"settings": settings}, config)
    stem = f"{_stem(run.data)}-{to_plain(run)['learner']}"
    path = next_free(Path("runs"), stem, run) if out is None else out
    data = _load(run)
    refuse_unknown_labels(data)
    refuse_too_large(run, data)
    if given.get("batch_size", 1) > len(data.y_train):
        raise ValueError(
            f"batch_size is {run.batch_size}, but there are only {len(data.y_train):,} patterns to"
            " learn"
        )
    say_what_computes()
    return create(path, run, environment()), run, data


def _described(plain: dict[str, Any], config: Path | None) -> "Run":
    """The run that values describe; what is wrong in the file alone is said with its name."""
    from basinet.folders import one_line
    from basinet.runs import from_plain, read_toml

    try:
        return from_plain(plain)
    except (ValueError, TypeError):
        if config is None:
            raise
        try:
            from_plain(read_toml(config))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{config}: {one_line(error)}") from error
        raise


def _refuse_data_set(learner: str | None) -> None:
    """Say what was meant where a data set stands in the place of a learner."""
    from basinet.data import CATALOGUE

    if learner in CATALOGUE:
        raise ValueError(f"{learner} is a data set, not a learner; give it with --data {learner}")


def _resume(
    path: Path,
    given: dict[str, Any],
    assignments: list[str] | None,
    config: Path | None,
    out: Path | None,
) -> tuple["RunFolder", "Run", "Dataset"]:
    """Open the folder of a run; only the number of epochs may differ from what it was."""
    from dataclasses import replace

    from basinet.runs import RunFolder, create, environment

    folder = RunFolder(path)
    run = folder.read_run()
    refused = [f"--{name.replace('_', '-')}" for name in given if name != "epochs"]
    refused += ["--set"] * bool(assignments) + ["--config"] * (config is not None)
    refused += ["--out"] * (out is not None)
    if refused:
        raise ValueError(
            f"{refused[0]} cannot change a run that has begun; leave it out of --resume, or begin"
            f" a new run with --config {folder.configuration}"
        )
    if "epochs" in given and given["epochs"] != run.epochs:
        if run.tasks is not None:
            raise ValueError(
                f"--epochs cannot change a run with tasks, of which each has its share of the"
                f" {run.epochs}; leave it out"
            )
        run = replace(run, epochs=given["epochs"])
        if run.epochs < _finished(folder):
            raise ValueError(
                f"epochs is {run.epochs}, but {path} has finished {_finished(folder)}; give at"
                " least as many, or begin a new run"
            )
    data = _load(run)
    say_what_computes()
    return create(path, run, environment()), run, data


def _carry_out(
    folder: "RunFolder",
    run: "Run",
    data: "Dataset",
    learner_from: str | None,
    *,
    report: bool,
    json: bool,
) -> None:
    """Train with a bar or a line for each epoch, then report."""
    from basinet.folders import hold
    from basinet.training.divergence import stuck

    with hold(folder.path):
        _announce(folder, run)
        say_what_was_read(data)
        _learn(folder, run, data, learner_from)
        history = folder.read_model().history
        final = history[-1]
        if said := stuck(run.learner, final):
            remark(said)
        if not json:
            say_tasks(history)
            line(f"held-out accuracy {final['accuracy']:.4f} after {final['epoch']} epochs")
            line(f"run    {folder.path}")
        written = written_report(folder, data) if report else None
    if json:
        as_json({"run": str(folder.path), "report": written, "history": history, "final": final})
    elif written is not None:
        line(f"report {written}")


def _announce(folder: "RunFolder", run: "Run") -> None:
    from basinet.computing import differences
    from basinet.own import source
    from basinet.settings import name_of

    done = _finished(folder)
    going_on = f", going on after {done} of {run.epochs} epochs" if done else ""
    going_on = ", which is finished" if done == run.epochs else going_on
    remark(f"{folder.path}: {name_of(run.learner)} on {run.data}{going_on}")
    before = folder.read_model().extra if done else {}
    if done and (said := differences(before.get("computed_by", {}))):
        remark(said)
    if before.get("learner_source") not in (None, source(type(run.learner))):
        remark("the file of the learner is not as it was when the run began")


def _learn(folder: "RunFolder", run: "Run", data: "Dataset", learner_from: str | None) -> None:
    """Carry the run out with a bar or a line for each epoch; no model outlives this."""
    from basinet.runs import execute

    try:
        for _ in shown(interruptible(execute(run, folder, data)), run.epochs, _finished(folder)):
            pass
    except KeyboardInterrupt:
        again = with_learner([f"basinet train --resume {folder.path}"], learner_from)
        leave(
            f"stopped after {_finished(folder)} of {run.epochs} epochs; go on with:"
            f" {' '.join(again)}"
        )


def _load(run: "Run") -> "Dataset":
    from basinet.data import load_quietly

    with download_bar() as progress:
        return load_quietly(run.reading, progress=progress)


def _finished(folder: "RunFolder") -> int:
    return folder.read_model().epoch.number if folder.model.exists() else 0


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"--set {text!r} is not of the form FIELD=VALUE, such as hidden=400")
    return name.strip(), value.strip()


def _stem(data: str) -> str:
    """A word for the folder's name, from a data set's name or path."""
    return Path(data).name.split(".")[0] or "data"
