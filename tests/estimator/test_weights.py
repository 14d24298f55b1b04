"""Weights of samples and classes, sparse samples, and fitting into the folder of a run."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.decomposition import TruncatedSVD

from basinet import Classifier, Contrastive, ForwardForward, Steered, Swarm, load
from basinet.core.recipes import Unconnected
from basinet.data.load import load_quietly
from basinet.learners import LEARNERS, Clean, Problem, tags_of
from basinet.learners.steered import ByError, ByLabel, FreeState, Layers
from basinet.model import begin, learn
from basinet.runs import RunFolder
from basinet.training import train
from basinet.yardsticks import Backpropagation

RNG = np.random.default_rng(0)
Y = np.arange(60) % 3
X = RNG.normal(size=(60, 5)) + 2 * np.eye(5)[Y]
BY_ERROR = Steered(hidden=16, wiring=Layers(within=Unconnected()), teaching=ByError(noise=Clean()))
WEIGHTING = {
    "by label": Steered(hidden=16, teaching=ByLabel(consolidate=FreeState())),
    "by error": BY_ERROR,
    "by error, coupled": Steered(hidden=16, teaching=ByError(noise=Clean())),
    "forward-forward": ForwardForward(hidden=(8, 8)),
    "contrastive": Contrastive(hidden=8),
    "backpropagation": Backpropagation(hidden=8),
}
every_weighting = pytest.mark.parametrize("learner", WEIGHTING.values(), ids=WEIGHTING)
KEY = jax.random.key(0)


def learnt(learner, weights, batch_size=60, y=Y):
    given = None if weights is None else np.asarray(weights, float)
    x = np.asarray(X, np.float32)
    (epoch,) = train(
        learner, x, y, epochs=1, batch_size=batch_size, key=KEY, classes=3, weights=given
    )
    return jax.tree.leaves(epoch.state)


def differs(one, other):
    return any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@every_weighting
def test_weights_of_one_change_nothing(learner):
    for one, other in zip(learnt(learner, None), learnt(learner, np.ones(60)), strict=True):
        assert_allclose(one, other, atol=1e-6)


@every_weighting
def test_a_pattern_of_weight_zero_teaches_nothing(learner):
    weights = (np.arange(60) % 4 > 0).astype(float)
    lied = np.where(weights == 0, (Y + 1) % 3, Y)
    for one, other in zip(learnt(learner, weights), learnt(learner, weights, y=lied), strict=True):
        assert_allclose(one, other, atol=1e-6)
    assert differs(learnt(learner, weights), learnt(learner, None))


@pytest.mark.parametrize("name", ["by label", "by error", "by error, coupled"])
def test_a_weight_multiplies_the_step_of_a_network_that_is_steered(name):
    learner = WEIGHTING[name]
    state = learner.init(Problem(5, 3), KEY)
    x, y = jnp.asarray(X[:4], jnp.float32), jnp.asarray(Y[:4])

    def change(weight):
        weights = None if weight is None else jnp.full(4, weight)
        after, _ = learner.step(state, x, y, KEY, weights)
        return np.asarray(after.readout.blocks[0].weights) - state.readout.blocks[0].weights

    decay = change(0.0)
    assert_allclose(change(3.0) - decay, 3 * (change(None) - decay), atol=2e-6)


def test_learners_say_whether_they_can_and_refuse_where_they_cannot():
    for entry in LEARNERS.values():
        kind = entry if isinstance(entry, type) else type(entry)
        assert tags_of(entry).weights == ("weights" in inspect.signature(kind.step).parameters)
    can = {name for name, entry in LEARNERS.items() if tags_of(entry).weights}
    assert can >= {"steered", "error-steered", "forward-forward"}
    assert can.isdisjoint({"swarm", "network-swarm"})
    with pytest.raises(ValueError, match=r"^Swarm cannot weight patterns"):
        Classifier(Swarm(hidden=2), epochs=1).fit(X, Y, sample_weight=np.ones(60))
    with pytest.raises(ValueError, match=r"^Swarm cannot weight patterns"):
        Classifier(Swarm(hidden=2), epochs=1, class_weight="balanced").fit(X, Y)


def classifier(**changes):
    return Classifier(BY_ERROR, **({"epochs": 3, "random_state": 0} | changes))


def test_balanced_classes_lift_the_one_that_is_rare():
    kept = np.flatnonzero((Y != 2) | (np.arange(60) % 12 == 2))
    rare = RNG.normal(size=(400, 5)) + 0.9 * np.eye(5)[2]
    found = [
        np.mean(
            classifier(class_weight=w, epochs=10).fit(X[kept] * 0.5, Y[kept]).predict(rare) == 2
        )
        for w in (None, "balanced", {2: 8.0})
    ]
    assert found[1] > found[0] + 0.1
    assert found[2] > found[0] + 0.1


def test_weights_of_classes_and_samples_are_multiplied():
    by_class = classifier(class_weight={0: 2.0}).fit(X, Y, sample_weight=np.full(60, 0.5))
    by_hand = classifier().fit(X, Y, sample_weight=np.where(Y == 0, 1.0, 0.5))
    assert_array_equal(by_class.decision_function(X), by_hand.decision_function(X))


def test_partial_fit_takes_weights_too():
    one = classifier().partial_fit(X, Y, classes=[0, 1, 2], sample_weight=np.ones(60))
    other = classifier().partial_fit(X, Y, classes=[0, 1, 2])
    assert_allclose(one.decision_function(X), other.decision_function(X), atol=1e-4)
    with pytest.raises(ValueError, match="partial_fit does not know all samples"):
        classifier(class_weight="balanced").partial_fit(X, Y, classes=[0, 1, 2])


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("changes", "weights", "said"),
    [
        ({}, np.ones(59), r"shape \(59,\); expected \(60,\)"),
        ({}, -np.ones(60), "negative, infinite or NaN"),
        ({}, np.full(60, np.nan), "negative, infinite or NaN"),
        ({"class_weight": "balance"}, None, "class_weight is 'balance'"),
        ({"class_weight": {0: -1.0}}, None, "expected at least 0"),
    ],
)
def test_weights_that_are_none_are_refused(changes, weights, said):
    with pytest.raises(ValueError, match=said):
        classifier(**changes).fit(X, Y, sample_weight=weights)


def test_weights_of_classes_are_saved(tmp_path):
    clf = classifier(class_weight={0: 2.0, 2: 1.5}).fit(X, Y)
    clf.save(tmp_path / "a")
    assert load(tmp_path / "a").get_params()["class_weight"] == {0: 2.0, 2: 1.5}


@pytest.mark.parametrize("kind", [sp.csr_array, sp.csr_matrix, sp.coo_array, sp.csc_array])
def test_sparse_samples_are_learnt_as_the_dense_ones(kind):
    thin = np.where(X > 1, X, 0.0)
    dense, sparse = classifier().fit(thin, Y), classifier().fit(kind(thin), Y)
    assert_array_equal(dense.decision_function(thin), sparse.decision_function(kind(thin)))


def test_a_transformer_receives_sparse_samples_as_they_are():
    wide = sp.random_array((60, 2000), density=0.01, rng=0, format="csr")
    clf = classifier(encoder=TruncatedSVD(5, random_state=0)).fit(wide, Y)
    assert clf.model_.features == 5
    assert clf.predict(wide).shape == (60,)


def test_sparse_samples_that_are_too_large_when_dense_are_refused():
    huge = sp.csr_array((60, 2**33))
    with pytest.raises(MemoryError, match="as a dense array"):
        classifier().fit(huge, Y)


def test_a_fit_into_a_folder_is_a_run_with_a_report(tmp_path, monkeypatch):
    folder = tmp_path / "a"
    names = np.array(["ash", "elm", "oak"])[Y]
    clf = classifier(validation_fraction=0.25).fit(X, names, run=folder)
    kept = RunFolder(folder)
    assert kept.read_model().epoch.number == clf.n_iter_ == 3
    assert kept.report.is_file()
    assert [entry["epoch"] for entry in clf.history_] == [1, 2, 3]
    assert "accuracy" in clf.history_[-1]
    assert len(np.load(folder / "data.npz")["y_test"]) == 15
    same = load(folder)
    assert_array_equal(same.decision_function(X), clf.decision_function(X))

    stopped = classifier(validation_fraction=0.25)
    for entry in stopped.fit_epochs(X, names, run=tmp_path / "b"):
        if entry["epoch"] == 2:
            break
    assert RunFolder(tmp_path / "b").read_model().epoch.number == 2
    resumed = classifier(validation_fraction=0.25).fit(X, names, run=tmp_path / "b")
    assert_array_equal(resumed.decision_function(X), clf.decision_function(X))
    again = classifier(validation_fraction=0.25).fit(X, names, run=folder)
    assert_array_equal(again.decision_function(X), clf.decision_function(X))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"early_stopping": True}, "a run makes all its epochs"),
        ({"warm_start": True}, "leave out warm_start or run"),
        ({"encoder": TruncatedSVD(2)}, "transformer, which no run can hold"),
    ],
)
def test_what_a_run_cannot_hold_is_refused_before_it_has_a_folder(tmp_path, changes, said):
    with pytest.raises(ValueError, match=said):
        classifier(**changes).fit(X, Y, run=tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_run_keeps_the_weights_of_its_samples(tmp_path):
    given = np.where(np.arange(60) % 5 == 0, 0.0, 1.0 + Y)
    clf = classifier(class_weight={0: 2.0}).fit(X, Y, sample_weight=given, run=tmp_path / "a")
    run = RunFolder(tmp_path / "a").read_run()
    data = load_quietly(run.reading)
    assert run.weight == "weight"
    assert len(data.weights) == len(data.y_train) == 48
    x, y = data.x_train, data.y_train
    first = begin(BY_ERROR, data.encoder, x, y, run.seed)
    *_, by_hand = learn(first, x, y, epochs=3, batch_size=16, weights=data.weights)
    assert_array_equal(by_hand.scores(X), clf.decision_function(X))
    for _ in classifier(class_weight={0: 2.0}).fit_epochs(X, Y, given, run=tmp_path / "b"):
        break
    resumed = classifier(class_weight={0: 2.0}).fit(X, Y, given, run=tmp_path / "b")
    assert_array_equal(resumed.decision_function(X), clf.decision_function(X))
    with pytest.raises(ValueError, match="a run on other samples"):
        classifier().fit(X, Y, sample_weight=given, run=tmp_path / "a")
    with pytest.raises(ValueError, match="Swarm cannot weight patterns"):
        Classifier(Swarm(hidden=2)).fit(X, Y, sample_weight=given, run=tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_folder_of_a_run_on_other_samples_is_refused(tmp_path):
    classifier(epochs=1).fit(X, Y, run=tmp_path / "a")
    with pytest.raises(ValueError, match="a run on other samples"):
        classifier(epochs=1).fit(X + 1, Y, run=tmp_path / "a")
    with pytest.raises(ValueError, match="holds another run"):
        classifier(epochs=1, batch_size=7).fit(X, Y, run=tmp_path / "a")
