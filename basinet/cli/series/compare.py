"""`basinet series compare`: reservoirs and a linear yardstick on the same series."""

from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.interrupt import interruptible, leave
from basinet.cli.progress import run_bar
from basinet.cli.show import as_json, line, remark
from basinet.cli.theory.output import Json, plain


def compare(
    data: Annotated[
        str, typer.Option(help="A built-in task, a .csv whose rows are steps, or an .npz.")
    ] = "narma10",
    target: Annotated[str | None, typer.Option(help="Column of a CSV to predict.")] = None,
    units: Annotated[int, typer.Option(help="Units of every network.")] = 200,
    steps: Annotated[int, typer.Option(help="The length of a built-in task.")] = 4000,
    encoder: Annotated[
        str, typer.Option(help="How features become inputs: standardise, rescale or raw.")
    ] = "standardise",
    seeds: Annotated[int, typer.Option(help="How many, from 0.")] = 5,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results; else compare/ and the data's name.")
    ] = None,
    json: Json = False,
) -> None:
    """Compare networks for series, with linear regression on delayed inputs as a yardstick.

    Stopped with Ctrl-C or killed, the same command goes on where it was.

    Example: `basinet series compare --data narma10 --units 100 --seeds 3`
    """
    from basinet.series.execute import check_data
    from basinet.series.run import SeriesRun
    from basinet.series.sources import load_series
    from basinet.sweeps import InProcess, conduct
    from basinet.sweeps.forecasters import begin, forecasts, stored, table
    from basinet.sweeps.task import AbstractTask, name_of

    run = SeriesRun(data=data, target=target, steps=steps, encoder=encoder)
    asked = forecasts(run, units, seeds)
    loaded = load_series(data, target, steps, 0)
    for those in asked.values():
        check_data(those[0].run, loaded)  # before there is a folder
    path = Path("compare") / f"{Path(data).stem}-series" if out is None else out
    store = begin(path, run)
    tasks = {name_of(task): task for those in asked.values() for task in those}
    done = {name for name in tasks if (store.folder(name) / "result.json").is_file()}
    missing: list[AbstractTask] = [task for name, task in tasks.items() if name not in done]
    remark(f"{path}: {len(tasks)} runs, {len(done)} of them done")
    try:
        with run_bar("runs", len(tasks), len(done)) as move:
            ended = interruptible(conduct(missing, store, InProcess()))
            for number, _ in enumerate(ended, start=len(done) + 1):
                move(number, "")
    except KeyboardInterrupt:
        leave("stopped; the same command goes on")
    found = {title: [stored(store, task) for task in those] for title, those in asked.items()}
    for title, outcomes in found.items():
        for failed in {one.error for one in outcomes if one.error is not None}:
            remark(f"{title}: {failed}")
    rows = table(found)
    if json:
        as_json({"comparison": str(path), "rows": [plain(row.__dict__) for row in rows]})
        return
    line(f"{'':<36} {'error':>15} {'memory':>7} {'Jacobian':>9}")
    for row in rows:
        memory = "" if row.capacity is None else f"{row.capacity:7.1f}"
        failed = f"  {row.failed} failed" if row.failed else ""
        error = f"{row.error:.3f} ± {row.deviation:.3f}"
        line(f"{row.name:<36} {error:>15} {memory:>7} {row.jacobian:9.2f}{failed}")
