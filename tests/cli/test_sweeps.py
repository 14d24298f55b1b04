"""`basinet sweep` and `basinet tune`: what they print, leave behind and refuse."""

import json
import re
import shutil
import signal
import subprocess

import pandas
import pytest
from commands import call, started

from basinet.folders import read

pytest.importorskip("pyarrow")

SWEEP = """
seeds = 2
threshold = 0.5
[settling]
neurons = 20
max_sweeps = 20
[axes]
self_coupling = {from = 0.0, to = 1.0, points = 3}
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A finished sweep and what the command said."""
    folder = tmp_path_factory.mktemp("swept")
    (folder / "s.toml").write_text(SWEEP)
    return folder, call("sweep", folder / "s.toml", "--out", folder / "a")


def test_a_sweep_ends_with_a_table_an_index_and_a_figure(swept):
    folder, done = swept
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].split() == ["self_coupling", "settled", "error", "seeds"]
    assert len(lines) == 6
    assert lines[1].split()[1:] == ["1.0000", "0.0000", "2"]
    assert "6 runs, 0 of them done, 6 to do" in done.err
    assert re.search(
        r"6/6 runs  best settled 1\.0000 \(self_coupling .*\)  about 0 s left", done.err
    )
    table = pandas.read_parquet(folder / "a" / "index.parquet")
    assert len(table) == 6
    assert sorted(set(table["self_coupling"])) == [0.0, 0.5, 1.0]
    assert (folder / "a" / "figure.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_command_again_does_nothing_and_an_enlarged_axis_only_what_is_new(swept):
    folder, done = swept
    again = call("sweep", folder / "s.toml", "--out", folder / "a")
    assert "6 runs, 6 of them done, 0 to do" in again.err
    assert again.out == done.out
    description = folder / "a" / "sweep.toml"
    text = description.read_text()
    description.write_text("seeds = \0")
    damaged = call("sweep", folder / "s.toml", "--out", folder / "a")
    assert f"{description} is not a TOML file" in damaged.err
    assert "empty it and give the command that made it again" in damaged.err
    description.write_text("")
    again = call("sweep", folder / "s.toml", "--out", folder / "a")
    assert (again.out, description.read_text()) == (done.out, text)
    (folder / "more.toml").write_text(SWEEP.replace("points = 3", "points = 5"))
    more = call("sweep", folder / "more.toml", "--out", folder / "b")
    merged = call("sweep", "merge", folder / "c", folder / "a", folder / "b", "--json")
    assert more.code == merged.code == 0
    assert merged.json["added"] == merged.json["runs"] == 10
    larger = call("sweep", folder / "more.toml", "--out", folder / "c")
    assert "10 runs, 10 of them done, 0 to do" in larger.err


def test_results_that_something_else_computed_are_told_from_those_of_now(swept, tmp_path):
    folder = swept[0]
    kept = folder / "a" / "computers.json"
    ((name, facts),) = read(kept).items()
    (folder / "wide.toml").write_text(SWEEP.replace("seeds = 2", "seeds = 3"))
    shutil.copytree(folder / "a", tmp_path / "d")
    (tmp_path / "d" / "computers.json").write_text(json.dumps({"old": facts | {"jaxlib": "0.1"}}))
    wider = call("sweep", folder / "wide.toml", "--out", tmp_path / "d")
    assert wider.code == 0
    assert "computed before with other means, so sums are rounded otherwise: jaxlib" in wider.err
    assert set(read(tmp_path / "d" / "computers.json")) == {"old", name}
    table = pandas.read_parquet(tmp_path / "d" / "index.parquet")
    assert set(table["computed_by"]) == {name}
    again = call("sweep", folder / "s.toml", "--out", folder / "a")
    assert "other means" not in again.err


def test_status_collect_and_plot_look_at_a_sweep(swept):
    folder = swept[0] / "a"
    assert call("sweep", "status", folder).out == "6 of 6 runs are done, 0 missing\n"
    collected = call("sweep", "collect", folder, "--json").json
    assert collected["runs"] == 6
    plotted = call("sweep", "plot", folder, "--show", "unstable", "--out", folder / "u.svg")
    assert plotted.out == f"{folder / 'u.svg'}\n"
    assert "<svg" in (folder / "u.svg").read_text()


def test_a_failed_run_is_told_by_the_exit_code_and_the_status(here, trees):
    (here / "s.toml").write_text(
        f'[run]\ndata = "{trees}"\nepochs = 1\n[run.settings]\nhidden = 8\n'
        "[axes]\nlearner.readout_rate = [0.1, 1e38]\n"
    )
    done = call("sweep", "s.toml", "--out", "a")
    assert done.code == 3
    assert "1 of 2 runs failed; see basinet sweep status a" in done.err
    status = call("sweep", "status", "a").out
    assert re.search(r"failed +a/runs/.*diverged in epoch", status)
    again = call("sweep", "s.toml", "--out", "a")
    assert again.code == 3
    assert "0 to do" in again.err
    assert "1 of 2 runs failed" in again.err
    assert "1 to do" in call("sweep", "s.toml", "--out", "a", "--retry-failed").err


def test_long_runs_are_followed_epoch_by_epoch(here, trees, monkeypatch):
    monkeypatch.setattr("basinet.cli.sweep.progress.SILENT", 0.0)
    (here / "s.toml").write_text(
        f'stack = 2\nseeds = 2\n[run]\ndata = "{trees}"\nepochs = 2\n[run.settings]\nhidden = 8\n'
    )
    said = call("sweep", "s.toml", "--out", "a").err
    assert re.search(r"0/2 runs  epoch 1/2 of 2 runs  about \d+ s left", said)
    assert re.search(r"2/2 runs  best accuracy .*  about 0 s left", said)


def test_a_sweep_over_sizes_gives_thresholds_and_a_collapse(here):
    sweep = SWEEP.replace("neurons = 20\n", "").replace("seeds = 2", "seeds = 6")
    (here / "s.toml").write_text(sweep + "neurons = [12, 30]\n")
    assert call("sweep", "s.toml", "--out", "a").code == 0
    found = call("sweep", "scaling", "a", "--json")
    assert found.code == 0, found.err
    assert [one["size"] for one in found.json["thresholds"]] == [12, 30]
    assert 0 < found.json["collapse"]["threshold"]["value"] < 1
    assert (here / "a" / "scaling.png").is_file()


def test_ctrl_c_stops_a_sweep_and_the_same_command_goes_on(tmp_path):
    text = SWEEP.replace("neurons = 20", "neurons = 24").replace("points = 3", "points = 100")
    (tmp_path / "s.toml").write_text(text.replace("seeds = 2", "seeds = 20"))
    words = ("sweep", "s.toml", "--out", "a")
    with started(*words, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while "runs  best" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].splitlines()[-1]
    assert process.returncode == 130
    found = re.fullmatch(
        r"stopped; (\d+) of 2000 runs were finished and are kept;"
        r" go on with: basinet sweep s\.toml --out a",
        said,
    )
    assert found, said
    status = call("sweep", "status", tmp_path / "a", "--json").json
    assert int(found[1]) <= status["stored"] < 2000
    assert status["done"] + status["missing"] == 2000


REFUSED = {
    "axis that names no field": (
        "self_coupling = {",
        "self_copling = {",
        "no field 'self_copling'",
    ),
    "empty axis": ("{from = 0.0, to = 1.0, points = 3}", "[]", "axis self_coupling is empty"),
    "too many runs": (
        "points = 3}",
        "points = 1001}\nmax_sweeps = {from = 1, to = 500, step = 1}",
        r"1,001,000 runs; give --yes",
    ),
    "not TOML": ("seeds = 2", "seeds =", "is not a TOML file"),
}


@pytest.mark.parametrize(("part", "other", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_sweep_is_refused_in_one_line_before_anything_is_done(here, part, other, said):
    assert part in SWEEP
    (here / "s.toml").write_text(SWEEP.replace(part, other))
    done = call("sweep", "s.toml", "--out", "a")
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert re.search(said, done.err)
    assert not (here / "a").exists()


def test_other_refusals(here, swept):
    folder = swept[0]
    (here / "other.toml").write_text(SWEEP.replace("neurons = 20", "neurons = 21"))
    for words, said in (
        (("sweep", "no.toml"), "there is no configuration file no.toml"),
        (("sweep", "other.toml", "--out", folder / "a"), "another sweep: one has neurons = 20"),
        (("sweep", "other.toml", "--engine", "slurm"), "no engine 'slurm'"),
        (("sweep", "other.toml", "--address", "x"), "--address x is for --engine ray"),
        (("sweep", "other.toml", "--cpus", 2), "--cpus 2.0 is for --engine ray"),
        (("sweep", "status", here), "is not the folder of a sweep"),
        (("sweep", "plot", folder / "a", "--show", "speed"), "no number 'speed' was measured"),
        (("sweep", "plot", folder / "a", "--at", "x"), "not of the form FIELD=VALUE"),
        (("sweep", "plot", folder / "a", "--at", "x=1"), "there is no axis 'x'"),
        (("sweep", "plot", folder / "a", "--out", "a.jpg"), "a .png, .svg or .pdf file"),
        (("sweep", "scaling", folder / "a"), "there is no axis 'neurons'"),
        (("tune", "other.toml"), "a search has no 'seeds'"),
    ):
        done = call(*words)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert said in done.err


@pytest.fixture(scope="module")
def tuned(trees, tmp_path_factory):
    """A search of six trials that was stopped after three, and one that was not."""
    pytest.importorskip("optuna")
    folder = tmp_path_factory.mktemp("tuned")
    (folder / "t.toml").write_text(
        f'trials = 6\nprune = 1\n[run]\ndata = "{trees}"\nepochs = 2\n[run.settings]\nhidden = 8\n'
        "[space]\nlearner.teaching.margin = {low = 0.1, high = 3.0}\n"
        "learner.rate = {low = 1e-3, high = 1.0, log = true}\n"
    )
    whole = call("tune", folder / "t.toml", "--out", folder / "whole", "--json")
    call("tune", folder / "t.toml", "--out", folder / "parts", "--trials", 3)
    parts = call("tune", folder / "t.toml", "--out", folder / "parts", "--json")
    return folder, whole, parts


def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(tuned):
    _, whole, parts = tuned
    assert whole.code == parts.code == 0, whole.err
    assert whole.json["trials"] == parts.json["trials"]
    assert whole.json["best"] == parts.json["best"]
    assert len(whole.json["trials"]) == 6
    assert "6 trials, 3 of them done" in parts.err


def test_the_best_trial_is_a_run_in_the_store(tuned):
    folder, whole, _ = tuned
    best = whole.json["best"]
    table = pandas.read_parquet(folder / "whole" / "index.parquet")
    complete = [one for one in whole.json["trials"] if one["state"] == "complete"]
    assert len(table) == len(complete)
    assert best["found"] == table["accuracy"].max() == max(one["found"] for one in complete)
    row = table.loc[table["accuracy"].idxmax()]
    assert 0.1 <= row["learner.teaching.margin"] <= 3.0
    assert (folder / "whole" / "study.png").read_bytes().startswith(b"\x89PNG")


def test_bad_searches_are_refused_in_one_line(tuned, here):
    folder = tuned[0]
    text = (folder / "t.toml").read_text()
    for part, other, said in (
        ("learner.teaching.margin", "learner.teaching.margn", "did you mean margin"),
        ("low = 0.1", "low = -0.1", "space learner.teaching.margin: margin is -0.1"),
        ("low = 0.1", "low = 5", "low must be less"),
        ("low = 1e-3", "low = 0", "must stay above 0"),
        ("{low = 0.1, high = 3.0}", "[1, 2]", "expected a range such as"),
        ("{low = 0.1, high = 3.0}", "{choices = [1.0]}", "at least two different"),
        ("trials = 6", "trials = 0", "trials is 0"),
        ("hidden = 8", "hidden = 9", "holds another search"),
    ):
        assert part in text
        (here / "t.toml").write_text(text.replace(part, other))
        done = call("tune", "t.toml", "--out", folder / "whole")
        refused = [one for one in done.err.splitlines() if ": labels: " not in one]
        assert (done.code, len(refused)) == (1, 1), done.err
        assert said in done.err
