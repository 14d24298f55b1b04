"""Illuminations: both searches on a measure that costs nothing, stopped or not; what is shown."""

import json
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Thread, current_thread

import numpy as np
import pytest

pytest.importorskip("ribs")
pytest.importorskip("pyarrow")
from commands import call

from basinet.data import Reading, load_quietly, suited
from basinet.learners import Steered
from basinet.model import begin
from basinet.runs import Run
from basinet.runs.size import parameters, synapses
from basinet.sweeps import AbstractEngine, Outcome, Training
from basinet.sweeps.elites import duel, measured, worth
from basinet.sweeps.illuminating import Illuminating, best, open_folder
from basinet.sweeps.illumination import START, read_illumination, to_toml
from basinet.sweeps.validation import without_part

FILE = """at_once = 4
cells = [5, 5]
[run]
data = "digits"
learner = "steered"
epochs = 1
[space]
learner.hidden = {low = 10, high = 200, log = true}
learner.self_coupling = {low = 0.0, high = 1.0}
learner.sweeps = {choices = [3, 5, 8]}
"""


@dataclass(frozen=True)
class Formula(AbstractEngine):
    """Computes results from the fields, with luck that depends on the seed."""

    done: list[Training] = field(default_factory=list)
    threads: set[Thread] = field(default_factory=set)
    luck: float = 0.0

    def carry_out(self, groups):
        self.threads.add(current_thread())
        for (task,) in groups:
            self.done.append(task)
            own = task.run.learner
            neurons = own.hidden if isinstance(own.hidden, int) else own.hidden[0]
            chance = self.luck * np.random.default_rng(task.run.seed).random()
            numbers = {
                "accuracy": 1 - (own.self_coupling - 0.8) ** 2 - 1 / neurons + chance,
                "test_accuracy": 0.9 - (own.self_coupling - 0.8) ** 2 - 1 / neurons,
                "synapses": 10 * neurons,
                "parameters": 74 * neurons,
                "sweeps": own.sweeps * own.self_coupling + 1,
            }
            yield [Outcome(task, numbers, 0.0)]

    def stop(self):
        pass


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("illuminate") / "space.toml"
    path.write_text(FILE)
    return path


def illuminated(file, path, runs, engine=None, most=None):
    wanted = read_illumination(file, runs=runs)
    worker = Illuminating(wanted, open_folder(path, wanted), engine or Formula())
    ended = list(islice(worker.search(), most))
    return worker, ended


@pytest.fixture(scope="module")
def whole(file, tmp_path_factory):
    return illuminated(file, tmp_path_factory.mktemp("whole") / "a", 24)[0]


def points(worker):
    return worker.elites.points, worker.random.points


def test_both_searches_have_as_many_runs_and_begin_alike(whole):
    elites, random = points(whole)
    assert [p.number for p in elites] == [p.number for p in random] == list(range(24))
    assert elites[:START] == random[:START]
    assert elites[START:] != random[START:]


@pytest.mark.parametrize("most", [5, 17])
def test_one_that_was_stopped_goes_on_as_if_it_had_not(most, file, whole, tmp_path):
    illuminated(file, tmp_path / "a", 24, most=most)
    rest = Formula()
    again, _ = illuminated(file, tmp_path / "a", 24, rest)
    assert points(again) == points(whole)
    assert best(again.elites) == best(whole.elites)
    assert len(rest.done) == len(list(whole.store.names())) - most


def test_one_that_is_made_longer_is_the_longer_one(file, whole, tmp_path):
    illuminated(file, tmp_path / "a", 19)
    assert points(illuminated(file, tmp_path / "a", 24)[0]) == points(whole)


def test_a_result_without_what_the_cells_need_is_named(file, tmp_path):
    worker, _ = illuminated(file, tmp_path / "a", 13, most=13)
    result = next(worker.store.runs.glob("*/*/result.json"))
    kept = json.loads(result.read_text())
    result.write_text(
        json.dumps({k: v for k, v in kept.items() if k not in ("sweeps", "checksums")})
    )
    with pytest.raises(ValueError, match=r"result\.json is damaged: it lacks 'sweeps'; remove"):
        illuminated(file, tmp_path / "a", 13)


def test_each_cell_holds_the_best_of_the_points_that_fall_into_it(whole):
    for found in (whole.elites, whole.random):
        cells = {}
        for point in found.points:
            cells.setdefault(found.archive.cell(point.features), []).append(point)
        elites = best(found)
        assert elites.keys() == cells.keys()
        for cell, point in elites.items():
            assert point == max(cells[cell], key=lambda one: one.score)


def test_elites_that_were_lucky_are_seen_with_new_seeds(file, tmp_path):
    worker, _ = illuminated(file, tmp_path / "a", 20, Formula(luck=0.5))
    told = list(worker.again(3))
    assert {one.outcome.task.run.seed for one in told} == {1, 2, 3}
    assert worker.missing_again(3) == []
    luck = [0.5 * np.random.default_rng(seed).random() for seed in range(4)]
    for elite in measured(worker, worker.elites, 3):
        assert elite.again - elite.found == pytest.approx(np.mean(luck[1:]) - luck[0])
        assert elite.test == pytest.approx(elite.found - luck[0] - 0.1)
        assert elite.spread == pytest.approx(np.std(luck[1:], ddof=1))
        assert elite.stayed == 1.0


def test_a_search_is_compared_with_itself_as_equal_and_with_less_as_ahead(whole):
    list(whole.again(1))
    elites = measured(whole, whole.elites, 1)
    assert duel(elites, elites) == {"ahead": 0, "behind": 0, "equal": len(elites)}
    assert duel(elites, elites[1:]) == {"ahead": 1, "behind": 0, "equal": len(elites) - 1}
    one = worth(whole.elites, elites)
    assert (one.runs, one.failed, one.cells, one.filled) == (24, 0, 25, len(elites))
    assert one.total == pytest.approx(sum(elite.found for elite in elites))


def test_no_elite_is_better_than_the_best_that_its_cell_can_have(whole):
    hidden, sweeps, own = np.meshgrid(range(10, 201), (3, 5, 8), np.linspace(0, 1, 101))
    scores, best_in = 1 - (own - 0.8) ** 2 - 1 / hidden, np.zeros((5, 5))
    cells = [
        np.clip(np.searchsorted(axis.edges(), values, "right") - 1, 0, 4)
        for axis, values in zip(
            whole.elites.archive.axes, (10 * hidden, sweeps * own + 1), strict=True
        )
    ]
    np.maximum.at(best_in, tuple(cells), scores)
    for found in (whole.elites, whole.random):
        for cell, point in best(found).items():
            assert point.score <= best_in[cell] + 0.02


def test_cells_with_ends_are_those_of_the_file(file, tmp_path):
    cost, sweeps = "{cells = 4, low = 100, high = 1600}", "{low = 1, high = 9, log = false}"
    given = f"cells = {{cost = {cost}, sweeps = {sweeps}}}"
    (tmp_path / "s.toml").write_text(FILE.replace("cells = [5, 5]", given))
    worker, _ = illuminated(tmp_path / "s.toml", tmp_path / "a", 16)
    cost, sweeps = worker.elites.archive.axes
    assert cost.edges() == pytest.approx([100, 200, 400, 800, 1600])
    assert sweeps.edges() == pytest.approx(np.linspace(1, 9, 7))
    assert worker.elites.archive.cell((1e6, 1.5)) == (3, 0)
    (tmp_path / "kept.toml").write_text(to_toml(worker.wanted))
    assert read_illumination(tmp_path / "kept.toml") == worker.wanted


def test_runs_are_chosen_by_a_part_that_is_not_learnt(trees):
    run = Run(Steered(hidden=8), str(trees), epochs=1)
    tasks = Training(run), Training(run, validation=0.25)
    plain, told = (next(task.carry_out([]))[0].measured for task in tasks)
    data = load_quietly(run.reading)
    part = without_part(data, 0.25)
    both = np.concatenate([part.x_train, part.x_test])
    assert np.array_equal(np.sort(both, axis=0), np.sort(data.x_train, axis=0))
    assert len(part.x_test) == np.ceil(0.25 * len(data.x_train))
    assert "test_accuracy" in told
    assert "test_accuracy" not in plain
    assert (told["accuracy"] * len(part.x_test)) % 1 == pytest.approx(0)


def test_the_file_that_is_kept_describes_the_same(file, tmp_path):
    wanted = read_illumination(file, runs=20)
    (tmp_path / "kept.toml").write_text(to_toml(wanted))
    assert read_illumination(tmp_path / "kept.toml") == wanted
    assert replace(wanted, cost="parameters") != wanted


def test_synapses_are_the_parameters_that_are_not_zero(trees):
    data = load_quietly(Reading(str(trees)))
    model = begin(Steered(hidden=8), suited(data, None), data.x_train, data.y_train, 0)
    assert 0 < synapses(model) <= parameters(model)


def test_the_command_prints_elites_and_both_searches_and_draws(file, tmp_path, monkeypatch):
    engine = Formula(luck=0.1)
    monkeypatch.setattr("basinet.cli.illuminate.choose_engine", lambda *_: engine)
    words = ("illuminate", file, "--out", tmp_path / "a", "--runs", 20, "--seeds", 2)
    done = call(*words)
    assert done.code == 0, done.err
    assert len(engine.threads) == 1  # with which a cluster of Ray begins and ends
    assert done.out.split()[:6] == ["synapses", "settling", "accuracy", "again", "spread", "test"]
    assert "MAP-Elites" in done.out
    assert "random search  20" in done.out
    assert (tmp_path / "a" / "archive.png").read_bytes().startswith(b"\x89PNG")
    told = call(*words, "--json").json
    assert told["map_elites"]["runs"] == told["random"]["runs"] == 20
    assert len(told["edges"]["sweeps"]) == 6
    for elite in told["map_elites"]["elites"]:
        low, high = elite["within"]["sweeps"]
        assert low <= elite["sweeps"] <= high or elite["cell"][1] in (0, 4)


@pytest.mark.parametrize(
    ("part", "other", "said"),
    [
        ("learner.hidden", "learner.hiden", "did you mean hidden"),
        ("at_once = 4", "cost = 'weights'", "cost is 'weights'"),
        ("cells = [5, 5]", "cells = [5, 2]", "cells sweeps: cells is 2; it must be from 3 to 50"),
        ("cells = [5, 5]", "cells = {coast = 5}", "did you mean cost"),
        ("cells = [5, 5]", "cells = {cost = {hig = 5}}", "did you mean high"),
        ("cells = [5, 5]", "cells = {cost = {low = 5}}", "both low and high"),
        ("cells = [5, 5]", "cells = {sweeps = {low = 9, high = 2}}", "low must be less"),
        ("cells = [5, 5]", "cells = {cost = {low = 0, high = 9, log = true}}", "above 0"),
        ("cells = [5, 5]", "cells = {cost = {low = 'a', high = 9}}", "low is 'a'"),
        ("cells = [5, 5]", "validation = 0.8", "at most 0.5"),
        ("cells = [5, 5]", "cells = 5", "expected two whole numbers"),
        ("cells = [5, 5]", "prune = 2", "every run is measured"),
        ("cells = [5, 5]", "validatoin = 0.3", "did you mean validation"),
        ("cells = [5, 5]", "trials = 12", "12 runs are too few"),
        ("[space]", "[series]", "needs a table [run]"),
        ("at_once = 4", "at_once = 3", "holds another illumination"),
    ],
)
def test_bad_files_are_refused_in_one_line(part, other, said, file, whole, here):
    assert part in FILE
    (here / "s.toml").write_text(FILE.replace(part, other))
    done = call("illuminate", "s.toml", "--out", whole.store.path)
    refused = [one for one in done.err.splitlines() if ": labels: " not in one]
    assert done.code == 1
    assert said in refused[-1]
    assert len([one for one in refused if not one.startswith("digits")]) == 1, done.err


def test_too_few_runs_and_seeds_are_refused(file, here):
    for words, said in (
        (("--runs", 5), "5 runs are too few"),
        (("--seeds", 0), "at least 1 new seed"),
    ):
        done = call("illuminate", file, *words)
        assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
        assert said in done.err
