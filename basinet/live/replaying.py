"""A course again from its log, without a browser: it must come to the same state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basinet.live.checks import Refused, whole
from basinet.live.course import Course
from basinet.live.log import read_log
from basinet.live.messages import KINDS, read
from basinet.live.stages import Stage

_MOST = 10**7
"""Ticks between two lines at most: a room that moves notes its state every ten seconds."""


@dataclass(frozen=True)
class Replayed:
    """What a replay came to.

    Attributes:
        stage: its name.
        tick: how many ticks were made.
        messages: how many were applied.
        digest: of the last state.
        compared: at how many ticks the log says which state there was.
        differs: the first of these ticks at which it was another; None where there is none.
        seen: the observables at the end.
        fields: those that may be set, at the end.
    """

    stage: str
    tick: int
    messages: int
    digest: str
    compared: int
    differs: int | None
    seen: dict[str, float]
    fields: dict[str, Any]


def replay(
    path: Path, stage_of: Callable[[str, dict[str, Any]], Stage], until: int | None = None
) -> Replayed:
    """Make a course again.

    Args:
        path: of a log.
        stage_of: returns a stage from its name and its origin.
        until: the last tick; that of the log's last line without it.

    Raises:
        OSError: when the log cannot be read.
        ValueError: when it is none, or a line of it cannot be followed.
    """
    head, lines = read_log(path)
    origin = head.get("origin")
    stage = stage_of(head["stage"], origin if isinstance(origin, dict) else {})
    with _line(path, 1):
        course = Course(stage, whole("seed", head.get("seed"), 0, 2**32 - 1))
    messages = compared = 0
    differs = None
    for number, line in enumerate(lines, 2):
        with _line(path, number):
            tick = whole("tick", line.get("tick"), course.clock, course.clock + _MOST)
        if until is not None and tick > until:
            break
        course.advance_to(tick)
        if "digest" in line:
            compared += 1
            if line["digest"] != course.digest() and differs is None:
                differs = tick
            continue
        with _line(path, number):
            _follow(course, line)
        messages += 1
    if until is not None:
        course.advance_to(max(until, course.clock))
    seen, _ = course.look()
    return Replayed(
        stage.name,
        course.clock,
        messages,
        course.digest(),
        compared,
        differs,
        seen,
        course.fields(),
    )


def _follow(course: Course, line: dict[str, Any]) -> None:
    kinds = [kind for kind in KINDS if kind in line]
    if len(kinds) != 1:
        raise Refused("it says not one thing")
    course.apply(kinds[0], read(kinds[0], line[kinds[0]], course.stage))


@contextmanager
def _line(path: Path, number: int) -> Iterator[None]:
    """Say of which line something is wrong."""
    try:
        yield
    except Refused as error:
        raise ValueError(f"line {number} of {path} cannot be followed: {error}") from error
