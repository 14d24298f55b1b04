"""Sweeps over real training: in a stack or alone, the same run has the same numbers."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sums import carried_out, results

from basinet import Steered
from basinet.data import load
from basinet.runs import Run, create, execute
from basinet.sweeps import Axis, Settling, Training, open_store, plan
from basinet.sweeps.task import carry_out, grouped


@pytest.fixture(scope="module")
def done(sweep, tmp_path_factory):
    return carried_out(open_store(tmp_path_factory.mktemp("s") / "whole", sweep), sweep)


def test_every_run_is_there_with_its_numbers(done, sweep):
    found = results(done)
    assert len(found) == len(sweep) == 6
    for row in found.values():
        assert row["error"] is None
        assert 0.3 < row["accuracy"] <= row["best_accuracy"] <= 1
        assert row["best_epoch"] in (1, 2)
        assert row["train_unstable"] > 0
        assert 0 <= row["fixed_points"] <= 1
    assert len({row["train_unstable"] for row in found.values()}) == 6


def test_results_do_not_depend_on_order_company_or_what_was_there_before(done, sweep, tmp_path):
    """Bit for bit: the stack has one width and every place in it computes alike."""
    backwards = replace(
        sweep, axes=(Axis("learner.teaching.margin", (2.0, 0.9, 0.1)),), seeds=(1, 0)
    )
    store = open_store(tmp_path / "a", sweep)
    few = replace(sweep, axes=(Axis("learner.teaching.margin", (0.9,)),), seeds=(1,))
    carried_out(store, few)
    assert len(list(store.names())) == 1
    assert len(grouped(plan(backwards, store).missing)) == 1
    carried_out(store, backwards)
    assert results(store) == results(done)


def test_a_run_in_a_stack_learns_what_it_learns_alone(done, sweep, tmp_path):
    """Up to rounding: accuracies, and the means over the epoch to four digits."""
    task = next(iter(sweep.tasks()))
    run = task.run
    folder = create(tmp_path / "run", run, {})
    *_, model = execute(run, folder, load(run.data))
    name = next(n for n, row in results(done).items() if row["seed"] == 0 and _margin(row) == 0.1)
    history = (done.folder(name) / "history.jsonl").read_text().splitlines()
    for alone, stacked in zip(model.history, map(json.loads, history), strict=True):
        assert stacked["accuracy"] == alone["accuracy"]
        for key in ("sweeps", "unsettled", "unstable"):
            assert stacked[key] == pytest.approx(alone[key], abs=1e-4)


def _margin(row):
    return row["learner.teaching.margin"]


def test_without_a_stack_a_run_is_exactly_what_the_command_train_does(trees, tmp_path):
    run = Run(Steered(hidden=12), data=str(trees), epochs=2, batch_size=6)
    task = Training(run, measure=())
    assert task.most_together() == 1
    *_, (outcome,) = carry_out([task])
    *_, model = execute(run, create(tmp_path / "run", run, {}), load(run.data))
    same = ("epoch", "sweeps", "unsettled", "unstable", "accuracy")
    for one, other in zip(outcome.history, model.history, strict=True):
        assert {k: one[k] for k in same} == {k: other[k] for k in same}


def test_a_run_that_diverges_is_recorded_and_leaves_its_company_alone(sweep, done):
    tasks = [task for task in sweep.tasks() if task.run.seed == 0]
    wild = tasks[0].changed("learner.readout_rate", 1e38).changed("learner.rate", 1e38)
    assert wild.kind() == tasks[0].kind()
    *_, outcomes = carry_out([*tasks[:2], wild])
    assert [outcome.error is None for outcome in outcomes] == [True, True, False]
    assert "diverged" in outcomes[2].error
    assert outcomes[2].measured == {}
    stored = {
        row["learner.teaching.margin"]: row for row in results(done).values() if row["seed"] == 0
    }
    for task, outcome in zip(tasks[:2], outcomes, strict=False):
        row = stored[task.run.learner.margin]
        assert {k: row[k] for k in outcome.measured} == outcome.measured


def test_runs_of_one_kind_differ_in_floats_and_seed_only(sweep):
    task = next(iter(sweep.tasks()))
    for name, value in (("seed", 3), ("learner.rate", 0.2), ("learner.self_coupling", 0.1)):
        assert task.changed(name, value).kind() == task.kind()
    for name, value in (("epochs", 5), ("learner.hidden", 13), ("learner.sweeps", 9)):
        assert task.changed(name, value).kind() != task.kind()


def test_networks_settle_more_often_with_a_larger_self_coupling():
    """theory.md 6.1, small: N = 60 settles always at J_D = 1 and hardly ever at 0."""
    tasks = [Settling(60, own, max_sweeps=60, seed=s) for own in (0.0, 1.0) for s in range(8)]
    settled = []
    for group in grouped(tasks):
        *_, outcomes = carry_out(group)
        assert [outcome.error for outcome in outcomes] == [None] * 8
        settled += [outcome.measured["settled"] for outcome in outcomes]
        for outcome in outcomes:
            assert (outcome.measured["unstable"] == 0) == (outcome.measured["settled"] == 1)
            assert (outcome.measured["sweeps"] is None) == (outcome.measured["settled"] == 0)
    assert np.mean(settled[:8]) < 0.5
    assert np.mean(settled[8:]) == 1.0
