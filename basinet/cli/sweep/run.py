"""`basinet sweep FILE`: do what is missing, and show what was found."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.engines import choose_engine
from basinet.cli.interrupt import interruptible
from basinet.cli.show import as_json, line, remark
from basinet.cli.sweep.drawing import draw
from basinet.cli.sweep.options import Json
from basinet.cli.sweep.points import print_points
from basinet.cli.sweep.progress import shown

if TYPE_CHECKING:
    from basinet.sweeps import AbstractEngine, Plan, Store, Sweep

_INTERRUPTED = 130
_SOME_FAILED = 3


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sweep.toml.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; else sweeps/ and the file's name.")
    ] = None,
    engine: Annotated[str, typer.Option(help="Who does the runs: local or ray.")] = "local",
    address: Annotated[
        str | None, typer.Option(help="Address of a Ray cluster; else one on this machine.")
    ] = None,
    cpus: Annotated[float, typer.Option(help="Processors for each group of runs on Ray.")] = 1.0,
    gpus: Annotated[float, typer.Option(help="GPUs for each group of runs on Ray.")] = 0.0,
    retry_failed: Annotated[bool, typer.Option(help="Do runs again that failed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not refuse more than a million runs.")] = (
        False
    ),
    json: Json = False,
) -> None:
    """Do the runs of a sweep that have no result yet, and show what was found.

    Stopped with Ctrl-C or killed, the same command goes on where it was. Axes and seeds may grow:
    what is done is kept.
    """
    from basinet.sweeps import LARGEST, check_data, open_store, plan, read_sweep
    from basinet.sweeps.index import collect

    described = read_sweep(file)
    worker = choose_engine(engine, address, cpus, gpus)
    if len(described) > LARGEST and not yes:
        raise ValueError(
            f"{file} describes {len(described):,} runs; give --yes if that is meant, or fewer"
            " values"
        )
    path = Path("sweeps") / file.stem if out is None else out
    store = open_store(path, described)
    if retry_failed:
        _forget_failed(store)
    todo = plan(described, store)
    check_data(todo.missing)
    _announce(path, todo)
    again = f"basinet sweep {file}" + (f" --out {out}" if out is not None else "")
    failed = _carry_out(described, store, todo, worker, again)
    table = collect(store)
    _finish(described, store, table, json)
    if failed or todo.impossible:
        remark(
            f"{failed + len(todo.impossible)} of {todo.total} runs failed; see"
            f" basinet sweep status {path}"
        )
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
    described: "Sweep", store: "Store", todo: "Plan", worker: "AbstractEngine", again: str
) -> int:
    """Do what is missing with a bar or a line now and then; return how many runs failed."""
    from basinet.sweeps import conduct

    failed = done = 0
    try:
        groups = interruptible(conduct(todo.missing, store, worker))
        for outcomes in shown(groups, described, len(todo.missing)):
            done += len(outcomes)
            failed += sum(outcome.error is not None for outcome in outcomes)
    except KeyboardInterrupt:
        remark(
            f"stopped; {done} of {len(todo.missing)} runs were finished and are kept;"
            f" go on with: {again}"
        )
        worker.stop()
        # The thread that computes cannot be stopped, and all that counts is on disk.
        os._exit(_INTERRUPTED)
    return failed


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
