"""Reproductions: verdicts, folders that go on where they stopped, and pieces that are odd."""

import json
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from basinet.folders import read
from basinet.reproductions import (
    REPRODUCTIONS,
    Claim,
    Job,
    Piece,
    conduct,
    counting,
    dense_memory,
    find,
    finish,
    last_verdict,
    phase_statistics,
    reach,
    self_attention,
    sudoku,
    sudoku_settling,
    thresholds,
    verdict,
)
from basinet.reproductions.reproduction import Program
from basinet.search import Asynchronous, FocusingBP
from basinet.sweeps import InProcess

SMALL = {
    "counting": counting.Settings(6, 40, (0.0, 0.5)),
    "reach": reach.Settings((40,), 4, (0.1, 0.9), (0.05, 0.5)),
    "self-attention": self_attention.Settings(60),
    "phase-statistics": phase_statistics.Settings((2,), (0.01,), 1, 1),
    "dense-memory": dense_memory.Settings(12, (0.02, 0.1), (0.3, 2.5), 4, 4),
    "sudoku": sudoku.Settings(300, (60,), 1),
    "thresholds": thresholds.Settings(
        thresholds.Search(Asynchronous(60), (20, 40), 4, (0.1, 0.4, 0.9)),
        thresholds.Search(FocusingBP(rungs=4), (20,), 2, (0.05, 0.5)),
    ),
}
"""Settings of a second or less."""


def job(path, name="counting", seed=0):
    small = replace(REPRODUCTIONS[name], quick=SMALL[name])
    return Job(name, small, quick=True, seed=seed, path=path)


def done(path, name="counting", seed=0):
    one = job(path, name, seed)
    for _ in conduct(one):
        pass
    return one


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Claim("a", 1.0, 1.1, 0.2), "reproduced"),
        (Claim("a", 1.0, 1.5, 0.2), "different"),
        (Claim("a", 1.0, 1.1, 0.2, Program("five seeds")), "agrees"),
        (Claim("a", 1.0, 1.5, 0.2, Program("five seeds")), "different"),
        (Claim("a", float("nan"), 1.5, 0.2), "different"),
        (Claim("a", 1.0), "no reference"),
        (Claim("a", 1.0, 1.5, 0.2, comparable=False), "not compared"),
    ],
)
def test_the_verdict_on_a_claim(claim, expected):
    assert claim.verdict == expected


def test_the_verdict_on_all_is_the_worst_that_was_compared():
    good, bad = Claim("a", 1.0, 1.0, 0.1), Claim("a", 1.0, 9.0, 0.1)
    unknown, quick = Claim("a", 1.0), Claim("a", 1.0, 9.0, 0.1, comparable=False)
    assert verdict([good, unknown, quick, bad]) == "different"
    assert verdict([good, unknown, quick]) == "reproduced"
    program = Claim("a", 1.0, 1.0, 0.1, Program("five seeds"))
    assert verdict([program, good]) == "reproduced"
    assert verdict([program, quick]) == "agrees"
    assert verdict([unknown, quick]) == "not compared"
    assert verdict([unknown]) == verdict([]) == "no reference"


@pytest.mark.parametrize("name", SMALL)
def test_a_reproduction_leaves_its_results_and_its_picture(name, tmp_path):
    claims = finish(done(tmp_path / "out", name))
    found = json.loads((tmp_path / "out" / "results.json").read_text())
    assert found["command"] == f"basinet reproduce {name} --quick"
    assert [one["quantity"] for one in found["claims"]] == [claim.quantity for claim in claims]
    assert found["verdict"] == last_verdict(tmp_path / "out") == verdict(claims)
    assert (tmp_path / "out" / "figure.png").read_bytes()[:4] == b"\x89PNG"


def test_the_counts_of_small_networks_are_those_of_the_formula(tmp_path):
    claims = finish(done(tmp_path / "out"))
    assert {claim.verdict for claim in claims} == {"reproduced"}
    assert claims[0].published == pytest.approx(1.0)  # J_D = 0: one fixed point in the mean


def test_a_stopped_reproduction_goes_on_where_it_was(tmp_path):
    whole = done(tmp_path / "whole")
    assert [step.done for step in islice(conduct(job(tmp_path / "stopped")), 2)] == [0, 1]
    again = list(conduct(job(tmp_path / "stopped")))
    assert [step.done for step in again] == [1, 2]
    for one in (whole, job(tmp_path / "stopped")):
        finish(one)
    ours, theirs = (
        json.loads((tmp_path / one / "results.json").read_text())["pieces"]
        for one in ("whole", "stopped")
    )
    assert ours == theirs


def test_an_engine_finds_the_same(tmp_path):
    done(tmp_path / "here")
    steps = list(conduct(job(tmp_path / "there"), InProcess()))
    assert [step.done for step in steps] == [0, 1, 2]
    for piece in ("0", "0.5"):
        ours, theirs = (
            json.loads((tmp_path / folder / "pieces" / f"{piece}.json").read_text())["found"]
            for folder in ("here", "there")
        )
        assert ours == theirs


def test_a_piece_that_fails_under_an_engine_is_named_and_the_others_are_kept(tmp_path):
    def fail(folder):
        raise ValueError("no such graph")

    small = replace(REPRODUCTIONS["counting"], quick=SMALL["counting"])
    pieces = small.pieces(small.quick, 0)
    broken = replace(small, pieces=lambda settings, seed: [Piece("broken", fail), *pieces])
    one = Job("counting", broken, quick=True, seed=0, path=tmp_path / "out")
    with pytest.raises(RuntimeError, match=r"1 pieces failed .broken: ValueError: no such graph"):
        list(conduct(one, InProcess()))
    assert {file.stem for file in (tmp_path / "out" / "pieces").iterdir()} == {"0", "0.5"}


@pytest.mark.slow
def test_the_rules_of_sudoku_are_in_solved_grids_and_a_puzzle_settles(tmp_path):
    claims = finish(done(tmp_path / "out", "sudoku"))
    assert {claim.verdict for claim in claims} == {"reproduced", "agrees"}


def test_a_grid_with_a_broken_rule_is_not_right():
    grid = sudoku_settling.solved_grid(np.random.default_rng(0))
    given = sudoku_settling.puzzle(grid, 40, np.random.default_rng(1))
    assert (given >= 0).sum() == 40
    assert sudoku_settling.is_right(grid, given)
    other = grid.copy()
    free = np.flatnonzero(given < 0)[0]
    other[free] = (other[free] + 1) % 9
    assert not sudoku_settling.is_right(other, given)


def test_another_seed_finds_other_numbers_and_is_refused_in_the_same_folder(tmp_path):
    one, two = (finish(done(tmp_path / str(seed), seed=seed)) for seed in (0, 1))
    assert one[1].measured != two[1].measured
    with pytest.raises(ValueError, match="begun with seed 0, not 1"):
        done(tmp_path / "0", seed=1)


def test_a_damaged_piece_is_named(tmp_path):
    one = done(tmp_path / "out")
    (tmp_path / "out" / "pieces" / "0.json").write_text("[]")
    with pytest.raises(ValueError, match=r"0\.json is damaged: .*delete it"):
        finish(one)
    of_another = '{"found": {}, "seconds": 1.0, "processor_seconds": 1.0}'
    (tmp_path / "out" / "pieces" / "0.json").write_text(of_another)
    with pytest.raises(ValueError, match=r"pieces does not hold what .* finds .*; delete the"):
        finish(one)
    (tmp_path / "out" / "results.json").mkdir()
    with pytest.raises(ValueError, match=r"results\.json is no file; remove it"):
        last_verdict(tmp_path / "out")


def test_a_result_of_another_version_is_stale(tmp_path):
    finish(done(tmp_path / "out"))
    file = tmp_path / "out" / "results.json"
    found = read(file)
    found["environment"]["basinet"] = "0.0.1"
    file.write_text(json.dumps(found))
    assert last_verdict(tmp_path / "out") == "reproduced (stale: by basinet 0.0.1)"
    assert last_verdict(tmp_path / "nothing") == ""


def test_a_seed_below_zero_is_refused(tmp_path):
    with pytest.raises(ValueError, match="seed is -1"):
        job(tmp_path, seed=-1)


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(ValueError, match="did you mean self-coupling"):
        find("self-couplings")


def test_durations_of_phases_are_what_their_statistics_say(tmp_path):
    one = done(tmp_path / "phases", "phase-statistics")
    found = {path.stem for path in (tmp_path / "phases" / "pieces").glob("*.json")}
    assert found == {"stored-1-0.01-0", "blocks-2-0.01-0", "random-2-0.01-0"}
    assert one.reproduction.quick.durations == (2,)
    assert phase_statistics.irregularity("blocks", 5) == 0
    draws = np.random.default_rng(0).random(200_000) < 1 - 1 / 5
    ends = np.flatnonzero(~draws)
    lengths = np.diff(ends) - 1  # nudged phases between two free ones, those of none left out
    lengths = lengths[lengths > 0]
    assert lengths.mean() == pytest.approx(5, rel=0.03)
    assert lengths.std() / lengths.mean() == pytest.approx(
        phase_statistics.irregularity("random", 5), rel=0.03
    )
