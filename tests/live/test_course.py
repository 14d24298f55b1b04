"""Courses: what is said at which tick decides the state, and a log tells it again."""

import json

import numpy as np
import pytest

from basinet.associative import Associator
from basinet.live import Course, Refused, decode, read, replay
from basinet.live.log import Log, read_log
from basinet.live.stages import STAGES, again, room_for, stage
from basinet.memories import Bare, DenseHopfield, Modern

every_stage = pytest.mark.parametrize("name", STAGES)


def do(course, log, kind, value):
    """Say something to a course, as a room does."""
    checked = read(kind, value, course.stage)
    clock = course.clock
    course.apply(kind, checked)
    log.accepted(clock, "somebody", kind, value)


def something(made):
    """A message of every kind that a stage takes."""
    for control in made.controls:
        if hasattr(control, "low"):
            middle = (control.low + control.high) / 4
            whole = isinstance(control.step, int)
            yield "set", {control.field: max(1, int(middle)) if whole else middle}
        elif hasattr(control, "longest"):
            yield "set", {control.field: "abs(x) + (y - 1)**2"}
        else:
            yield "set", {control.field: list(control.values)[-1]}
    yield "poke", {"at": [0.1, 0.1], "radius": 0.5, "strength": made.strength}
    given = {"class": 3, "share": 0.25, "number": 2, "picture": None}
    for name, act in made.acts.items():
        if "picture" not in act.arguments:
            yield "act", {"name": name} | {one: given[one] for one in act.arguments}
    yield "pace", 50.0
    yield "reset", 11


@every_stage
def test_a_log_comes_to_the_same_state_bit_for_bit(name, tmp_path):
    course = Course(stage(name), 3)
    log = Log(tmp_path / "log.jsonl", name, 3, course.stage.origin)
    states = set()
    for number, (kind, value) in enumerate(something(course.stage)):
        course.advance(number % 3)
        course.advance(2)
        do(course, log, kind, value)
        if number % 4 == 0:
            log.digest(course.clock, course.digest())
        states.add(course.digest())
    course.advance(5)
    log.digest(course.clock, course.digest())
    log.close()
    assert len(states) > 3
    found = replay(log.path, again)
    assert found.differs is None
    assert found.compared > 2
    assert found.digest == course.digest()
    assert found.tick == course.clock
    assert found.fields == course.fields()
    assert found.seen == pytest.approx(course.look()[0], nan_ok=True)


@every_stage
def test_a_stage_shows_what_it_says(name):
    course = Course(stage(name), 0)
    assert course.fields().keys() == {control.field for control in course.stage.controls}
    course.advance(3)
    frame = decode(course.frame())
    assert frame.tick == course.clock == 3
    assert len(frame.scalars) == len(course.world.observables)
    assert np.isfinite(frame.scalars).all()
    json.dumps(dict(course.stage.facts))
    json.dumps(course.fields())


@pytest.mark.parametrize("name", ["settling", "memory", "dense-memory"])
def test_a_room_with_a_picture_opens_with_one_that_settles_and_so_does_each_beginning(name):
    course = Course(stage(name), 0)
    assert course.shown == 0
    for _ in range(2):
        course.advance(20)
        seen, _ = course.look()
        assert seen["period" if name == "settling" else "agreement"] == pytest.approx(1, abs=0.05)
        course.apply("reset", 4)


def test_a_number_of_agents_begins_anew_and_a_strength_goes_on():
    course = Course(stage("kuramoto"), 0)
    course.advance(7)
    course.apply("set", {"coupling": 4.0})
    assert int(course.state.time) == 7
    course.apply("set", {"units": 60})
    assert (int(course.state.time), course.clock) == (0, 7)
    assert course.state.phases.shape == (60,)
    before = course.digest()
    course.apply("reset", 5)
    assert course.digest() != before
    assert course.world.coupling == 4.0


def test_what_a_world_cannot_have_is_refused_and_changes_nothing():
    course = Course(stage("vicsek"), 0)
    before = course.fields()
    with pytest.raises(Refused, match="noise is 9"):
        course.apply("set", {"noise": 9.0})
    assert course.fields() == before
    assert course.accepted == 0


def test_the_network_that_is_shipped_is_steered_and_falls_back_or_stays():
    made = stage("settling")
    course = Course(made, 0)
    classes = made.facts["classes"]

    def answer():
        return classes[int(course.look()[1].bars[0].argmax())]

    def now(**act):
        course.apply("act", made.action(act))
        course.advance(30)
        return answer()

    right = steered = stayed = back = 0
    for number in range(20):
        label = made.facts["labels"][number]
        right += now(name="sample", number=number) == label
        other = (int(label) + 3) % 10
        steered += now(**{"name": "hold", "class": other}) == classes[other]
        back += now(name="release") == label
        course.apply("set", {"drive": 0.2})
        now(**{"name": "hold", "class": other})
        stayed += now(name="release") == classes[other]
        assert course.look()[0]["period"] == 1
        course.apply("set", {"drive": 1.0})
    assert right >= 16
    assert steered >= 17
    assert back >= 13
    assert stayed >= 14


def test_memories_show_pictures_and_memories_of_ones_own(tmp_path):
    generator = np.random.default_rng(0)
    rows = generator.choice([-1.0, 1.0], (12, 30)).astype(np.float32)
    np.savez(tmp_path / "mine.npz", x=rows, y=np.arange(12) % 3)
    course = Course(stage("memory", None, str(tmp_path / "mine.npz")), 0)
    assert course.stage.facts["classes"] == ["0a", "0b", "1a", "1b", "2a", "2b"]
    assert (course.stage.facts["features"], course.stage.facts["columns"]) == (30, 6)
    for kind, room in ((Modern(beta=9.0), "memory"), (DenseHopfield(order=5), "dense-memory")):
        path = tmp_path / f"{room}.safetensors"
        Associator(kind, random_state=0).fit(rows).save(path)
        assert room_for(path) == room
        course = Course(stage(room, path), 3)
        course.advance(6)
        assert course.look()[0]["agreement"] == pytest.approx(1, abs=0.02)
        assert 9.0 in course.fields().values() or 5 in course.fields().values()
        log = Log(tmp_path / f"{room}.jsonl", room, 3, course.stage.origin)
        log.digest(course.clock, course.digest())
        log.close()
        assert replay(log.path, again).differs is None
    with pytest.raises(ValueError, match="is shown in the room dense-memory, not in memory"):
        stage("memory", path)
    Associator(Modern(preparation=Bare()), random_state=0).fit(rows).save(path)
    with pytest.raises(ValueError, match="the page can show Modern with"):
        stage("memory", path)
    with pytest.raises(ValueError, match="the room vicsek takes no data"):
        stage("vicsek", None, "digits")


def test_a_log_of_another_network_or_of_nothing_is_refused(tmp_path):
    made = stage("settling")
    log = Log(tmp_path / "a.jsonl", "settling", 0, dict(made.origin) | {"sha256": "0" * 64})
    log.close()
    with pytest.raises(ValueError, match="is not the one of the log"):
        replay(log.path, again)
    other = tmp_path / "b.jsonl"
    for text, words in (
        ("", "no log of a room"),
        ("{}", "no log of a room"),
        ("[]\n{}", "no object"),
        ('{"format": 2, "stage": "kuramoto", "seed": -4}', "line 1 .* cannot be followed: seed"),
        ('{"format": 2, "stage": "curamoto", "seed": 4}', "did you mean kuramoto"),
        (
            '{"format": 2, "stage": "kuramoto", "seed": 4}\n{"tick": 100000000, "pause": true}\n',
            "line 2 .* tick",
        ),
        (
            '{"format": 2, "stage": "kuramoto", "seed": 4}\n{"tick": 5, "set": {"a": 1}}',
            "line 2 of .* cannot be followed: 'a' cannot be set",
        ),
        (
            '{"format": 2, "stage": "kuramoto", "seed": 4}\n{"tick": -5, "pause": true}',
            "line 2 of .* cannot be followed: tick",
        ),
    ):
        other.write_text(text)
        with pytest.raises(ValueError, match=words):
            replay(other, again)


def test_a_log_that_was_torn_is_read_up_to_there(tmp_path):
    log = Log(tmp_path / "log.jsonl", "kuramoto", 0, {})
    log.accepted(3, "somebody", "pause", True)
    log.close()
    with log.path.open("a") as file:
        file.write('{"tick": 9, "pau')
    assert read_log(log.path)[1] == [{"tick": 3, "who": "somebody", "pause": True}]
    with pytest.raises(FileExistsError):
        Log(tmp_path / "log.jsonl", "kuramoto", 0, {})
