"""`basinet series train`: begin a run on series or go on with one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.interrupt import interruptible, leave
from basinet.cli.show import as_json, line, messages, remark
from basinet.cli.theory.output import Json

if TYPE_CHECKING:
    from basinet.series.folder import SeriesFolder
    from basinet.series.run import SeriesRun
    from basinet.series.sources import SeriesData


def train(
    data: Annotated[
        str | None,
        typer.Option(
            help="narma10, memory, mackey-glass, lorenz or digit-rows; or a .csv whose rows are"
            " steps, or an .npz of X and y."
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(help="Column of a CSV to predict; without it all, one step ahead."),
    ] = None,
    reservoir: Annotated[
        str | None, typer.Option(help="EchoState or Balanced, with fields in parentheses.")
    ] = None,
    readout: Annotated[
        str | None, typer.Option(help="Ridge, Delta or ByPlasticity, likewise.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Source of everything random.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="Such as units=500 or penalty=1e-6; repeatable."
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A series.toml to start from; other options override it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; else a new one below runs/.")
    ] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this folder.")] = None,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html at the end.")
    ] = True,
    json: Json = False,
) -> None:
    """Learn to predict a series, or to name series, and measure it on what was held out.

    Example: `basinet series train --data narma10 --set units=500 --out runs/narma`

    Example: `basinet series train --data load.csv --target demand`
    """
    options = {"data": data, "target": target, "reservoir": reservoir, "readout": readout}
    given = {name: v for name, v in (options | {"seed": seed}).items() if v is not None}
    if resume is None:
        run = described(given, set_ or [], config)
        folder, loaded = _begun(run, out)
    else:
        if given or set_ or config is not None or out is not None:
            raise ValueError("a run that has begun cannot be changed; give --resume alone")
        folder, loaded = _resumed(resume)
    _carry_out(folder, loaded, report=report, json=json)


def described(given: dict[str, Any], assignments: list[str], config: Path | None) -> "SeriesRun":
    """Return the run that options describe.

    Raises:
        ValueError: when a field is unknown or a value is not allowed.
    """
    from basinet.series.run import SeriesRun, changed, read_run

    run = SeriesRun() if config is None else read_run(config)
    for name, value in given.items():
        run = changed(run, name, value)
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise ValueError(f"--set {text!r} is not of the form FIELD=VALUE, such as units=400")
        run = changed(run, name.strip(), value.strip())
    return run


def _begun(run: "SeriesRun", out: Path | None) -> tuple["SeriesFolder", "SeriesData"]:
    from basinet.runs import environment
    from basinet.series.execute import check_data
    from basinet.series.folder import create
    from basinet.series.sources import load_series

    loaded = load_series(run.data, run.target, run.steps, run.seed)
    check_data(run, loaded)
    path = _free(run) if out is None else out
    return create(path, run, environment()), loaded


def _free(run: "SeriesRun") -> Path:
    """The first folder below runs/ that is not there, or holds this run unfinished."""
    from basinet.series.folder import SERIES, SeriesFolder

    stem, number = Path(run.data).name.split(".")[0] or "series", 1
    while (path := Path("runs") / f"{stem}-series-{number}").exists():
        folder = SeriesFolder(path)
        if (path / SERIES.description).is_file() and not folder.results.is_file():
            try:
                if folder.read_run() == run:
                    return path
            except ValueError:
                pass
        number += 1
    return path


def _resumed(path: Path) -> tuple["SeriesFolder", "SeriesData"]:
    from basinet.runs import environment
    from basinet.series.folder import SeriesFolder, create
    from basinet.series.sources import load_series

    run = SeriesFolder(path).read_run()
    loaded = load_series(run.data, run.target, run.steps, run.seed)
    return create(path, run, environment()), loaded


def _carry_out(folder: "SeriesFolder", data: "SeriesData", *, report: bool, json: bool) -> None:
    """Learn with a bar, measure, report."""
    from basinet.folders import hold
    from basinet.series.execute import execute

    run = folder.read_run()
    with hold(folder.path):
        remark(f"{folder.path}: {type(run.reservoir).__name__} on {run.data}")
        try:
            with messages.status("learning") as bar:
                for share in interruptible(execute(run, folder, data)):
                    bar.update(f"learning {share:.0%}")
        except KeyboardInterrupt:
            leave(f"stopped; go on with: basinet series train --resume {folder.path}")
        results = folder.read_results()
        written = _report(folder, data) if report else None
    if json:
        as_json({"run": str(folder.path), "report": written, **results})
        return
    tell(results)
    line(f"run       {folder.path}")
    if written is not None:
        line(f"report    {written}")


def tell(results: dict[str, Any]) -> None:
    """Print what was measured."""
    line(f"error     {results['error']:.4f}")
    if "capacity" in results:
        line(f"capacity  {results['capacity']:.2f} steps")
    line(f"jacobian  {results['jacobian_radius']:.3f} (spectral radius of its mean)")


def _report(folder: "SeriesFolder", data: "SeriesData") -> str | None:
    """Write the report; without matplotlib say how to get it, since the run itself is whole."""
    try:
        from basinet.reporting.series import write_report
    except ImportError as error:
        remark(f"no report: {error}")
        return None
    write_report(folder, data)
    return str(folder.report)
