"""What the tests of contrastive learning share: a small network, a batch, what synapses see."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet.learners import Constant, Problem
from basinet.learners.contrastive import (
    Contrastive,
    HardSigmoid,
    HardTanh,
    Plain,
    Rectified,
    Sigmoid,
)
from basinet.learners.contrastive.energy import Nudge, under
from basinet.learners.contrastive.phases import Lesson, Synapses
from basinet.learners.contrastive.settling import Patience

KEY = jax.random.key(4)
FEATURES, CLASSES, BATCH = 6, 3, 5
RNG = np.random.default_rng(2)
X = RNG.normal(size=(BATCH, FEATURES))
Y = np.array([0, 2, 1, 1, 0], np.int32)
UNITS = [HardSigmoid(), HardTanh(), Rectified(), Sigmoid()]


def started(**fields):
    """A learner of two layers that shows what it sees: plain steps of size 1."""
    plain = {"hidden": (7, 5), "descent": Plain(), "rate": 1.0, "schedule": Constant()}
    learner = Contrastive(**(plain | {"sweeps": 2000, "tolerance": 1e-13, "gain": 0.4} | fields))
    return learner, learner.init(Problem(FEATURES, CLASSES), KEY)


@eqx.filter_jit
def step(learner, state, x, y, key=KEY):
    return learner.step(state, x, y, key)


def seen(learner, state, x=X, y=Y, key=KEY):
    """What the synapses saw in a step."""
    after, _ = step(learner, state, jnp.asarray(x), jnp.asarray(y), key)
    return jax.tree.map(lambda a, b: np.asarray(a - b), after.weights, state.weights)


def apart(one, other):
    """The distance of two trees relative to the length of the second."""
    pairs = list(zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))
    square = sum(float(np.sum((a - b) ** 2)) for a, b in pairs)
    return (square / sum(float(np.sum(b**2)) for _, b in pairs)) ** 0.5


def descent_of_the_loss(learner, weights):
    """Minus the derivative of the mean loss at rest, through 300 sweeps."""

    def loss(weights):
        energy = under(weights, learner.units, jnp.asarray(X))
        nothing = Nudge(jnp.zeros((BATCH, CLASSES)), 0.0)
        states, _ = jax.lax.scan(
            lambda states, _: (energy.sweep(states, nothing), None),
            energy.silent(),
            length=300,
        )
        return jnp.mean(learner.cost.value(states[-1], jax.nn.one_hot(Y, CLASSES)))

    return jax.tree.map(lambda g: -np.asarray(g), jax.jit(jax.grad(loss))(weights))


def lesson_of(learner, target, change: Any = None):
    """A batch with a target of our own; synapses that only sum up what they see."""

    def sum_up(synapses, sight):
        return synapses._replace(memory=jax.tree.map(jnp.add, synapses.memory, sight))

    patience = Patience(learner.sweeps, learner.tolerance)
    x = jnp.asarray(X, jnp.asarray(0.0).dtype)
    return Lesson(x, target, learner.units, patience, change or sum_up)


def summed(learner, state, contrast, phases, target=None, key=KEY):
    """What synapses see in total in the phases of a step, at frozen weights."""
    target = jax.nn.one_hot(Y, CLASSES) if target is None else target
    lesson = lesson_of(learner, target)
    nothing = jax.tree.map(jnp.zeros_like, (state.weights.forward, state.weights.biases))
    synapses = Synapses(state.weights, nothing, state.steps)
    after, record = phases.learn(synapses, lesson, contrast, key)
    return after.memory, record
