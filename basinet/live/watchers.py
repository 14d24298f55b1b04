"""People before a room: each sees the present, none slows another, and none says too much.

A socket swallows megabytes before sending waits. So a frame is sent only while fewer than two of a
watcher are unanswered, and of the frames meanwhile only the newest is kept.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

UNANSWERED = 2
"""Frames that may be on the way to a watcher."""

RATE, BURST = 20.0, 40.0
"""Messages in a second, and at once, beside the answers to frames."""

PATIENCE = 500
"""Messages that are refused before a watcher is sent away."""


class Bucket:
    """How often something may be done: so often in a second, and so often at once."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = time.monotonic):
        self.rate, self.burst, self._now = rate, burst, now
        self._left, self._at = burst, now()

    def take(self) -> bool:
        """Return whether it may be done once more now."""
        now = self._now()
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Ended(Exception):  # noqa: N818
    """A watcher is sent away, and why."""


class Watcher:
    """One of those before a room.

    Attributes:
        name: by which the others know them.
        sent, dropped: frames that were sent, and that a newer one replaced before they were.
        refused: messages that were.
    """

    def __init__(self, name: str):
        self.name = name
        self.sent = self.dropped = self.refused = 0
        self.messages, self.answers = Bucket(RATE, BURST), Bucket(200.0, 400.0)
        self._frame: bytes | None = None
        self._told: dict[str, Any] = {}
        self._unanswered = 0
        self._over = ""
        self._news = asyncio.Event()

    def offer(self, frame: bytes) -> None:
        """Put a frame in the place of one that is not sent yet."""
        self.dropped += self._frame is not None
        self._frame = frame
        self._news.set()

    def tell(self, said: Mapping[str, Any]) -> None:
        """Say something in words; what of the same name is not said yet is left out."""
        self._told |= said
        self._news.set()

    def answered(self) -> None:
        """A frame was drawn, or words were read."""
        self._unanswered = max(0, self._unanswered - 1)
        self._news.set()

    def end(self, why: str) -> None:
        """Send the watcher away."""
        self._over = why
        self._news.set()

    async def next(self) -> bytes | str:
        """Wait until something may be sent, and return it.

        Raises:
            Ended: when the watcher is sent away.
        """
        while True:
            if self._over:
                raise Ended(self._over)
            if self._unanswered < UNANSWERED:
                if self._told:
                    said, self._told = self._told, {}
                    self._unanswered += 1
                    return json.dumps(said)
                if self._frame is not None:
                    frame, self._frame = self._frame, None
                    self._unanswered += 1
                    self.sent += 1
                    return frame
            self._news.clear()
            await self._news.wait()
