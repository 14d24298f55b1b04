"""Parts of the data, the count of parameters, and cells in the store of a sweep."""

import re

import numpy as np
import pytest

from basinet.compare import (
    YARDSTICK,
    Cell,
    Comparison,
    choose,
    markdown,
    parameters,
    steps_alike,
    subset,
    summarise,
)
from basinet.compare.comparison import REFERENCE, Settings
from basinet.data import Binarise, Raw, load
from basinet.learners import LEARNERS, ForwardForward, NetworkSwarm, Steered, Swarm
from basinet.learners.forward_forward import ByReadout
from basinet.model import begin, learn
from basinet.runs import Run
from basinet.sweeps import InProcess, Store, conduct
from basinet.sweeps.task import name_of
from basinet.yardsticks import Backpropagation


def test_parts_are_nested_and_hold_every_class_in_its_proportion():
    data = load("digits")
    rows = [{r.tobytes() for r in subset(data, f, 3).x_train} for f in (0.01, 0.1, 1.0)]
    assert rows[0] < rows[1] < rows[2]
    small = subset(data, 0.001, 3)
    np.testing.assert_array_equal(np.sort(small.y_train), np.unique(data.y_train))
    share = [np.bincount(d.y_train) for d in (data, subset(data, 0.1, 3))]
    np.testing.assert_array_equal(share[1], np.ceil(share[0] / 10))
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        subset(data, 0.0, 3)


def test_a_part_gets_as_many_steps_as_the_whole_up_to_three_hundred_passes():
    assert steps_alike(4, 10, 100, 50) == 8
    assert steps_alike(4, 10, 10_000, 10) == 300
    assert steps_alike(400, 10, 1000, 10) == 400
    assert steps_alike(4, 100, 50, 50) == 4


def test_a_learner_makes_at_least_its_epochs_and_at_least_its_steps():
    settings = Settings({}, batch_size=8, epochs=3, steps=50)
    assert settings.passes(80) == 5
    assert settings.passes(81) == 5
    assert settings.passes(8000) == 3


def test_a_schedule_ends_with_the_last_step_of_a_part_however_many_passes_that_takes():
    learner = Swarm(hidden=2, particles=2)
    cell = Cell("swarm", Run(learner, epochs=2, batch_size=512, seed=1), 0.1)
    *_, (outcome,) = cell.carry_out([])
    assert outcome.error is None
    # one step a pass over 144 patterns, as many steps as two passes of three over the whole
    assert [entry["epoch"] for entry in outcome.history] == list(range(1, cell.parts() + 1))
    assert cell.parts() == 6
    whole = load("digits")
    part = subset(whole, 0.1, 1)
    model = begin(learner, whole.encoder, part.x_train, part.y_train, 1)
    *_, alone = learn(model, part.x_train, part.y_train, epochs=6, batch_size=512)
    assert outcome.history[-1]["loss"] == alone.epoch.info["loss"]


def test_each_learner_sees_the_features_through_the_encoder_that_it_is_given():
    given = {"swarm": {"encoder": "Binarise(threshold=3.0)"}}
    comparison = Comparison(choose(["swarm", "steered"], given), fractions=[0.1], seeds=1)
    encoders = {cell.name: cell.run.encoder for cell in comparison.cells()}
    assert encoders["swarm"] == Binarise(threshold=3.0)
    assert encoders["steered"] is None
    learner = Swarm(hidden=2, particles=2)
    losses = [
        [*Cell("swarm", Run(learner, encoder=encoder, epochs=1), 0.1).carry_out([])][-1][0].history
        for encoder in (Binarise(threshold=3.0), None)
    ]
    assert losses[0][-1]["loss"] != losses[1][-1]["loss"]


def test_what_is_given_wins_over_the_reference():
    chosen = choose(
        ["swarm", "steered"], {"swarm": {"particles": "7", "epochs": "5"}}, batch_size=64
    )
    swarm, steered = chosen["swarm"], chosen["steered"]
    assert swarm.learner.particles == 7
    assert (swarm.settings.epochs, swarm.settings.steps, swarm.settings.batch_size) == (5, 0, 64)
    assert steered.learner.hidden == REFERENCE["steered"].fields["hidden"]
    assert steered.settings.steps == REFERENCE["steered"].steps
    for given, said in (
        ({"swarm": {"epochs": "0"}}, "swarm.epochs=0: it must be a whole number of at least 1"),
        ({"swarm": {"horizon": "9"}}, "Swarm has no field 'horizon'"),
        (
            {"steared": {"hidden": "9"}},
            r"names 'steared' .*steered\?\), which is not compared",
        ),
        ({"swarm": {"encoder": "rescaled"}}, "swarm.encoder=rescaled: .*expected one of"),
    ):
        with pytest.raises(ValueError, match=said):
            choose([], given)


def test_without_optax_there_is_no_yardstick(monkeypatch):
    monkeypatch.setattr("basinet.compare.comparison.has_yardstick", lambda: False)
    assert YARDSTICK not in choose([], {})


def test_only_what_the_scores_read_counts_as_parameters():
    x, y = np.random.default_rng(0).normal(size=(20, 6)), np.arange(20) % 3
    for learner, count in (
        (Swarm(hidden=4, particles=3), 4 * 7 + 3 * 5),
        (NetworkSwarm(hidden=4, particles=3), 4 * 7 + 3 * 5),
        (ForwardForward(hidden=(5, 4), answer=ByReadout()), 5 * (6 + 3 + 1) + 4 * 6 + 3 * 5),
        (ForwardForward(hidden=(5, 4)), 5 * (6 + 3 + 1) + 4 * 6),
        # With the self-couplings, without the feedback weights, which only learning needs.
        (Steered(hidden=7), 7 * 7 + 7 + 6 * 7 + 7 * 3),
    ):
        assert parameters(begin(learner, Raw(), x, y, 0)) == count, learner


def test_cells_are_stored_and_the_parameters_of_the_yardstick_are_its_weights(tmp_path):
    pytest.importorskip("optax")
    store = Store(tmp_path)
    cells = [
        Cell("yardstick", Run(Backpropagation(hidden=8), epochs=2, seed=seed), 0.1)
        for seed in (0, 1)
    ]
    for _ in conduct(list(cells), store, InProcess()):
        pass
    results = [store.read(name_of(cell)) for cell in cells]
    assert [r["parameters"] for r in results] == [64 * 8 + 8 + 8 * 10 + 10] * 2
    (row,) = summarise(results)
    assert row.accuracy == np.mean([r["accuracy"] for r in results])
    assert (row.seeds, row.learner) == (2, "yardstick")
    assert re.search(
        r"^\| yardstick +\| +0\.1 \| 0\.\d{4} ± 0\.\d{4} \|", markdown([row], {}), re.M
    )


def test_other_settings_fractions_and_seeds_are_other_cells():
    run = Run(Steered(hidden=20))
    cells = [
        Cell("steered", run),
        Cell("steered", run, 0.5),
        Cell("steered", Run(Steered(hidden=20), seed=1)),
        Cell("steered", Run(Steered(hidden=21))),
    ]
    assert len({name_of(cell) for cell in cells}) == 4


def test_a_learner_in_the_table_is_compared_without_another_line(monkeypatch):
    monkeypatch.setitem(LEARNERS, "mine", Steered)
    assert "mine" in choose([], {})
