"""Compiling costs more than computing: what may vary without compiling anew."""

from typing import ClassVar

import jax
import numpy as np

from basinet.core import RandomSubset
from basinet.learners import AbstractLearner, Quantity, Tags
from basinet.learners.steered import Steered
from basinet.training import scores, train

CALLS: list[str] = []
"""A compiled function runs its Python code only while it is traced for compiling."""


class Counted(AbstractLearner):
    """Does what another learner does and notes when its code runs."""

    tags: ClassVar[Tags] = Steered.tags
    shown: ClassVar[tuple[Quantity, ...]] = ()

    inner: AbstractLearner

    def init(self, problem, key):
        CALLS.append("init")
        return self.inner.init(problem, key)

    def step(self, state, x, y, key):
        CALLS.append("step")
        return self.inner.step(state, x, y, key)

    def scores(self, state, x, key):
        CALLS.append("scores")
        return self.inner.scores(state, x, key)


RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 6)).astype(np.float32), RNG.integers(0, 2, 20)


def traced_while(act):
    CALLS.clear()
    act()
    return set(CALLS)


def steered(margin, fraction, rate):
    dynamics = RandomSubset(fraction)
    return Counted(Steered(hidden=10, margin=margin, rate=rate, dynamics=dynamics))


def last(learner, epochs, batch_size=5, seed=0):
    arguments = {"epochs": epochs, "batch_size": batch_size, "classes": 2}
    *_, epoch = train(learner, X, Y, key=jax.random.key(seed), **arguments)
    return epoch


def test_other_numbers_epochs_and_seeds_compile_nothing_new():
    one, other = steered(0.9, 0.5, 0.005), steered(0.3, 0.8, 0.5)
    assert traced_while(lambda: last(one, epochs=1)) == {"init", "step"}
    assert traced_while(lambda: last(one, epochs=3)) == set()
    assert traced_while(lambda: last(one, epochs=1, seed=7)) == set()
    assert traced_while(lambda: last(other, epochs=1)) == set()


def test_any_number_of_samples_is_answered_by_one_compiled_function():
    learner, key = steered(0.9, 0.5, 0.005), jax.random.key(0)
    state = last(learner, epochs=1).state
    assert traced_while(lambda: scores(learner, state, X, key)) == {"scores"}
    assert traced_while(lambda: scores(learner, state, X[:1], key)) == set()
    assert traced_while(lambda: scores(learner, state, np.tile(X, (20, 1)), key)) == set()


def test_another_shape_compiles_anew():
    """Guards the tests above: the count does see a compilation."""
    learner = steered(0.9, 0.5, 0.005)
    assert "step" in traced_while(lambda: last(learner, epochs=1, batch_size=4))
