"""The scikit-learn front door, by scikit-learn's own checks and by its own promises."""

import dataclasses
from unittest import SkipTest

import jax
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator, parametrize_with_checks

import basinet
from basinet import (
    Binarise,
    Classifier,
    Contrastive,
    ForwardForward,
    NetworkSwarm,
    Raw,
    Steered,
    Swarm,
)
from basinet.core import Outcome
from basinet.core.recipes import Unconnected
from basinet.learners import Constant, Linear, tags_of
from basinet.learners.steered import ByError, ByLabel, Layers, Upward
from basinet.settings import learner as learner_of_name

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


STACK = Layers(within=Unconnected(), between=Upward(), input_to=(0,))
OTHERS = (
    Classifier(
        Steered(hidden=(30, 20), wiring=STACK, teaching=ByError()), epochs=10, random_state=0
    ),
    Classifier(Swarm(hidden=3, particles=6), epochs=10, random_state=0),
    Classifier(NetworkSwarm(hidden=3, particles=30), epochs=10, random_state=0),
    Classifier(ForwardForward(hidden=(20, 20), rate=0.01), epochs=10, random_state=0),
    Classifier(Contrastive(hidden=20, rate=0.01), epochs=10, random_state=0),
)
ON_THE_LEARNER = {
    "check_methods_sample_order_invariance",
    "check_methods_subset_invariance",
    "check_fit_idempotent",
    "check_classifiers_one_label",
}
"""Checks whose outcome can depend on the learner; the others are slow to repeat for each."""


SHUFFLED = dict.fromkeys(
    (
        "check_sample_weight_equivalence_on_dense_data",
        "check_sample_weight_equivalence_on_sparse_data",
    ),
    "patterns are shuffled and learnt in batches, so that two of them are not one of weight two",
)
"""Checks that fail, as they do for scikit-learn's own learners by stochastic gradients."""

WEIGHED = SHUFFLED | {
    "check_class_weight_classifiers": "a weight scales a step, and a rule with a margin makes"
    " steps until every sample is beyond it: a weight of 1e-4 on few noisy samples is outlived"
}
"""Those of `Steered`."""


def does_not_hold(estimator, name):
    """Whether a check speaks of weights that the learner does not take."""
    weighs = tags_of(estimator.learner).weights
    return name in SHUFFLED or ("weight" in name and not weighs)


def checks_of_others():
    """The checks of further learners; those of the estimator alone are marked slow."""
    for estimator in OTHERS:
        for given, check in estimator_checks_generator(estimator):
            name = check.func.__name__
            if does_not_hold(estimator, name):
                continue
            marks = () if name in ON_THE_LEARNER else (pytest.mark.slow,)
            label = f"{type(estimator.learner).__name__}, {name}"
            yield pytest.param(given, check, id=label, marks=marks)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("estimator", "check"), list(checks_of_others()))
def test_scikit_learns_own_checks_pass_with_other_learners(estimator, check):
    try:
        check(estimator)
    except SkipTest as why:
        pytest.skip(str(why))


@pytest.mark.usefixtures("unchecked")
@parametrize_with_checks(
    [Classifier(LEARNER, epochs=10, random_state=0)],
    expected_failed_checks=lambda estimator: WEIGHED,
)
def test_scikit_learns_own_checks_pass(estimator, check):
    check(estimator)


def test_the_digits_are_learnt(fitted):
    assert classifier(epochs=10).fit(DIGITS[:1000], DIGIT[:1000]).score(X_NEW, Y_NEW) > 0.85
    assert len(fitted.history_) == fitted.n_iter_ == 3
    assert [entry["epoch"] for entry in fitted.history_] == [1, 2, 3]


def test_the_reference_settings_are_the_default():
    assert Classifier().get_params()["learner__teaching__margin"] == Steered().margin
    assert Classifier().set_params(learner__rate=0.3).learner == Steered(rate=0.3)


def test_a_grid_search_goes_over_the_fields_of_the_learner():
    grid = {"learner__teaching__margin": [0.1, 0.9], "epochs": [1]}
    search = GridSearchCV(classifier(), grid, cv=2).fit(X, Y)
    assert search.best_params_["learner__teaching__margin"] in (0.1, 0.9)
    assert search.best_estimator_.learner == Steered(
        hidden=32, teaching=ByLabel(margin=search.best_params_["learner__teaching__margin"])
    )
    assert LEARNER.margin == 0.9


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


def test_every_field_of_the_learner_and_of_its_parts_is_a_parameter_and_can_be_set():
    names = {f"learner__{field.name}" for field in dataclasses.fields(Steered)}
    names |= {f"learner__teaching__{field.name}" for field in dataclasses.fields(ByLabel)}
    names |= {
        f"learner__teaching__schedule__{field.name}" for field in dataclasses.fields(Constant)
    }
    deep = classifier().get_params()
    assert names <= deep.keys()
    shallow = classifier().get_params(deep=False).keys()
    assert {name for name in deep if not name.startswith("learner__")} == shallow
    assert classifier().set_params(learner__sweeps=9).get_params()["learner__sweeps"] == 9
    assert Classifier(Steered()).set_params(**deep).get_params() == deep


def test_a_part_and_its_fields_may_be_set_together_in_any_order():
    given = {"learner__teaching__schedule": Linear(), "learner__teaching__schedule__floor": 0.5}
    for order in (given, dict(reversed(given.items()))):
        changed = classifier().set_params(**order, learner__teaching__margin=0.3).learner
        assert changed == dataclasses.replace(
            LEARNER, teaching=ByLabel(margin=0.3, schedule=Linear(floor=0.5))
        )


def test_a_learner_and_its_fields_may_be_set_together_whatever_was_there():
    for before in (LEARNER, "swarm", None):
        named = Classifier(before).set_params(learner="error-steered", learner__rate=0.3).learner
        assert named == learner_of_name("error-steered", rate=0.3)
        usual = Classifier(before).set_params(learner=None, learner__rate=0.3).learner
        assert usual == Steered(rate=0.3)
    with pytest.raises(ValueError, match="no parameter 'learner__rate'"):
        Classifier().set_params(learner=-1, learner__rate=0.3)


def test_what_is_no_learner_is_refused_by_fit_and_can_be_set_right_before():
    wrong = Classifier().set_params(learner=-1)
    with pytest.raises(ValueError, match="learner is -1; it must be a learner"):
        wrong.fit(X, Y)
    assert wrong.set_params(epochs=2).epochs == 2
    assert wrong.set_params(learner=LEARNER).learner == LEARNER


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"learner__teaching__margin": -1}, "margin is -1"),
        ({"learner__hidden": 0}, "hidden is 0"),
        ({"learner__marign": 1}, "'learner__marign'.*learner__teaching__margin"),
        ({"speed": 1}, "'speed'"),
    ],
)
def test_a_parameter_that_cannot_be_set_is_named(change, words):
    with pytest.raises(ValueError, match=words):
        classifier().set_params(**change)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 2.5}, "epochs is 2.5"),
        ({"batch_size": 0}, "batch_size is 0"),
    ],
)
def test_numbers_out_of_range_are_refused_when_fitting(change, words):
    with pytest.raises(ValueError, match=words):
        classifier(**change).fit(X, Y)


@pytest.mark.usefixtures("unchecked")
def test_what_is_no_learner_is_refused():
    with pytest.raises(ValueError, match="learner is 3"):
        Classifier(3).fit(X, Y)


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
