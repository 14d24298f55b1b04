"""`basinet compare run`: do the cells that are missing, then show what was found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from basinet.cli.compare.results import finish
from basinet.cli.computing import say_what_computed, say_what_computes
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.learner_from import LearnersFrom
from basinet.cli.progress import epoch_of, run_bar
from basinet.cli.reading import Drop, Label, Sep, Test, Weight, say
from basinet.cli.show import Pace, messages, remark

if TYPE_CHECKING:
    from basinet.compare import Cell, Comparison, Described
    from basinet.sweeps import Store


def run(
    learners: Annotated[
        list[str] | None, typer.Argument(metavar="[LEARNER]...", help="Else all of them.")
    ] = None,
    data: Annotated[
        str | None, typer.Option(help="A data set, or a file of your own; else digits.")
    ] = None,
    label: Label = None,
    test: Test = None,
    drop: Drop = None,
    sep: Sep = None,
    weight: Weight = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; else comparisons/ and the name of the data.")
    ] = None,
    seeds: Annotated[int | None, typer.Option(help="How many seeds, from 0; else 5.")] = None,
    fractions: Annotated[
        str | None, typer.Option(help="Parts of the training data; else 0.01,0.1,1.")
    ] = None,
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
            help="A field of a learner, or its epochs, batch_size or encoder; repeatable.",
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A compare.toml to start from; other options override it.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do cells again that failed.")
    ] = False,
    learner_from: LearnersFrom = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train learners and a yardstick on the same data, and show how they compare.

    Stopped with Ctrl-C or killed, the same command goes on where it was.
    """
    from dataclasses import replace

    from basinet.compare import Described, begin, has_yardstick, joined, read_described
    from basinet.folders import hold
    from basinet.sweeps import check_data
    from basinet.sweeps.task import name_of

    parts = None if fractions is None else _fractions(fractions)
    given = _given(assignments or [])
    dropped = tuple(drop) if drop else None
    options = Described(
        learners or (),
        data,
        label,
        parts,
        seeds,
        epochs,
        batch_size,
        given,
        test,
        dropped,
        sep,
        weight,
    )
    whole = joined(read_described(config) if config else Described(), options)
    whole = _with_own(whole, learner_from or [])
    try:
        asked = _comparison(whole)
    except ValueError as error:
        if config and str(error) != _fault(replace(options, learners=whole.learners)):
            raise ValueError(f"{config}: {error}") from error
        raise
    cells = asked.cells()
    read = check_data(list(cells))
    path = out or Path("comparisons") / (Path(asked.data).name.split(".")[0] or "data")
    folder = begin(path, asked, cells)
    if not has_yardstick():
        remark('no yardstick: it needs optax, which is missing: pip install "basinet[bench]"')
    store, named = folder.store, {name_of(cell): cell for cell in cells}
    with hold(path):
        done = set(store.names()) & named.keys()
        if retry_failed:
            for name in [name for name in done if store.read(name)["error"]]:
                store.remove(name)
                done.remove(name)
        todo = [cell for name, cell in named.items() if name not in done]
        for summary, odd in read:
            say(summary, odd)
        remark(f"{path}: {len(named)} cells, {len(done)} of them done, {len(todo)} to do")
        say_what_computes()
        if todo:
            say_what_computed(path)
        _carry_out(todo, store)
        finish(folder, json)


def _fault(described: "Described") -> str:
    """What is wrong with what the command line alone asks for, empty where nothing is."""
    try:
        _comparison(described)
    except ValueError as error:
        return str(error)
    return ""


def _with_own(described: "Described", names: list[str]) -> "Described":
    """What is asked for, and learners of one's own beside it."""
    from dataclasses import replace

    from basinet.learners import LEARNERS

    others = [name for name in described.learners or LEARNERS if name not in names]
    return replace(described, learners=[*others, *names]) if names else described


def _comparison(described: "Described") -> "Comparison":
    """What is to be done, with the reference settings where nothing else is asked for."""
    from basinet.compare import Comparison, choose

    chosen = choose(described.learners, described.settings, described.epochs, described.batch_size)
    given = {
        "data": described.data,
        "label": described.label,
        "test": described.test,
        "drop": described.drop,
        "sep": described.sep,
        "weight": described.weight,
        "fractions": described.fractions,
        "seeds": described.seeds,
    }
    return Comparison(chosen, **{name: v for name, v in given.items() if v is not None})


def _carry_out(todo: "list[Cell]", store: "Store") -> None:
    """Do the cells, and show how far they are and the best so far."""
    from basinet.sweeps import InProcess, Outcome, conduct

    finished, best, highest, pace = 0, "", 0.0, Pace()
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
                        text = f"{finished}/{len(todo)}  {said(outcome)}"
                        pace.remark(text, last=finished == len(todo))
                move(finished, best)
        except KeyboardInterrupt:
            leave(
                f"stopped; {finished} of {len(todo)} cells were finished and are kept;"
                " give the same command again to go on"
            )


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
        module, colon, rest = path.strip().rpartition(":")
        kind, dot, name = rest.partition(".")
        learner = f"{module}{colon}{kind}"
        if not equals or not dot or not name:
            raise ValueError(
                f"--set {text!r} is not of the form LEARNER.FIELD=VALUE, such as steered.hidden=400"
            )
        given.setdefault(learner, {})[name] = value.strip()
    return given
