"""Searches: the same study whoever does the trials, in whatever order, stopped or not."""

import contextlib
import shutil
import sqlite3
import tomllib
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pytest

from basinet.sweeps import AbstractEngine, InProcess, Store, Training
from basinet.sweeps.hopeless import STARTUP, Attempt, levels
from basinet.sweeps.space import Search, read_search, search_from_plain, search_to_toml
from basinet.sweeps.task import carry_out, name_of

optuna = pytest.importorskip("optuna")

from basinet.sweeps.choosing import Choice, choose  # noqa: E402
from basinet.sweeps.tuning import finished, open_study, tune  # noqa: E402


@dataclass(frozen=True)
class Backwards(AbstractEngine):
    """Does the last group first, and counts."""

    done: list[str]

    def carry_out(self, groups):
        for group in reversed(groups):
            *_, outcomes = carry_out(group)
            self.done.append(name_of(group[0]))
            yield outcomes

    def stop(self):
        pass


@pytest.fixture(scope="module")
def search(trees) -> Search:
    run = {"data": str(trees), "epochs": 3, "batch_size": 6, "settings": {"hidden": 8}}
    space = {
        "learner.teaching.margin": {"low": 0.1, "high": 3.0},
        "learner.rate": {"low": 1e-4, "high": 1.0, "log": True},
        "learner.input_rate": {"choices": [0.0, 0.1]},
    }
    plain = {"run": run, "space": space, "trials": 14, "prune": 1, "at_once": 4, "measure": []}
    return search_from_plain(plain)


@pytest.fixture(scope="module")
def whole(search, tmp_path_factory):
    """The search in one go in this process."""
    path = tmp_path_factory.mktemp("search") / "whole"
    study = open_study(path, search)
    told = list(tune(study, search, Store(path)))
    return path, told, study


def test_the_study_is_the_same_whichever_trial_of_a_round_ends_first(search, whole, tmp_path):
    study, engine = open_study(tmp_path / "a", search), Backwards([])
    told = list(tune(study, search, Store(tmp_path / "a"), engine))
    assert told == whole[1] == finished(study) == finished(whole[2])
    assert [trial.number for trial in told] == list(range(14))
    assert len(engine.done) == 14
    assert {trial.state for trial in told} == {"complete", "pruned"}
    assert sorted(Store(tmp_path / "a").names()) == sorted(Store(whole[0]).names())


@pytest.mark.parametrize("ended", [1, 6])
def test_a_search_that_stops_inside_a_round_goes_on_as_if_it_had_not(
    ended, search, whole, tmp_path
):
    store, study = Store(tmp_path / "a"), open_study(tmp_path / "a", search)
    list(islice(tune(study, search, store), ended))
    again = open_study(tmp_path / "a", search)
    assert len(finished(again)) == ended
    list(tune(again, search, store))
    assert finished(again) == whole[1]


def test_a_search_that_is_made_longer_is_the_longer_search(search, whole, tmp_path):
    store = Store(tmp_path / "a")
    short = replace(search, trials=5)
    list(tune(open_study(tmp_path / "a", short), short, store))
    study = open_study(tmp_path / "a", search)
    list(tune(study, search, store))
    assert finished(study) == whole[1]


def test_of_a_round_that_was_stopped_finished_runs_are_not_done_again(search, tmp_path):
    class Half(Backwards):
        def carry_out(self, groups):
            yield from islice(Backwards.carry_out(self, groups), 2)
            raise KeyboardInterrupt

    store, study = Store(tmp_path / "a"), open_study(tmp_path / "a", search)
    half, rest = Half([]), Backwards([])
    with pytest.raises(KeyboardInterrupt):
        list(tune(study, search, store, half))
    assert finished(study) == []
    list(tune(study, replace(search, trials=4), store, rest))
    assert len(half.done) == len(rest.done) == 2
    assert not set(half.done) & set(rest.done)


def test_trials_of_one_round_know_what_the_others_try_but_not_what_they_find(search, whole):
    kept = whole[2].get_trials()
    beside = [Choice(trial.params, trial.distributions) for trial in kept[8:10]]
    chosen = choose(search, 10, kept[:8], beside)
    assert chosen.params == kept[10].params
    assert chosen.params != choose(search, 10, kept[:8], []).params


def test_levels_are_those_of_the_median_pruner_of_optuna():
    rng = np.random.default_rng(0)
    for complete in (STARTUP - 1, STARTUP, 9):
        curves = rng.random((complete, 6)).round(2)
        curves = [
            dict(enumerate(map(float, row[: 4 + at % 3]), 1)) for at, row in enumerate(curves)
        ]
        bounds = levels(curves, prune=2)
        study = optuna.create_study(
            direction="maximize", pruner=optuna.pruners.MedianPruner(STARTUP, n_warmup_steps=2)
        )
        for curve in curves:
            study.add_trial(optuna.trial.create_trial(value=0.5, intermediate_values=curve))
        for _ in range(20):
            trial, best = study.ask(), 0.0
            for epoch, accuracy in enumerate(map(float, rng.random(6).round(2)), 1):
                best = max(best, accuracy)
                trial.report(accuracy, epoch)
                level = bounds[epoch - 1] if epoch <= len(bounds) else None
                assert trial.should_prune() == (level is not None and best < level)


def test_an_attempt_is_given_up_below_its_level_and_never_after_the_last_epoch(search):
    out_of_reach = (None, 1.1, 1.1)
    *_, (outcome,) = carry_out([Attempt(search.base, out_of_reach)])
    assert [entry["epoch"] for entry in outcome.history] == [1, 2]
    assert name_of(outcome.task) == name_of(search.base)
    *_, (outcome,) = carry_out([Attempt(search.base, (None, None, 1.1))])
    assert len(outcome.history) == 3
    *_, (alone,) = carry_out([search.base])
    assert outcome.measured == alone.measured


def test_a_trial_whose_values_do_not_go_together_fails_and_the_search_goes_on(trees, tmp_path):
    run = {"data": str(trees), "epochs": 1, "settings": {"hidden": 8}}
    space = {
        "learner.hidden": {"choices": [8, [8, 8, 8]]},
        "learner.sweeps": {"choices": [2, 4]},
    }
    search = search_from_plain({"run": run, "space": space, "trials": 6, "measure": []})
    study = open_study(tmp_path / "a", search)
    told = list(tune(study, search, Store(tmp_path / "a")))
    failed = [trial.values["learner.hidden"] for trial in told if trial.state == "fail"]
    assert failed
    assert set(failed) == {(8, 8, 8)}
    assert len(told) == 6


def test_another_search_is_refused_and_a_search_is_read_as_it_was_written(search, whole):
    again = read_search(whole[0] / "tune.toml")
    assert search_to_toml(again) == search_to_toml(search)
    for other in (replace(search, at_once=2), replace(search, seed=1), replace(search, prune=None)):
        with pytest.raises(ValueError, match="holds another search: its run, space"):
            open_study(whole[0], other)
    with pytest.raises(ValueError, match="at_once is 0; it must be a whole number of at least 1"):
        replace(search, at_once=0)


def test_two_searches_in_one_storage_know_nothing_of_each_other(search, tmp_path):
    address = f"sqlite:///{tmp_path / 'shared.db'}"
    short = replace(search, trials=1)
    list(tune(open_study(tmp_path / "a", short, address), short, Store(tmp_path / "a")))
    other = open_study(tmp_path / "b", replace(short, seed=1), address)
    assert finished(other) == []
    assert len(finished(open_study(tmp_path / "c", search, address))) == 1


def test_who_watches_is_told_each_epoch_and_the_end_of_each_group(sweep):
    seen = []
    watch = lambda outcomes, share: seen.append((len(outcomes), len(outcomes[0].history), share))  # noqa: E731
    tasks = [task for task in sweep.tasks() if isinstance(task, Training)]
    list(InProcess(watch).carry_out([tuple(tasks)]))
    assert seen == [(6, 1, 0.5), (6, 2, 1.0)]


SERIES = {
    "series": {"data": "narma10", "steps": 400, "reservoir": "EchoState(units=20)"},
    "space": {"reservoir.input_scale": {"low": 0.01, "high": 1.0, "log": True}},
    "trials": 3,
}


def test_a_search_over_a_reservoir_wants_the_error_small_and_goes_on(tmp_path):
    series = search_from_plain(SERIES)
    assert series == search_from_plain(tomllib.loads(search_to_toml(series)))
    whole = open_study(tmp_path / "whole", series)
    told = list(tune(whole, series, Store(tmp_path / "whole")))
    assert told == finished(whole)
    best = min(told, key=lambda trial: trial.found or 0.0)
    kept = whole.best_trial.params["reservoir.input_scale"]
    assert kept == pytest.approx(best.values["reservoir.input_scale"], rel=1e-4)
    task = series.base.changed("reservoir.input_scale", best.values["reservoir.input_scale"])
    (outcome,) = next(iter(task.carry_out(())))
    assert outcome.measured["test_error"] == best.found
    parts = open_study(tmp_path / "parts", replace(series, trials=1))
    list(tune(parts, replace(series, trials=1), Store(tmp_path / "parts")))
    again = open_study(tmp_path / "parts", series)
    list(tune(again, series, Store(tmp_path / "parts")))
    assert finished(again) == told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"show": "eror"}, "did you mean test_error"),
        ({"show": "capacity"}, "only data 'memory' has"),
        ({"prune": 2}, "no trial is given up"),
        ({"measure": ["training"]}, "leave out measure"),
        ({"run": {}}, r"one table \[run\] or \[series\]"),
        ({"space": {"reservoir.raidus": {"low": 0.1, "high": 1.0}}}, "raidus"),
        ({"space": {"reservoir.radius": {"low": -0.1, "high": 1.0}}}, "radius"),
    ],
)
def test_a_search_over_a_reservoir_that_cannot_be_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        search_from_plain(SERIES | change)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trial_params SET param_value = param_value + 0.125 WHERE param_id = 7",
        "UPDATE trial_values SET value = value + 0.125 WHERE trial_value_id = 2",
        "UPDATE trial_intermediate_values SET intermediate_value = 0.5 WHERE step = 3",
        "DELETE FROM trials WHERE number = 5",
    ],
)
def test_a_changed_digit_in_a_study_is_noticed(change, search, whole, tmp_path):
    shutil.copytree(whole[0], tmp_path / "a")
    with contextlib.closing(sqlite3.connect(tmp_path / "a" / "study.db")) as base:
        base.execute(change)
        base.commit()
    with pytest.raises(ValueError, match=r"trial \d+ of the study is damaged.*remove study\.db"):
        finished(open_study(tmp_path / "a", search))


def test_a_study_that_was_removed_is_made_again_from_the_runs(search, whole, tmp_path):
    shutil.copytree(whole[0], tmp_path / "a")
    (tmp_path / "a" / "study.db").unlink()
    assert list(tune(open_study(tmp_path / "a", search), search, Store(tmp_path / "a"))) == whole[1]
