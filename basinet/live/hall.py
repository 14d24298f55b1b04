"""The hall: rooms by their names, the threads that work for them, and how many may come in."""

import asyncio
import itertools
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from basinet.live.log import Log
from basinet.live.names import ROOMS
from basinet.live.room import Room
from basinet.live.watchers import Watcher

if TYPE_CHECKING:
    from basinet.live.course import Course
    from basinet.live.stages import Stage

MOST_ROOMS, MOST_WATCHERS = 16, 100
"""Rooms at a time, and people in all of them."""

_NAME = re.compile(r"([a-z-]{1,20})(\.[a-z0-9]{1,12})?")


class Full(Exception):  # noqa: N818
    """Nobody else can come in, or into another room."""


@dataclass
class Hall:
    """Rooms, opened when somebody first comes in.

    Attributes:
        stage_of: returns a stage from its name.
        logs: the folder of the logs; None where none are written.
        seed: with which rooms begin.
        rooms: those that are open, by their names: a stage's, or that with a dot and a word.
        on_open: is called with the name of a room when its first frame can be made.
        on_end: is called with the name of a room and what stopped it.
    """

    stage_of: Callable[[str], "Stage"]
    logs: Path | None
    seed: int = 0
    rooms: dict[str, Room] = field(default_factory=dict)
    on_open: Callable[[str], None] = lambda name: None
    on_end: Callable[[str, str], None] = lambda name, why: None

    def __post_init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._numbers, self._logs = itertools.count(1), itertools.count(1)
        self._began = time.strftime("%Y%m%d-%H%M%S")
        # Compiling a room must not stop the others.
        self._builder = ThreadPoolExecutor(1, "building")
        self._workers = ThreadPoolExecutor(2, "rooms")

    def knows(self, name: str) -> bool:
        """Return whether a room can have this name."""
        found = _NAME.fullmatch(name)
        return found is not None and found[1] in ROOMS

    def enter(self, name: str) -> tuple[Room, Watcher]:
        """Return a room, opened if need be, and a new watcher in it.

        Raises:
            Full: when there are too many people or rooms.
        """
        if sum(len(room.watchers) for room in self.rooms.values()) >= MOST_WATCHERS:
            raise Full(f"there are {MOST_WATCHERS} people here; nobody else can come in")
        room = self.rooms.get(name) or self.open(name)
        watcher = Watcher(f"visitor {next(self._numbers)}")
        room.join(watcher)
        return room, watcher

    def open(self, name: str) -> Room:
        """Open a room; one that nobody watches makes place for it where there are too many.

        Raises:
            Full: when there are too many.
        """
        if len(self.rooms) >= MOST_ROOMS:
            empty = [one for one, room in self.rooms.items() if not room.watchers]
            if not empty:
                raise Full(f"there are {MOST_ROOMS} rooms; no other can be opened")
            self.shut(empty[0])
        room = self.rooms[name] = Room(name, self._work)
        self._tasks[name] = asyncio.get_running_loop().create_task(self._keep(room))
        return room

    async def _keep(self, room: Room) -> None:
        """Build a room and let it go on; whatever stops it is said to those who watch."""
        loop = asyncio.get_running_loop()
        try:
            course, log = await loop.run_in_executor(self._builder, self._built, room.name)
            room.open(course, log)
            self.on_open(room.name)
            await room.run()
        except asyncio.CancelledError:
            room.end("the room was closed")
            raise
        except Exception as error:
            why = f"the room came to an end: {' '.join(str(error).split())[:300]}"
            room.end(why)
            self.rooms.pop(room.name, None)
            self.on_end(room.name, why)
        finally:
            room.close()

    def _built(self, name: str) -> "tuple[Course, Log | None]":
        from basinet.live.course import Course  # here, in a thread, while the page is open already

        stage = self.stage_of(name.partition(".")[0])
        course = Course(stage, self.seed)
        course.warm()
        if self.logs is None:
            return course, None
        for number in self._logs:
            path = self.logs / f"{name}-{self._began}-{number}.jsonl"
            # Another page may have begun in the same second.
            with suppress(FileExistsError):
                return course, Log(path, stage.name, self.seed, stage.origin)
        raise AssertionError  # numbers do not end

    async def _work(self, done: Callable[..., Any], *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._workers, done, *arguments)

    def shut(self, name: str) -> None:
        """Close a room."""
        self._tasks.pop(name).cancel()
        del self.rooms[name]

    async def close(self) -> None:
        """Close all rooms, and wait until their logs are written."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._builder.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=True, cancel_futures=True)
