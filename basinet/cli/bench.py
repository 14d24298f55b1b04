"""`basinet bench`: how fast learning is on this machine."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet._files import refuse_unwritable
from basinet.cli.bench_annealing import annealing
from basinet.cli.bench_compare import compare
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.quantities import amount, table
from basinet.cli.show import as_json, line, remark

if TYPE_CHECKING:
    from basinet.bench.result import Result, Results
    from basinet.bench.suite import Plan
    from basinet.bench.task import Task

bench = typer.Typer(invoke_without_command=True)
bench.command(epilog="Example: `basinet bench compare old.json new.json`")(compare)
bench.command()(annealing)


@bench.callback(epilog="Example: `basinet bench --quick`")
def measure(
    context: typer.Context,
    quick: Annotated[
        bool, typer.Option("--quick", help="One size and few steps: under two minutes.")
    ] = False,
    hidden: Annotated[
        list[int] | None,
        typer.Option(help="Hidden neurons; repeatable. 400, 1600 and 6400 without it."),
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(help="How often each time is taken; 5 without it.")
    ] = None,
    batches: Annotated[
        int | None, typer.Option(help="Learning steps timed together; chosen by the size.")
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(help="Most epochs of a course to a given accuracy; 0 for no courses."),
    ] = None,
    limit: Annotated[
        float | None, typer.Option(help="Most seconds that one course learns; 150 without it.")
    ] = None,
    patterns: Annotated[
        int | None, typer.Option(help="Patterns of an epoch; 60,000 without it.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the results to this JSON file.")] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Draw the results into this .png, .svg or .pdf file.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Measure how fast learning is on this machine.

    Seconds an epoch beside a plain dense version and beside backpropagation, seconds to a given
    accuracy, and how near the learning step comes to the machine's limits. Without the files of
    MNIST on this machine the times are taken on a synthetic task; nothing is downloaded.

    Example: `basinet bench --hidden 400 --hidden 1600 --out new.json --figure bench.png`

    Example: `basinet bench compare old.json new.json`
    """
    if context.invoked_subcommand is not None:
        return
    given = {
        "hidden": tuple(hidden) if hidden else None,
        "repeats": repeats,
        "batches": batches,
        "epochs": epochs,
        "limit": limit,
    }
    if figure is not None:
        _check_figure(figure)
    for path in (out, figure):
        if path is not None and not path.absolute().parent.is_dir():
            raise ValueError(f"the folder of {path} does not exist; make it first")
        if path is not None:
            refuse_unwritable(path)
    plan = _plan(quick, given)
    results = _carry_out(plan, *_prepare(plan, patterns), out)
    if figure is not None:
        _draw(results, figure)
    if json:
        as_json(results.to_plain())
    else:
        _show(results, out, figure)


def _plan(quick: bool, given: dict[str, Any]) -> "Plan":
    from basinet.bench.suite import QUICK, Plan

    changed = {name: value for name, value in given.items() if value is not None}
    return replace(QUICK if quick else Plan(), **changed)


def _check_figure(path: Path) -> None:
    from basinet.bench.figure import check_name

    check_name(path)


def _draw(results: "Results", path: Path) -> None:
    from basinet.bench.figure import write_figure

    write_figure(results, path)


def _prepare(plan: "Plan", patterns: int | None) -> tuple["Task", "Results"]:
    """Load the task, say what there is to know before, and return it with empty results."""
    from basinet.bench.machine import describe_machine
    from basinet.bench.result import Results
    from basinet.bench.task import prepare

    machine = describe_machine()
    if plan.memory_gb() > (machine["memory_gb"] or float("inf")):
        raise ValueError(
            f"hidden is {max(plan.hidden)}, which takes about {plan.memory_gb():.3g} GB of memory,"
            f" and this machine has {machine['memory_gb']} GB; choose fewer neurons"
        )
    task = prepare(patterns, plan.seed)
    remark(f"measuring on {task.name}, {len(task.x):,} patterns an epoch")
    if task.synthetic:
        remark(
            "the files of MNIST are not on this machine, so there are no times to an accuracy;"
            " get them with: basinet data fetch mnist"
        )
    if (machine["load"] or 0.0) > 0.5:
        remark(
            f"in the last minute {machine['load']} cores were busy on average: if other programs"
            " are still running, what follows is slower and less certain than it could be"
        )
    about = task.to_plain() | {"batch_size": plan.batch_size}
    return task, Results(machine, about, plan.to_plain())


def _carry_out(plan: "Plan", task: "Task", results: "Results", out: Path | None) -> "Results":
    """Measure, show each quantity when it is known, and write it down at once."""
    from basinet.bench.result import Result, write
    from basinet.bench.suite import run
    from basinet.bench.suites import EVERYTHING

    def keep() -> None:
        if out is not None:
            write(results, out)

    keep()
    try:
        for item in interruptible(run(EVERYTHING, plan, task)):
            if isinstance(item, Result):
                results = replace(results, found=[*results.found, item])
                remark(_told(item))
            else:
                results = replace(results, skipped=[*results.skipped, item])
                remark(f"{item.name}: {item.reason}")
            keep()
    except KeyboardInterrupt:
        leave("stopped" if out is None else f"stopped; what was measured is in {out}")
    results = replace(results, complete=True)
    keep()
    return results


def _show(results: "Results", out: Path | None, figure: Path | None) -> None:
    """Print the medians, one line for each quantity."""
    machine = results.machine
    line(f"{machine['processor']}, {machine['cores']} cores, JAX {machine['jax']}")
    table([(result.label, *_figures(result)) for result in results.found])
    for item in results.skipped:
        line(f"{item.name}: {item.reason}")
    for path in (out, figure):
        if path is not None:
            line(str(path))


def _told(result: "Result") -> str:
    median, spread = _figures(result)
    return f"{result.label}: {median}  {spread}".rstrip()


def _figures(result: "Result") -> tuple[str, str]:
    """The median of a quantity and, where there are several, the range of its repeats."""
    low, high = min(result.values), max(result.values)
    spread = f"{amount(low, result.unit)} to {amount(high, result.unit)}" if low < high else ""
    if "share" in result.about:
        spread = f"{result.about['share']:.0%} of {result.about['ceiling']}"
    return amount(result.median, result.unit), spread
