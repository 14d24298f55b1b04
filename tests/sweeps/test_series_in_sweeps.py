"""Sweeps of runs on series."""

import tomllib

import pytest

from basinet.series.run import SeriesRun
from basinet.sweeps import Forecasting, Store, from_plain, to_toml
from basinet.sweeps.forecasters import YARDSTICK, begin, forecasts, table
from basinet.sweeps.task import carry_out, name_of


def test_a_series_is_learnt_at_every_point():
    plain = {
        "series": {"data": "memory", "steps": 600, "reservoir": "EchoState(units=30)"},
        "axes": {"reservoir.radius": [0.3, 0.9]},
    }
    sweep = from_plain(plain)
    tasks = list(sweep.tasks())
    assert [task.run.reservoir.radius for task in tasks] == [0.3, 0.9]
    again = from_plain(tomllib.loads(to_toml(sweep)))
    assert [name_of(task) for task in again.tasks()] == [name_of(task) for task in tasks]
    found = []
    for task in tasks:
        *_, (outcome,) = carry_out([task])
        assert outcome.error is None, outcome.error
        found.append(outcome.measured)
    assert found[0]["capacity"] < found[1]["capacity"]
    assert found[0]["jacobian_radius"] < found[1]["jacobian_radius"]


def test_the_error_on_what_is_held_out_is_stored_apart_from_why_a_run_failed(tmp_path):
    task = from_plain({"series": {"steps": 400, "reservoir": "EchoState(units=20)"}}).base
    *_, (outcome,) = carry_out([task])
    Store(tmp_path).write(outcome)
    kept = Store(tmp_path).read(name_of(task))
    assert kept["error"] is None
    assert kept["test_error"] == outcome.measured["test_error"] > 0


def test_a_comparison_puts_a_linear_yardstick_beside_the_reservoirs():
    run = SeriesRun(data="memory", steps=600)
    asked = forecasts(run, 20, 1)
    outcomes = {
        name: [next(iter(one.carry_out(())))[0] for one in those] for name, those in asked.items()
    }
    rows = {row.name: row for row in table(outcomes)}
    assert next(iter(rows)) == YARDSTICK  # nothing remembers more than its number of units
    assert rows[YARDSTICK].capacity == pytest.approx(20, abs=1)
    assert rows["tanh"].capacity < 20
    assert all(row.failed == 0 for row in rows.values())


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="no field 'unit'"):
        Forecasting().changed("unit", 3)
    with pytest.raises(ValueError, match="leave out measure"):
        from_plain({"series": {}, "measure": ["a"], "axes": {"seed": [1]}})
    with pytest.raises(OSError, match="expected one of narma10"):
        from_plain({"series": {"data": "narma11"}, "axes": {"seed": [1]}})


def test_results_are_kept_under_the_content_of_a_file_of_series(tmp_path):
    file, folder = tmp_path / "d.csv", tmp_path / "c"
    file.write_text("a\n" + "1\n2\n" * 200)
    run = SeriesRun(data=str(file))
    begin(folder, run)
    begin(folder, run)
    sweep = from_plain({"series": {"data": str(file)}, "axes": {"units": [9]}})
    there = tomllib.loads(to_toml(sweep))["contents"]
    assert list(there) == [str(file)]
    file.write_text("a\n" + "1\n3\n" * 200)
    assert tomllib.loads(to_toml(sweep))["contents"] != there
    with pytest.raises(ValueError, match="its content has changed"):
        begin(folder, run)
    with pytest.raises(ValueError, match=r"another comparison: its data is .*d.csv, not memory"):
        begin(folder, SeriesRun(data="memory"))
    (tmp_path / "notes.txt").touch()
    with pytest.raises(FileExistsError, match="not the folder of a comparison on series"):
        begin(tmp_path, run)
