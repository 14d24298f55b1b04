"""`basinet sweep FILE`: do what is missing, and show what was found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.computing import say_what_computed, say_what_computes
from basinet.cli.engines import Address, Cpus, Engine, Gpus, choose_engine, engine_words
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.learner_from import LearnerFrom, with_learner
from basinet.cli.reading import say
from basinet.cli.show import as_json, line, remark
from basinet.cli.sweep.drawing import draw
from basinet.cli.sweep.options import Json
from basinet.cli.sweep.points import print_points
from basinet.cli.sweep.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from basinet.sweeps import AbstractEngine, Outcome, Plan, Store, Sweep

_SOME_FAILED = 3


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sweep.toml.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; else sweeps/ and the file's name.")
    ] = None,
    engine: Engine = "local",
    address: Address = None,
    cpus: Cpus = 1.0,
    gpus: Gpus = 0.0,
    retry_failed: Annotated[bool, typer.Option(help="Do runs again that failed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not refuse more than a million runs.")] = (
        False
    ),
    learner_from: LearnerFrom = None,
    json: Json = False,
) -> None:
    """Do the runs of a sweep that have no result yet, and show what was found.

    Stopped with Ctrl-C or killed, the same command goes on where it was. Axes and seeds may grow:
    what is done is kept.
    """
    from basinet.folders import hold
    from basinet.sweeps import LARGEST, check_data, open_store, plan, read_sweep
    from basinet.sweeps.contents import refuse_other_contents
    from basinet.sweeps.index import collect

    described = read_sweep(file, None if yes else LARGEST, learner_from)
    refuse_other_contents(file)
    progress = Progress(described)
    worker = choose_engine(engine, address, cpus, gpus, progress.watch)
    path = Path("sweeps") / file.stem if out is None else out
    again = ["basinet sweep", str(file), *(["--out", str(out)] if out is not None else [])]
    again += [*engine_words(engine, address, cpus, gpus), *["--yes"] * yes]
    again = with_learner(again, learner_from)
    tasks = [] if path.exists() else [task for _, task in described.points() if task is not None]
    read = check_data(tasks)  # before there is a folder
    store = open_store(path, described)
    with hold(path):
        if retry_failed:
            _forget_failed(store)
        todo = plan(described, store)
        read = read or check_data(todo.missing)
        _announce(path, todo)
        for summary, odd in read:
            say(summary, odd)
        say_what_computes()
        if todo.missing and engine == "local":
            say_what_computed(path)
        _carry_out(store, todo, worker, progress, described.show, " ".join(again))
        table = collect(store)
        _finish(described, store, table, json)
    failed = len(todo.impossible) + _count_failed(table, todo)
    if failed:
        remark(f"{failed} of {todo.total} runs failed; see basinet sweep status {path}")
        raise typer.Exit(_SOME_FAILED)


def _forget_failed(store: "Store") -> None:
    from basinet.sweeps.index import collect

    for row in collect(store).to_pylist():
        if row.get("error"):
            store.remove(row["name"])


def _announce(path: Path, todo: "Plan") -> None:
    done = todo.total - len(todo.missing) - len(todo.impossible)
    remark(f"{path}: {todo.total:,} runs, {done:,} of them done, {len(todo.missing):,} to do")


def _carry_out(
    store: "Store",
    todo: "Plan",
    worker: "AbstractEngine",
    progress: Progress,
    show: str,
    again: str,
) -> None:
    """Do what is missing, and show how far it is."""
    from basinet.sweeps import conduct

    try:
        groups = interruptible(conduct(todo.missing, store, worker))
        for outcomes in progress.follow(groups, len(todo.missing)):
            refuse_unmeasured(show, outcomes)
    except KeyboardInterrupt:
        leave(
            f"stopped; {progress.done} of {len(todo.missing)} runs were finished and are kept;"
            f" go on with: {again}",
            worker.stop,
        )


def refuse_unmeasured(show: str, outcomes: "Sequence[Outcome]") -> None:
    """Refuse, after the first runs and not after all, to show a number that is not measured.

    Raises:
        ValueError: when runs that did not fail lack it; it names those that there are.
    """
    from basinet._closest import close

    for outcome in outcomes:
        if outcome.error is None and show not in {*outcome.measured, "seconds"}:
            known = [name for name, v in outcome.measured.items() if isinstance(v, int | float)]
            raise ValueError(
                f"show is {show!r}{close(show, known)}, which is not measured; there are"
                f" {', '.join(known)}. What was done is kept"
            )


def _count_failed(table: Any, todo: "Plan") -> int:
    """How many runs of the sweep have an error in the table, from now or from before."""
    if "error" not in table.column_names:
        return 0
    named = zip(table["name"].to_pylist(), table["error"].to_pylist(), strict=True)
    return sum(error is not None and name in todo.names for name, error in named)


def _finish(described: "Sweep", store: "Store", table: Any, json: bool) -> None:
    """The table of the points and the figure, where there is something to show."""
    from basinet.sweeps.summary import rows, summarise

    summary = summarise(described, table) if described.show in table.column_names else None
    points = [] if summary is None else rows(summary)
    drawn: str | None = str(store.path / "figure.png")
    try:
        draw(described, table, Path(str(drawn)), threshold=described.threshold)
    except (ImportError, ValueError) as error:
        remark(f"no figure: {error}")
        drawn = None
    if json:
        as_json({"sweep": str(store.path), "figure": drawn, "points": points})
        return
    if points:
        print_points(described.show, points)
    line(f"results {store.index}")
    if drawn is not None:
        line(f"figure  {drawn}")
