"""`basinet compare`: all learners on the same data, in one table and one figure."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.interrupt import interruptible
from basinet.cli.progress import epoch_of, run_bar
from basinet.cli.show import as_json, line, messages, remark

if TYPE_CHECKING:
    from basinet.compare import Cell, Comparison, Row
    from basinet.sweeps import Store

_INTERRUPTED = 130
_SOME_FAILED = 3


def compare(
    learners: Annotated[
        list[str] | None, typer.Argument(metavar="[LEARNER]...", help="Else all of them.")
    ] = None,
    data: Annotated[str, typer.Option(help="A data set, or a file of your own.")] = "digits",
    label: Annotated[str | None, typer.Option(help="Column of the labels in a CSV file.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; else comparisons/ and the name of the data.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds, from 0.")] = 5,
    fractions: Annotated[str, typer.Option(help="Parts of the training data.")] = "0.01,0.1,1",
    epochs: Annotated[
        int | None,
        typer.Option(help="Passes over all training data, of every learner; else its own."),
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Patterns learnt together, by every learner; else its own.")
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="LEARNER.FIELD=VALUE",
            help="A field of a learner, or its epochs or batch_size; repeatable.",
        ),
    ] = None,
    retry_failed: Annotated[bool, typer.Option(help="Do cells again that failed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train learners and a yardstick on the same data, and show how they compare.

    Stopped with Ctrl-C or killed, the same command goes on where it was; when nothing is missing,
    it draws and prints again.

    Example: `basinet compare swarm steered --data rice --seeds 3 --set swarm.particles=30`
    """
    from basinet.compare import Comparison, choose, has_yardstick, open_folder
    from basinet.sweeps import check_data
    from basinet.sweeps.task import name_of

    chosen = choose(learners or [], _given(assignments or []), epochs, batch_size)
    asked = Comparison(chosen, data, label, _fractions(fractions), seeds)
    cells = asked.cells()
    check_data(list(cells))
    path = out or Path("comparisons") / (Path(data).name.split(".")[0] or "data")
    store = open_folder(path, asked)
    if not has_yardstick():
        remark('no yardstick: it needs optax, which is missing: pip install "basinet[bench]"')
    named = {name_of(cell): cell for cell in cells}
    done = set(store.names()) & named.keys()
    if retry_failed:
        for name in [name for name in done if store.read(name)["error"]]:
            store.remove(name)
            done.remove(name)
    todo = [cell for name, cell in named.items() if name not in done]
    remark(f"{path}: {len(named)} cells, {len(done)} of them done, {len(todo)} to do")
    _carry_out(todo, store)
    _finish(asked, path, [store.read(name) for name in named], json)


def _carry_out(todo: "list[Cell]", store: "Store") -> None:
    """Do the cells, and show how far they are and the best so far."""
    from basinet.sweeps import InProcess, Outcome, conduct

    finished, best, highest = 0, "", 0.0
    with run_bar("cells", len(todo)) as move:

        def watch(outcomes: Any, share: float) -> None:
            if share < 1:
                name = outcomes[0].task.plain()["learner"]
                move(finished + share, f"{name} {epoch_of(outcomes)}{best}")

        def said(outcome: Outcome) -> str:
            plain, found = outcome.task.plain(), outcome.measured.get("accuracy")
            where = f"{plain['learner']} at {plain['fraction']:g}, seed {plain['seed']}"
            return f"{where}: " + (outcome.error or f"accuracy {found:.4f}")

        try:
            for outcomes in interruptible(conduct(list(todo), store, InProcess(watch))):
                finished += len(outcomes)
                for outcome in outcomes:
                    found = outcome.measured.get("accuracy")
                    if isinstance(found, float) and found > highest:
                        highest = found
                        best = f"  best {found:.4f} {outcome.task.plain()['learner']}"
                    if not messages.is_terminal:
                        remark(f"{finished}/{len(todo)}  {said(outcome)}")
                move(finished, best)
        except KeyboardInterrupt:
            remark(
                f"stopped; {finished} of {len(todo)} cells were finished and are kept;"
                " give the same command again to go on"
            )
            # The thread that computes cannot be stopped, and all that counts is on disk.
            os._exit(_INTERRUPTED)


def _finish(asked: "Comparison", path: Path, results: list[dict[str, Any]], json: bool) -> None:
    """Write the tables and the figure, print them, and say what failed."""
    from dataclasses import asdict
    from json import dumps

    from basinet._files import write_atomically
    from basinet.compare import markdown, summarise

    rows = summarise(results)
    tags = {name: entrant.learner.tags.plain() for name, entrant in asked.learners.items()}
    whole = {"data": asked.data, "tags": tags, "rows": [asdict(row) for row in rows]}
    text = markdown(rows, tags)
    write_atomically(path / "comparison.json", dumps(whole, indent=2) + "\n")
    write_atomically(path / "comparison.md", text)
    drawn = _draw(asked.data, rows, path / "comparison.png")
    if json:
        as_json(whole | {"figure": drawn})
    else:
        line(text)
        line(f"table   {path / 'comparison.md'}")
        if drawn is not None:
            line(f"figure  {drawn}")
    failed = [result for result in results if result["error"]]
    for result in failed[:10]:
        where = f"{result['learner']} at {result['fraction']:g}, seed {result['seed']}"
        remark(f"failed: {where}: {result['error']}")
    if failed:
        remark(f"{len(failed)} of {len(results)} cells failed; --retry-failed does them again")
        raise typer.Exit(_SOME_FAILED)


def _draw(data: str, rows: "list[Row]", file: Path) -> str | None:
    """Draw the rows, and return where; None with a remark where that cannot be done."""
    from basinet._files import write_atomically
    from basinet.compare import YARDSTICK

    names = list(dict.fromkeys(row.learner for row in rows))
    if not names:
        return None
    try:
        import numpy as np

        from basinet.viz import Contender, comparison, to_png
    except ImportError as error:
        remark(f"no figure: {error}")
        return None
    contenders = []
    for name in names:
        own = sorted((row for row in rows if row.learner == name), key=lambda row: row.fraction)
        spread = [np.nan if row.spread is None else row.spread for row in own]
        contenders.append(
            Contender(
                name,
                np.array([row.fraction for row in own]),
                np.array([row.accuracy for row in own]),
                np.array(spread),
                own[-1].seconds,
                name == YARDSTICK,
            )
        )
    seeds = max(row.seeds for row in rows)
    figure = comparison(contenders, title=f"Learners on {data}", note=f"{seeds} seeds")
    write_atomically(file, to_png(figure))
    return str(file)


def _fractions(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ValueError(
            f"--fractions {text!r} is not a list of numbers such as 0.01,0.1,1"
        ) from error


def _given(assignments: list[str]) -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = {}
    for text in assignments:
        path, equals, value = text.partition("=")
        learner, dot, name = path.strip().partition(".")
        if not equals or not dot or not name:
            raise ValueError(
                f"--set {text!r} is not of the form LEARNER.FIELD=VALUE, such as steered.hidden=400"
            )
        given.setdefault(learner, {})[name] = value.strip()
    return given
