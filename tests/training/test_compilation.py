"""Compiling costs more than computing: what may vary without compiling anew."""

import os
import subprocess
import sys
from typing import ClassVar

import jax
import numpy as np
import pytest

from basinet.core import RandomSubset
from basinet.core.recipes import AllToAll, FanIn
from basinet.learners import AbstractLearner, Quantity, Tags
from basinet.learners.steered import ByLabel, Layers, Steered
from basinet.training import train
from basinet.training.answering import scores

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
    return Counted(
        Steered(hidden=10, rate=rate, dynamics=dynamics, teaching=ByLabel(margin=margin))
    )


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


@pytest.mark.parametrize("within", [AllToAll(), FanIn(3)])
def test_synchronous_networks_compile_once_too(within):
    """Their relaxations are native where that is built."""

    def learner(margin, rate):
        return Counted(
            Steered(
                hidden=11, rate=rate, wiring=Layers(within=within), teaching=ByLabel(margin=margin)
            )
        )

    one, other = learner(0.9, 0.005), learner(0.3, 0.5)
    assert traced_while(lambda: last(one, epochs=1)) == {"init", "step"}
    assert traced_while(lambda: last(other, epochs=2, seed=3)) == set()


IN_A_FRESH_PROCESS = """
from basinet.cli.compiled import keep_compiled_programs
keep_compiled_programs()
import jax, numpy as np
from basinet.learners.steered import Steered
from basinet.training import train
events = []
jax.monitoring.register_event_listener(lambda name, **_: events.append(name))
x, y = np.ones((8, 5), np.float32), np.arange(8) % 2
(epoch,) = train(Steered(hidden=9), x, y, epochs=1, batch_size=4, key=jax.random.key(0), classes=2)
weights = np.asarray(epoch.state.network.couplings.blocks[0].weights)
print(events.count("/jax/compilation_cache/cache_hits"))
print(events.count("/jax/compilation_cache/cache_misses"))
print(weights.tobytes().hex())
"""


def test_a_second_process_takes_compiled_programs_from_the_cache_folder(tmp_path):
    """The kernels that a program calls are there again before it runs."""
    environment = {
        **os.environ,
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }

    def told():
        done = subprocess.run(
            [sys.executable, "-c", IN_A_FRESH_PROCESS],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        hits, misses, weights = done.stdout.split()
        return int(hits), int(misses), weights

    hits, misses, weights = told()
    assert misses > 0
    assert list(tmp_path.iterdir())
    again = told()
    assert again == (hits + misses, 0, weights)
