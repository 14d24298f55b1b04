"""Training: a generator of finished epochs.

One epoch is one compiled computation, a scan over batches, with one transfer to the host at its
end. Everything random follows from one key and the number of the epoch, so that a run resumed
from a stored state continues exactly.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec
from jaxtyping import Array, Float, Int

from basinet._forks import use
from basinet._types import Key
from basinet.learners import AbstractLearner, Problem
from basinet.learners._base import Info, State
from basinet.learners._copies import whole
from basinet.learners._schedule import Moment, at, check_schedules
from basinet.training.answering import traced
from basinet.training.demands import check_memory, check_task, checked_weights


@dataclass(frozen=True)
class Epoch(Generic[State]):
    """A finished epoch.

    Attributes:
        number: counted from 1.
        state: the learner's state after it.
        info: means over the epoch of the scalars that the learner's steps report.
        first_loss: the loss of its first batch, before any step of it; None where none is known.
    """

    number: int
    state: State
    info: dict[str, float]
    first_loss: float | None = None

    def __setstate__(self, stored: dict[str, Any]) -> None:
        # A state may hold modules of a class that only the sending process could import.
        for name, value in stored.items():
            object.__setattr__(self, name, whole(value))


def train(
    learner: AbstractLearner[State],
    x: Float[np.ndarray, "samples features"],
    y: Int[np.ndarray, " samples"],
    *,
    epochs: int,
    batch_size: int,
    key: Key,
    classes: int,
    weights: Float[np.ndarray, " samples"] | None = None,
    after: Epoch[State] | None = None,
    course: float | None = None,
    reuse: bool = False,
    sharding: NamedSharding | None = None,
) -> Iterator[Epoch[State]]:
    """Train and yield each epoch when it is finished.

    The patterns are shuffled in each epoch; the last batch of an epoch is completed with the
    first patterns of the same shuffle.

    Args:
        learner: what learns.
        x: encoded patterns, float32.
        y: classes from 0 to classes - 1.
        epochs: the number of the last epoch to make.
        batch_size: patterns in a batch; at most the number of samples is used.
        key: the source of everything random: initial state, shuffles, dynamics.
        classes: number of classes.
        weights: of the patterns, at least 0, for a learner whose tags say that it takes them.
        after: the epoch to continue from; the learner's initial state without it.
        course: the epochs over which the learner's schedules stretch, `epochs` if None; infinite
            where nobody knows the end: the steps are then always the full ones.
        reuse: whether each epoch may overwrite the state of the one before, `after` included, so
            that the state is held once. An earlier epoch's state can then not be read any more.
        sharding: how the patterns of a batch lie on several devices, for example
            `NamedSharding(Mesh(jax.devices(), ("batch",)), PartitionSpec("batch"))`; the state is
            on all of them. The batch size must be a multiple of their number.

    Yields:
        `Epoch` for each finished epoch.

    Raises:
        ValueError: when shapes disagree, a class is out of range, a number is too small or a
            schedule is longer than the course.
    """
    use()
    check_task(x, y, classes)
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if value < 1:
            raise ValueError(f"{name} is {value}; it must be a whole number of at least 1")
    importance = checked_weights(learner, weights, len(x))
    course = float(epochs if course is None else course)
    check_schedules(learner, course)
    if after is None:
        after = first_epoch(learner, Problem(x.shape[1], classes), key)
    key_epochs = jax.random.fold_in(key, 1)
    lifted = traced(learner if math.isfinite(course) else at(learner, None))
    patterns, labels = jnp.asarray(x), jnp.asarray(y)
    state, size, number = after.state, min(batch_size, len(x)), after.number
    if sharding is not None:
        if size % sharding.num_devices:
            raise ValueError(
                f"a batch of {size} patterns cannot be divided among {sharding.num_devices}"
                " devices; choose a batch_size that is a multiple of their number"
            )
        everywhere = NamedSharding(sharding.mesh, PartitionSpec())
        state, patterns, labels = jax.device_put((state, patterns, labels), everywhere)
    del after
    advance = _epoch_in_place if reuse else _epoch
    while number < epochs:
        key_now = jax.random.fold_in(key_epochs, number + 1)
        begun = Moment(jnp.asarray(float(number)), jnp.asarray(course))
        task = (lifted, patterns, labels, importance, key_now, begun, size, sharding)
        state, found = advance(task, state)
        number += 1
        info, first = jax.device_get(found)
        yield Epoch(number, state, _floats(info), None if first is None else float(first))


def train_together(
    learners: Sequence[AbstractLearner[State]],
    x: Float[np.ndarray, "samples features"],
    y: Int[np.ndarray, " samples"],
    *,
    epochs: int,
    batch_size: int,
    keys: Sequence[Key],
    classes: int,
    after: Sequence[Epoch[State]],
    weights: Float[np.ndarray, " samples"] | None = None,
) -> Iterator[list[Epoch[State]]]:
    """Train several learners that differ only in their floats, as one compiled computation.

    Each learns what it would have learnt alone, up to rounding: no number of one meets a number
    of another. Sums may be rounded otherwise than in `train`, since other code is compiled; with
    as many learners the result of each is the same whatever the others are.

    Args:
        learners: of one class, alike in everything but their floats.
        x: encoded patterns, float32, the same for all.
        y: classes from 0 to classes - 1.
        epochs: the number of the last epoch to make.
        batch_size: patterns in a batch; at most the number of samples is used.
        keys: for each learner the source of everything random.
        classes: number of classes.
        after: for each learner the epoch to continue from, all with the same number.
        weights: of the patterns, for learners whose tags say that they take them.

    Yields:
        After each epoch one `Epoch` for each learner, in their order.

    Raises:
        ValueError: when shapes disagree, a class is out of range or the learners differ in more
            than floats.
    """
    check_task(x, y, classes)
    lifted = [traced(learner) for learner in learners]
    fixed = {
        (jax.tree.structure(it), tuple(jax.tree.leaves(eqx.filter(it, eqx.is_array, inverse=True))))
        for it in lifted
    }
    if len(fixed) != 1 or len({epoch.number for epoch in after}) != 1:
        raise ValueError(
            "learners that train together must be alike in everything but their floats, and must"
            " have finished the same number of epochs"
        )
    importance = checked_weights(learners[0], weights, len(x))
    for learner in learners:
        check_schedules(learner, float(epochs))
    together, states = _stacked(lifted), _stacked([epoch.state for epoch in after])
    key_epochs = jnp.stack([jax.random.fold_in(key, 1) for key in keys])
    samples = jnp.asarray(x), jnp.asarray(y), importance
    size = min(batch_size, len(x))
    for number in range(after[0].number + 1, epochs + 1):
        states, found = _epochs(
            together, states, samples, key_epochs, jnp.asarray([number, epochs]), size
        )
        infos, firsts = jax.device_get(found)
        yield [
            Epoch(
                number,
                _lane(states, i),
                _floats({name: v[i] for name, v in infos.items()}),
                None if firsts is None else float(firsts[i]),
            )
            for i in range(len(lifted))
        ]


def first_epoch(learner: AbstractLearner[State], problem: Problem, key: Key) -> Epoch[State]:
    """Return epoch 0: the learner's state before training with this key.

    Raises:
        MemoryError: when the state is larger than the memory.
    """
    use()
    check_memory(learner, problem)
    return Epoch(0, _init(traced(learner), problem, jax.random.fold_in(key, 0)), {})


@eqx.filter_jit
def _init(learner: AbstractLearner[State], problem: Problem, key: Key) -> State:
    return learner.init(problem, key)


def _floats(info: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in info.items()}


Found: TypeAlias = tuple[Info, Array | None]
"""The means over an epoch, and the loss of its first batch where the learner has one."""


def _pass(task: tuple, state: State) -> tuple[State, Found]:
    """One pass over the shuffled samples.

    The task: learner, samples, labels, their weights, key, moment of the beginning, batch size,
    sharding.
    """
    learner, x, y, weights, key, begun, batch_size, sharding = task
    key_order, key_steps = jax.random.split(key)
    batches = -(-x.shape[0] // batch_size)
    order = jnp.resize(jax.random.permutation(key_order, x.shape[0]), (batches, batch_size))

    def advance(state: State, batch: tuple[Array, Array]) -> tuple[State, Info]:
        chosen, number = batch
        patterns = x[chosen], y[chosen]
        if sharding is not None:
            patterns = jax.lax.with_sharding_constraint(patterns, sharding)
        moment = Moment(begun.epoch + number / batches, begun.epochs)
        given = (state, *patterns, jax.random.fold_in(key_steps, number))
        return at(learner, moment).step(*given, *(() if weights is None else (weights[chosen],)))

    state, info = jax.lax.scan(advance, state, (order, jnp.arange(batches)))
    first = info["loss"][0] if "loss" in info else None
    return state, (jax.tree.map(partial(jnp.mean, axis=0), info), first)


_epoch = eqx.filter_jit(_pass)
_epoch_in_place = eqx.filter_jit(_pass, donate="all-except-first")


@eqx.filter_jit
def _epochs(learners, states, samples, keys, numbers, batch_size) -> tuple[Any, Found]:
    """One epoch of several learners, stacked along a new first axis; its number and the last."""
    number, epochs = numbers
    begun = Moment(number - 1.0, epochs * 1.0)

    def one(learner: Any, state: Any, key: Key) -> tuple[Any, Found]:
        now = jax.random.fold_in(key, number)
        return _pass((learner, *samples, now, begun, batch_size, None), state)

    return eqx.filter_vmap(one)(learners, states, keys)


def _stacked(parts: Sequence[Any]) -> Any:
    """Stack the arrays of trees that are alike in everything else."""
    return jax.tree.map(lambda *v: jnp.stack(v) if eqx.is_array(v[0]) else v[0], *parts)


def _lane(stacked: Any, index: int) -> Any:
    return jax.tree.map(lambda v: v[index] if eqx.is_array(v) else v, stacked)
