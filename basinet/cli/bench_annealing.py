"""`basinet bench annealing`: cuts beside those of other solvers, at equal processor time."""

import json as encoding
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet._ending import end, exit_code
from basinet._files import refuse_unwritable
from basinet.cli.interrupt import interruptible
from basinet.cli.show import as_json, line, remark
from basinet.cli.theory.output import FigurePath, prepare_figure, write_figure

if TYPE_CHECKING:
    from basinet.bench.annealing import Duel, Trial
    from basinet.viz import Figure


def annealing(
    graph: Annotated[
        list[str] | None, typer.Option(help="A graph of the duel; repeatable. All without it.")
    ] = None,
    peer: Annotated[
        list[str] | None, typer.Option(help="A solver to compare with; repeatable. All without it.")
    ] = None,
    budgets: Annotated[
        str, typer.Option(help="Seconds of processor time, such as 1,3,10.")
    ] = "1,3,10",
    seeds: Annotated[int, typer.Option(help="Seeds of each solver.")] = 10,
    pilots: Annotated[
        int, typer.Option(help="Seeds with which the settings of a peer are tried.")
    ] = 2,
    out: Annotated[
        Path | None, typer.Option(help="Keep trials in this JSON file; what is there goes on.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the medians as JSON.")] = False,
    figure: FigurePath = None,
) -> None:
    """Compare cuts with those of dwave-samplers, openjij and MQLib, where they are installed.

    All solvers have equal seconds of processor time, and each peer the best of three settings.
    With ten seeds and all budgets it takes hours; --out goes on after Ctrl-C.

    Example: `basinet bench annealing --budgets 1,3 --out duel.json`
    """
    prepare_figure(figure)
    if out is not None:
        refuse_unwritable(out)
    from basinet.bench.annealing import PEERS, Duel, fight, lacking, medians

    try:
        seconds = tuple(float(word) for word in budgets.split(","))
    except ValueError:
        raise ValueError(f"--budgets is {budgets!r}; expected seconds such as 1,3,10") from None
    given = {"instances": tuple(graph)} if graph else {}
    given |= {"peers": tuple(peer)} if peer else {}
    duel = Duel(**given, budgets=seconds, seeds=seeds, pilots=pilots)
    for one in PEERS:
        if one.name in duel.peers and lacking(one):
            remark(f"{one.name} is left out: {one.package} is not installed")
    trials = _read(out)
    try:
        for trial in interruptible(fight(duel, tuple(trials))):
            trials.append(trial)
            words = f"{trial.instance}  {trial.budget:g} s  {trial.solver}, {trial.setting}"
            remark(f"{words}  seed {trial.seed}  {trial.cut}")
            _write(trials, out)
    except KeyboardInterrupt:
        remark("stopped" if out is None else f"stopped; the trials are in {out}")
        end(exit_code())
    rows = medians(trials)
    write_figure(figure, lambda: _draw(trials, duel))
    if json:
        as_json(rows)
        return
    for row in rows:
        line(
            f"{row['instance']:14} {row['seconds']:>4g} s  {row['solver']:12} {row['median']:>8g}"
            f"  ({row['setting']}, {row['seeds']} seeds)"
        )


def _draw(trials: "list[Trial]", duel: "Duel") -> "Figure":
    """Draw the duel at the shortest budget."""
    from basinet import viz
    from basinet.bench.annealing import behind

    note = f"{duel.budgets[0]:g} s of processor time, one thread, medians"
    return viz.duel(*behind(trials, duel.budgets[0]), note=note)


def _read(path: Path | None) -> "list[Trial]":
    from basinet.bench.annealing import Trial

    if path is None or not path.exists():
        return []
    try:
        return [Trial(**entry) for entry in encoding.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path} holds no trials of a duel; choose another file") from error


def _write(trials: "list[Trial]", path: Path | None) -> None:
    from basinet._files import write_atomically

    if path is not None:
        write_atomically(path, encoding.dumps([asdict(trial) for trial in trials]))
