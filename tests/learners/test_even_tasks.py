"""Parity: opposite patterns of one class, which a network without thresholds cannot tell."""

import itertools

import jax
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from basinet import Classifier, Steered
from basinet.learners import Problem
from basinet.learners.steered import ByLabel, LearntThresholds, NoThresholds
from basinet.settings import learner

X = np.array(list(itertools.product([-1.0, 1.0], repeat=4)))
Y = X.prod(axis=1) > 0


def fitted(given, seed=0):
    return Classifier(given, epochs=60, batch_size=4, random_state=seed).fit(X, Y)


def steered(thresholds):
    return Steered(hidden=256, teaching=ByLabel(thresholds=thresholds))


def test_without_thresholds_the_answer_is_odd_and_parity_stays_at_chance():
    clf = fitted(steered(NoThresholds()))
    scores = clf.model_.scores(X)
    assert_array_equal(clf.model_.scores(-X), -scores)
    assert clf.score(X, Y) == 0.5


@pytest.mark.parametrize("seed", range(3))
def test_parity_is_learnt_with_thresholds(seed):
    assert fitted(steered(LearntThresholds(spread=2.5)), seed).score(X, Y) == 1.0


def test_parity_is_learnt_by_the_error_as_it_is():
    assert fitted(learner("error-steered", hidden=64)).score(X, Y) == 1.0


def test_thresholds_that_begin_at_zero_leave_all_else_as_it_was():
    kinds = (NoThresholds(), LearntThresholds(), LearntThresholds(spread=1.0))
    plain, zero, spread = (steered(it).init(Problem(4, 2), jax.random.key(0)) for it in kinds)
    for other in (zero, spread):
        for one, same in zip(jax.tree.leaves(plain), _without(other), strict=True):
            assert_array_equal(one, same)
    assert not zero.thresholds.neurons.any()
    assert float(spread.thresholds.neurons.std()) == pytest.approx(1.0, abs=0.15)
    assert not spread.thresholds.readout.any()


def _without(wiring):
    return jax.tree.leaves(wiring._replace(thresholds=None))


def test_a_negative_spread_is_refused():
    with pytest.raises(ValueError, match="spread is -1"):
        LearntThresholds(spread=-1.0)
