"""`basinet compare`: all learners on the same data, in one table."""

import os
from pathlib import Path
from typing import Annotated

import typer

from basinet.cli.interrupt import interruptible
from basinet.cli.show import as_json, line, remark

_INTERRUPTED = 130
_SOME_FAILED = 3


def compare(
    learners: Annotated[
        list[str] | None, typer.Argument(metavar="[LEARNER]...", help="Else all of them.")
    ] = None,
    data: Annotated[str, typer.Option(help="A data set, or a file of your own.")] = "digits",
    label: Annotated[str | None, typer.Option(help="Column of the labels in a CSV file.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; else comparisons/ and the data.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How many seeds.")] = 5,
    epochs: Annotated[int, typer.Option(help="Epochs over the whole training data.")] = 30,
    batch_size: Annotated[int, typer.Option(help="Patterns learnt together.")] = 8,
    fractions: Annotated[str, typer.Option(help="Parts of the training data.")] = "0.01,0.1,1",
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LEARNER.FIELD=VALUE", help="A setting; repeatable."),
    ] = None,
    retry_failed: Annotated[bool, typer.Option(help="Do cells again that failed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train learners and a yardstick on the same data, and show how they compare.

    Stopped with Ctrl-C or killed, the same command goes on where it was.
    """
    from dataclasses import asdict

    from basinet._files import write_atomically
    from basinet.compare import (
        Comparison,
        choose,
        has_yardstick,
        markdown,
        open_folder,
        summarise,
    )
    from basinet.sweeps import InProcess, check_data, conduct
    from basinet.sweeps.task import name_of

    chosen = choose(learners or [], _given(assignments or []))
    parts = _fractions(fractions)
    asked = Comparison(chosen, data, label, parts, seeds, epochs, batch_size)
    cells = asked.cells()
    check_data(list(cells))
    path = out or Path("comparisons") / (Path(data).name.split(".")[0] or "data")
    store = open_folder(path, asked)
    if not has_yardstick():
        remark('no yardstick: it needs optax, which is missing: pip install "basinet[bench]"')
    done = set(store.names())
    names = [name_of(cell) for cell in cells]
    if retry_failed:
        for name in [n for n in names if n in done and store.read(n)["error"]]:
            store.remove(name)
            done.remove(name)
    todo = [cell for cell, name in zip(cells, names, strict=True) if name not in done]
    remark(f"{path}: {len(cells)} cells, {len(todo)} to do")
    finished, best = 0, ""
    highest = 0.0
    try:
        for outcomes in interruptible(conduct(list(todo), store, InProcess())):
            finished += len(outcomes)
            for outcome in outcomes:
                found = outcome.measured.get("accuracy")
                if isinstance(found, float) and found > highest:
                    highest = found
                    best = f"  best {found:.4f} {outcome.task.plain()['learner']}"
            remark(f"{finished}/{len(todo)} cells{best}")
    except KeyboardInterrupt:
        remark(f"stopped; {finished} cells were finished and are kept; give the same command again")
        # The thread that computes cannot be stopped, and all that counts is on disk.
        os._exit(_INTERRUPTED)
    results = [store.read(name) for name in names]
    rows = summarise(results)
    tags = {name: of.plain() for name, of in asked.tags().items()}
    whole = {"data": data, "tags": tags, "rows": [asdict(row) for row in rows]}
    from json import dumps

    text = markdown(rows, tags)
    write_atomically(path / "comparison.json", dumps(whole, indent=2) + "\n")
    write_atomically(path / "comparison.md", text)
    if json:
        as_json(whole)
    else:
        line(text)
    failed = [result for result in results if result["error"]]
    for result in failed[:10]:
        remark(f"failed: {result['learner']} at {result['fraction']:g}: {result['error']}")
    if failed:
        raise typer.Exit(_SOME_FAILED)


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
