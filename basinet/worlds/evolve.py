"""Let a world go, and record what is seen of it: one compiled scan."""

from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from basinet._memory import refuse_above
from basinet._types import Key
from basinet.worlds._base import AbstractWorld, Seen

_BEGINNING = 2**32 - 1
"""What the key of the initial state is folded with: the number of no tick."""


class Evolution(NamedTuple):
    """What a run of a world came to.

    Attributes:
        state: the last one.
        ticks: the moments that were observed, `[moments]`.
        seen: what was seen at each of them, stacked along a first axis.
    """

    state: Any
    ticks: Int[np.ndarray, " moments"]
    seen: Any


def observed(world: AbstractWorld, state: Any) -> Seen:
    """Return the observables of a state: what `evolve` records unless it is told otherwise."""
    return world.observe(state)


def beginning(world: AbstractWorld, key: Key) -> Any:
    """Return the state at time 0 from which `evolve` starts with this key."""
    return _beginning(lifted(world), key)


def evolve(
    world: AbstractWorld,
    key: Key,
    *,
    steps: int,
    every: int = 1,
    start: Any = None,
    see: Callable[[AbstractWorld, Any], Any] = observed,
) -> Evolution:
    """Make a number of ticks and record what is seen after each `every` of them.

    Tick t has the key `fold_in(key, t)`: a run that goes on from the last state of another, with
    the same key, ends bit for bit where one run of all ticks does. Other floats of a world compile
    nothing new.

    Args:
        world: the agents and their rule.
        key: of everything random.
        steps: how many ticks, at least 1.
        every: the ticks from one observation to the next, from 1 to `steps`; ticks that are left
            at the end are made, too, and not observed.
        start: where to begin; `beginning(world, key)` without it.
        see: a function from the world and a state to arrays.

    Raises:
        ValueError: when there are no ticks or `every` is out of range.
    """
    _check(steps, every)
    world = lifted(world)
    if start is None:
        check_size(world, key)
    state = _beginning(world, key) if start is None else start
    first = int(state.time)
    state, seen = _evolve(world, state, key, jnp.asarray(every), steps // every, see)
    state = advance(world, state, key, steps % every)
    ticks = first + every * np.arange(1, steps // every + 1)
    return Evolution(state, ticks, jax.tree.map(np.asarray, seen))


def advance(world: AbstractWorld, state: Any, key: Key, ticks: int) -> Any:
    """Return the state some ticks later, as `evolve` would; any number of ticks compiles once.

    Args:
        world: the agents and their rule, best from `lifted`.
        state: where to begin.
        key: of everything random.
        ticks: how many, 0 or more.
    """
    return _rest(world, state, key, jnp.asarray(ticks, jnp.int32))


def check_size(world: AbstractWorld, key: Key) -> None:
    """Refuse a world whose state is larger than the memory.

    Raises:
        MemoryError: with what is needed and what there is.
    """
    arrays = jax.tree.leaves(eqx.filter_eval_shape(_beginning, world, key))
    # A tick holds the state before, the state after, and about as much on the way.
    needed = 3 * sum(float(np.prod(a.shape)) * a.dtype.itemsize for a in arrays)
    refuse_above(needed, "a tick of this world", "choose fewer units")


def lifted(world: AbstractWorld) -> AbstractWorld:
    """Return the world with its floats as arrays, so that other values compile nothing new."""
    return jax.tree.map(lambda v: jnp.asarray(v) if isinstance(v, float) else v, world)


@eqx.filter_jit
def _beginning(world: AbstractWorld, key: Key) -> Any:
    return world.init(jax.random.fold_in(key, _BEGINNING))


@eqx.filter_jit
def _evolve(
    world: AbstractWorld,
    state: Any,
    key: Key,
    every: Int[Array, ""],
    moments: int,
    see: Callable[[AbstractWorld, Any], Any],
) -> tuple[Any, Any]:
    def onwards(state: Any, _: None) -> tuple[Any, Any]:
        after = _ticks(world, state, key, every)
        return after, see(world, after)

    return jax.lax.scan(onwards, state, None, length=moments)


@eqx.filter_jit
def _rest(world: AbstractWorld, state: Any, key: Key, ticks: Int[Array, ""]) -> Any:
    return _ticks(world, state, key, ticks)


def _ticks(world: AbstractWorld, state: Any, key: Key, ticks: Int[Array, ""]) -> Any:
    def tick(_: Int[Array, ""], state: Any) -> Any:
        return world.step(state, jax.random.fold_in(key, state.time))

    return jax.lax.fori_loop(0, ticks, tick, state)


def _check(steps: int, every: int) -> None:
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps < 2**31:
        raise ValueError(f"steps is {steps!r}; expected a whole number from 1 to 2147483647")
    if isinstance(every, bool) or not isinstance(every, int) or not 1 <= every <= steps:
        raise ValueError(
            f"every is {every!r}; expected a whole number from 1 to {steps}, the steps"
        )
