"""Rooms on loopback: all see one tick, a slow client sees the present and slows nobody."""

import asyncio
import json
import socket
import urllib.error
import urllib.request

import pytest
from clients import Client, client, served
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from basinet.live import Course, replay
from basinet.live.hall import MOST_ROOMS, MOST_WATCHERS, Full, Hall
from basinet.live.room import Room
from basinet.live.serve import place
from basinet.live.stages import again, stage
from basinet.live.watchers import PATIENCE, Bucket, Ended, Watcher


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def server(logs):
    with served(logs) as made:
        yield made


def test_two_see_the_same_frames_and_what_the_other_set(server):
    async def meet():
        async with client(server) as one, client(server) as other:
            both = one, other
            await asyncio.gather(*(c.listen(until=lambda c: len(c.frames) > 5) for c in both))
            before = other.tick
            await one.say(set={"coupling": 4.5})
            done = lambda c: c.words.get("now", {}).get("fields", {}).get("coupling") == 4.5  # noqa: E731
            await asyncio.gather(*(c.listen(until=done) for c in both))
            change = other.words["now"]["changes"][-1]
            await asyncio.gather(*(c.listen(0.3) for c in both))
            return one, other, before, change

    one, other, before, change = asyncio.run(meet())
    mine = {frame.tick: said for _, frame, said in one.frames}
    theirs = {frame.tick: said for _, frame, said in other.frames}
    common = mine.keys() & theirs.keys()
    assert len(common) > 5
    assert all(mine[tick] == theirs[tick] for tick in common)
    assert change["who"] == one.words["you"] != other.words["you"]
    assert change["what"] == "coupling = 4.5"
    assert change["tick"] >= before - 3
    assert "--set=coupling=4.5" in one.words["now"]["commands"][1]


def test_who_reads_nothing_wakes_in_the_present_and_slows_nobody(server):
    async def meet():
        async with client(server) as awake, client(server) as asleep:
            await asyncio.gather(*(c.listen(until=lambda c: c.frames) for c in (awake, asleep)))
            begun = server.hall.rooms["kuramoto"].frames
            await awake.listen(3.0)
            made = server.hall.rooms["kuramoto"].frames - begun
            waking = awake.tick
            await asleep.listen(0.5)
            return awake, asleep, made, waking

    awake, asleep, made, waking = asyncio.run(meet())
    assert len(awake.frames) >= 0.95 * made > 10
    late = [frame.tick for _, frame, _ in asleep.frames if frame.tick >= waking - 2]
    old = [frame.tick for _, frame, _ in asleep.frames if frame.tick < waking - 2]
    assert late
    assert len(old) <= 3  # the first, and two that were on the way


def test_what_is_wrong_is_said_and_nothing_stops(server):
    async def meet():
        async with client(server) as one:
            await one.listen(until=lambda c: c.frames)
            for text in ("{", '{"set": {"coupling": 99}}', b"\x00\xff", '{"paws": 1}'):
                await one.socket.send(text)
            await one.listen(until=lambda c: "paws" in c.words.get("refused", ""))
            count = len(one.frames)
            await one.listen(until=lambda c: len(c.frames) > count + 3)

    asyncio.run(meet())


def test_who_says_too_much_is_sent_away_and_so_is_a_long_message(server):
    async def flood():
        async with client(server) as one:
            for _ in range(PATIENCE + 50):
                await one.socket.send('{"pace": 30}')
            await one.listen(20)

    async def long():
        async with client(server) as one:
            await one.socket.send("x" * 5000)
            await one.listen(20)

    for wrong in (flood, long):
        with pytest.raises(ConnectionClosed):
            asyncio.run(wrong())


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/live/kuramoto", {"Origin": "http://evil.example"}),
        ("/live/kuramoto", {"Origin": "null"}),
        ("/live/nothing", {}),
        ("/live/kuramoto.A", {}),
    ],
)
def test_pages_from_elsewhere_and_rooms_that_are_not_are_refused(server, path, headers):
    async def ask():
        where = f"ws://127.0.0.1:{server.where.port}{path}"
        async with connect(where, additional_headers=headers, proxy=None):
            pass

    with pytest.raises(InvalidStatus):
        asyncio.run(ask())


def get(server, path, **headers):
    where = f"http://127.0.0.1:{server.where.port}{path}"
    try:
        with urllib.request.urlopen(urllib.request.Request(where, headers=headers)) as found:
            return found.status, found.read().decode(), found.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def test_the_page_is_for_this_machine_and_takes_nothing_from_elsewhere(server):
    status, page, headers = get(server, "/")
    assert status == 200
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "http" not in page.replace("http-equiv", "")
    assert get(server, "/", Host="evil.example")[0] == 403
    assert get(server, "/nothing.js")[0] == get(server, "/..%2fapp.py")[0] == 404
    assert get(server, "/index.py")[0] == 404
    assert "kuramoto" in json.loads(get(server, "/rooms")[1])["rooms"]


def test_another_host_asks_for_the_token_of_the_address(tmp_path):
    with served(tmp_path, host="0.0.0.0") as server:
        assert server.where.token in server.where.address("kuramoto")
        assert get(server, "/")[0] == get(server, "/?token=wrong")[0] == 403
        assert get(server, f"/?token={server.where.token}")[0] == 200

        async def ask(query):
            where = f"ws://127.0.0.1:{server.where.port}/live/kuramoto{query}"
            async with connect(where, proxy=None) as socket:
                await Client(socket).listen(until=lambda c: c.frames)

        with pytest.raises(InvalidStatus):
            asyncio.run(ask("?token=wrong"))
        asyncio.run(ask(f"?token={server.where.token}"))


def test_a_port_in_use_makes_place_for_the_next():
    first = place("127.0.0.1", 18742)
    second = place("127.0.0.1", first.port)
    assert second.port > first.port
    with pytest.raises(OSError, match="is no name of this machine"):
        place("no.such.host.invalid", 18742)
    anywhere = place("0.0.0.0", 18742)
    assert socket.gethostname() in anywhere.address()
    for one in (first, second, anywhere):
        one.listening.close()


def test_a_room_and_its_log_end_together_and_the_log_tells_the_end(tmp_path):
    async def meet(server):
        async with client(server) as one, client(server) as other:
            for c in (one, other):
                await c.listen(until=lambda c: c.frames)
            for coupling in (1.0, 3.0, 0.5):
                await one.say(set={"coupling": coupling})
                await other.say(poke={"at": [0.5, 0.5], "radius": 0.5, "strength": 2})
                await asyncio.gather(one.listen(0.2), other.listen(0.2))
            await one.say(set={"units": 200})
            await one.say(reset=9)
            begun = lambda c: c.words["now"]["seed"] == 9 and c.words["now"]["time"] > 2  # noqa: E731
            await asyncio.gather(one.listen(until=begun), other.listen(until=begun))

    with served(tmp_path) as server:
        asyncio.run(meet(server))
        course = server.hall.rooms["kuramoto"].course
    (path,) = tmp_path.iterdir()
    found = replay(path, again)
    assert found.differs is None
    assert found.messages == 8
    assert (found.digest, found.tick) == (course.digest(), course.clock)
    assert found.fields["units"] == 200


def test_two_pages_of_the_same_second_have_a_log_each(tmp_path):
    halls = [Hall(stage, tmp_path) for _ in range(2)]
    halls[1]._began = halls[0]._began
    for hall in halls:
        course, log = hall._built("kuramoto")
        log.close()
        assert replay(log.path, again).digest == course.digest()
    assert len(list(tmp_path.iterdir())) == 2


def test_there_are_only_so_many_rooms_and_empty_ones_make_place(server):
    async def meet():
        opened = []
        async with client(server, "kuramoto") as one:
            await one.listen(until=lambda c: c.frames)
            for number in range(MOST_ROOMS + 2):
                async with client(server, f"kuramoto.{number}") as other:
                    await other.listen(until=lambda c: "status" in c.words)
                    opened.append(f"kuramoto.{number}")
            await one.listen(until=lambda c: len(c.frames) > 5)
        return opened

    asyncio.run(meet())
    assert len(server.hall.rooms) <= MOST_ROOMS
    assert "kuramoto" in server.hall.rooms


def test_there_are_only_so_many_people_and_neurons(monkeypatch):
    hall = Hall(stage, None)
    hall.rooms["kuramoto"] = Room("kuramoto", hall._work)
    for _ in range(MOST_WATCHERS):
        room, watcher = hall.enter("kuramoto")
    with pytest.raises(Full, match="there are 100 people here"):
        hall.enter("kuramoto")
    room.leave(watcher)
    hall.enter("kuramoto")
    monkeypatch.setattr("basinet.live.stages.settling.MOST", 100)
    with pytest.raises(ValueError, match="225 neurons; the page shows up to 100"):
        stage("settling")


def test_what_is_set_again_before_it_was_made_is_left_out():
    room, one = Room("kuramoto", Hall(stage, None)._work), Watcher("one")
    room.open(Course(stage("kuramoto"), 0), None)
    for units, coupling in ((50, 1.0), (60, 2.0), (70, 3.0)):
        room.say(one, json.dumps({"set": {"units": units}}))
        room.say(one, json.dumps({"set": {"coupling": coupling}}))
    _, refused, _ = room._turn(0)
    assert [str(why) for _, why in refused] == ["a later change came before this one was made"] * 2
    assert (room.course.fields()["units"], room.course.fields()["coupling"]) == (70, 3.0)
    assert [change["what"] for change in room._changes][-2:] == ["units = 70", "coupling = 3.0"]


def test_what_ends_a_room_is_said_to_those_who_serve_and_to_those_who_watch():
    def broken(name):
        raise ValueError("there is\nno such thing")

    async def to_the_end(watcher):
        while True:
            await watcher.next()

    async def meet():
        hall, ended = Hall(broken, None), []
        hall.on_end = lambda name, why: ended.append((name, why))
        _, watcher = hall.enter("kuramoto")
        with pytest.raises(Ended, match="came to an end: there is no such thing"):
            await to_the_end(watcher)
        assert not hall.rooms
        await hall.close()
        return ended

    assert asyncio.run(meet()) == [("kuramoto", "the room came to an end: there is no such thing")]


def test_buckets_and_slots():
    now = [0.0]
    bucket = Bucket(2.0, 3.0, lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]

    async def watch():
        watcher = Watcher("one")
        watcher.offer(b"1")
        first = await watcher.next()
        watcher.offer(b"2")
        second = await watcher.next()
        for frame in (b"3", b"4", b"5"):
            watcher.offer(frame)
        waiting = asyncio.create_task(watcher.next())
        await asyncio.sleep(0.01)
        assert not waiting.done()
        watcher.answered()
        return first, second, await waiting, watcher.dropped

    assert asyncio.run(watch()) == (b"1", b"2", b"5", 2)
