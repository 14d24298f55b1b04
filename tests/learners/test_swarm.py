"""The particle swarms: losses by difference, steps on a batch, who moves when, and their ranges."""

import dataclasses
from itertools import pairwise

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from basinet.learners import Constant, Problem
from basinet.learners._schedule import Moment, at
from basinet.learners.swarm import (
    InGroups,
    NetworkSwarm,
    Never,
    Noted,
    ReLU,
    Sign,
    Swarm,
    Tanh,
    Together,
    WhenIdle,
)
from basinet.learners.swarm.difference import candidates_in, losses
from basinet.learners.swarm.network import layer_fields, loss_of
from basinet.learners.swarm.swarm import UNKNOWN
from basinet.training import Epoch
from basinet.training.answering import traced
from basinet.training.divergence import diverged

KEY = jax.random.key(3)
FEATURES, CLASSES, BATCH, TRIED = 5, 3, 7, 4
RNG = np.random.default_rng(0)
X = RNG.normal(size=(BATCH, FEATURES)).astype(np.float32)
Y = np.array([0, 2, 1, 1, 0, 2, 2], np.int32)
UNITS = {
    "tanh": (Tanh(), np.tanh),
    "ReLU": (ReLU(), lambda h: max(h, 0.0)),
    "sign": (Sign(), lambda h: 1.0 if h >= 0 else -1.0),
}


def random_layers(hidden):
    sizes = (FEATURES, *hidden, CLASSES)
    return tuple(
        RNG.normal(size=(after, before + 1)).astype(np.float32) for before, after in pairwise(sizes)
    )


def lifted(layers):
    return tuple(jnp.asarray(rows) for rows in layers)


def naive_loss(layers, unit, x=X, y=Y):
    """Neuron by neuron, pattern by pattern, in float64."""
    total = 0.0
    for pattern, label in zip(x, y, strict=True):
        activity = [float(value) for value in pattern]
        for number, rows in enumerate(layers):
            h = [
                sum(float(w) * a for w, a in zip(row[:-1], activity, strict=True)) + float(row[-1])
                for row in rows
            ]
            activity = h if number == len(layers) - 1 else [float(unit(value)) for value in h]
        total += np.log(sum(np.exp(value) for value in activity)) - activity[label]
    return total / len(y)


@pytest.mark.parametrize(
    ("name", "hidden"),
    [*((name, hidden) for name in UNITS for hidden in ((6,), (6, 4))), ("tanh", (3, 5, 4))],
)
def test_losses_by_difference_are_those_of_whole_networks(name, hidden):
    unit, plain = UNITS[name]
    layers = random_layers(hidden)
    found = layer_fields(lifted(layers), unit, jnp.asarray(X))
    assert_allclose(loss_of(found[-1], jnp.asarray(Y)), naive_loss(layers, plain), rtol=1e-5)
    for level, rows in enumerate(layers):
        neurons = np.array([len(rows) - 1, 0])
        candidates = RNG.normal(size=(2, TRIED, rows.shape[1])).astype(np.float32)
        expected = np.zeros((2, TRIED))
        for place, neuron in enumerate(neurons):
            for number in range(TRIED):
                changed = [layer.copy() for layer in layers]
                changed[level][neuron] = candidates[place, number]
                expected[place, number] = naive_loss(changed, plain)
        for block in (3, 100):
            tried = losses(
                *(lifted(layers), unit, found, jnp.asarray(X), jnp.asarray(Y), level),
                *(jnp.asarray(neurons), jnp.asarray(candidates), block),
            )
            assert_allclose(tried, expected, rtol=2e-5)


def test_losses_of_far_too_certain_networks_are_finite_and_right():
    layers = lifted(100 * rows for rows in random_layers((6,)))
    found = layer_fields(layers, ReLU(), jnp.asarray(X))
    for level, rows in enumerate(layers):
        tried = losses(
            *(layers, ReLU(), found, jnp.asarray(X), jnp.asarray(Y), level),
            *(jnp.asarray([1]), jnp.asarray(rows[None, 1:2]), 9),
        )
        assert_allclose(tried, loss_of(found[-1], jnp.asarray(Y)), rtol=1e-5)


def test_blocks_respect_the_limit_of_memory():
    layers = lifted(random_layers((50, 40)))
    for level in range(3):
        for memory in (1, 4):
            count = candidates_in(memory, layers, level, 512)
            # At the least, the activities of the layers between the neuron and the output.
            assert 4 * count * 512 * sum(map(len, layers[level + 1 : -1])) <= memory * 2**20
            assert count >= 1
    assert candidates_in(1, layers, 0, 10**7) == 1


@eqx.filter_jit
def step(learner, state, key):
    return learner.step(state, jnp.asarray(X), jnp.asarray(Y), key)


class Steps:
    """The states of a learner on one batch that stays."""

    def __init__(self, learner):
        self.learner = traced(learner)
        self.state = learner.init(Problem(FEATURES, CLASSES), KEY)

    def go(self, steps):
        """Make some steps and return the loss before each."""
        seen = []
        for number in range(steps):
            self.state, info = step(self.learner, self.state, jax.random.fold_in(KEY, number))
            seen.append(float(info["loss"]))
        return seen


@pytest.mark.parametrize(
    "learner",
    [
        Swarm(hidden=(3, 2), particles=5, turns=InGroups(99)),
        NetworkSwarm(hidden=3, particles=9),
    ],
    ids=["one neuron at a time", "whole networks"],
)
def test_on_a_batch_that_stays_the_best_never_gets_worse(learner):
    seen = Steps(learner).go(25)
    assert all(after <= before + 1e-6 for before, after in pairwise(seen))
    assert seen[-1] < 0.8 * seen[0]


def test_weights_are_the_best_of_what_was_tried_for_each_neuron():
    """All neurons at once: each takes the best for itself, as if the others stayed."""
    steps = Steps(Swarm(hidden=4, particles=6))
    steps.go(3)
    before = steps.state
    steps.go(1)
    layers = [np.asarray(rows) for rows in before.layers]
    for level, population in enumerate(before.populations):
        for neuron in range(len(layers[level])):
            tried = [layers[level][neuron]]
            tried += list(np.asarray(population.particles.position[neuron]))
            tried += list(np.asarray(population.particles.best[neuron]))
            found = []
            for row in tried:
                changed = [rows.copy() for rows in layers]
                changed[level][neuron] = row
                found.append(naive_loss(changed, np.tanh))
            chosen = tried[int(np.argmin(found))]
            assert_array_equal(steps.state.layers[level][neuron], chosen)


@pytest.mark.parametrize(
    "learner", [Swarm(hidden=4, particles=5, speed=0.5), NetworkSwarm(hidden=4, speed=0.5)]
)
def test_the_largest_velocity_falls_linearly_in_the_course_of_a_run(learner):
    learner, found = dataclasses.replace(learner, inertia=1.0, social=9.0), []
    state = learner.init(Problem(FEATURES, CLASSES), KEY)
    for epoch in (0.0, 5.0, 9.0, 10.0):
        after, _ = step(at(learner, Moment(epoch, 10.0)), state, KEY)
        fastest = jax.tree.map(lambda v: float(jnp.abs(v).max()), velocities(after))
        assert len(set(fastest)) == 1  # so strong a pull meets the limit in every layer
        found.append(fastest[0])
    assert_allclose(found, [0.5, 0.25, 0.05, 0.0], atol=1e-7)


def velocities(state):
    """Of the particles of each layer."""
    if hasattr(state, "populations"):
        return [population.particles.velocity for population in state.populations]
    return [state.particles.velocity]


@pytest.mark.parametrize("turns", [Together(), InGroups(1), InGroups(3), InGroups(50)], ids=str)
def test_every_neuron_moves_once_in_a_step(turns):
    sizes = (7, 1, 4)

    def visit(counts, chosen, key):
        for level, neurons in chosen.items():
            at = counts[level].at[neurons].add(1, mode="drop")
            counts = (*counts[:level], at, *counts[level + 1 :])
        return counts

    counts = turns.play(tuple(jnp.zeros(size, int) for size in sizes), sizes, visit, KEY)
    for count in counts:
        assert_array_equal(count, 1)


def test_idle_swarms_are_scattered_about_their_best():
    assert_array_equal(WhenIdle(3).due(jnp.asarray([2, 3, 9])), [False, True, True])
    assert_array_equal(Never().due(jnp.asarray([2, 3, 9])), [False, False, False])
    # Where the limit is 0 nothing moves. Neurons that choose one at a time come to rest; then their
    # swarms are idle, and scatter onto one point.
    learner = Swarm(hidden=3, particles=4, renewal=WhenIdle(2), turns=InGroups(99))
    steps = Steps(at(learner, Moment(1.0, 1.0)))
    for population in steps.state.populations:
        assert bool(jnp.any(population.particles.position != population.weights[:, None]))
    steps.go(40)
    for population in steps.state.populations:
        assert bool(jnp.all(population.particles.position == population.weights[:, None]))
    scattered = 0
    for _ in range(3):
        steps.go(1)
        scattered += sum(np.sum(one.noted == UNKNOWN) for one in steps.state.populations)
        assert not diverged(Epoch(1, steps.state, {}))
    assert scattered


def test_a_penalty_keeps_weights_small():
    norms = []
    for penalty in (0.0, 0.1):
        steps = Steps(Swarm(hidden=4, particles=6, penalty=penalty, schedule=Constant(0.5)))
        steps.go(40)
        norms.append(sum(float(jnp.sum(rows[:, :-1] ** 2)) for rows in steps.state.layers))
    assert norms[1] < 0.5 * norms[0]


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hidden": 0}, "hidden is 0"),
        ({"hidden": ()}, "hidden is an empty tuple"),
        ({"particles": 0}, "particles is 0"),
        ({"inertia": 1.5}, "inertia is 1.5"),
        ({"cognitive": -1}, "cognitive is -1"),
        ({"social": float("nan")}, "social is nan"),
        ({"speed": 0}, "speed is 0"),
        ({"schedule": 3}, r"schedule is 3; it must be .* Linear\(\)"),
        ({"spread": -1}, "spread is -1"),
        ({"memory": 0}, "memory is 0"),
        ({"unit": 3}, r"unit is 3; it must be .* Tanh\(\)"),
        ({"recall": 3}, r"recall is 3; it must be .* Measured\(\)"),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_name(change, words):
    for learner in (Swarm(), NetworkSwarm()):
        with pytest.raises(ValueError, match=words):
            dataclasses.replace(learner, **change)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Swarm(penalty=-1), "penalty is -1"),
        (lambda: Swarm(turns=Never()), r"turns is Never\(\)"),
        (lambda: Swarm(renewal=Together()), r"renewal is Together\(\)"),
        (lambda: InGroups(0), "count is 0"),
        (lambda: Noted(2.0), "fading is 2"),
        (lambda: WhenIdle(0), "steps is 0"),
    ],
)
def test_a_part_out_of_range_is_refused_with_its_name(make, words):
    with pytest.raises(ValueError, match=words):
        make()
