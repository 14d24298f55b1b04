"""Fitting as users of scikit-learn know it: watched, stopped early, gone on with, by hand."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.preprocessing import MinMaxScaler

from basinet import Binarise, Classifier, Raw, Rescale, Standardise, Steered, load
from basinet.data import ENCODERS

RNG = np.random.default_rng(0)
Y = np.arange(90) % 3
X = RNG.normal(size=(90, 5)) + 2 * np.eye(5)[Y]
LEARNER = Steered(hidden=16)


def classifier(**changes):
    return Classifier(LEARNER, **({"epochs": 2, "random_state": 0} | changes))


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("rescale", Rescale()),
        ("Binarise(threshold=1.0)", Binarise(1.0)),
        (Raw, Raw()),
        (None, Standardise()),
    ],
)
def test_encoders_are_objects_classes_or_names(given, meant):
    expected = classifier(encoder=meant).fit(X, Y).decision_function(X)
    assert_array_equal(classifier(encoder=given).fit(X, Y).decision_function(X), expected)


def test_learners_are_objects_or_names():
    assert Classifier("steered").get_params()["learner__hidden"] == Steered().hidden
    clf = clone(Classifier("steered", epochs=1, batch_size=90)).set_params(learner__hidden=8)
    assert clf.fit(X, Y).model_.learner == Steered(hidden=8)
    with pytest.raises(ValueError, match=r"no learner 'sterred' \(did you mean steered"):
        Classifier("sterred").fit(X, Y)


def test_a_transformer_goes_before_the_classifier():
    clf = classifier(encoder=MinMaxScaler((-1, 1))).fit(X, Y)
    by_hand = classifier(encoder=Raw()).fit(MinMaxScaler((-1, 1)).fit_transform(X), Y)
    scaled = MinMaxScaler((-1, 1)).fit(X).transform(X[:7] * 2)
    assert_array_equal(clf.decision_function(X[:7] * 2), by_hand.decision_function(scaled))
    assert clf.n_features_in_ == 5
    with pytest.raises(ValueError, match="transformer, which cannot be saved without pickle"):
        clf.save("nowhere")


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("seed", [0, None, np.int64(7)])
def test_what_is_loaded_has_the_parameters_that_were_saved(tmp_path, seed):
    clf = classifier(random_state=seed, encoder="rescale", n_iter_no_change=3).fit(X, Y)
    clf.save(tmp_path / "a")
    again = load(tmp_path / "a")
    assert again.get_params() == clf.get_params()
    if seed is not None:
        refitted = clone(again).fit(X, Y)
        assert_array_equal(refitted.decision_function(X), clf.decision_function(X))


def test_a_held_out_part_is_measured_after_each_epoch():
    clf = classifier(validation_fraction=0.2, epochs=3).fit(X, Y)
    assert [entry["epoch"] for entry in clf.history_] == [1, 2, 3]
    assert all(0 <= entry["validation_accuracy"] <= 1 for entry in clf.history_)
    assert "validation_accuracy" not in classifier().fit(X, Y).history_[0]


def test_early_stopping_keeps_the_best_state():
    clf = classifier(early_stopping=True, n_iter_no_change=2, epochs=12).fit(X, Y)
    accuracies = [entry["validation_accuracy"] for entry in clf.history_]
    best = int(np.argmax(accuracies)) + 1
    assert clf.n_iter_ == best
    assert len(accuracies) == min(best + 2, 12)
    shorter = classifier(early_stopping=True, n_iter_no_change=2, epochs=12)
    for entry in shorter.fit_epochs(X, Y):
        if entry["epoch"] == best:
            break
    assert_array_equal(shorter.decision_function(X), clf.decision_function(X))


def test_epochs_by_hand_are_those_of_fit():
    clf, seen = classifier(epochs=3), []
    for entry in clf.fit_epochs(X, Y):
        seen.append(entry)
        assert clf.n_iter_ == entry["epoch"]
        assert clf.predict(X).shape == (90,)
    fitted = classifier(epochs=3).fit(X, Y)
    assert seen == fitted.history_
    assert_array_equal(clf.decision_function(X), fitted.decision_function(X))


def test_a_warm_start_goes_on_where_it_was():
    clf = classifier(warm_start=True, epochs=2).fit(X, Y)
    first = clf.decision_function(X)
    clf.fit(X, Y)
    assert clf.n_iter_ == 4
    assert [entry["epoch"] for entry in clf.history_] == [1, 2, 3, 4]
    assert (clf.decision_function(X) != first).any()


def test_verbose_says_a_line_an_epoch_where_there_is_no_terminal(capsys):
    classifier(verbose=True, validation_fraction=0.2).fit(X, Y)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("epoch 1/2  validation accuracy ")


def test_the_representation_is_a_step_of_a_pipeline_with_names():
    clf = classifier().fit(X, Y)
    found = clf.transform(X)
    assert_array_equal(found, clf.representation(X))
    names = clf.get_feature_names_out()
    assert len(names) == found.shape[1]
    assert names[0] == "classifier0"
    assert not hasattr(Classifier("forward-forward"), "set_output")
    table = pytest.importorskip("pandas").DataFrame(X, index=range(7, 7 + len(X)))
    told = clone(classifier().set_output(transform="pandas")).fit(table, Y).transform(table)
    assert list(told.columns) == list(names)
    assert list(told.index) == list(table.index)
    with pytest.raises(ValueError, match="transform is 'panda'"):
        clf.set_output(transform="panda")


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"epochs": True}, "epochs is True"),
        ({"validation_fraction": 1.5}, "validation_fraction is 1.5"),
        ({"encoder": 3}, "encoder is 3"),
        ({"encoder": "rescal"}, "did you mean rescale"),
        ({"n_iter_no_change": 0}, "n_iter_no_change is 0"),
    ],
)
def test_values_of_parameters_are_checked_in_fit(changes, said):
    with pytest.raises(ValueError, match=said):
        classifier(**changes).fit(X, Y)


@pytest.mark.parametrize("scale", [1e300, 1e-310])
def test_values_that_cannot_be_standardised_are_refused(scale):
    with pytest.raises(ValueError, match="scale them to ordinary numbers"):
        classifier().fit(X * scale, Y)


@pytest.mark.parametrize("name", ["standardise", "rescale"])
@pytest.mark.parametrize("part", [1, 7])
def test_moments_part_by_part_are_those_of_the_whole(name, part):
    encoder = ENCODERS[name]()
    measured = encoder.measure(X[:part])
    for start in range(part, len(X), part):
        measured = encoder.remeasure(X[start : start + part], measured)
    for key, value in encoder.measure(X).items():
        np.testing.assert_allclose(measured[key], value, rtol=1e-10)


def test_the_same_rows_again_change_no_moment():
    encoder = Standardise()
    once = encoder.measure(X)
    again = encoder.remeasure(X, once)
    assert_array_equal(again["mean"], once["mean"])
    assert_array_equal(again["deviation"], once["deviation"])


def test_single_samples_are_learnt_as_they_come():
    clf = Classifier(Steered(hidden=100), random_state=0)
    order = np.random.default_rng(1).permutation(np.tile(np.arange(90), 2))
    for i in order:
        clf.partial_fit(X[i : i + 1], Y[i : i + 1], classes=[0, 1, 2])
    assert clf.score(X, Y) > 0.7


def test_three_hundred_digits_one_by_one_teach_nearly_as_much_as_at_once():
    x, y = load_digits(return_X_y=True)
    learnt, held_out = slice(300), slice(300, None)
    clf = Classifier(Steered(hidden=200), random_state=0)
    for i in range(300):
        clf.partial_fit(x[i : i + 1], y[i : i + 1], classes=np.arange(10))
    at_once = Classifier(Steered(hidden=200), epochs=1, batch_size=1, random_state=0)
    expected = at_once.fit(x[learnt], y[learnt]).score(x[held_out], y[held_out])
    assert clf.score(x[held_out], y[held_out]) > max(0.6, expected - 0.05)
