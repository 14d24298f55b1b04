"""A page that is served on this machine, and clients that are no browsers."""

import asyncio
import contextlib
import json
import threading
import time

import pytest

for needed in ("starlette", "uvicorn", "websockets"):
    pytest.importorskip(needed, reason="the extra live is not installed")

from websockets.asyncio.client import connect  # noqa: E402

from basinet.live import decode  # noqa: E402
from basinet.live.hall import Hall  # noqa: E402
from basinet.live.serve import Server, place  # noqa: E402
from basinet.live.stages import stage  # noqa: E402


@contextlib.contextmanager
def served(logs, room="kuramoto", host="127.0.0.1", stage_of=stage):
    """A server with a room that is open; its log is whole when this ends."""
    opened = threading.Event()
    hall = Hall(stage_of, logs)
    hall.on_open = lambda name: opened.set()
    server = Server(hall, place(host, 18642))
    server.start(room=room)
    assert opened.wait(120)
    try:
        yield server
    finally:
        server.stop(20.0)


class Client:
    """Somebody who watches: keeps the ticks of frames and the words that came."""

    def __init__(self, socket):
        self.socket, self.frames, self.words = socket, [], {}
        self.count, self.keeps = 0, True

    async def listen(self, seconds=None, until=None, answer=True):
        """Read until something holds or time is over, and answer each frame."""
        end = time.monotonic() + (30 if seconds is None else seconds)
        while time.monotonic() < end and not (until is not None and until(self)):
            with contextlib.suppress(TimeoutError):
                said = await asyncio.wait_for(self.socket.recv(), end - time.monotonic())
                if isinstance(said, bytes):
                    kept = self.frames if self.keeps else []
                    self.frames = [*kept, (time.monotonic(), decode(said), said)]
                    self.count += 1
                else:
                    self.words |= json.loads(said)
                if answer:
                    await self.say(seen=self.tick)
        assert until is None or until(self), self.words

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    @property
    def tick(self):
        return self.frames[-1][1].tick if self.frames else 0


@contextlib.asynccontextmanager
async def client(server, room="kuramoto", **more):
    where = server.where
    path = f"ws://{where.host}:{where.port}/live/{room}"
    if where.token:
        path += f"?token={where.token}"
    async with connect(path, compression=None, proxy=None, **more) as socket:
        yield Client(socket)
