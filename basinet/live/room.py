"""Rooms: a course that goes on by the clock on the wall while somebody watches."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from basinet.live.checks import Refused
from basinet.live.log import Log
from basinet.live.messages import parse, read
from basinet.live.watchers import PATIENCE, Watcher

if TYPE_CHECKING:
    from basinet.live.course import Course

FRAMES = 30.0
"""Frames in a second, at most."""

_DESCRIBED, _DIGESTED = 2.0, 10.0
"""Seconds between descriptions, and between checksums in the log."""

_PENDING, _CHANGES, _MOMENTS = 256, 8, 400
_LONGEST = 0.1
"""Seconds that the ticks of a frame may take, about."""

Work = Callable[..., Awaitable[Any]]
"""Calls a function with arguments in another thread."""


class Room:
    """A course with those who watch it.

    Attributes:
        name: of the room.
        course: what goes on; None while it is compiled.
        watchers: by their names.
        frames: how many were made.
    """

    def __init__(self, name: str, work: Work):
        self.name, self._work = name, work
        self.course: Course | None = None
        self.watchers: dict[str, Watcher] = {}
        self.frames = 0
        self._log: Log | None = None
        self._pending: deque[tuple[Watcher, str, Any, Any]] = deque()
        self._arrived: deque[Watcher] = deque()
        self._changes: deque[dict[str, Any]] = deque(maxlen=_CHANGES)
        self._course: list[list[Any]] = []
        self._latest: bytes | None = None
        self._somebody = asyncio.Event()
        self._tick_takes = 0.0
        self._digested = 0.0

    def join(self, watcher: Watcher) -> None:
        """Let somebody watch from now on."""
        self.watchers[watcher.name] = watcher
        self._somebody.set()
        if self.course is None:
            watcher.tell({"status": "compiling"})
        else:
            self._arrived.append(watcher)

    def leave(self, watcher: Watcher) -> None:
        """Somebody does not watch any more."""
        self.watchers.pop(watcher.name, None)
        if not self.watchers:
            self._somebody.clear()

    def say(self, watcher: Watcher, text: str | bytes) -> None:
        """Take in what somebody says; it takes effect before the next tick."""
        try:
            kind, value = parse(text)
            if kind == "seen":
                if watcher.answers.take():
                    watcher.answered()
                return
            self._accept(watcher, kind, value)
        except Refused as refused:
            self._refuse(watcher, refused)

    def _accept(self, watcher: Watcher, kind: str, value: Any) -> None:
        if not watcher.messages.take():
            raise Refused("that is more than 20 messages in a second")
        if self.course is None:
            raise Refused("the room is not ready yet")
        checked = read(kind, value, self.course.stage)
        if len(self._pending) >= _PENDING:
            raise Refused("the room is busy")
        self._pending.append((watcher, kind, value, checked))

    def _refuse(self, watcher: Watcher, refused: Refused) -> None:
        watcher.refused += 1
        watcher.tell({"refused": str(refused)})
        if watcher.refused >= PATIENCE:
            watcher.end("too much of what was said could not be accepted")

    def open(self, course: "Course", log: Log | None) -> None:
        """Begin with a course that is ready."""
        self.course, self._log = course, log
        self._arrived.extend(self.watchers.values())

    def _welcome(self, watcher: Watcher) -> None:
        from basinet.live.described import of_stage  # loaded with the course

        assert self.course is not None
        watcher.tell({"status": "open", "stage": of_stage(self.course), "you": watcher.name})
        watcher.tell({"course": list(self._course), "now": self._described()})
        if self._latest is not None:
            watcher.offer(self._latest)

    async def run(self) -> None:
        """Go on for ever, while somebody watches."""
        owed, before, described = 0.0, time.monotonic(), 0.0
        while True:
            if not self.watchers:
                await self._somebody.wait()
                before = time.monotonic()
            began = time.monotonic()
            owed += min(began - before, 0.5) * self._pace()
            before = began
            ticks, owed = self._affordable(owed)
            frame, refusals, changed = await self._work(self._turn, ticks)
            for watcher, refused in refusals:
                self._refuse(watcher, refused)
            while self._arrived:  # between turns, since another thread makes those
                self._welcome(self._arrived.popleft())
            if frame is not None:
                self._show(frame)
            if changed or began - described > _DESCRIBED:
                described = began
                self._tell_all({"now": self._described()})
            await asyncio.sleep(max(0.001, began + 1 / FRAMES - time.monotonic()))

    def _pace(self) -> float:
        assert self.course is not None
        return 0.0 if self.course.paused else self.course.pace

    def _affordable(self, owed: float) -> tuple[int, float]:
        """How many ticks are made now, and what is owed after that; what is too much is let go."""
        most = max(1, int(_LONGEST / self._tick_takes)) if self._tick_takes else 1
        ticks = min(int(owed), most)
        return ticks, min(owed - ticks, 1.0)

    def _turn(self, ticks: int) -> tuple[bytes | None, list[tuple[Watcher, Refused]], bool]:
        """Do what was said, make some ticks and a frame; in another thread."""
        assert self.course is not None
        refusals, changed = [], False
        while self._pending:
            watcher, kind, value, checked = self._pending.popleft()
            if self._overtaken(kind, checked):
                refusals.append((watcher, Refused("a later change came before this one was made")))
                continue
            try:
                self._apply(watcher, kind, value, checked)
                changed = True
            except Refused as refused:
                refusals.append((watcher, refused))
        if not (ticks or changed or self._latest is None):
            return None, refusals, changed
        began = time.monotonic()
        self.course.advance(ticks)
        frame, scalars = self.course.frame_and_scalars()
        if ticks:
            took = (time.monotonic() - began) / ticks
            self._tick_takes = took if not self._tick_takes else 0.8 * self._tick_takes + 0.2 * took
            row = [self.course.clock, *map(_finite, scalars)]
            self._course = _kept([*self._course, row], self.course.stage.window)
        self._keep_digest(began)
        return frame, refusals, changed

    def _overtaken(self, kind: str, checked: Any) -> bool:
        """Whether the world would begin anew, and be compiled, for what is set again already."""
        assert self.course is not None
        return (
            kind == "set"
            and self.course.stage.restarts(checked)
            and any(
                later == "set" and checked.keys() <= again.keys()
                for _, later, _, again in self._pending.copy()
            )
        )

    def _apply(self, watcher: Watcher, kind: str, value: Any, checked: Any) -> None:
        assert self.course is not None
        if self._log is not None:
            self._log.room()
        clock = self.course.clock
        self.course.apply(kind, checked)
        if self._log is not None:
            self._log.accepted(clock, watcher.name, kind, value)
        self._changes.append({"who": watcher.name, "tick": clock, "what": _short(kind, value)})
        if kind == "reset" or (kind == "set" and self.course.stage.restarts(checked)):
            self._course = []

    def _keep_digest(self, now: float) -> None:
        assert self.course is not None
        if self._log is not None and now - self._digested > _DIGESTED:
            self._digested = now
            self._log.digest(self.course.clock, self.course.digest())

    def _show(self, frame: bytes) -> None:
        self.frames += 1
        self._latest = frame
        for watcher in self.watchers.values():
            watcher.offer(frame)

    def _tell_all(self, said: dict[str, Any]) -> None:
        for watcher in self.watchers.values():
            watcher.tell(said)

    def _described(self) -> dict[str, Any]:
        from basinet.live.described import of_now

        assert self.course is not None
        path = None if self._log is None else self._log.path
        return of_now(self.course, path) | {
            "people": len(self.watchers),
            "changes": list(self._changes),
        }

    def end(self, why: str) -> None:
        """Send everybody away."""
        for watcher in list(self.watchers.values()):
            watcher.end(why)

    def close(self) -> None:
        """Write the last line of the log; nothing may go on any more."""
        if self.course is not None and self._log is not None:
            self._log.digest(self.course.clock, self.course.digest())
            self._log.close()


def _kept(rows: list[list[Any]], window: int) -> list[list[Any]]:
    """Rows of the last ticks; where there are too many, every other one."""
    recent = [row for row in rows if row[0] >= rows[-1][0] - window]
    return recent if len(recent) <= _MOMENTS else recent[::-2][::-1]


def _finite(value: float) -> float | None:
    """A number as JSON has it."""
    return value if math.isfinite(value) else None


def _short(kind: str, value: Any) -> str:
    """A change in a few words."""
    if kind == "set":
        return ", ".join(f"{name} = {one}" for name, one in value.items())[:80]
    if kind == "act":
        rest = [str(one)[:12] for name, one in value.items() if name != "name"]
        return " ".join([str(value["name"]), *rest])
    return kind if isinstance(value, dict) else f"{kind} {value}"
