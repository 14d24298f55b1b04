"""Load and malice on loopback: many clients, some that never read, some that talk nonsense."""

import asyncio
import json
import os
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from clients import client, served
from websockets.exceptions import ConnectionClosed, InvalidStatus

NONSENSE = [
    "",
    "{",
    "null",
    "[" * 3000,
    '{"set": {"coupling": 1e999}}',
    '{"set": {"__class__": 1}}',
    '{"poke": {"at": ["x", 1], "radius": 1, "strength": 1}}',
    '{"act": {"name": "hold"}}',
    '{"reset": -1}',
    b"\xff\x00\xfe",
    '{"seen": []}',
    '{"pace": "fast"}',
]


def resident():
    """Bytes of main memory of this process, which serves, too."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def nonsense(server, count, seed):
    """Say so many senseless things, coming in again when sent away."""
    draw, said = random.Random(seed), 0
    while said < count:
        with suppress(ConnectionClosed, InvalidStatus, OSError):
            async with client(server) as one:
                while said < count:
                    text = draw.choice(NONSENSE)
                    if isinstance(text, str) and draw.random() < 0.3:
                        text = json.dumps({draw.choice("abc"): draw.random()})
                    await one.socket.send(text)
                    said += 1


async def asleep(server, seconds):
    """Watch without reading anything."""
    with suppress(ConnectionClosed):
        async with client(server, max_queue=1):
            await asyncio.sleep(seconds)


async def fickle(server, seconds):
    """Leave in each phase: before the first word, after it, after a frame, after a message."""
    end, draw = time.monotonic() + seconds, random.Random(3)
    while time.monotonic() < end:
        with suppress(ConnectionClosed, InvalidStatus, OSError):
            async with client(server, close_timeout=0.1) as one:
                phase = draw.randrange(4)
                if phase:
                    await one.listen(5, until=lambda c: bool(c.words))
                if phase > 1:
                    await one.listen(5, until=lambda c: bool(c.frames))
                if phase > 2:
                    await one.say(set={"coupling": 2.0})
                one.socket.transport.abort()


async def awake(server, seconds):
    async with client(server) as one:
        await one.listen(until=lambda c: c.frames)
        begun, count = server.hall.rooms["kuramoto"].frames, one.count
        one.keeps = False  # it is the memory of the server that counts
        await one.listen(seconds)
        made = server.hall.rooms["kuramoto"].frames - begun
        return (one.count - count) / max(1, made), made


def under_load(server, seconds, clients, messages):
    """The shares of frames that those had who read, and by how much memory grew."""

    async def meet():
        readers = [awake(server, seconds) for _ in range(clients)]
        others = [asleep(server, seconds) for _ in range(3)]
        others += [fickle(server, seconds) for _ in range(2)]
        others += [nonsense(server, messages // 4, seed) for seed in range(4)]
        return (await asyncio.gather(*readers, *others))[:clients]

    asyncio.run(meet_briefly(server))
    before = resident()
    found = asyncio.run(meet())
    return [share for share, _ in found], min(made for _, made in found), resident() - before


async def meet_briefly(server):
    await asyncio.gather(*(awake(server, 0.5) for _ in range(3)))


@pytest.fixture
def server(tmp_path):
    with served(tmp_path) as made:
        yield made


def test_some_clients_keep_their_frames_beside_sleepers_and_nonsense(server):
    shares, made, grown = under_load(server, 3.0, 4, 2000)
    assert made > 5
    assert min(shares) >= 0.9
    assert grown < 50e6
    assert server.hall.rooms["kuramoto"].course.clock > 0


@pytest.mark.slow
def test_fifty_clients_and_a_hundred_thousand_senseless_messages(server):
    shares, made, grown = under_load(server, 30.0, 50, 100_000)
    print(f"frames {made}, least share {min(shares):.3f}, memory {grown / 1e6:+.1f} MB")
    assert made > 50
    assert min(shares) >= 0.95
    assert grown < 50e6
