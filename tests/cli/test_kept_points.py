"""Measurements of many points keep what they have, and go on with the same command."""

import json
import signal
from subprocess import PIPE

import pytest
from commands import call, started

REACH = ("theory", "accessibility", "--self-coupling", "0.3,0.5,2", "--n", 30, "--instances", 3)
RETRIEVAL = ("memory", "phases", "--units", 16, "--cues", 3, "--sweeps", 4)
RETRIEVAL += ("--load", "0.02,0.1", "--temperature", "0.5,1.5")
COMMANDS = {
    "accessibility": (REACH, "0.5.json", ("--n", 31), "n 30, not 31"),
    "phases": (RETRIEVAL, "0.5-0.1.json", ("--cues", 4), "cues 3, not 4"),
}


@pytest.fixture(scope="module", params=COMMANDS)
def kept(request, tmp_path_factory):
    """A folder of finished points, and what the command said."""
    folder = tmp_path_factory.mktemp("kept") / "a"
    words, *more = COMMANDS[request.param]
    return folder, call(*words, "--json", "--out", folder), words, *more


def test_what_is_missing_is_measured_and_the_answer_is_that_of_one_go(kept):
    folder, whole, words, lost, _, _ = kept
    assert whole.code == 0, whole.err
    before = (folder / "points" / lost).read_bytes()
    (folder / "points" / lost).unlink()
    (folder / "points" / f".{lost}-half.tmp").write_text("{")
    again = call(*words, "--json", "--out", folder)
    assert again.json == whole.json
    said, point = again.err.splitlines()
    assert said.endswith("points are there already")
    assert point.split()[0] in ("3/3", "4/4")
    assert (folder / "points" / lost).read_bytes() == before


def test_other_settings_and_damaged_points_are_refused_in_one_line(kept, here):
    folder, _, words, point, other, said = kept
    file = folder / "points" / point
    good = file.read_text()
    numbers = json.loads(good)
    del numbers["checksums"]  # as files were before there were any
    elsewhere = [numbers | {name: 9} for name in list(numbers)[:2]]
    broken = ("{", "[]", '{"a": 1}', good.replace(": ", ': "a', 1), *map(json.dumps, elsewhere))
    for content in broken:
        file.write_text(content)
        done = call(*words, "--out", folder)
        assert (done.code, done.err.count("\n")) == (1, 1), (content, done.err)
        assert f"{point} is damaged" in done.err
        assert "delete it" in done.err
    file.write_text(good)
    description = folder / ("accessibility.json" if words == REACH else "memory-phases.json")
    before = description.read_text()
    description.write_text('{"seed": 0}')
    done = call(*words, "--out", folder)
    assert f"{description} is damaged: it lacks" in done.err
    description.write_text(before)
    assert said in call(*words, *other, "--out", folder).err
    (here / "b").mkdir()
    (here / "b" / "mine.txt").touch()
    assert "is not empty" in call(*words, "--out", "b").err


def test_a_command_that_is_stopped_without_a_folder_keeps_what_it_has(here):
    words = (
        *REACH[:2],
        "--self-coupling",
        "0.2,0.25,0.3,2",
        "--n",
        600,
        "--instances",
        60,
        "--json",
    )
    with started(*words, cwd=here, stdout=PIPE, stderr=PIPE) as process:
        assert process.stderr is not None
        lines = iter(process.stderr)
        assert any(line.startswith("1/4") for line in lines)
        process.send_signal(signal.SIGINT)
        said = "".join(lines)
        process.wait(timeout=60)
    assert "repeat the command with --out accessibility-1 to go on" in said
    kept = sorted(file.name for file in (here / "accessibility-1" / "points").iterdir())
    assert "0.2.json" in kept
    few = tuple("0.2,2" if word == "0.2,0.25,0.3,2" else word for word in words)
    gone_on, whole = call(*few, "--out", "accessibility-1"), call(*few)
    assert gone_on.json == whole.json
    assert json.loads((here / "accessibility-1" / "accessibility.json").read_text())["n"] == 600
