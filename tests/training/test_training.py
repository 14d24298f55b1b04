import os
import subprocess
import sys
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from numpy.testing import assert_allclose, assert_array_equal

from basinet.core import Outcome, RandomSubset
from basinet.learners import AbstractLearner, Problem, Quantity, Tags
from basinet.learners._schedule import Moment
from basinet.learners.steered import Steered
from basinet.training import first_epoch, train
from basinet.training.answering import CHUNK, relaxations, scores, traced
from basinet.training.epochs import _epoch_in_place

KEY = jax.random.key(0)
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(22, 6)).astype(np.float32), RNG.integers(0, 3, 22)
STEERED = Steered(hidden=16, rate=0.1, dynamics=RandomSubset(0.7))


class Diary(AbstractLearner):
    """Notes the first feature of each pattern it is shown, the labels and a random number."""

    tags: ClassVar[Tags] = STEERED.tags
    shown: ClassVar[tuple[Quantity, ...]] = ()

    def init(self, problem, key):
        return {"steps": jnp.asarray(0), "x": jnp.full((20, 4), -1.0), "random": jnp.zeros(20)}

    def step(self, state, x, y, key):
        now = state["steps"]
        after = {
            "steps": now + 1,
            "x": state["x"].at[now].set(x[:, 0]),
            "random": state["random"].at[now].set(jax.random.uniform(key)),
        }
        return after, {"step": now.astype(float), "wrong": jnp.sum(x[:, 0] != y).astype(float)}

    def scores(self, state, x, key):
        return 2 * x


def diary(samples=10, epochs=2, batch_size=4, seed=0):
    """Train on patterns that are their own numbers; return the last epoch."""
    numbers = np.arange(samples)
    x = np.repeat(numbers[:, None], 3, axis=1).astype(np.float32)
    options = {"epochs": epochs, "batch_size": batch_size, "classes": samples}
    *_, last = train(Diary(), x, numbers, key=jax.random.key(seed), **options)
    return last


def run(epochs, after=None, key=KEY):
    options = {"epochs": epochs, "batch_size": 5, "classes": 3, "key": key}
    return list(train(STEERED, X, Y, after=after, **options))


def assert_same(one, other):
    jax.tree.map(assert_array_equal, one, other)


def test_an_epoch_shows_every_sample_and_completes_its_last_batch_from_its_start():
    shown = np.asarray(diary(epochs=1).state["x"])[:3].ravel()
    assert_array_equal(np.sort(shown[:10]), np.arange(10))
    assert_array_equal(shown[10:], shown[:2])


def test_no_sample_is_shown_twice_where_the_batches_fit():
    shown = np.asarray(diary(samples=12, epochs=1).state["x"])
    assert_array_equal(np.sort(shown[:3].ravel()), np.arange(12))
    assert_array_equal(shown[3:], -1)


def test_each_pattern_comes_with_its_label():
    assert diary().info["wrong"] == 0


def test_each_epoch_and_each_key_shuffles_anew():
    shown, other = (np.asarray(diary(seed=seed).state["x"]) for seed in (0, 1))
    assert (shown[:3] != shown[3:6]).any()
    assert (shown[:3] != other[:3]).any()
    assert_array_equal(shown, diary(seed=0).state["x"])


def test_each_step_has_a_key_of_its_own():
    random = np.asarray(diary(epochs=3).state["random"])[:9]
    assert len(np.unique(random)) == 9


def test_info_is_the_mean_over_the_steps_of_the_epoch():
    assert diary(epochs=1).info["step"] == np.mean([0, 1, 2])
    assert diary(epochs=2).info["step"] == np.mean([3, 4, 5])


def test_a_batch_is_never_larger_than_the_data_set():
    last = diary(samples=4, epochs=1, batch_size=1000)
    assert_array_equal(np.sort(last.state["x"][0]), np.arange(4))
    assert last.state["steps"] == 1


def test_epochs_are_numbered_from_one():
    assert [epoch.number for epoch in run(3)] == [1, 2, 3]


def test_a_run_that_is_split_ends_bit_for_bit_like_one_that_is_not():
    whole = run(3)
    first = run(1)
    assert_same(first[0], whole[0])
    rest = run(3, after=first[-1])
    assert [epoch.number for epoch in rest] == [2, 3]
    assert_same(rest, whole[1:])


def test_nothing_is_left_to_do_after_the_last_epoch():
    assert run(1, after=run(1)[-1]) == []


def test_another_key_gives_another_network():
    one, other = (run(1, key=jax.random.key(seed))[-1].state for seed in (0, 1))
    assert (one.feedback.blocks[0].weights != other.feedback.blocks[0].weights).all()


@pytest.mark.parametrize("samples", [1, CHUNK, 2 * CHUNK + 3])
def test_scores_in_chunks_are_the_scores_of_all_samples_in_order(samples):
    x = np.arange(3.0 * samples, dtype=np.float32).reshape(samples, 3)
    result = scores(Diary(), diary(epochs=1).state, x, KEY)
    assert isinstance(result, np.ndarray)
    assert_array_equal(result, 2 * x)


def test_relaxations_in_chunks_are_those_of_all_samples_in_order():
    state, x = run(1)[-1].state, np.tile(X, (7, 1))
    end = relaxations(STEERED, state, x, KEY)
    assert end.spins.shape == (len(x), 16)
    assert_array_equal(end.spins, np.tile(end.spins[:22], (7, 1)))
    assert_allclose(
        state.readout(jnp.asarray(end.spins)), scores(STEERED, state, x, KEY), atol=1e-5
    )
    assert set(end.outcome) <= set(Outcome)


BAD = {
    "one axis": ({"x": X[0]}, "shape"),
    "too few labels": ({"y": Y[:-1]}, "shape"),
    "no samples": ({"x": X[:0], "y": Y[:0]}, "at least one sample"),
    "NaN": ({"x": np.full_like(X, np.nan)}, "NaN"),
    "infinite": ({"x": np.full_like(X, np.inf)}, "infinite"),
    "label too large": ({"y": Y + 1}, "class 3"),
    "negative label": ({"y": Y - 1}, "class -1"),
    "no epochs": ({"epochs": 0}, "epochs is 0"),
    "no batch": ({"batch_size": 0}, "batch_size is 0"),
}


@pytest.mark.parametrize(("change", "named"), BAD.values(), ids=BAD.keys())
@pytest.mark.usefixtures("unchecked")
def test_a_task_that_cannot_be_learnt_is_refused(change, named):
    task = {"x": X, "y": Y, "epochs": 1, "batch_size": 5, "classes": 3, "key": KEY} | change
    with pytest.raises(ValueError, match=named):
        next(train(STEERED, **task))


def test_what_does_not_fit_into_the_memory_is_refused_before_it_is_made(monkeypatch):
    problem = Problem(6, 3)
    weights = sum(
        array.nbytes for array in jax.tree.leaves(first_epoch(STEERED, problem, KEY).state)
    )
    monkeypatch.setattr("basinet.training.demands.installed", lambda: weights)
    first_epoch(STEERED, problem, KEY)
    monkeypatch.setattr("basinet.training.demands.installed", lambda: weights - 1)
    with pytest.raises(MemoryError, match=r"take 0\.0 GB, and this machine has .* fewer neurons"):
        first_epoch(STEERED, problem, KEY)
    monkeypatch.setattr("basinet.training.demands.installed", lambda: None)
    first_epoch(STEERED, problem, KEY)


def test_an_epoch_may_take_over_the_memory_of_the_one_before_and_ends_the_same():
    options = {"epochs": 3, "batch_size": 5, "classes": 3, "key": KEY}
    reused = list(train(STEERED, X, Y, reuse=True, **options))
    assert_same(reused[-1].state, run(3)[-1].state)
    assert reused[0].state.network.couplings.blocks[0].weights.is_deleted()
    assert not run(3)[0].state.network.couplings.blocks[0].weights.is_deleted()


def test_an_epoch_in_place_holds_the_weights_once():
    """Beside them there is less than a second copy of the recurrent couplings."""
    learner, x = Steered(hidden=300), jnp.asarray(X)
    state = first_epoch(learner, Problem(6, 3), KEY).state
    begun = Moment(jnp.asarray(0.0), jnp.asarray(3.0))
    task = (traced(learner), x, jnp.asarray(Y), None, KEY, begun, 5, None)
    memory = _epoch_in_place.lower(task, state).compile().compiled.memory_analysis()
    assert memory.alias_size_in_bytes > 300 * 300 * 4
    assert memory.temp_size_in_bytes < 0.3 * 300 * 300 * 4


ON_EIGHT = """
import jax, jax.numpy as jnp, numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from basinet.learners.steered import Steered
from basinet.training import train
rng = np.random.default_rng(0)
x, y = rng.choice([-1.0, 1.0], (48, 20)).astype(np.float32), rng.integers(0, 4, 48)
options = dict(epochs=2, batch_size=16, key=jax.random.key(0), classes=4)
batch = NamedSharding(Mesh(np.array(jax.devices()), ("batch",)), PartitionSpec("batch"))
*_, one = train(Steered(hidden=60, rate=0.1), x, y, **options)
*_, eight = train(Steered(hidden=60, rate=0.1), x, y, sharding=batch, **options)
for a, b in zip(jax.tree.leaves(one.state), jax.tree.leaves(eight.state), strict=True):
    np.testing.assert_allclose(a, b, atol=2e-6)
means = [list(epoch.info.values()) for epoch in (one, eight)]
close = np.allclose(*means, atol=1e-6)
print(len(eight.state.network.couplings.blocks[0].weights.devices()), close)
try:
    next(train(Steered(hidden=60), x, y, sharding=batch, **options | {"batch_size": 12}))
except ValueError as error:
    print("12 patterns" in str(error))
"""


def test_a_batch_over_eight_devices_teaches_what_it_teaches_on_one():
    done = subprocess.run(
        [sys.executable, "-c", ON_EIGHT],
        env={**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["8", "True", "True"], "")


def test_one_device_needs_no_sharding():
    one = NamedSharding(Mesh(np.array(jax.devices()), ("batch",)), PartitionSpec("batch"))
    assert one.num_devices == 1
    options = {"epochs": 1, "batch_size": 5, "classes": 3, "key": KEY}
    *_, epoch = train(STEERED, X, Y, sharding=one, **options)
    assert_same(epoch.state, run(1)[-1].state)
