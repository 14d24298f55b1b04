"""Measuring points one after the other: kept in a folder, so that the same command goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import typer

from basinet.cli.computing import say_what_computed
from basinet.cli.interrupt import interruptible, leave
from basinet.cli.show import remark
from basinet.cli.theory.progress import point_bar

if TYPE_CHECKING:
    from basinet.folders import Kind

Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder in which finished points are kept; the same command goes on with it."
    ),
]

Point = TypeVar("Point", bound=Any)


@dataclass(frozen=True)
class Measurement(Generic[Point]):
    """What a command measures.

    Attributes:
        kind: of the folder.
        described: what all points share and depend on.
        at: for each point the values at which it is measured, by their names.
        measure: measures the points at these positions, in their order.
        make: makes a point, a dataclass of numbers, of them.
        words: what is said of a finished point.
    """

    kind: "Kind"
    described: Mapping[str, Any]
    at: Sequence[Mapping[str, float]]
    measure: Callable[[list[int]], Iterator[Point]]
    make: Callable[..., Point]
    words: Callable[[Point], str]


def measured(asked: Measurement[Point], out: Path | None) -> list[Point]:
    """Measure the points that a folder lacks, and return all.

    Stopped without a folder, the command keeps what it has in a new one and says how to go on.

    Args:
        asked: what is measured.
        out: the folder; None for none.

    Raises:
        ValueError: when the folder was begun with other settings, or a file is damaged.
        OSError: when a file cannot be written.
    """
    from basinet.folders import hold
    from basinet.phases.kept import open_points

    kept = None if out is None else open_points(asked.kind, out, asked.described)
    with nullcontext() if out is None else hold(out):
        found: list[Any] = [None] * len(asked.at)
        if kept is not None and out is not None:
            found = [kept.read(at, asked.make) for at in asked.at]
            if done := sum(point is not None for point in found):
                remark(f"{out}: {done} of {len(found)} points are there already")
            if None in found:
                say_what_computed(out)
        missing = [number for number, point in enumerate(found) if point is None]
        done = len(found) - len(missing)
        try:
            with point_bar(len(found), done) as advance:
                advance(done, "")
                ended = interruptible(asked.measure(missing))
                for number, point in zip(missing, ended, strict=True):
                    if kept is not None:
                        kept.write(asked.at[number], asdict(point))
                    found[number], done = point, done + 1
                    advance(done, asked.words(point))
        except KeyboardInterrupt:
            here = _kept_now(asked, found) if out is None and done else out
            again = f"repeat the command{'' if out else f' with --out {here}'} to go on"
            leave(f"stopped after {done} of {len(found)} points" + (f"; {again}" if here else ""))
    return found


def _kept_now(asked: Measurement[Any], found: list[Any]) -> Path:
    """A new folder with what was measured before somebody stopped the command."""
    from basinet.phases.kept import open_points
    from basinet.runs import next_free

    path = next_free(Path(), asked.kind.description.removesuffix(".json"))
    kept = open_points(asked.kind, path, asked.described)
    for at, point in zip(asked.at, found, strict=True):
        if point is not None:
            kept.write(at, asdict(point))
    return path
