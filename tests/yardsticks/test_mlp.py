"""Backpropagation against gradients and Adam steps written out by hand in float64."""

import sys

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from basinet import Classifier
from basinet.learners import Problem
from basinet.training import train
from basinet.training.answering import scores
from basinet.yardsticks import Backpropagation, Binary, Rectified

FEATURES, CLASSES, KEY = 6, 3, jax.random.key(0)
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, 5, FEATURES)), RNG.integers(0, CLASSES, (3, 5))

step = eqx.filter_jit(Backpropagation.step)
both_units = pytest.mark.parametrize(
    "units", [Rectified(), Binary()], ids=lambda u: type(u).__name__
)


def forward(weights, units, x):
    """Fields, activities and their slopes, and the class probabilities of one pattern."""
    inputs, bias, readout, readout_bias = weights
    h = np.array(
        [bias[i] + sum(inputs[f, i] * x[f] for f in range(len(x))) for i in range(len(bias))]
    )
    if isinstance(units, Rectified):
        shown, slope = np.where(h > 0, h, 0), np.where(h > 0, 1.0, 0.0)
    else:
        shown, slope = np.where(h >= 0, 1.0, -1.0), np.where(np.abs(h) <= 1, 1.0, 0.0)
    evidence = np.exp(readout_bias + shown @ readout)
    return shown, slope, evidence / evidence.sum()


def loss_and_gradient(weights, units, x, y):
    """The mean of -log p_y over the patterns, and its gradient, one weight after the other."""
    gradient, loss = [np.zeros_like(w) for w in weights], 0.0
    for pattern, label in zip(x, y, strict=True):
        shown, slope, p = forward(weights, units, pattern)
        loss -= np.log(p[label]) / len(x)
        error = (p - np.eye(CLASSES)[label]) / len(x)
        for i in range(len(shown)):
            back = slope[i] * sum(weights[2][i, c] * error[c] for c in range(CLASSES))
            gradient[0][:, i] += back * pattern
            gradient[1][i] += back
            gradient[2][i] += shown[i] * error
        gradient[3] += error
    return loss, gradient


def adam(weights, gradients, rate):
    """The weights after Adam steps along gradients that are functions of the weights."""
    first, second = ([np.zeros_like(w) for w in weights] for _ in range(2))
    for t, gradient in enumerate(gradients, start=1):
        g = gradient(weights)
        first = [0.9 * m + 0.1 * d for m, d in zip(first, g, strict=True)]
        second = [0.999 * v + 0.001 * d**2 for v, d in zip(second, g, strict=True)]
        weights = [
            w - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            for w, m, v in zip(weights, first, second, strict=True)
        ]
    return weights


@both_units
def test_three_steps_are_those_of_a_plain_loop(units):
    learner = Backpropagation(hidden=7, units=units, rate=0.05)
    state = learner.init(Problem(FEATURES, CLASSES), KEY)
    weights = [np.asarray(w, float) for w in state.weights]
    losses = []
    for x, y in zip(X, Y, strict=True):
        state, info = step(learner, state, jnp.asarray(x, jnp.float32), jnp.asarray(y), KEY)
        losses.append(float(info["loss"]))
    assert_allclose(losses[0], loss_and_gradient(weights, units, X[0], Y[0])[0], rtol=1e-5)
    gradients = [
        lambda w, x=x, y=y: loss_and_gradient(w, units, x, y)[1] for x, y in zip(X, Y, strict=True)
    ]
    for actual, expected in zip(state.weights, adam(weights, gradients, 0.05), strict=True):
        assert_allclose(actual, expected, atol=2e-5)


def test_it_trains_as_any_learner_does():
    learner = Backpropagation(hidden=30, units=Binary(), rate=0.01)
    y = np.arange(90) % CLASSES
    x = (np.eye(CLASSES, FEATURES)[y] * 4 + RNG.normal(size=(90, FEATURES))).astype(np.float32)
    *_, last = train(learner, x, y, epochs=10, batch_size=10, key=KEY, classes=CLASSES)
    assert np.mean(scores(learner, last.state, x, KEY).argmax(axis=1) == y) > 0.95


def test_the_estimator_takes_it_and_searches_its_fields():
    y = np.array(["left", "right"] * 20)
    x = np.where(y[:, None] == "left", -1.0, 1.0) * np.ones(4)
    clf = Classifier(Backpropagation(hidden=10, rate=0.02), epochs=5, random_state=0)
    clf.set_params(learner__rate=0.03).fit(x, y)
    assert clf.score(x, y) == 1.0
    assert not hasattr(clf, "relax")


def test_without_optax_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optax", None)
    learner = Backpropagation(hidden=4)
    with pytest.raises(
        ImportError, match=r'optax, which is missing: pip install "basinet\[bench\]"'
    ):
        learner.init(Problem(2, 2), KEY)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hidden": 0}, "hidden is 0; it must be a whole number of at least 1"),
        ({"rate": -1}, "rate is -1; it must be a number of at least 0"),
        ({"units": "relu"}, "units is 'relu'; it must be a kind of units"),
    ],
)
@pytest.mark.usefixtures("unchecked")
def test_a_wrong_field_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Backpropagation(**fields)
