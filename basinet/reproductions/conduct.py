"""Carrying out a reproduction in a folder, piece by piece.

Every file is written whole or not at all, so that the work can be stopped at any moment:

    reproduction.json     what is computed; another reproduction is refused in this folder
    pieces/hidden-400.json    what a finished piece found
    work/hidden-400/      what a piece needs to go on, such as the folder of a run
    results.json          all results, the claims with their verdicts, versions and times
    figure.png, .svg      the picture
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from basinet import viz
from basinet._files import write_atomically
from basinet._version import __version__
from basinet.bench.machine import describe_machine
from basinet.folders import Kind, begin, hold, is_kept, json_text, one_line, read
from basinet.reproductions.reproduction import Claim, Reproduction, verdict
from basinet.reproductions.working import UnderWay, each, plain
from basinet.sweeps.engine import AbstractEngine

REPRODUCTION = Kind("a reproduction", "reproduction.json", "basinet reproduce", ("pieces", "work"))


class Progress(NamedTuple):
    """How far a reproduction is.

    Attributes:
        done: pieces that are finished.
        total: all pieces.
        piece: the last one, with what it says of itself where it is under way; empty at the begin.
    """

    done: int
    total: int
    piece: str


@dataclass(frozen=True)
class Job:
    """A reproduction in one of its two versions, with a seed, in a folder.

    Attributes:
        name: of the reproduction.
        reproduction: what is reproduced.
        quick: whether in the quick version.
        seed: the source of everything random.
        path: the folder.

    Raises:
        ValueError: when the seed is below 0.
    """

    name: str
    reproduction: Reproduction
    quick: bool
    seed: int
    path: Path

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise ValueError(f"seed is {self.seed}; it must be a whole number of at least 0")

    def described(self) -> dict[str, Any]:
        """Return the job as plain values."""
        settings = self.reproduction.settings(quick=self.quick)
        return {
            "name": self.name,
            "version": "quick" if self.quick else "full",
            "seed": self.seed,
            "settings": plain(settings._asdict()),
        }

    def command(self) -> str:
        """Return the command that does it."""
        words = ["basinet", "reproduce", self.name, *(["--quick"] if self.quick else [])]
        if self.seed:
            words += ["--seed", str(self.seed)]
        return " ".join(words)


def conduct(job: Job, engine: AbstractEngine | None = None) -> Iterator[Progress]:
    """Do the pieces that the folder lacks, and yield after each, when it is on disk.

    Between them it is yielded how far a piece is that takes long.

    The first progress is yielded before anything is computed. A piece depends on the job alone: a
    reproduction that was stopped and goes on finds what one finds that was not.

    Args:
        job: what to do, and where.
        engine: who does the pieces; this process, one after the other, if None.

    Raises:
        FileExistsError: when the folder holds something else.
        FolderInUseError: when another process works in it.
        RuntimeError: when a piece failed; the others are kept.
        ValueError: when it holds another reproduction, or a file in it is damaged.
        OSError: when a file cannot be written, or workers were lost.
    """
    text = json.dumps(job.described(), indent=2) + "\n"
    begin(REPRODUCTION, job.path, text, lambda file: _compare(job, file))
    with hold(job.path):
        for name in REPRODUCTION.below:
            (job.path / name).mkdir(exist_ok=True)
        pieces = job.reproduction.pieces(job.reproduction.settings(quick=job.quick), job.seed)
        missing = [piece for piece in pieces if _found(job, piece.name) is None]
        done = len(pieces) - len(missing)
        yield Progress(done, len(pieces), "")
        # Whole paths: a worker may stand in another folder.
        work = job.path.absolute() / "work"
        for one in each(missing, work, engine):
            if isinstance(one, UnderWay):
                yield Progress(done, len(pieces), f"{one.name}, {one.said}")
                continue
            write_atomically(_file(job, one.name), json_text(one._asdict()))
            done += 1
            yield Progress(done, len(pieces), one.name)


def finish(job: Job) -> list[Claim]:
    """Write the results and the picture of a reproduction whose pieces are all done.

    Raises:
        ValueError: when a piece is missing or damaged.
        OSError: when a file cannot be written.
    """
    with hold(job.path):
        pieces = _finished(job)
        found = {name: one["found"] for name, one in pieces.items()}
        settings = job.reproduction.settings(quick=job.quick)
        try:
            claims = list(job.reproduction.claims(settings, found))
            figure = job.reproduction.figure(settings, found)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{job.path / 'pieces'} does not hold what {job.name} finds"
                f" ({type(error).__name__}: {one_line(error, 100)}); delete the pieces that were"
                " changed, and they will be computed again"
            ) from error
        write_atomically(job.path / "figure.svg", viz.to_svg(figure))
        write_atomically(job.path / "figure.png", viz.to_png(figure))
        results = {
            **job.described(),
            "title": job.reproduction.title,
            "source": job.reproduction.source,
            "command": job.command(),
            "verdict": verdict(claims),
            "claims": [stated(claim) for claim in claims],
            **{unit: sum(one[unit] for one in pieces.values()) for unit in _TIMES},
            "environment": describe_machine(),
            "pieces": found,
        }
        write_atomically(job.path / "results.json", json_text(results))
    return claims


def last_verdict(path: Path) -> str:
    """Return what the results in a folder say, and of which version; empty without any.

    Raises:
        ValueError: when the file is damaged.
    """
    file = path / "results.json"
    if not is_kept(file, "remove it and repeat the reproduction"):
        return ""
    found = read(file, {"verdict": str, "environment": dict}, "repeat the reproduction")
    made = found["environment"].get("basinet", "an unknown version")
    stale = "" if made == __version__ else f" (stale: by basinet {made})"
    return f"{found['verdict']}{stale}"


_TIMES = ("seconds", "processor_seconds")
"""What a piece took: of the clock, and of all processors together."""


def _finished(job: Job) -> dict[str, dict[str, Any]]:
    """Return what is kept of every piece, by its name."""
    kept = {}
    for piece in job.reproduction.pieces(job.reproduction.settings(quick=job.quick), job.seed):
        one = _found(job, piece.name)
        if one is None:
            raise ValueError(f"{_file(job, piece.name)} is missing; repeat {job.command()}")
        kept[piece.name] = one
    return kept


def _found(job: Job, piece: str) -> dict[str, Any] | None:
    file, remedy = _file(job, piece), "delete it, and it will be computed again"
    if not is_kept(file, remedy):
        return None
    needs = {"found": dict, **dict.fromkeys(_TIMES, (int, float))}
    return read(file, needs, remedy)


def _file(job: Job, piece: str) -> Path:
    return job.path / "pieces" / f"{piece}.json"


def _compare(job: Job, file: Path) -> None:
    began, asked = read(file, remedy="use another folder"), job.described()
    for name, value in asked.items():
        if began.get(name) != value:
            raise ValueError(
                f"{job.path} was begun with {name} {began.get(name)}, not {value}; choose another"
                " folder with --out"
            )


def stated(claim: Claim) -> dict[str, Any]:
    """Return a claim as plain values, with its difference and its verdict."""
    values = claim._asdict()
    return {**values, "difference": claim.difference, "verdict": claim.verdict}
