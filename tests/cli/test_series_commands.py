"""`basinet series`: runs on series that end whole, go on, and refuse what cannot be."""

import json

import numpy as np
import pytest
from commands import call

from basinet import Reservoir, ReservoirClassifier
from basinet.rates import Delta, EchoState
from basinet.series import execute as executing
from basinet.series.execute import capacity, execute, fit, measure
from basinet.series.folder import create
from basinet.series.run import SeriesRun, changed, from_plain, to_plain
from basinet.series.sources import load_series

WORDS = ("--set", "units=30", "--set", "steps=600")


def described(**fields):
    run = SeriesRun()
    for name, value in ({"units": 30, "steps": 600} | fields).items():
        run = changed(run, name, value)
    return run


def test_a_run_measures_what_the_library_measures(tmp_path):
    folder = tmp_path / "a"
    result = call("series", "train", "--data", "narma10", *WORDS, "--out", folder, "--json")
    assert result.code == 0, result.err
    data = load_series("narma10", None, 600, 0)
    model = Reservoir(EchoState(units=30), random_state=0)
    ours = measure(fit(described(), data), data)
    assert result.json["error"] == pytest.approx(ours["error"])
    assert result.json["jacobian_radius"] == pytest.approx(ours["jacobian_radius"])
    assert model.get_params()["reservoir"] == described().reservoir
    assert (folder / "report.html").read_text().count("<figure") == 1
    assert sorted(part.name for part in folder.iterdir()) == [
        "environment.json",
        "model.safetensors",
        "report.html",
        "results.json",
        "series.toml",
    ]
    again = call("series", "evaluate", folder, "--json")
    assert again.json["error"] == pytest.approx(ours["error"])
    more = call("series", "train", "--resume", folder, "--no-report", "--json")
    assert more.json["error"] == result.json["error"]


def test_a_run_that_is_stopped_ends_as_one_that_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(executing, "EVERY", -1.0)
    run = described(readout=Delta(passes=3))
    data = load_series("narma10", None, 600, 0)
    whole = create(tmp_path / "whole", run, {})
    list(execute(run, whole, data))
    broken = create(tmp_path / "broken", run, {})
    for _ in range(3):
        steps = execute(run, broken, data)
        next(steps)
        next(steps)  # by now the first is written
        steps.close()
    assert broken.progress.is_file()
    list(execute(run, broken, data))
    assert not broken.progress.is_file()
    np.testing.assert_array_equal(
        broken.read_model().fitted_.weights, whole.read_model().fitted_.weights
    )
    assert broken.read_results() == whole.read_results()


def test_a_stopped_run_refuses_other_data(tmp_path, monkeypatch):
    monkeypatch.setattr(executing, "EVERY", -1.0)
    run = described(readout=Delta(passes=2))
    folder = create(tmp_path / "a", run, {})
    steps = execute(run, folder, load_series("narma10", None, 600, 0))
    next(steps), next(steps)
    steps.close()
    with pytest.raises(ValueError, match="checksums differ"):
        list(execute(run, folder, load_series("narma10", None, 600, 1)))


def test_a_table_is_predicted_from_its_columns_or_one_step_ahead(tmp_path):
    steps = np.arange(400)
    rows = np.stack([np.sin(steps / 5), np.cos(steps / 7)], axis=1)
    lag = np.append([0.0], rows[:-1, 0])
    text = "a,b,lag\n" + "".join(f"{x},{y},{z}\n" for (x, y), z in zip(rows, lag, strict=True))
    (tmp_path / "t.csv").write_text(text)
    given = ("--data", tmp_path / "t.csv", "--set", "units=30", "--no-report", "--json")
    found = call("series", "train", *given, "--target", "lag", "--out", tmp_path / "one")
    assert found.json["error"] < 0.01
    ahead = call("series", "train", *given, "--out", tmp_path / "two")
    assert ahead.json["error"] < 0.05
    answers = call("series", "predict", tmp_path / "one", tmp_path / "t.csv")
    lines = answers.out.splitlines()
    assert lines[0] == "target_1"
    assert len(lines) == 401
    assert float(lines[200]) == pytest.approx(lag[199], abs=0.05)
    free = call("series", "predict", tmp_path / "two", "--steps", "5", "--out", tmp_path / "f.csv")
    assert free.code == 0, free.err
    first = np.loadtxt(tmp_path / "f.csv", delimiter=",", skiprows=1)[0]
    np.testing.assert_allclose(first[:2], rows[299], atol=0.1)


def test_a_finished_run_is_not_shown_for_other_data_nor_with_results_that_lack_something(tmp_path):
    table, folder = tmp_path / "a.csv", tmp_path / "a"
    waves = np.sin(np.arange(200) / 5)
    table.write_text("level\n" + "".join(f"{one}\n" for one in waves))
    words = ("series", "train", "--no-report")
    assert call(*words, "--data", table, "--set", "units=8", "--out", folder).code == 0
    table.write_text("level\n" + "".join(f"{one}\n" for one in np.roll(waves, 3)))
    for again in ((*words, "--resume", folder), ("series", "evaluate", folder)):
        refused = call(*again)
        assert (refused.code, refused.err.count("checksums differ")) == (1, 1), refused.err
    (folder / "results.json").write_text('{"error": 0.5}')
    lacking = call(*words, "--resume", folder).err
    assert "results.json is damaged: it lacks 'jacobian_radius'; delete it" in lacking


def test_digits_are_named_and_archives_are_read(tmp_path):
    out = tmp_path / "d"
    words = ("--data", "digit-rows", "--set", "units=30", "--out", out, "--json")
    found = call("series", "train", *words)
    assert found.code == 0, found.err
    assert found.json["error"] < 0.15
    assert isinstance(ReservoirClassifier.load(out / "model.safetensors"), ReservoirClassifier)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 30, 2)), np.arange(12) % 2
    x[y == 1] += 2
    np.savez(tmp_path / "s.npz", X=x, y=y)
    named = call(
        "series",
        "train",
        "--data",
        tmp_path / "s.npz",
        *words[2:4],
        "--no-report",
        "--out",
        tmp_path / "e",
        "--json",
    )
    assert named.json["error"] == 0
    answers = call("series", "predict", tmp_path / "e", tmp_path / "s.npz").out.splitlines()
    assert answers[:3] == ["label", "0", "1"]


def test_memory_is_the_sum_of_squared_correlations():
    rng = np.random.default_rng(0)
    wanted = rng.normal(size=(4000, 3))
    answers = np.stack(
        [2 * wanted[:, 0] + 1, wanted[:, 1] + rng.normal(size=4000), np.zeros(4000)], 1
    )
    assert capacity(answers, wanted) == pytest.approx(1.5, abs=0.03)


def test_a_run_is_what_its_file_says():
    run = described(data="lorenz", reservoir="Balanced(units=50, adaptation=Homeostasis(steps=9))")
    assert from_plain(to_plain(run)) == run
    assert changed(run, "reservoir.adaptation.rate", "0.5").reservoir.adaptation.rate == 0.5
    assert changed(run, "penalty", "1e-3").readout.penalty == 1e-3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--data", "narma11"), "expected one of narma10, memory"),
        (("--reservoir", "Echo"), "expected one of EchoState, Balanced"),
        (("--set", "unit=3"), "no field 'unit'"),
        (("--set", "units=1"), "units is 1; it must be a whole number of at least 2"),
        (("--set", "washout=5000"), "all of them in the wash-out of 5000"),
        (("--set", "steps=99999999999999"), "a series of 99,999,999,999,999 steps takes"),
        (("--set", "steps=x"), "steps is 'x'; it must be a whole number"),
        (("--target", "a"), "has targets of its own"),
        (("--readout", "Ridge(penalty=-1)"), "penalty is -1.0; it must be a number of at least 0"),
        (("--resume", "nowhere"), "is not the folder of a run on series"),
    ],
)
def test_what_cannot_be_is_refused_before_there_is_a_folder(words, said, here):
    result = call("series", "train", *words)
    assert result.code == 1
    assert said in result.err
    assert result.err.count("\n") == 1
    assert list(here.iterdir()) == []


def test_what_is_not_finished_says_how_to_go_on(tmp_path):
    create(tmp_path / "a", described(), {})
    result = call("series", "evaluate", tmp_path / "a")
    assert "is not finished; go on with basinet series train --resume" in result.err
    result = call("series", "predict", tmp_path / "a", "--steps", "3", "x.csv")
    assert result.code == 1


def test_a_comparison_goes_on_where_it_was(tmp_path):
    words = ("series", "compare", "--units", 20, "--steps", 400, "--seeds", 1)
    first = call(*words, "--out", tmp_path / "c", "--json")
    assert first.code == 0, first.err
    errors = [row["error"] for row in first.json["rows"]]
    assert len(errors) == 7
    assert errors == sorted(errors)
    again = call(*words, "--out", tmp_path / "c", "--json")
    assert again.json == first.json
    assert "7 of them done" in again.err
    result = next((tmp_path / "c" / "runs").glob("*/*/result.json"))
    kept = {k: v for k, v in json.loads(result.read_text()).items() if k != "checksums"}
    result.write_text(json.dumps(kept | {"test_error": None}))
    told = call(*words, "--out", tmp_path / "c", "--json")
    failed = told.json["rows"][-1]
    assert (failed["error"], failed["failed"]) == (None, 1)
    assert f"{failed['name']}: its error is no number" in told.err
    del kept["test_error"]
    result.write_text(json.dumps(kept))
    lacking = call(*words, "--out", tmp_path / "c").err
    assert f"{result} is damaged: it lacks 'test_error'; remove the folder" in lacking
    wrong = call("series", "compare", "--units", 3)
    assert wrong.code != 0
    assert "at least 5" in wrong.err
    large = call("series", "compare", "--units", 10**9, "--out", tmp_path / "d")
    assert "a network of 1,000,000,000 units takes" in large.err
    assert not (tmp_path / "d").exists()
