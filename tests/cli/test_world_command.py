"""The command that lets a world go: what it prints is what the library computes."""

import jax
import numpy as np
import pytest
from commands import call
from PIL import Image

from basinet.associative import Associator
from basinet.live import Course, stage
from basinet.memories import Modern
from basinet.worlds import WORLDS, evolve, world

SHORT = ("kuramoto", "--set", "units=40", "--set", "coupling=3", "--steps", "60")


def test_a_run_is_the_librarys_beside_theory_and_drawn(tmp_path):
    drawn = ("--figure", tmp_path / "a.png", "--animation", tmp_path / "b.gif", "--every", "15")
    result = call("world", *SHORT, *drawn, "--seed", "5", "--json")
    assert result.code == 0, result.err
    made = world("kuramoto", {"units": 40, "coupling": 3.0})
    found = evolve(made, jax.random.key(5), steps=60, every=15)
    (row,) = result.json["rows"]
    order = found.seen["order"]
    assert result.json["course"]["order"] == pytest.approx(order.tolist())
    assert result.json["ticks"] == [15, 30, 45, 60]
    assert row["mean"] == pytest.approx(float(order[2:].mean()))
    assert row["theory"] == pytest.approx((2 / 3) ** 0.5)
    assert result.json["fields"]["units"] == 40
    assert (tmp_path / "a.png").stat().st_size > 1000
    with Image.open(tmp_path / "b.gif") as film:
        assert film.n_frames == 4
    again = call("world", *SHORT, "--every", "15", "--seed", "5", "--json")
    assert again.json == result.json


def test_the_table_says_what_was_observed_and_the_list_what_there_is():
    shown = call("world", *SHORT)
    assert shown.out.splitlines()[0].split()[:3] == ["observable", "first", "last"]
    assert "order: r = |mean exp(i theta)|" in shown.out
    listed = call("world", "--list", "--json").json["rows"]
    assert [row["name"] for row in listed] == list(WORLDS)
    assert "coupling" in call("info", "kuramoto").out


def test_a_world_with_a_function_beneath_and_one_of_bars_are_drawn(tmp_path):
    words = ("--steps", "20", "--set", "units=9", "--every", "10")
    for number, name in enumerate(("search", "sorting")):
        drawn = ("--figure", tmp_path / f"{number}.png", "--animation", tmp_path / f"{number}.gif")
        result = call("world", name, *words, *drawn, "--json")
        assert result.code == 0, result.err
        assert (tmp_path / f"{number}.png").stat().st_size > 1000
    rule = call("world", "sorting", *words, "--set", "other=Selection()", "--json").json
    assert rule["fields"]["other"] == "Selection()"
    wrong = call("world", "search", "--set", "function=open('a')")
    assert "expected x, y, numbers" in wrong.err


def test_a_network_is_a_world_and_does_what_its_room_does(tmp_path):
    words = ("settling", "--act", "sample number=1", "--act", "hold class=3", "--set", "drive=0.5")
    drawn = ("--figure", tmp_path / "a.png", "--animation", tmp_path / "a.gif", "--every", "2")
    found = call("world", *words, *drawn, "--steps", "8", "--seed", "4", "--json")
    assert found.code == 0, found.err
    room = Course(stage("settling"), 4)
    room.apply("set", {"drive": 0.5})
    room.apply("act", room.stage.action({"name": "sample", "number": 1}))
    room.apply("act", room.stage.action({"name": "hold", "class": 3}))
    for tick in range(4):
        room.advance(2)
        seen, picture = room.look()
        assert found.json["course"]["overlap"][tick] == seen["overlap"]
    assert found.json["answer"] == room.stage.facts["classes"][picture.bars[0].argmax()] == "3"
    assert found.json["fields"]["drive"] == 0.5
    with Image.open(tmp_path / "a.gif") as film:
        assert film.n_frames == 4


def test_a_memory_that_was_saved_is_a_world(tmp_path):
    patterns = np.where(np.random.default_rng(0).random((3, 12)) < 0.5, -1.0, 1.0)
    path = tmp_path / "memory.safetensors"
    Associator(Modern(beta=9.0)).fit(patterns).save(path)
    result = call("world", path, "--steps", "4", "--every", "1", "--figure", tmp_path / "a.png")
    assert result.code == 0, result.err
    assert "the answer at the end: 1" in result.out
    assert (tmp_path / "a.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kuramotto",), "no world 'kuramotto' (did you mean kuramoto?)"),
        (("kuramoto", "--set", "couplin=2"), "no field 'couplin' (did you mean coupling?)"),
        (("kuramoto", "--set", "coupling"), "is not of the form FIELD=VALUE"),
        (("kuramoto", "--act", "half"), "--act is for networks and memories"),
        (("settling", "--act", "holt class=3"), "no act 'holt' (did you mean hold?)"),
        (("settling", "--act", "hold 3"), "is not of the form NAME ARGUMENT=VALUE"),
        (("settling", "--set", "gian=2"), "'gian' cannot be set (did you mean gain?)"),
        ((__file__,), "test_world_command.py is not a whole safetensors file"),
        (("kuramoto", "--set", "coupling=nan"), "coupling is 'nan'"),
        (("kuramoto", "--set", "dt=0"), "dt is 0; it must be a number above 0"),
        (("kuramoto", "--steps", "1"), "--steps is 1"),
        (("kuramoto", "--steps", "8", "--every", "5"), "--every is 5; expected 1 to 4"),
        (("kuramoto", "--animation", "a.avi"), "the name must end in .gif or .mp4"),
        (("kuramoto", "--animation", "no/a.gif"), "the folder no of --animation does not exist"),
        (("kuramoto", "--figure", "a.jpg"), "the name must end in .png, .svg or .pdf"),
        (
            ("swarmalators", "--steps", "90", "--set", "dt=1e30"),
            "was no longer finite at tick 1; take a smaller dt",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(words, said, unchecked):
    result = call("world", *words)
    assert result.code == 1
    assert said in result.err
    assert len(result.err.splitlines()) == 1
