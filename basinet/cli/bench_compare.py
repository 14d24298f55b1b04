"""`basinet bench compare`: what became slower between two files of results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from basinet.cli.quantities import amount, table
from basinet.cli.show import as_json, line, remark

if TYPE_CHECKING:
    from basinet.bench.compare import Change, Comparison


def compare(
    old: Annotated[Path, typer.Argument(help="A file that `basinet bench --out` wrote.")],
    new: Annotated[Path, typer.Argument(help="A later one, of the same task.")],
    tolerance: Annotated[
        float, typer.Option(help="Relative change that does not count, beside the noise.")
    ] = 0.05,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what became slower by more than the noise; the exit code is 1 if something did.

    Example: `basinet bench compare old.json new.json --tolerance 0.1`
    """
    from basinet.bench.compare import compare as side_by_side
    from basinet.bench.result import read

    comparison = side_by_side(read(old), read(new), tolerance)
    if json:
        as_json(comparison.to_plain())
    else:
        _show(comparison)
    if comparison.slower:
        raise typer.Exit(1)


def _show(comparison: "Comparison") -> None:
    for what, before, after in comparison.machines:
        remark(f"the machines differ: {what} was {before} and is {after}")
    for change in comparison.changes:
        if change.machine and change.verdict == "slower":
            remark(f"the machine itself was slower: {change.label}, {_by(change)}")
    for names, where in ((comparison.missing, "older"), (comparison.added, "newer")):
        if names:
            remark(f"only in the {where} file: {', '.join(names)}")
    table(
        [
            (
                change.verdict,
                change.label,
                f"{amount(change.old, change.unit)} -> {amount(change.new, change.unit)}",
                _by(change),
            )
            for change in comparison.changes
        ]
    )
    slower = comparison.slower
    judged = sum(change.verdict != "not judged" for change in comparison.changes)
    line(f"{len(slower)} of {judged} quantities became slower by more than the noise")


def _by(change: "Change") -> str:
    """How much slower or faster, and how much would still be noise."""
    percent = f"{change.ratio - 1:+.1%} time"
    return percent if change.threshold is None else f"{percent} (noise {change.threshold:.1%})"
