"""The scikit-learn front door, by its own promises."""

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import basinet
from basinet import (
    Binarise,
    Classifier,
    Raw,
    Steered,
)
from basinet.core import Outcome

DIGITS, DIGIT = load_digits(return_X_y=True)
X, Y = DIGITS[:120], DIGIT[:120]
X_NEW, Y_NEW = DIGITS[120:300], DIGIT[120:300]
LEARNER = Steered(hidden=32)


def classifier(**changes):
    return Classifier(LEARNER, **({"epochs": 3, "random_state": 0} | changes))


def two_of(names):
    """The zeros and ones among the digits, under other names."""
    chosen = Y < 2
    return X[chosen], np.array(names)[Y[chosen]]


def assert_same_state(one, other):
    jax.tree.map(assert_array_equal, one.state_, other.state_)


@pytest.fixture(scope="module")
def fitted():
    return classifier().fit(X, Y)


def test_the_digits_are_learnt(fitted):
    assert classifier(epochs=10).fit(DIGITS[:1000], DIGIT[:1000]).score(X_NEW, Y_NEW) > 0.85
    assert len(fitted.history_) == fitted.n_iter_ == 3
    assert [entry["epoch"] for entry in fitted.history_] == [1, 2, 3]


def test_standardising_in_a_pipeline_is_what_the_default_encoder_does(fitted):
    pipeline = make_pipeline(StandardScaler(), classifier(encoder=Raw())).fit(X, Y)
    ours, theirs = fitted.decision_function(X_NEW), pipeline.decision_function(X_NEW)
    # Rounding may flip a spin that is at almost no field, in a pattern or two.
    assert np.mean(np.isclose(ours, theirs, atol=1e-3).all(axis=1)) > 0.95


def test_a_clone_has_the_same_parameters_and_a_life_of_its_own(fitted):
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "classes_")
    copy.set_params(learner__teaching__margin=0.1, epochs=7)
    assert fitted.learner.margin == 0.9
    assert fitted.epochs == 3


def test_labels_are_only_names(fitted):
    names = np.array([f"digit {number}" for number in range(10)])
    named = classifier().fit(X, names[Y])
    assert_array_equal(named.classes_, names)
    assert_array_equal(named.predict(X_NEW), names[fitted.predict(X_NEW)])


def test_probabilities_add_up_to_one_and_agree_with_the_prediction(fitted):
    probability = fitted.predict_proba(X_NEW)
    assert_allclose(probability.sum(axis=1), 1, atol=1e-12)
    assert (probability >= 0).all()
    assert_array_equal(fitted.classes_[probability.argmax(axis=1)], fitted.predict(X_NEW))
    evidence = fitted.decision_function(X_NEW).astype(float)
    odds = np.log(probability[:, 0] / probability[:, 1])
    assert_allclose(odds, evidence[:, 0] - evidence[:, 1], atol=1e-6)


@pytest.mark.parametrize("names", [[0, 1], ["no", "yes"], [False, True]])
def test_with_two_classes_the_sign_of_the_evidence_decides(names):
    x, y = two_of(names)
    clf = classifier().fit(x, y)
    evidence = clf.decision_function(X_NEW)
    assert evidence.shape == (len(X_NEW),)
    assert 0 < np.mean(evidence > 0) < 1
    assert_array_equal(clf.predict(X_NEW), clf.classes_[(evidence > 0).astype(int)])
    assert_array_equal(clf.predict_proba(X_NEW)[:, 1] > 0.5, evidence > 0)


@pytest.mark.usefixtures("unchecked")
def test_one_epoch_at_a_time_is_the_same_as_all_at_once(fitted):
    stepwise = classifier()
    for _ in range(3):
        stepwise.partial_fit(X, Y, classes=np.arange(10))
    assert_same_state(stepwise, fitted)
    assert stepwise.history_ == fitted.history_


@pytest.mark.usefixtures("unchecked")
def test_the_first_part_fixes_the_classes():
    few = Y < 5
    clf = classifier().partial_fit(X[few], Y[few], classes=np.arange(10))
    assert_array_equal(clf.classes_, np.arange(10))
    clf.partial_fit(X, Y)
    assert clf.n_iter_ == 2
    with pytest.raises(ValueError, match=r"classes is .*the first call fixed"):
        clf.partial_fit(X, Y, classes=np.arange(9))
    with pytest.raises(ValueError, match=r"label .*10"):
        clf.partial_fit(X, np.where(Y == 9, 10, Y))
    assert clf.n_iter_ == 2


def test_the_first_part_needs_all_classes():
    with pytest.raises(ValueError, match="classes is None"):
        classifier().partial_fit(X, Y)


@pytest.mark.usefixtures("unchecked")
def test_a_first_part_that_was_refused_leaves_nothing_fitted():
    clf = classifier()
    with pytest.raises(ValueError, match="label"):
        clf.partial_fit(X, Y, classes=np.arange(9))
    with pytest.raises(NotFittedError):
        clf.predict(X)


def test_one_class_is_not_enough():
    with pytest.raises(ValueError, match=r"1 class.*at least 2"):
        classifier().fit(X, np.zeros(len(X), int))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused_in_training_and_in_answering(fitted, value):
    broken = X.copy()
    broken[3, 4] = value
    with pytest.raises(ValueError, match=r"NaN|infinity"):
        classifier().fit(broken, Y)
    with pytest.raises(ValueError, match=r"NaN|infinity"):
        fitted.predict(broken)


@pytest.mark.usefixtures("unchecked")
def test_another_number_of_features_is_refused(fitted):
    with pytest.raises(ValueError, match=r"63 features.*64"):
        fitted.predict(X[:, :63])
    with pytest.raises(ValueError, match=r"63 features.*64"):
        clone(fitted).partial_fit(X, Y, classes=np.arange(10)).partial_fit(X[:, :63], Y)


@pytest.mark.parametrize("method", ["predict", "decision_function", "relax", "representation"])
def test_nothing_is_answered_before_fitting(method):
    with pytest.raises(NotFittedError):
        getattr(classifier(), method)(X)


def test_nothing_is_saved_before_fitting(tmp_path):
    with pytest.raises(NotFittedError):
        classifier().save(tmp_path / "model")
    assert not any(tmp_path.iterdir())


def test_the_random_state_decides_everything(fitted):
    assert_same_state(classifier().fit(X, Y), fitted)
    state = np.random.RandomState(0)
    assert_same_state(classifier(random_state=state).fit(X, Y), fitted)
    other = classifier(random_state=1).fit(X, Y)
    assert (other.decision_function(X) != fitted.decision_function(X)).any()


def test_the_representation_consists_of_spins(fitted):
    spins = fitted.representation(X_NEW)
    assert (spins.dtype, spins.shape) == (np.int8, (len(X_NEW), 32))
    assert_array_equal(np.abs(spins), 1)
    end = fitted.relax(X_NEW)
    assert_array_equal(end.spins, spins)
    assert end.sweeps.shape == end.outcome.shape == (len(X_NEW),)
    assert set(end.outcome) <= set(Outcome)
    assert end.sweeps.min() >= 1
    assert end.sweeps.max() <= LEARNER.sweeps


def test_certified_fixed_points_are_fixed_points_of_the_weights():
    """By hand, in float64: every spin has the sign of its field, but for rounding at zero."""
    restless = Steered(hidden=32, input_gain=1.0, sweeps=4)
    clf = Classifier(restless, epochs=2, random_state=0).fit(X, Y)
    state, inputs = clf.state_, clf.model_.encode(X_NEW).astype(float)
    J, W = (
        np.asarray(part.blocks[0].weights, float)
        for part in (state.network.couplings, state.inputs)
    )
    spins = clf.representation(X_NEW).astype(float)
    field = spins @ J + restless.self_coupling * spins + inputs @ W
    stability = (spins * field).min(axis=1)
    fixed = clf.relax(X_NEW).outcome == Outcome.FIXED_POINT.value
    assert 0.1 < fixed.mean() < 0.9
    assert (stability[fixed] > -1e-4).all()
    assert (stability[~fixed] < 1e-4).all()


LABELS = {"int": [3, 7], "str": ["egg", "spam"], "bool": [False, True]}


@pytest.mark.parametrize("names", LABELS.values(), ids=LABELS.keys())
def test_a_saved_classifier_is_the_same_and_goes_on_the_same(tmp_path, names):
    x, y = two_of(names)
    clf = classifier(encoder=Binarise(7.5), batch_size=8).fit(x, y)
    clf.save(tmp_path / "model")
    loaded = basinet.load(tmp_path / "model")
    assert_array_equal(loaded.decision_function(X_NEW), clf.decision_function(X_NEW))
    assert_array_equal(loaded.predict(X_NEW), clf.predict(X_NEW))
    assert loaded.classes_.dtype == clf.classes_.dtype
    assert loaded.history_ == clf.history_
    kept = ("learner", "encoder", "epochs", "batch_size")
    assert all(getattr(loaded, name) == getattr(clf, name) for name in kept)
    assert_same_state(loaded.partial_fit(x, y), clf.partial_fit(x, y))


@pytest.mark.usefixtures("unchecked")
def test_names_of_features_are_saved(tmp_path):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X, columns=[f"pixel {i}" for i in range(64)])
    clf = classifier(epochs=1).fit(table, Y)
    clf.save(tmp_path / "model")
    loaded = basinet.load(tmp_path / "model")
    assert_array_equal(loaded.predict(table), clf.predict(table))
    with pytest.raises(ValueError, match="feature names"):
        loaded.predict(table.iloc[:, ::-1])
