"""Sweeps of runs on series."""

import tomllib

import pytest

from basinet.sweeps import Forecasting, from_plain, to_toml
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


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="no field 'unit'"):
        Forecasting().changed("unit", 3)
    with pytest.raises(ValueError, match="leave out measure"):
        from_plain({"series": {}, "measure": ["a"], "axes": {"seed": [1]}})
    with pytest.raises(OSError, match="expected one of narma10"):
        from_plain({"series": {"data": "narma11"}, "axes": {"seed": [1]}})
