"""`basinet theory phase-diagram`: theory, searches and learning in one picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.computing import say_what_computed
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.show import as_json, download_bar, line, remark
from basinet.cli.theory.output import plain, prepare_figure
from basinet.cli.theory.progress import point_bar
from basinet.cli.theory.ranges import numbers

if TYPE_CHECKING:
    from basinet.phases import Learning, PhaseSettings, Reach


def phase_diagram(
    out: Annotated[
        Path, typer.Option(help="Folder of the measurements and the picture; the same one goes on.")
    ] = Path("phase-diagram"),
    quick: Annotated[bool, typer.Option("--quick", help="Minutes instead of an hour.")] = False,
    self_coupling: Annotated[
        str | None, typer.Option(help="J_D, at least 0: a list 0,0.1,0.5 or a range 0:1:0.1.")
    ] = None,
    n: Annotated[int | None, typer.Option("--n", help="Neurons of the searched networks.")] = None,
    instances: Annotated[int | None, typer.Option(help="Searched networks a point.")] = None,
    max_sweeps: Annotated[int | None, typer.Option(help="Sweeps of a relaxation.")] = None,
    rungs: Annotated[int | None, typer.Option(help="Steps of the focusing schedule.")] = None,
    data: Annotated[str | None, typer.Option(help="Data set that is learnt.")] = None,
    hidden: Annotated[int | None, typer.Option(help="Neurons of the network that learns.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training data.")] = None,
    seeds: Annotated[int | None, typer.Option(help="Trained networks a point.")] = None,
    seed: Annotated[int | None, typer.Option(help="Source of everything random.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Measure and draw what the self-coupling makes possible: existence, reach and learning.

    Every finished point is kept in the folder: repeat the command to go on after a stop.

    Example: `basinet theory phase-diagram --quick --out phases`
    """
    prepare_figure(Path("phase-diagram.png"))
    given = {
        "neurons": n,
        "instances": instances,
        "max_sweeps": max_sweeps,
        "rungs": rungs,
        "data": data,
        "hidden": hidden,
        "epochs": epochs,
        "seeds": seeds,
        "seed": seed,
    }
    settings = _settings(quick, self_coupling, given)
    _carry_out(settings, out, json)


def _settings(quick: bool, self_coupling: str | None, given: dict[str, Any]) -> "PhaseSettings":
    """The quick or the full settings, with what was given in their place."""
    from dataclasses import replace

    from basinet.phases import FULL, QUICK

    changed = {name: value for name, value in given.items() if value is not None}
    if self_coupling is not None:
        changed["self_couplings"] = tuple(numbers("--self-coupling", self_coupling).tolist())
    return replace(QUICK if quick else FULL, **changed)


def _carry_out(settings: "PhaseSettings", out: Path, json: bool) -> None:
    """Measure what is missing, write the results and the picture, and show them."""
    from basinet.data import Reading, load_quietly
    from basinet.folders import hold
    from basinet.phases import measure
    from basinet.phases.folder import open_folder

    with download_bar() as progress:
        learnt = load_quietly(Reading(settings.data), progress=progress)
    open_folder(out, settings)
    with hold(out):
        steps = measure(settings, out, learnt)
        begun = next(steps)
        if begun.done:
            remark(f"{out}: {begun.done} of {begun.total} points are there already")
        if begun.done < begun.total:
            say_what_computed(out)
        done = begun.done
        try:
            with point_bar(begun.total, begun.done) as advance:
                for progress in interruptible(steps):
                    done = progress.done
                    advance(done, _words(progress.kind, progress.point))
        except KeyboardInterrupt:
            leave(f"stopped after {done} of {begun.total} points; repeat the command to go on")
        _finish(out, json)


def _words(kind: str, point: "Reach | Learning | None") -> str:
    from basinet.phases import Reach

    if point is None:
        return ""
    if isinstance(point, Reach):
        return f"{kind} J_D {point.self_coupling:g}: {point.solved} of {point.instances} solved"
    return f"{kind} J_D {point.self_coupling:g}: accuracy {point.mean:.3f}"


def _finish(out: Path, json: bool) -> None:
    """Write the results and the picture, and say what was found."""
    from json import dumps

    from basinet import viz
    from basinet._files import write_atomically
    from basinet.phases import PhaseFolder, draw, summary

    folder, figure, found = PhaseFolder(out), draw(out), plain(summary(out))
    write_atomically(folder.results, dumps(found, indent=2) + "\n")
    write_atomically(folder.picture.with_suffix(".svg"), viz.to_svg(figure))
    write_atomically(folder.picture, viz.to_png(figure))
    if json:
        as_json(found | {"picture": str(folder.picture)})
        return
    shown = found["theory"]
    line(f"overlap gap closes at    J_OGP  = {shown['overlap_gap']:.5f}  (estimate)")
    line(f"entropy is monotone from J_mono = {shown['monotonicity']:.5f}  (estimate)")
    for name, between in found["half"].items():
        if between is None:
            line(f"{name} search passes one half of the networks at none of these self-couplings")
        else:
            line(
                f"{name} search solves half of the networks between J_D = {between[0]:g} and"
                f" {between[1]:g}"
            )
    best = max(found["learning"], key=lambda point: point["mean"])
    line(f"learning is best at J_D = {best['self_coupling']:g}, accuracy {best['mean']:.4f}")
    line(f"picture {folder.picture}")
