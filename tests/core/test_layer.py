"""A layer of neurons that do not hear of one another: native kernels, JAX and plain loops."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import layer as kernels
from basinet.core.layer import Answer, Change, Changes, Layer, Window
from basinet.learners.steered import Ramp, TwoSided

SHAPES = {
    "of everyday": (16, 100, 400, 10),
    "with rests everywhere": (5, 7, 33, 3),
    "more than a block, a rest": (20, 13, 129, 17),
    "a single pattern": (1, 3, 5, 2),
    "many classes": (64, 50, 300, 33),
}
WINDOW = Window(-0.5, 6.0)
STEPS = Ramp(phases=8, swing=6.0, height=2.0).steps()
CHANGES = Changes(Change(0.1, 0.2), Change(0.0, 0.3), Change(0.3, 0.4), Change(0.4, 0.5))
PACE = 0.7

answer = jax.jit(kernels.answer)
learn = jax.jit(kernels.learn)


def example(batch, features, neurons, classes):
    rng = np.random.default_rng(0)

    def normal(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    layer = Layer(
        3 * normal(features, neurons) / features**0.5,
        normal(neurons),
        normal(classes, neurons),
        normal(neurons, classes),
    )
    return layer, normal(batch, features), normal(batch, classes)


def in_float64(layer, x, error):
    """The answer and the step, element by element as they are written in the docstrings."""
    W, b, F, V = (np.asarray(part, float) for part in layer)
    x, error = np.asarray(x, float), np.asarray(error, float)
    h = x @ W + b
    levels = -6.0 * (np.arange(8) + 0.5) / 8
    m = 2.0 / 8 * sum((h + level >= 0).astype(float) for level in levels)
    near = (h > -0.5) & (h < 6.0)
    d = (error @ F) * near
    sums = (x.T @ d, d.sum(0), error.T @ m, m.T @ error)
    learnt = [
        (1 - PACE * change.loss) * part + PACE * change.gain * total
        for part, change, total in zip((W, b, F, V), CHANGES, sums, strict=True)
    ]
    return h, m, m @ V, np.stack([near.sum(1), (h == 0).sum(1)], axis=1), learnt


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_answer_and_step_are_those_of_float64(shape):
    layer, x, error = example(*shape)
    found = answer(layer, x, STEPS, WINDOW)
    h, m, read, marks, learnt = in_float64(layer, x, error)
    assert_allclose(found.fields, h, atol=1e-4)
    # A count may differ where a field is as close to a level as float32 can tell.
    sure = np.abs(np.mod(h / 6.0 * 8 - 0.5, 1.0) - 0.5) < 0.499
    assert_allclose(np.where(sure, found.counts, m), m, atol=1e-5)
    if sure.all():
        assert_allclose(found.read, read, atol=1e-3)
        assert_array_equal(found.marks, marks)
        after, _ = learn(layer, x, found, error, WINDOW, CHANGES, PACE)
        for ours, theirs in zip(after, learnt, strict=True):
            assert_allclose(ours, theirs, atol=1e-3)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_native_kernels_and_jax_agree(shape):
    layer, x, error = example(*shape)
    plain = kernels._packed((STEPS, WINDOW))
    given = layer.weights, layer.thresholds, layer.readout
    in_jax = Answer(*kernels._answer_in_jax(x, *given, plain))
    found = answer(layer, x, STEPS, WINDOW)
    assert_allclose(found.fields, in_jax.fields, atol=1e-4)
    same = np.isclose(found.counts, in_jax.counts, atol=1e-5)
    assert same.mean() > 0.999
    # The step from the same answer.
    states = x, in_jax.fields, in_jax.counts, error
    expected = kernels._learn_in_jax(
        *layer, *states, kernels._packed((WINDOW, CHANGES)), jnp.asarray(PACE)
    )
    after, drive = learn(layer, x, in_jax, error, WINDOW, CHANGES, PACE)
    for ours, theirs in zip((*after, drive), expected, strict=True):
        assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_an_answer_from_its_fields_is_the_answer_from_the_input(shape):
    layer, x, _ = example(*shape)
    whole = answer(layer, x, STEPS, WINDOW)
    from_fields = jax.jit(kernels.answer_at)(whole.fields, layer, STEPS, WINDOW)
    for one, other in zip(from_fields, whole, strict=True):
        assert_array_equal(one, other)


def test_an_answer_does_not_depend_on_the_other_patterns():
    layer, x, _ = example(20, 13, 129, 17)
    whole = answer(layer, x, STEPS, WINDOW)
    for row in (0, 7, 19):
        alone = answer(layer, x[row : row + 1], STEPS, WINDOW)
        for one, all_ in zip(alone, whole, strict=True):
            assert_array_equal(one[0], all_[row])


def test_several_networks_are_each_what_they_are_alone():
    layers, x, error = zip(*(example(6, 9, 40, 4) for _ in range(3)), strict=True)
    scale = jnp.arange(1.0, 4.0)
    stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *layers)
    stacked = stacked._replace(weights=stacked.weights * scale[:, None, None])
    found = jax.vmap(lambda one: kernels.answer(one, x[0], STEPS, WINDOW))(stacked)
    after = jax.vmap(
        lambda one, seen: kernels.learn(one, x[0], seen, error[0], WINDOW, CHANGES, PACE)
    )(stacked, found)
    for i in range(3):
        one = jax.tree.map(lambda part, i=i: part[i], stacked)
        alone = answer(one, x[0], STEPS, WINDOW)
        assert_allclose(found.fields[i], alone.fields, atol=1e-5)
        expected = learn(one, x[0], alone, error[0], WINDOW, CHANGES, PACE)
        for ours, theirs in zip(*map(jax.tree.leaves, (after, expected)), strict=True):
            assert_allclose(ours[i], theirs, atol=1e-5)


def test_a_neuron_without_any_field_is_marked():
    layer, x, _ = example(4, 3, 20, 2)
    silent = layer._replace(thresholds=jnp.zeros(20))
    marks = answer(silent, x.at[2].set(0.0), STEPS, WINDOW).marks
    assert_array_equal(marks[:, 1], [0, 0, 20, 0])


@pytest.mark.parametrize("phases", [1, 2, 3, 8])
def test_one_rounding_counts_the_phases_in_which_a_neuron_is_up(phases):
    field = jnp.linspace(-9.0, 9.0, 1801)[None] + 0.003
    for activity in (Ramp(phases, 5.0, 2.0), TwoSided(phases, 5.0, 1.0)):
        up = field + np.asarray(activity.levels())[:, None, None] >= 0
        height, base = (2.0, 0.0) if isinstance(activity, Ramp) else (2.0, -1.0)
        expected = height * np.mean(up, axis=0) + base
        assert_allclose(activity.count(jnp.sign(field), field), expected, atol=1e-5)
