"""The command that lets a world go: what it prints is what the library computes."""

import jax
import pytest
from commands import call
from PIL import Image

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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kuramotto",), "no world 'kuramotto' (did you mean kuramoto?)"),
        (("kuramoto", "--set", "couplin=2"), "no field 'couplin' (did you mean coupling?)"),
        (("kuramoto", "--set", "coupling"), "is not of the form FIELD=VALUE"),
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
