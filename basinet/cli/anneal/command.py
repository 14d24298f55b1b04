"""The command, and what it shows."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet._ending import end, ends_by_itself, exit_code
from basinet._files import refuse_unwritable
from basinet.cli.anneal.job import Amount, Job, Told, new_job, resumed_job
from basinet.cli.anneal.keeping import Keeping
from basinet.cli.interrupt import interruptible
from basinet.cli.show import Pace, as_json, line, messages, remark
from basinet.cli.theory.output import FigurePath, Json, prepare_figure, write_figure

if TYPE_CHECKING:
    from basinet.annealing import Annealing
    from basinet.annealing.moment import Improvement, Moment
    from basinet.viz import Figure


def anneal(
    path: Annotated[
        Path | None,
        typer.Argument(help="rudy or G-set text, .mtx, a list of Q entries, or .npz."),
    ] = None,
    problem: Annotated[str, typer.Option(help="maxcut, mis, qubo or ising.")] = "maxcut",
    seconds: Annotated[
        float | None, typer.Option(help="The most time; 5 without it and without --sweeps.")
    ] = None,
    sweeps: Annotated[
        str | None, typer.Option(help="Of each course: one number, or several such as 500,4000.")
    ] = None,
    restarts: Annotated[int | None, typer.Option(help="Courses of so many sweeps.")] = None,
    most_sweeps: Annotated[
        int | None, typer.Option(help="Sweeps of all courses together, after which it ends.")
    ] = None,
    replicas: Annotated[int, typer.Option(help="States annealed side by side.")] = 64,
    seed: Annotated[int, typer.Option(help="Source of everything random.")] = 0,
    schedule: Annotated[
        str,
        typer.Option(
            help="geometric, linear, fowler-nordheim, or such as 'Geometric(first=0.1, last=5)'."
        ),
    ] = "geometric",
    rule: Annotated[str, typer.Option(help="metropolis or heat-bath.")] = "metropolis",
    order: Annotated[str, typer.Option(help="in-turn or at-random.")] = "in-turn",
    ending: Annotated[
        str, typer.Option(help="Of a course: joined (the best of all replicas) or separate.")
    ] = "joined",
    penalty: Annotated[
        float | None, typer.Option(help="Of two neighbours in an independent set; 1.05 without it.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option(help="A state to begin with: text, or a file of --out.")
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIABLE=VALUE", help="A variable that stays, from 1; repeatable."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the state into this .npz file.")] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Go on with what --out wrote, for more seconds or sweeps.")
    ] = None,
    json: Json = False,
    figure: FigurePath = None,
) -> None:
    """Look for the best state of a problem by simulated annealing of many replicas.

    Ctrl-C ends it with the best state so far.

    Example: `basinet anneal G22.txt --seconds 10 --out G22.npz`

    Example: `basinet anneal --resume G22.npz --seconds 60`
    """
    prepare_figure(figure)
    amount = Amount(seconds, _lengths(sweeps), restarts, most_sweeps)
    if resume is None:
        if path is None:
            raise ValueError("no file is given; expected one with a problem, or --resume FILE")
        told = Told(str(path), problem, penalty, schedule, rule, order, ending, replicas, seed)
        job = new_job(told, amount, start, fix or [])
    else:
        if path is not None or start is not None or fix:
            raise ValueError(
                "--resume goes on with the problem it began with; leave out the file, --start and"
                " --fix"
            )
        job, out = resumed_job(resume, amount), out or resume
    _check_out(out)
    _carry_out(job, out, figure, json)


def _lengths(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        return tuple(int(word) for word in text.split(","))
    except ValueError:
        raise ValueError(
            f"--sweeps is {text!r}; expected a whole number, or several such as 500,4000"
        ) from None


def _check_out(out: Path | None) -> None:
    """Refuse a file that could not be written, before anything is computed."""
    if out is None:
        return
    if out.suffix.lower() != ".npz":
        raise ValueError(f"--out is {str(out)!r}; the name must end in .npz")
    if not out.parent.is_dir():
        raise OSError(f"the folder {out.parent} of --out does not exist; make it first")
    refuse_unwritable(out)


def _carry_out(job: Job, out: Path | None, figure: Path | None, json: bool) -> None:
    """Anneal, show what happens, and write what was found."""
    from basinet.annealing.anneal import arithmetic, watch

    ising = job.problem.ising
    remark(
        f"{job.told.path}: {job.problem.name}, {ising.n:,} variables,"
        f" {len(ising.targets) // 2:,} couplings"
    )
    remark(job.problem.conventions)
    remark(arithmetic(job.problem))
    last, stopped, keep = job.after, False, Keeping(job, out)
    try:
        with _shown(job) as show:
            for moment in interruptible(watch(job.problem, job.settings, job.beginning, job.after)):
                last = moment
                show(moment)
                keep.at_times(moment)
    except KeyboardInterrupt:
        ends_by_itself()
        stopped = True
    if last is None:
        if stopped:
            remark("stopped before the first sweeps were made")
            end(exit_code())
        raise ValueError("no sweep was made in the time; give more --seconds")
    found = keep.now(last)
    _tell(job, found, out, json, stopped)
    write_figure(figure, lambda: _draw(job, found))
    if stopped:
        # The thread that computes cannot be stopped, and all that counts is on disk.
        end(exit_code())


@contextmanager
def _shown(job: Job) -> Iterator[Callable[["Moment"], None]]:
    """Give a function that shows a moment: a bar on a terminal, and a line per improvement."""
    known, pace = len(job.after.improvements) if job.after else 0, Pace()

    def improved(moment: "Moment") -> None:
        nonlocal known
        for one in moment.improvements[known:]:
            pace.remark(_improvement(one))
        known = len(moment.improvements)

    if not messages.is_terminal:
        yield improved
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=messages) as bar:
        task = bar.add_task("compiling", total=1.0)

        def show(moment: "Moment") -> None:
            improved(moment)
            beta = moment.readings[-1].beta
            words = f"best {moment.value:.15g}  course {len(moment.courses)}  beta {beta:.3g}"
            bar.update(task, completed=_share(job, moment), description=words)

        yield show


def _share(job: Job, moment: "Moment") -> float:
    """How far it is, from 0 to 1, by what will end it."""
    settings = job.settings
    shares = [moment.done / moment.courses[-1]]
    if settings.seconds is not None:
        shares.append(moment.seconds / settings.seconds)
    return min(1.0, shares[-1])


def _improvement(one: "Improvement") -> str:
    return f"{one.seconds:8.2f} s  {one.sweeps:>9,} sweeps  {one.value:.15g}"


def _repeating(job: Job, found: "Annealing") -> str:
    """The command that makes the same sweeps again."""
    words = ["basinet", "anneal", *job.told.words()]
    words += ["--sweeps", ",".join(map(str, found.courses))]
    if found.moment.done < found.courses[-1]:
        words += ["--most-sweeps", str(found.sweeps)]
    return shlex.join(words)


def _tell(job: Job, found: "Annealing", out: Path | None, json: bool, stopped: bool) -> None:
    facts = _facts(job, found, out, stopped)
    if json:
        as_json(facts)
        return
    if stopped:
        line("stopped; this is the best so far")
    line(f"value        {found.value:.15g} (recomputed from the state)")
    line(f"certificate  {found.certificate.reason}")
    first, last = found.betas[0], found.betas[-1]
    line(f"betas        {first:.4g} to {last:.4g}, {job.told.schedule}")
    line(
        f"sweeps       {found.sweeps:,} of {job.settings.replicas} replicas in"
        f" {found.seconds:.2f} s, {len(found.courses)} courses"
    )
    if "repeat" in facts:
        line(f"repeat       {facts['repeat']}")
    if out is not None:
        line(f"state        {out}")
        line(
            f"go on        basinet anneal --resume {shlex.quote(str(out))} --seconds"
            f" {max(10, round(2 * found.seconds))}"
        )


def _facts(job: Job, found: "Annealing", out: Path | None, stopped: bool) -> dict[str, Any]:
    again = not (job.beginning.spins.any() or not job.beginning.free.all())
    return {
        "problem": job.problem.name,
        "conventions": job.problem.conventions,
        "variables": job.problem.ising.n,
        "couplings": len(job.problem.ising.targets) // 2,
        "value": found.value,
        "optimum": found.certificate.optimum,
        "certificate": found.certificate.reason,
        "arithmetic": found.arithmetic,
        "betas": [float(found.betas[0]), float(found.betas[-1])],
        "schedule": job.told.schedule,
        "replicas": job.settings.replicas,
        "seed": job.settings.seed,
        "courses": list(found.courses),
        "sweeps": found.sweeps,
        "seconds": found.seconds,
        "stopped": stopped,
        "improvements": [
            {"seconds": one.seconds, "sweeps": one.sweeps, "value": one.value}
            for one in found.improvements
        ],
        **({"repeat": _repeating(job, found)} if again else {}),
        "out": None if out is None else str(out),
        "state": found.state.tolist(),
    }


def _draw(job: Job, found: "Annealing") -> "Figure":
    import numpy as np

    from basinet import viz

    ising = job.problem.ising
    upper = ising.matrix.tocoo()
    chosen = upper.coords[0] < upper.coords[1]
    pairs = np.stack(upper.coords, axis=1)[chosen].astype(np.int64)
    agree = found.spins[pairs[:, 0]] * found.spins[pairs[:, 1]]
    readings = found.readings
    begins = np.concatenate([[0.0], np.cumsum(found.courses[:-1])])
    return viz.annealing(
        np.array([one.sweeps for one in readings], float),
        np.array([one.mean for one in readings]),
        np.array([one.best for one in readings]),
        begins.tolist(),
        pairs,
        agree * upper.data[chosen] > 0,
        found.spins > 0,
        title={"maxcut": "Cut", "mis": "Size of the set"}.get(job.problem.name, "Value"),
        note=f"best {found.value:.15g}, {job.settings.replicas} replicas, {found.seconds:.1f} s",
    )
