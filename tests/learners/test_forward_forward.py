"""Forward-Forward: what each layer's gradient is, what it hears, and how it is asked."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.learners import Problem
from basinet.learners._adam import at_rest, descend
from basinet.learners._schedule import Moment, at
from basinet.learners.forward_forward import (
    Alone,
    AnyWrong,
    ByGoodness,
    ByReadout,
    Collaborating,
    ForwardForward,
    LikelyWrong,
)
from basinet.learners.forward_forward.layers import features, goodness, normalised

KEY = jax.random.key(5)
FEATURES, CLASSES, BATCH = 7, 3, 6
RNG = np.random.default_rng(1)
X = RNG.normal(size=(BATCH, FEATURES)).astype(np.float32)
Y = np.array([0, 2, 1, 1, 0, 2], np.int32)
JX, JY = jnp.asarray(X), jnp.asarray(Y)


def started(**fields):
    """A learner of three layers and a state whose numbers are all at random."""
    learner = ForwardForward(hidden=(8, 5, 6), **fields)
    state = learner.init(Problem(FEATURES, CLASSES), KEY)
    weights = jax.tree.map(
        lambda w: w + 0.3 * RNG.normal(size=w.shape).astype(np.float32), state.weights
    )
    return learner, state._replace(weights=weights)


def plain_passes(learner, weights, label):
    """Activities of each layer for patterns with an activity of the label units, in NumPy."""
    shown, before = [], None
    for number, layer in enumerate(weights.stack.layers):
        w, b = np.asarray(layer.weights, float), np.asarray(layer.bias, float)
        if number == 0:
            field = X @ w + label @ np.asarray(weights.stack.labels, float) + b
        else:
            field = before / np.sqrt(np.mean(before**2, axis=1, keepdims=True) + 1e-6) @ w + b
        before = np.maximum(field, 0)
        shown.append(before)
    return shown


def plain_losses(learner, weights, wrong):
    """The objective of each layer, pattern by pattern."""
    terms = np.zeros((3, 2, BATCH))
    for which, y in enumerate((Y, wrong)):
        shown = plain_passes(learner, weights, learner.label_gain * np.eye(CLASSES)[y])
        excess = [np.mean(layer**2, axis=1) - learner.threshold for layer in shown]
        for number in range(3):
            heard = excess[number]
            if isinstance(learner.hearing, Collaborating):
                heard = sum(excess)
            side = 1 if which else -1
            terms[number, which] = np.log1p(np.exp(side * learner.sharpness * heard))
    return terms.mean(axis=(1, 2))


@pytest.mark.parametrize("hearing", [Alone(), Collaborating()])
def test_the_gradient_of_a_layer_is_that_of_its_own_objective_and_of_no_other(hearing):
    learner, state = started(hearing=hearing, sharpness=0.7, threshold=1.0)
    stack = state.weights.stack
    found, info = learner.gradient(state.weights, JX, JY, KEY)
    wrong = drawn(learner, state)
    labels = learner.label_gain * jax.nn.one_hot(jnp.concatenate([Y, wrong]), CLASSES)
    sign = jnp.where(jnp.arange(2 * BATCH) < BATCH, 1.0, -1.0)
    rows = jnp.tile(X, (2, 1))

    def objectives(stack):
        """Written for JAX, with constants where the learner has constants."""
        seen, excess = rows, []
        for number, layer in enumerate(stack.layers):
            field = seen @ layer.weights + layer.bias
            if number == 0:
                field = field + labels @ stack.labels
            here = jnp.maximum(field, 0.0)
            excess.append(jnp.mean(here**2, axis=1) - learner.threshold)
            seen = jax.lax.stop_gradient(normalised(here))
        losses = []
        for number, own in enumerate(excess):
            others = sum(e for other, e in enumerate(excess) if other != number)
            heard = jax.lax.stop_gradient(others) if isinstance(hearing, Collaborating) else 0.0
            losses.append(jnp.mean(jax.nn.softplus(-sign * learner.sharpness * (own + heard))))
        return losses

    for number in range(3):
        gradient = jax.grad(lambda stack, number=number: objectives(stack)[number])(stack)
        for other, layer in enumerate(gradient.layers):
            if other == number:
                jax.tree.map(
                    lambda a, b: assert_allclose(a, b, rtol=1e-4, atol=1e-6),
                    found.stack.layers[number],
                    layer,
                )
            else:
                assert not any(np.any(part) for part in layer)
        if number == 0:
            assert_allclose(found.stack.labels, gradient.labels, rtol=1e-4, atol=1e-6)
    assert_allclose(info["loss"], np.mean(plain_losses(learner, state.weights, wrong)), rtol=1e-5)


def drawn(learner, state):
    """The wrong labels that `gradient` draws with the key of these tests."""
    evidence = ByReadout().evidence(state.weights.stack, state.weights[1:], JX, learner.label_gain)
    return np.asarray(learner.negatives.draw(JY, evidence, KEY))


def test_the_gradient_is_the_slope_of_the_plain_objective():
    learner, state = started(sharpness=0.7, threshold=1.0)
    found, _ = learner.gradient(state.weights, JX, JY, KEY)
    wrong, step = drawn(learner, state), 1e-4
    for number in range(3):
        i, j = 1, 2
        slope = []
        for side in (1, -1):
            layer = state.weights.stack.layers[number]
            moved = np.asarray(layer.weights, float).copy()
            moved[i, j] += side * step
            weights = eqx.tree_at(
                lambda w, n=number: w.stack.layers[n].weights, state.weights, moved
            )
            slope.append(plain_losses(learner, weights, wrong)[number])
        expected = (slope[0] - slope[1]) / (2 * step)
        assert_allclose(found.stack.layers[number].weights[i, j], expected, rtol=1e-3, atol=1e-6)


def test_the_gradient_of_the_readout_is_that_of_its_cross_entropy():
    learner, state = started()
    found, info = learner.gradient(state.weights, JX, JY, KEY)
    seen = features(learner.activities(state, JX))

    def loss(readout, bias):
        chosen = jax.nn.log_softmax(seen @ readout + bias)[jnp.arange(BATCH), Y]
        return -jnp.mean(chosen)

    value, gradient = jax.value_and_grad(loss, (0, 1))(
        state.weights.readout, state.weights.readout_bias
    )
    assert_allclose(info["readout_loss"], value, rtol=1e-5)
    assert_allclose(found.readout, gradient[0], rtol=1e-4, atol=1e-6)
    assert_allclose(found.readout_bias, gradient[1], rtol=1e-4, atol=1e-6)


def test_activities_without_a_label_are_those_of_a_plain_pass():
    learner, state = started()
    label = np.full(CLASSES, learner.label_gain / CLASSES)
    for found, plain in zip(
        learner.activities(state, JX),
        plain_passes(learner, state.weights, label),
        strict=True,
    ):
        assert_allclose(found, plain, rtol=1e-4, atol=1e-5)


def test_only_the_direction_of_an_activity_is_handed_on():
    activity = jnp.asarray(np.abs(RNG.normal(size=(4, 9))), jnp.float32)
    assert_allclose(goodness(normalised(activity)), 1.0, rtol=1e-5)
    assert_allclose(normalised(7 * activity), normalised(activity), rtol=1e-5)
    assert_array_equal(normalised(jnp.zeros((2, 3))), 0.0)


def test_wrong_labels_are_never_true_and_follow_the_evidence():
    y = jnp.asarray(np.tile(np.arange(3), 4000), jnp.int32)
    evidence = jnp.tile(jnp.log(jnp.asarray([0.2, 0.7, 0.1])), (12000, 1))
    for part, shares in ((AnyWrong(), (0.5, 0.5)), (LikelyWrong(), (7 / 8, 1 / 8))):
        drawn = np.asarray(part.draw(y, evidence, KEY))
        assert not np.any(drawn == y)
        of_zero = drawn[np.asarray(y) == 0]
        assert_allclose([np.mean(of_zero == 1), np.mean(of_zero == 2)], shares, atol=0.03)


def test_a_layer_hears_the_goodness_of_all_others():
    excess = jnp.asarray([[1.0, -1.0], [0.5, 2.0], [3.0, 0.0]])
    assert_array_equal(Alone().heard(excess), np.zeros((3, 2)))
    assert_allclose(Collaborating().heard(excess), [[3.5, 2.0], [4.0, -1.0], [1.5, 1.0]])


def test_the_goodness_of_each_label_is_that_of_a_pass_with_it():
    learner, state = started(answer=ByGoodness())
    scores = learner.scores(state, JX, KEY)
    for c in range(CLASSES):
        label = learner.label_gain * np.eye(CLASSES)[np.full(BATCH, c)]
        shown = plain_passes(learner, state.weights, label)
        expected = sum(np.mean(layer**2, axis=1) for layer in shown[1:])
        assert_allclose(scores[:, c], expected, rtol=1e-4)


def test_adam_moves_as_by_hand():
    weights, rate = jnp.asarray([1.0, -2.0]), jnp.asarray(0.1)
    moments = at_rest(weights)
    mean, square, plain = np.zeros(2), np.zeros(2), np.array([1.0, -2.0])
    for number, gradient in enumerate(([0.5, -3.0], [0.1, 2.0], [-4.0, 0.0])):
        g = np.asarray(gradient)
        weights, moments = descend(
            weights, moments, jnp.asarray(gradient), rate, jnp.asarray(number)
        )
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g**2
        up = number + 1
        plain = plain - 0.1 * (mean / (1 - 0.9**up)) / (np.sqrt(square / (1 - 0.999**up)) + 1e-8)
        assert_allclose(weights, plain, rtol=1e-4)


def test_the_step_falls_in_the_second_half_of_the_run_and_stays_small():
    learner = ForwardForward(hidden=(8, 5, 6))
    # Biases begin at 0: so small a step from another number would be lost in its rounding.
    state = learner.init(Problem(FEATURES, CLASSES), KEY)
    moved = []
    for steps in (0, 50, 75, 100, 1000):
        now = state._replace(steps=jnp.asarray(steps))
        fresh = now._replace(moments=jax.tree.map(jnp.ones_like, state.moments))
        after, _ = at(learner, Moment(steps / 10, 10.0)).step(fresh, JX, JY, KEY)
        moved.append(float(jnp.abs(after.weights.readout_bias - state.weights.readout_bias).max()))
        correction = np.sqrt(1 - 0.999 ** (steps + 1)) / (1 - 0.9 ** (steps + 1))
        moved[-1] /= correction
    assert_allclose(np.asarray(moved) / moved[0], [1, 1, 0.5, 0.01, 0.01], rtol=2e-3)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hidden": ()}, "hidden is an empty tuple"),
        ({"hidden": (5, 0)}, "hidden is 0; .* at least 1"),
        ({"threshold": 0}, "threshold is 0; .* above 0"),
        ({"sharpness": float("nan")}, "sharpness is nan; .* above 0"),
        ({"schedule": 1.0}, r"schedule is 1.0; it must be .* Linear\(\)"),
        ({"label_gain": 0}, "label_gain is 0; .* above 0"),
        ({"rate": -0.1}, "rate is -0.1; .* at least 0"),
        ({"negatives": Alone()}, r"negatives is .*; it must be a choice such as AnyWrong\(\)"),
        ({"hearing": "all"}, r"hearing is 'all'; it must be a choice such as Alone\(\)"),
        ({"answer": AnyWrong()}, r"answer is .*; it must be a way to ask such as ByGoodness\(\)"),
    ],
)
def test_values_outside_their_range_are_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        ForwardForward(**fields)
