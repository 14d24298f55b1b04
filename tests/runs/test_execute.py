"""Carrying out a run, and going on with one that was stopped."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet import Binarise
from basinet.runs import accuracy, create, evaluate, execute, from_plain, read_toml
from basinet.runs.execute import data_digest, refuse_unknown_labels


def stop_after(epochs, run, folder, data):
    """Begin or go on, and leave after so many epochs as if the process had ended there."""
    for _, model in zip(range(epochs), execute(run, folder, data), strict=False):
        assert folder.read_model().epoch.number == model.epoch.number


def assert_same_model(one, other):
    jax.tree.map(assert_array_equal, one.epoch, other.epoch)
    jax.tree.map(assert_array_equal, one.measured, other.measured)
    assert [{**entry, "seconds": 0} for entry in one.history] == [
        {**entry, "seconds": 0} for entry in other.history
    ]


@pytest.mark.parametrize("stops", [[1], [2], [3], [1, 1, 1], [2, 1]])
def test_a_stopped_run_ends_bit_for_bit_like_one_that_was_not(stops, run, data, fresh, finished):
    for epochs in stops:
        stop_after(epochs, run, fresh, data)
    assert fresh.read_model().epoch.number == sum(stops)
    rest = [model.epoch.number for model in execute(run, fresh, data)]
    assert rest == list(range(sum(stops) + 1, run.epochs + 1))
    assert_same_model(fresh.read_model(), finished.read_model())


def test_a_finished_run_has_nothing_left_to_do(run, data, finished):
    before = finished.model.read_bytes()
    assert list(execute(run, finished, data)) == []
    assert finished.model.read_bytes() == before


def test_a_run_with_more_epochs_later_is_like_one_with_as_many_at_once(run, data, fresh, finished):
    few = replace(run, epochs=2)
    assert len(list(execute(few, fresh, data))) == 2
    assert len(list(execute(run, fresh, data))) == 2
    assert_same_model(fresh.read_model(), finished.read_model())
    assert fresh.read_model().extra == finished.read_model().extra


def test_the_configuration_repeats_the_run(data, finished, tmp_path):
    again = from_plain(read_toml(finished.configuration))
    folder = create(tmp_path / "again", again, {})
    list(execute(again, folder, data))
    assert_same_model(folder.read_model(), finished.read_model())


def test_another_seed_gives_another_network(run, data, finished, tmp_path):
    other = replace(run, seed=6, epochs=1)
    *_, model = execute(other, create(tmp_path / "other", other, {}), data)
    assert (model.scores(data.x_test) != finished.read_model().scores(data.x_test)).any()


def test_the_history_measures_each_epoch_on_held_out_data(run, data, finished, fresh):
    accuracies = [accuracy(m, data.x_test, data.y_test) for m in execute(run, fresh, data)]
    history = finished.read_model().history
    assert [entry["accuracy"] for entry in history] == accuracies
    assert [entry["epoch"] for entry in history] == [1, 2, 3, 4]
    assert all(entry["seconds"] > 0 for entry in history)


def test_the_encoder_of_the_run_comes_before_that_of_the_data(run, data, fresh, finished):
    model = next(execute(replace(run, encoder=Binarise(1.0)), fresh, data))
    assert model.encoder == Binarise(1.0)
    assert finished.read_model().encoder == data.encoder


def test_other_data_are_refused_when_a_run_goes_on(run, data, other_data, fresh):
    stop_after(1, run, fresh, data)
    before = fresh.model.read_bytes()
    with pytest.raises(ValueError, match=r"not the data on which .* checksums\s+differ"):
        next(execute(run, fresh, other_data))
    assert fresh.model.read_bytes() == before


def test_the_checksum_sees_values_labels_types_and_shapes(data):
    changed = [
        {"x_train": data.x_train + np.float32(1e-6)},
        {"y_train": (data.y_train + 1) % 3},
        {"y_train": data.y_train.astype(np.int32)},
        {"x_train": data.x_train[::-1].copy()},
    ]
    digests = {data_digest(data)} | {data_digest(replace(data, **it)) for it in changed}
    assert len(digests) == 5
    assert data_digest(replace(data, x_test=data.x_test + 1)) == data_digest(data)


def test_held_out_labels_that_nobody_can_learn_are_refused(data):
    refuse_unknown_labels(data)
    with pytest.raises(ValueError, match="held-out part has the label 7"):
        refuse_unknown_labels(replace(data, y_test=np.where(data.y_test == 2, 7, data.y_test)))


def test_the_confusion_counts_each_answer_by_hand(data, finished):
    model = finished.read_model()
    result = evaluate(model, data.x_test, data.y_test)
    answers = model.classes[model.scores(data.x_test).argmax(axis=1)]
    counts = np.zeros((3, 3), int)
    for truth, answer in zip(data.y_test, answers, strict=True):
        counts[truth, answer] += 1
    assert_array_equal(result.confusion, counts)
    assert result.accuracy == np.mean(answers == data.y_test) > 0.6
    relaxation = model.relax(data.x_test)
    assert result.settling.sweeps == np.mean(relaxation.sweeps)
    assert result.settling.fixed_points == np.mean(relaxation.outcome == 0)
