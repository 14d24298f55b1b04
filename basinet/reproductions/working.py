"""Who does the pieces of a reproduction: this process, or an engine such as a Ray cluster."""

import json
import time
from collections.abc import Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from basinet._files import write_atomically
from basinet.data import Reading
from basinet.folders import is_kept, json_text, read
from basinet.reproductions.reproduction import Piece
from basinet.sweeps.engine import AbstractEngine
from basinet.sweeps.task import AbstractTask, Outcome, Plain


class UnderWay(NamedTuple):
    """A piece that is not finished: its name, and how far it is."""

    name: str
    said: str


class Done(NamedTuple):
    """A finished piece: its name, what it took of the clock and of processors, what it found."""

    name: str
    seconds: float
    processor_seconds: float
    found: dict[str, Any]


def each(
    pieces: Sequence[Piece], work: Path, engine: AbstractEngine | None
) -> Iterator[UnderWay | Done]:
    """Do pieces of work and yield each when it is done.

    This process also says how far one is that takes long. An engine yields pieces as they come;
    what raises in a process of its own is told in a line.

    Args:
        pieces: what is to be done.
        work: the folder in which each gets one of its own.
        engine: who does them; this process if None.

    Raises:
        RuntimeError: when a piece failed under an engine, after all others were yielded.
        OSError: when workers were lost, after all others were yielded.
    """
    if engine is None:
        for piece in pieces:
            yield from _do(piece, work / piece.name)
        return
    tasks = [(PieceOfWork(piece, str(work / piece.name)),) for piece in pieces]
    failed: list[str] = []
    for (outcome,) in engine.carry_out(tasks):
        if outcome.error is not None:
            failed.append(f"{_name(outcome)}: {outcome.error}")
            continue
        yield Done(**json.loads(str(outcome.measured["done"])))
    if failed:
        raise RuntimeError(f"{len(failed)} pieces failed ({failed[0]}); all others are kept")


_TIMES = ("seconds", "processor_seconds")


def _do(piece: Piece, folder: Path) -> Iterator[UnderWay | Done]:
    """Say how far a piece is, and at the end what it found and took, stopped in between or not."""
    took = folder / "took.json"
    before = _taken(took)
    clock, processors = time.perf_counter(), time.process_time()

    def so_far() -> dict[str, float]:
        now = time.perf_counter() - clock, time.process_time() - processors
        return {unit: before[unit] + more for unit, more in zip(_TIMES, now, strict=True)}

    found = piece.compute(folder)
    if isinstance(found, Generator):
        while True:
            try:
                said = next(found)
            except StopIteration as end:
                found = end.value
                break
            write_atomically(took, json_text(so_far()))
            yield UnderWay(piece.name, said)
    yield Done(piece.name, **so_far(), found=plain(found))


def _taken(file: Path) -> dict[str, float]:
    remedy = "delete it; what the piece took before is then not counted"
    if not is_kept(file, remedy):
        return dict.fromkeys(_TIMES, 0.0)
    return read(file, dict.fromkeys(_TIMES, float), remedy)


def _name(outcome: Outcome) -> str:
    assert isinstance(outcome.task, PieceOfWork)
    return outcome.task.piece.name


@dataclass(frozen=True)
class PieceOfWork(AbstractTask):
    """A piece as a task of an engine; it is no part of a sweep, and no field of it is an axis.

    Attributes:
        piece: what is done.
        folder: which it may use; where workers do not share it, each has its own.
    """

    piece: Piece
    folder: str

    def plain(self) -> dict[str, Plain]:
        """Return the name of the piece."""
        return {"task": "piece", "piece": self.piece.name, "folder": self.folder}

    def table(self) -> dict[str, Any]:
        """Return the name as a table."""
        return {"piece": {"name": self.piece.name}}

    def changed(self, name: str, value: Any) -> NoReturn:
        """Raise ValueError: a piece has no field to change."""
        raise ValueError(f"a piece of a reproduction has no field {name!r} to set to {value!r}")

    def kind(self) -> Hashable:
        """Return the name: no two pieces are done together."""
        return self.piece.name

    def most_together(self) -> int:
        """Return 1."""
        return 1

    def parts(self) -> int:
        """Return 1."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: a piece loads what it needs."""
        return frozenset()

    def carry_out(self, others: Sequence[Any]) -> Iterator[list[Outcome]]:
        """Do the piece; what it found is carried as JSON, as it is kept."""
        del others
        Path(self.folder).parent.mkdir(parents=True, exist_ok=True)
        *_, done = _do(self.piece, Path(self.folder))
        assert isinstance(done, Done)
        yield [Outcome(self, {"done": json.dumps(done._asdict())}, done.seconds)]

    def files(self) -> dict[str, str]:
        """Return nothing."""
        return {}


def plain(value: Any) -> Any:
    """Return values as JSON gives them back: lists for tuples, numbers of Python, parts as text."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "item"):
        return value.item()
    return value if isinstance(value, str | int | float | None) else repr(value)
