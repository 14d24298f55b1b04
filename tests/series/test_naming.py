"""The classifier of series: the contract, company, local rules, files."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.utils.estimator_checks import parametrize_with_checks

from basinet import ReservoirClassifier
from basinet.rates import ByPlasticity, Delta, EchoState
from basinet.series.classifier import signs
from basinet.series.learning import finished
from basinet.series.naming import learn_classes, summaries
from basinet.series.preparing import begin

SMALL = EchoState(units=20)


@parametrize_with_checks([ReservoirClassifier(SMALL)])
def test_the_contract_of_scikit_learn(estimator, check, unchecked):
    check(estimator)


def digits():
    return load_digits(return_X_y=True)


@pytest.mark.parametrize(
    ("readout", "least"), [(None, 0.88), (Delta(0.3, 10), 0.85), (ByPlasticity(passes=10), 0.85)]
)
def test_digits_are_named_from_their_rows(readout, least):
    x, y = digits()
    model = ReservoirClassifier(
        EchoState(units=60), readout=readout, frames=8, segments=4, random_state=0
    )
    assert model.fit(x[:900], y[:900]).score(x[900:1300], y[900:1300]) > least


def test_summaries_are_means_over_segments_and_the_last_state():
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(steps, 2)) for steps in (9, 3, 1)]
    medium = begin(SMALL, "raw", x, 0).medium
    found, last = summaries(medium, x, 3)
    for number, one in enumerate(x):
        states, r = [], np.zeros(20)
        for u in one:
            w, into = (
                np.asarray(p.weights, float) for p in (medium.circuit.couplings, medium.inputs)
            )
            r = np.tanh(r @ w + u @ into + np.asarray(medium.bias, float))
            states.append(r)
        parts = found[number].reshape(4, 20)
        np.testing.assert_allclose(parts[3], states[-1], atol=1e-5)
        np.testing.assert_allclose(last[number], states[-1], atol=1e-5)
        if len(one) > 1:
            third = len(one) // 3
            for k in range(3):
                mean = np.mean(states[k * third : (k + 1) * third], axis=0)
                np.testing.assert_allclose(parts[k], mean, atol=1e-5)
        else:
            np.testing.assert_allclose(parts[:3], np.tile(states[0], (3, 1)), atol=1e-5)


def test_a_series_alone_is_named_as_in_company():
    x, y = digits()
    model = ReservoirClassifier(SMALL, frames=8, random_state=0).fit(x[:300], y[:300])
    together = model.decision_function(x[300:340])
    alone = np.concatenate([model.decision_function(x[n : n + 1]) for n in range(300, 303)])
    np.testing.assert_allclose(alone, together[:3], atol=1e-3)


def test_lists_and_arrays_and_tables_are_the_same_series():
    x, y = digits()
    table = ReservoirClassifier(SMALL, frames=8, random_state=0).fit(x[:200], y[:200])
    cube = x.reshape(-1, 8, 8)
    array = ReservoirClassifier(SMALL, random_state=0).fit(cube[:200], y[:200])
    listed = ReservoirClassifier(SMALL, random_state=0).fit(list(cube[:200]), y[:200])
    expected = table.predict(x[200:250])
    np.testing.assert_array_equal(array.predict(cube[200:250]), expected)
    np.testing.assert_array_equal(listed.predict(list(cube[200:250])), expected)


def test_learning_that_is_resumed_ends_as_one_that_was_not():
    x, y = digits()
    series = list(x[:150].reshape(-1, 8, 8))
    given = Delta(passes=2), series, signs(y[:150], 10), 2
    empty = begin(SMALL, "rescale", series, 0)
    all_of_it = list(learn_classes(empty, *given))
    whole = finished(empty, given[0], all_of_it[-1])
    for after in all_of_it[:-1]:
        *_, last = learn_classes(empty, *given, after)
        np.testing.assert_array_equal(finished(empty, given[0], last).weights, whole.weights)


def test_a_classifier_is_what_was_saved(tmp_path):
    x, y = digits()
    model = ReservoirClassifier(SMALL, frames=8, segments=2, random_state=0).fit(x[:200], y[:200])
    model.save(tmp_path / "m.safetensors")
    again = ReservoirClassifier.load(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(again.decision_function(x[:50]), model.decision_function(x[:50]))


def test_rows_that_do_not_fall_into_frames_are_refused():
    x, y = digits()
    with pytest.raises(ValueError, match="frames is 7, but a row has 64 values"):
        ReservoirClassifier(SMALL, frames=7).fit(x[:50], y[:50])
    with pytest.raises(ValueError, match="X has 2 series; expected a label for each"):
        ReservoirClassifier(SMALL).fit(x[:2].reshape(2, 8, 8), y[:3])
