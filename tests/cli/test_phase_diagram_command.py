"""`basinet theory phase-diagram` at tiny settings: measure, draw, go on, refuse."""

import json
import re

import pytest
from commands import call

SETTINGS = {
    "--self-coupling": "0,0.5,3",
    "--n": 16,
    "--instances": 2,
    "--max-sweeps": 20,
    "--rungs": 3,
    "--hidden": 8,
    "--epochs": 1,
    "--seeds": 2,
}
TINY = [word for option in SETTINGS.items() for word in option]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phases") / "tiny"
    return folder, call("theory", "phase-diagram", *TINY, "--out", folder, "--json")


def test_the_folder_holds_settings_points_results_and_the_picture(drawn, names):
    folder, result = drawn
    assert result.code == 0
    assert names(folder) == [
        "computers.json",
        "phase-diagram.json",
        "phase-diagram.png",
        "phase-diagram.svg",
        "points",
        "settings.json",
    ]
    assert len(names(folder / "points")) == 9
    assert (folder / "phase-diagram.png").read_bytes().startswith(b"\x89PNG")


def test_results_are_those_on_disk_and_progress_is_a_line_for_each_point(drawn):
    folder, result = drawn
    found = json.loads((folder / "phase-diagram.json").read_text())
    assert result.json == found | {"picture": str(folder / "phase-diagram.png")}
    assert found["theory"]["overlap_gap"] == pytest.approx(0.0601, abs=1e-4)
    assert [point["instances"] for point in found["reach"]["focusing"]] == [2, 2, 2]
    assert [len(point["accuracy"]) for point in found["learning"]] == [2, 2, 2]
    lines = result.err.splitlines()
    assert [line.split()[0] for line in lines] == [f"{at}/9" for at in range(1, 10)]
    assert re.fullmatch(r"9/9  learning J_D 3: accuracy 0\.\d{3}", lines[-1])


def test_a_second_call_does_only_what_is_missing(drawn):
    folder, _ = drawn
    file = folder / "points" / "asynchronous-0.5.json"
    before = {point.name: point.read_bytes() for point in (folder / "points").iterdir()}
    picture = (folder / "phase-diagram.png").read_bytes()
    file.unlink()
    result = call("theory", "phase-diagram", *TINY, "--out", folder)
    assert result.code == 0
    first, second = result.err.splitlines()
    assert first == f"{folder}: 8 of 9 points are there already"
    assert second.startswith("9/9  asynchronous J_D 0.5: ")
    assert {point.name: point.read_bytes() for point in (folder / "points").iterdir()} == before
    assert (folder / "phase-diagram.png").read_bytes() == picture
    assert f"picture {folder / 'phase-diagram.png'}" in result.out
    assert "J_mono = 0.0731" in result.out


def test_other_settings_in_the_same_folder_are_refused(drawn):
    folder, _ = drawn
    before = sorted((folder / "points").iterdir())
    result = call("theory", "phase-diagram", *TINY, "--epochs", 2, "--out", folder)
    assert result.code == 1
    assert "was begun with epochs 1, not 2" in result.err
    assert len(result.err.splitlines()) == 1
    assert sorted((folder / "points").iterdir()) == before


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--self-coupling", "0:1"), "--self-coupling is '0:1'"),
        (("--self-coupling=-1,2",), r"self_couplings are \(-1\.0, 2\.0\)"),
        (("--seeds", 0), "seeds is 0"),
        (("--n", 1), "neurons is 1"),
        (("--data", "mnits"), "'mnits' is neither a known data set"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_no_folder(words, message, here, names):
    result = call("theory", "phase-diagram", "--quick", *words, "--out", "a")
    assert (result.code, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1
    assert re.search(message, result.err)
    assert names(here) == []


def test_a_folder_that_holds_something_else_is_left_alone(here, names):
    (here / "notes").write_text("mine")
    result = call("theory", "phase-diagram", *TINY, "--out", here)
    assert result.code == 1
    assert "is not empty and not the folder of a phase diagram" in result.err
    assert names(here) == ["notes"]
