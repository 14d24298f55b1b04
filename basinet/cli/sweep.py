"""`basinet sweep`: carry out a sweep, and look at what it found."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from basinet.cli.interrupt import interruptible
from basinet.cli.show import as_json, line, messages, remark

if TYPE_CHECKING:
    from basinet.sweeps import AbstractEngine, Outcome, Plan, Store, Sweep
    from basinet.sweeps.summary import Summary

_INTERRUPTED = 130
_SOME_FAILED = 3
_SHOWN = 10  # points of the table at the end


class _RunByDefault(TyperGroup):
    """`basinet sweep FILE` means `basinet sweep run FILE`."""

    default = "run"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [self.default, *args]
        return TyperGroup.parse_args(self, ctx, args)


sweep = typer.Typer(
    cls=_RunByDefault,
    no_args_is_help=True,
    help="Carry out a sweep that a file describes, and look at its results.",
    epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`",
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a sweep.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Show = Annotated[str | None, typer.Option(help="The measured number; else the sweep's choice.")]
At = Annotated[
    list[str] | None,
    typer.Option(metavar="FIELD=VALUE", help="Show one value of an axis; repeatable."),
]


@sweep.command(epilog="Example: `basinet sweep sweep.toml --out sweeps/margin`")
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
    worker = _engine(engine, address, cpus, gpus)
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


@sweep.command(epilog="Example: `basinet sweep status sweeps/margin`")
def status(folder: Folder, json: Json = False) -> None:
    """Say how many runs are done, failed and missing, and why some failed."""
    from basinet.sweeps import Store, plan
    from basinet.sweeps.index import collect

    store = Store(folder)
    todo = plan(store.read_sweep(), store)
    rows = collect(store).to_pylist()
    errors = [(row["name"], row["error"]) for row in rows if row.get("error")]
    done = todo.total - len(todo.missing) - len(todo.impossible)
    counts = {
        "runs": todo.total,
        "done": done,
        "missing": len(todo.missing),
        "impossible": todo.impossible,
        "stored": len(rows),
        "failed": [{"run": name, "error": error} for name, error in errors],
    }
    if json:
        as_json(counts)
        return
    line(f"{done} of {todo.total} runs are done, {len(todo.missing)} missing")
    if len(rows) > done:
        line(f"{len(rows) - done} more results are here that the sweep no longer asks for")
    for name, error in errors[:_SHOWN]:
        line(f"failed      {store.folder(name)}: {error}")
    for error in todo.impossible[:_SHOWN]:
        line(f"impossible  {error}")
    more = max(len(errors) - _SHOWN, 0) + max(len(todo.impossible) - _SHOWN, 0)
    if more:
        line(f"and {more} more; --json lists all")


@sweep.command(name="collect", epilog="Example: `basinet sweep collect sweeps/margin`")
def collect_(folder: Folder, json: Json = False) -> None:
    """Make the table of all results again from the folders of the runs."""
    from basinet.sweeps import Store
    from basinet.sweeps.index import collect

    store = Store(folder)
    store.read_sweep()
    table = collect(store, afresh=True)
    if json:
        as_json({"index": str(store.index), "runs": table.num_rows, "columns": table.column_names})
    else:
        line(f"{table.num_rows:,} results with {table.num_columns} columns in {store.index}")


@sweep.command(epilog="Example: `basinet sweep plot sweeps/margin --show best_accuracy`")
def plot(
    folder: Folder,
    show: Show = None,
    threshold: Annotated[float | None, typer.Option(help="A level to mark.")] = None,
    at: At = None,
    out: Annotated[
        Path | None, typer.Option(help="A .png or .svg file; else figure.png in the folder.")
    ] = None,
    json: Json = False,
) -> None:
    """Draw a measured number over the axes: curves, a phase diagram, or several of them."""
    from basinet.sweeps import Store
    from basinet.sweeps.index import collect

    store = Store(folder)
    described = store.read_sweep()
    shown_by_itself = show is None or show == described.show
    level = described.threshold if threshold is None and shown_by_itself else threshold
    path = folder / "figure.png" if out is None else out
    _draw(described, collect(store), path, show=show, threshold=level, at=at)
    if json:
        as_json({"figure": str(path)})
    else:
        line(str(path))


@sweep.command(epilog="Example: `basinet sweep scaling sweeps/settling --size neurons`")
def scaling(
    folder: Folder,
    size: Annotated[str, typer.Option(help="The axis that is the size N.")] = "neurons",
    show: Show = None,
    level: Annotated[float, typer.Option(help="The level that defines each threshold.")] = 0.5,
    scale_height: Annotated[
        bool, typer.Option("--scale-height", help="Fit an exponent of the height too.")
    ] = False,
    at: At = None,
    out: Annotated[
        Path | None, typer.Option(help="A .png or .svg file; else scaling.png in the folder.")
    ] = None,
    json: Json = False,
) -> None:
    """Find the threshold of each size, and the exponents with which the curves collapse.

    The sweep needs two axes: the size and what is varied. Errors are from a bootstrap over seeds.
    """
    from basinet.sweeps import Store
    from basinet.sweeps.index import collect
    from basinet.sweeps.scale import scale
    from basinet.sweeps.summary import summarise

    store = Store(folder)
    described = store.read_sweep()
    summary = _fixed(summarise(described, collect(store), show), at)
    found = scale(summary, size, level, scale_height=scale_height)
    path = folder / "scaling.png" if out is None else out
    _write_figure(found.figure(), path)
    if json:
        as_json(found.plain() | {"figure": str(path)})
        return
    for N, one in zip(found.sizes, found.thresholds, strict=True):
        line(f"N = {N:<7} {found.axis} = {one.value:.4f} ± {one.error:.4f}")
    whole = found.collapse
    line(f"collapse    threshold {whole.threshold.value:.4f} ± {whole.threshold.error:.4f}")
    line(f"            1/nu      {whole.inverse_nu.value:.3f} ± {whole.inverse_nu.error:.3f}")
    if scale_height:
        line(f"            beta/nu   {whole.ratio.value:.3f} ± {whole.ratio.error:.3f}")
    line(f"            mean square distance {whole.quality:.2f} in units of the variance")
    line(f"figure      {path}")


@sweep.command(name="merge", epilog="Example: `basinet sweep merge sweeps/all sweeps/a sweeps/b`")
def merge_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where results are added.")],
    others: Annotated[list[Path], typer.Argument(metavar="OTHER...", help="Where they are.")],
    json: Json = False,
) -> None:
    """Add the results of other sweeps to a sweep, whose axes grow by theirs.

    DIR may be new: it then becomes the folder of a sweep like the first of the others.
    """
    from basinet.sweeps import Store, merge, open_store, union
    from basinet.sweeps.index import collect

    described = [Store(other).read_sweep() for other in others]
    target = Store(folder)
    whole = target.read_sweep() if target.configuration.is_file() else described[0]
    for one in described:
        whole = union(whole, one)
    target = open_store(folder, whole)
    added = sum(merge(target, Store(other)) for other in others)
    rows = collect(target).num_rows
    if json:
        as_json({"sweep": str(folder), "added": added, "runs": rows})
    else:
        line(f"{added} results added; {folder} now has {rows}")


def _engine(name: str, address: str | None, cpus: float, gpus: float) -> "AbstractEngine":
    from basinet.sweeps import InProcess

    if name == "ray":
        from basinet.sweeps.on_ray import OnRay

        return OnRay(address=address, cpus=cpus, gpus=gpus)
    if name != "local":
        raise ValueError(f"there is no engine {name!r}; the engines are local and ray")
    if address is not None:
        raise ValueError(f"--address {address} is for --engine ray; give both or neither")
    return InProcess()


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
        for outcomes in _shown(groups, described, len(todo.missing)):
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


def _shown(
    groups: Iterable[list["Outcome"]], described: "Sweep", total: int
) -> Iterator[list["Outcome"]]:
    """Pass outcomes on and show how far it is, the best so far, and how long it will take."""
    best = _Best(described)
    if not messages.is_terminal:
        done, started, told = 0, time.monotonic(), 0.0
        for outcomes in groups:
            done += len(outcomes)
            best.see(outcomes)
            elapsed = time.monotonic() - started
            if elapsed - told > 0.02 * elapsed or done == total:
                told = elapsed
                left = elapsed / done * (total - done)
                remark(f"{done}/{total} runs  {best.text}  about {_duration(left)} left")
            yield outcomes
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("runs"),
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[best]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, speed_estimate_period=600) as bar:
        task = bar.add_task("", total=total, best="compiling" if total else "")
        for outcomes in groups:
            best.see(outcomes)
            bar.update(task, advance=len(outcomes), best=best.text)
            yield outcomes


class _Best:
    """The largest value so far of what the sweep shows, and where it was."""

    def __init__(self, described: "Sweep") -> None:
        self.show, self.axes = described.show, [axis.name for axis in described.axes]
        self.value: float | None = None
        self.text = ""

    def see(self, outcomes: list["Outcome"]) -> None:
        for outcome in outcomes:
            value = outcome.measured.get(self.show)
            if isinstance(value, int | float) and (self.value is None or value > self.value):
                plain = outcome.task.plain()
                where = ", ".join(f"{_last(n)} {_spell(plain[n])}" for n in self.axes)
                self.value, self.text = value, f"best {self.show} {value:.4f} ({where})"


def _finish(described: "Sweep", store: "Store", table: Any, json: bool) -> None:
    """The table of the points and the figure, where there is something to show."""
    from basinet.sweeps.summary import rows, summarise

    summary = summarise(described, table) if described.show in table.column_names else None
    points = [] if summary is None else rows(summary)
    drawn: str | None = str(store.path / "figure.png")
    try:
        _draw(described, table, Path(str(drawn)), threshold=described.threshold)
    except (ImportError, ValueError) as error:
        remark(f"no figure: {error}")
        drawn = None
    if json:
        as_json({"sweep": str(store.path), "figure": drawn, "points": points})
        return
    if points:
        _print_table(described.show, points)
    line(f"results {store.index}")
    if drawn is not None:
        line(f"figure  {drawn}")


def _print_table(show: str, points: list[dict[str, Any]]) -> None:
    names = [name for name in points[0] if name not in ("mean", "error", "seeds")]
    heads = [*map(_last, names), show, "error", "seeds"]
    cells = [
        [
            *(_spell(point[name]) for name in names),
            f"{point['mean']:.4f}",
            "" if point["error"] is None else f"{point['error']:.4f}",
            str(point["seeds"]),
        ]
        for point in points[:_SHOWN]
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for row in [heads, *cells]:
        line("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    if len(points) > _SHOWN:
        line(f"and {len(points) - _SHOWN} more points")


def _draw(
    described: "Sweep",
    table: Any,
    path: Path,
    *,
    show: str | None = None,
    threshold: float | None = None,
    at: list[str] | None = None,
) -> None:
    from basinet.sweeps.show import figure
    from basinet.sweeps.summary import summarise

    _write_figure(figure(_fixed(summarise(described, table, show), at), threshold), path)


def _fixed(summary: "Summary", at: list[str] | None) -> "Summary":
    """The part of the grid at the values that --at names."""
    for text in at or []:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--at {text!r} is not of the form FIELD=VALUE")
        stored = [v for v in summary.axes.get(name, ()) if value in (str(v), _spell(v))]
        summary = summary.at(name, stored[0] if stored else value)
    return summary


def _write_figure(figure: Any, path: Path) -> None:
    from basinet._files import write_atomically
    from basinet.viz import to_png, to_svg

    if path.suffix not in (".png", ".svg"):
        raise ValueError(f"{path}: a figure is a .png or an .svg file")
    write_atomically(path, to_png(figure) if path.suffix == ".png" else to_svg(figure))


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _spell(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
