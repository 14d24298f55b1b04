"""Storing pairs: a generator of finished epochs.

The arrays are filled up to a power of two and the number of pairs is a traced number, so that
memories of similar load share one compilation: a capacity is found by storing many different
numbers of pairs.
"""

from collections.abc import Iterator

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from basinet._types import Key
from basinet.learners import Problem, Steered
from basinet.learners._base import Info
from basinet.learners._schedule import Moment, at, check_schedules
from basinet.learners.steered import Wiring
from basinet.learners.steered.associate import associate
from basinet.training import Epoch, first_epoch
from basinet.training.answering import traced

_FEWEST_ROWS = 64
"""Loads up to here share one compilation: filling up costs nothing, compiling takes seconds."""


def store(
    learner: Steered,
    cues: Float[np.ndarray, "patterns features"],
    targets: Float[np.ndarray, "patterns units"],
    *,
    epochs: int,
    batch_size: int,
    key: Key,
    after: Epoch[Wiring] | None = None,
) -> Iterator[Epoch[Wiring]]:
    """Store pairs, in a new network or in one that holds others, and yield each finished epoch.

    The pairs are shuffled in each epoch; the last batch of an epoch is completed with the first
    pairs of the same shuffle.

    Args:
        learner: the network's settings.
        cues: patterns of -1 and +1, float32.
        targets: as many patterns of -1 and +1.
        epochs: passes over the pairs.
        batch_size: pairs in a batch; at most the number of pairs is used.
        key: the source of everything random.
        after: the epoch after which a network goes on; None for a new one.

    Yields:
        `Epoch` for each finished epoch; its info holds the means that `associate` reports.

    Raises:
        ValueError: when a schedule is longer than the epochs.
    """
    check_schedules(learner, float(epochs))
    problem = Problem(cues.shape[1], targets.shape[1])
    first = first_epoch(learner, problem, key) if after is None else after
    state, made = first.state, first.number
    key_epochs = jax.random.fold_in(key, 1)
    lifted, count = traced(learner), jnp.asarray(len(cues))
    pairs = jnp.asarray(_filled(cues)), jnp.asarray(_filled(targets))
    for number in range(made + 1, made + epochs + 1):
        key_now = jax.random.fold_in(key_epochs, number)
        begun = Moment(jnp.asarray(number - made - 1.0), jnp.asarray(float(epochs)))
        size = min(batch_size, len(cues))
        state, info = _epoch(lifted, state, *pairs, count, key_now, begun, size)
        yield Epoch(number, state, {name: float(v) for name, v in jax.device_get(info).items()})


@eqx.filter_jit
def _epoch(
    learner: Steered,
    state: Wiring,
    cues: Float[Array, "rows features"],
    targets: Float[Array, "rows units"],
    count: Int[Array, ""],
    key: Key,
    begun: Moment,
    size: int,
) -> tuple[Wiring, Info]:
    """One pass over the first `count` rows in random order, and the means of what it reports."""
    key_order, key_steps = jax.random.split(key)
    draws = jax.random.uniform(key_order, cues.shape[:1])
    order = jnp.argsort(jnp.where(jnp.arange(cues.shape[0]) < count, draws, jnp.inf))
    batches = -(-count // size)

    def step(state: Wiring, number: Int[Array, ""]) -> tuple[Wiring, Info]:
        chosen = order[(number * size + jnp.arange(size)) % count]
        key_now = jax.random.fold_in(key_steps, number)
        now = at(learner, Moment(begun.epoch + number / batches, begun.epochs))
        return associate(now, state, cues[chosen], targets[chosen], key_now)

    def advance(number: Array, done: tuple[Wiring, Info]) -> tuple[Wiring, Info]:
        state, info = step(done[0], number)
        return state, jax.tree.map(jnp.add, done[1], info)

    reported = eqx.filter_eval_shape(step, state, jnp.asarray(0))[1]
    nothing = jax.tree.map(lambda value: jnp.zeros(value.shape, value.dtype), reported)
    state, total = jax.lax.fori_loop(0, batches, advance, (state, nothing))
    return state, jax.tree.map(lambda value: value / batches, total)


def _filled(patterns: Float[np.ndarray, "patterns n"]) -> Float[np.ndarray, "rows n"]:
    """Return the patterns with rows of zeros after them, up to a power of two."""
    rows = max(_FEWEST_ROWS, 1 << (len(patterns) - 1).bit_length())
    return np.pad(patterns, ((0, rows - len(patterns)), (0, 0)))
