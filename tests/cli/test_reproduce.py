"""`basinet reproduce`: what it prints is what the folder holds."""

import json
import re
from dataclasses import replace

import pytest
from commands import call

from basinet import reproductions
from basinet.reproductions import counting

pytestmark = pytest.mark.usefixtures("here", "small")


@pytest.fixture
def small(monkeypatch):
    """A reproduction of a moment."""
    one = replace(counting.REPRODUCTION, quick=counting.Settings(6, 40, (0.0, 0.5)))
    monkeypatch.setitem(reproductions.REPRODUCTIONS, "counting", one)


def test_what_was_measured_stands_beside_what_was_published(here):
    result = call("reproduce", "counting", "--quick")
    assert result.code == 0, result.err
    found = json.loads((here / "reproductions/counting-quick/results.json").read_text())
    for claim in found["claims"]:
        assert claim["quantity"] in result.out
        assert f"{claim['measured']:.3g}" in result.out
        assert f"from 1   {claim['source']}" in result.out
    assert f"verdict  {found['verdict']}" in result.out
    assert "again    basinet reproduce counting --quick" in result.out


def test_the_same_command_goes_on_and_the_list_knows_how_it_ended(here):
    first = call("reproduce", "counting", "--quick", "--out", "there", "--json").json
    (here / "there" / "pieces" / "0.json").unlink()
    again = call("reproduce", "counting", "--quick", "--out", "there", "--json")
    assert "1 of 2 pieces are there already" in again.err
    assert again.json["pieces"] == first["pieces"]
    call("reproduce", "counting", "--quick")
    rows = call("reproduce", "--list", "--json").json["rows"]
    assert [row["name"] for row in rows] == list(reproductions.REPRODUCTIONS)
    assert rows[0]["quick"] == first["verdict"]
    assert rows[0]["full"] == ""
    results = here / "reproductions/counting-quick/results.json"
    results.write_text('{"verdict": ')
    listed = call("reproduce", "--list", "--json")
    assert "counting-quick/results.json is damaged: it is not JSON" in listed.err
    assert listed.err.strip().endswith("; repeat the reproduction")
    assert listed.json["rows"] == [rows[0] | {"quick": "damaged"}, *rows[1:]]
    call("reproduce", "counting", "--quick")
    assert call("reproduce", "--list", "--json").json["rows"] == rows


def test_another_seed_has_a_folder_of_its_own_and_what_has_begun_is_listed_so(here):
    other = call("reproduce", "counting", "--quick", "--seed", "3")
    assert other.code == 0, other.err
    assert (here / "reproductions/counting-quick-seed-3/results.json").is_file()
    assert call("reproduce", "counting", "--quick").code == 0
    (here / "reproductions/counting-quick/results.json").unlink()
    assert call("reproduce", "--list", "--json").json["rows"][0]["quick"] == "begun"


def test_the_sources_of_one_are_shown_alone():
    shown = call("reproduce", "counting", "--sources").out.splitlines()
    assert len(shown) == 2
    assert shown[1].endswith(counting.REPRODUCTION.source)
    assert "did you mean width" in call("reproduce", "wdith", "--sources").err


def test_the_list_fits_a_screen_and_names_papers():
    listed = call("reproduce", "--list").out.splitlines()
    from_where = call("reproduce", "--sources").out.splitlines()
    assert max(map(len, listed)) < 170
    for name, one in reproductions.REPRODUCTIONS.items():
        row = next(r for r in listed if r.split()[0] == name)
        assert f"{one.minutes[0]:g} / {one.minutes[1]:g}" in row
        assert all(paper in row for paper in re.findall(r"\d{4}\.\d{5}", one.source))
        assert row.endswith(f"  {one.title}")
        assert any(r.split()[0] == name and r.endswith(one.source) for r in from_where)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("wdith",), "did you mean width"),
        (("counting", "--seed", "-1"), "seed is -1"),
        (("counting", "--engine", "rya"), "there is no engine"),
        (("counting", "--cpus", "2"), "is for --engine ray"),
        (("counting", "--out", "file"), "is not the folder of a reproduction"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(here, words, said):
    (here / "file").write_text("something")
    result = call("reproduce", *words)
    assert result.code in {1, 2}
    assert said in result.err
    assert not (here / "reproductions").exists()
