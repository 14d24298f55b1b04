"""Relaxation: repeat sweeps until every spin agrees with its field, or time is up.

`relax` stops when all patterns are settled; `trace` runs a fixed number of sweeps and records
what an observer sees after each. Neither raises: how a relaxation ended is part of its result.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from basinet._html import spread, table
from basinet._types import Field, Key, Spins
from basinet.core import native
from basinet.core.dynamics import (
    AbstractDynamics,
    Sequential,
    Synchronous,
    are_apart,
    matrix,
    single,
)
from basinet.core.native.settle import settle, settle_synapses
from basinet.core.network import Configuration, Network, align
from basinet.core.repeats import Kept, nothing_kept, seen
from basinet.core.sparse import Sparse
from basinet.core.stimulus import Stimulus


class Outcome(IntEnum):
    """How the relaxation of one pattern ended."""

    FIXED_POINT = 0
    CYCLE = 1
    OUT_OF_TIME = 2

    def explain(self) -> str:
        """Return a sentence that says what the outcome means and what to try."""
        return {
            Outcome.FIXED_POINT: "every spin agrees with its local field",
            Outcome.CYCLE: "the synchronous dynamics alternates between two states;"
            " a random subset or a larger self-coupling breaks the cycle",
            Outcome.OUT_OF_TIME: "some spins still disagree with their field;"
            " allow more sweeps or a larger self-coupling",
        }[self]


def endings(
    outcome: Any, steps: Any, shape: tuple[int, ...], word: str
) -> list[tuple[str, object]]:
    """Return how many patterns ended in each way and after how many steps, for a table.

    Args:
        outcome: for each pattern a value of `Outcome`.
        steps: for each pattern how many were made.
        shape: of the last states, `(batch, n)`.
        word: what a step is called.
    """
    ended = np.asarray(outcome)
    rows: list[tuple[str, object]] = [("patterns", f"{shape[0]:,}"), ("neurons", f"{shape[1]:,}")]
    names = {Outcome.FIXED_POINT: "at a fixed point", Outcome.CYCLE: "in a cycle of two"}
    shares = [
        (names.get(one, "out of time"), f"{np.mean(ended == one.value):.1%}") for one in Outcome
    ]
    return [*rows, *shares, (word, spread(np.asarray(steps).tolist()))]


class Relaxation(eqx.Module):
    """The end of a relaxation.

    Attributes:
        configuration: the last spins `[batch, n]` and their recurrent field.
        sweeps: for each pattern the number of sweeps after which it was settled, or the number
            made when it did not settle.
        outcome: for each pattern a value of `Outcome`.
    """

    configuration: Configuration
    sweeps: Int[Array, " batch"]
    outcome: Int[Array, " batch"]

    @property
    def spins(self) -> Float[Array | np.ndarray, "batch n"]:
        """The last spins, `[batch, n]`."""
        return self.configuration.spins

    def _repr_html_(self) -> str:
        """Return how the relaxations ended, as a table."""
        return table("Relaxation", endings(self.outcome, self.sweeps, self.spins.shape, "sweeps"))


class _Progress(eqx.Module):
    """What the loop of `relax` carries: the present, the spins two sweeps ago, the certificate.

    What is `kept` to recognise a circle is None where a state does not decide what follows.
    """

    sweep: Int[Array, ""]
    now: Configuration
    before: Spins
    earlier: Spins
    settled: Bool[Array, " batch"]
    sweeps: Int[Array, " batch"]
    kept: Kept | None


def relax(
    network: Network,
    dynamics: AbstractDynamics,
    stimulus: Stimulus,
    start: Configuration,
    key: Key,
    *,
    max_sweeps: int,
) -> Relaxation:
    """Sweep until every pattern is settled under a steady stimulus, at most `max_sweeps` times.

    A pattern is settled when every spin agrees with its local field; further sweeps leave it as
    it is, so that stopping early changes nothing. Nor does it when no pattern can change any more,
    or when all go in a circle: what is left of the sweeps is then not made, but counted.

    Args:
        network: the couplings.
        dynamics: the update rule.
        stimulus: the external field; no stop before the sweep from which it is steady.
        start: where to begin, for example `silent(...)` or `network.place(spins)`.
        key: for update rules with a random part.
        max_sweeps: the largest number of sweeps, 0 or more.

    Returns:
        The last configuration with the sweeps made and the outcome for each pattern.
    """
    steady = stimulus.envelope.steady_from() == 0
    everyone = isinstance(dynamics, Synchronous | Sequential)  # is offered an update in a sweep
    if steady and everyone and are_apart(network.couplings):
        return _alone(network, dynamics, stimulus(0), start, max_sweeps)
    if not (isinstance(dynamics, Synchronous) and steady):
        return _loop(network, dynamics, stimulus, start, key, max_sweeps)
    inner, own = single(network.couplings), network.self_coupling
    given = (
        start.spins,
        start.recurrent,
        stimulus(0),
        jnp.broadcast_to(own, start.spins.shape[1:]),
        jnp.asarray(max_sweeps, jnp.int32),
    )

    def in_jax(*_: Array) -> tuple[Array, Array, Array, Array]:
        # The arguments are for the native code, which makes all sweeps in one call.
        return _parts(_loop(network, dynamics, stimulus, start, key, max_sweeps))

    weights = matrix(inner)
    if isinstance(inner, Sparse) and native.ready(*given[:4], inner.weights):
        end = jax.lax.platform_dependent(
            *given, *inner.listed(), cpu=settle_synapses, default=in_jax
        )
    elif weights is not None and native.ready(*given[:4], weights):
        end = jax.lax.platform_dependent(*given, weights, cpu=settle, default=in_jax)
    else:
        end = in_jax()
    spins, recurrent, sweeps, outcome = end
    return Relaxation(Configuration(spins, recurrent), sweeps, outcome)


def _alone(
    network: Network,
    dynamics: AbstractDynamics,
    external: Field,
    start: Configuration,
    max_sweeps: int,
) -> Relaxation:
    """`relax` where no neuron hears of another: after one sweep nothing changes any more."""
    still = network.settled(start, external)
    swept = align(network.field(start, external), start.spins)
    spins = jnp.where(max_sweeps > 0, swept, start.spins)
    end = Configuration(spins, start.recurrent)
    settled = network.settled(end, external)
    # What is silent and has no field stays so, and is no state: the sweeps go on for nothing.
    as_before = jnp.all(spins == start.spins, axis=1) & (max_sweeps == 2) | (max_sweeps > 2)
    unsettled = Outcome.CYCLE if dynamics.is_deterministic() else Outcome.OUT_OF_TIME
    outcome = jnp.where(as_before, unsettled.value, Outcome.OUT_OF_TIME.value)
    outcome = jnp.where(settled, Outcome.FIXED_POINT.value, outcome)
    sweeps = jnp.where(still, 0, jnp.where(settled, min(1, max_sweeps), max_sweeps))
    return Relaxation(end, sweeps, outcome)


def _parts(end: Relaxation) -> tuple[Array, Array, Array, Array]:
    return end.configuration.spins, end.configuration.recurrent, end.sweeps, end.outcome


def _loop(
    network: Network,
    dynamics: AbstractDynamics,
    stimulus: Stimulus,
    start: Configuration,
    key: Key,
    max_sweeps: int,
) -> Relaxation:
    """`relax` in JAX, for all couplings and dynamics."""
    steady_from = stimulus.envelope.steady_from()

    def unfinished(at: _Progress) -> Bool[Array, ""]:
        done = jnp.all(at.settled) & (at.sweep >= steady_from)
        return (at.sweep < max_sweeps) & ~done

    def advance(at: _Progress) -> _Progress:
        after = at.sweep + 1
        key_now = jax.random.fold_in(key, at.sweep)
        now = dynamics.sweep(network, stimulus(at.sweep), at.now, key_now)
        settled, idle = network.settled(now, stimulus(after)), network.is_idle(now, stimulus(after))
        # Of sweeps in which nothing can change two are made, since they tell how it ended.
        ended = idle & (after >= steady_from)
        counted, kept = jnp.where(ended, jnp.maximum(after, max_sweeps - 2), after), at.kept
        if kept is not None:
            counted, kept = seen(kept, now, counted, max_sweeps, steady_from)
        sweeps = jnp.where(settled, jnp.where(at.settled, at.sweeps, after), counted)
        return _Progress(counted, now, at.now.spins, at.before, settled, sweeps, kept)

    batch = start.spins.shape[0]
    settled = network.settled(start, stimulus(0))
    first = _Progress(
        jnp.asarray(0),
        start,
        jnp.zeros_like(start.spins),
        jnp.zeros_like(start.spins),
        settled,
        jnp.zeros(batch, int),
        nothing_kept(start) if dynamics.is_deterministic() else None,
    )
    end = jax.lax.while_loop(unfinished, advance, first)
    # The state of two sweeps ago proves a cycle only if the map was the same in both sweeps.
    repeated = jnp.all(end.now.spins == end.earlier, axis=1) & (end.sweep >= steady_from + 2)
    unsettled = Outcome.CYCLE if dynamics.is_deterministic() else Outcome.OUT_OF_TIME
    outcome = jnp.where(
        end.settled & (end.sweep >= steady_from),
        Outcome.FIXED_POINT.value,
        jnp.where(repeated, unsettled.value, Outcome.OUT_OF_TIME.value),
    )
    return Relaxation(end.now, end.sweeps, outcome)


def certify(network: Network, stimulus: Stimulus, end: Relaxation) -> Relaxation:
    """Return the relaxation with every fixed point re-verified from scratch.

    A relaxation follows the field as spins flip; here it is computed anew from the last spins. A
    pattern whose field was so close to zero that rounding decides is not called a fixed point.

    Args:
        network: the couplings of the relaxation.
        stimulus: its external field; the amplitude after the last sweep counts.
        end: the relaxation.
    """
    now = network.place(end.configuration.spins)
    settled = network.settled(now, stimulus(stimulus.envelope.steady_from()))
    refuted = ~settled & (end.outcome == Outcome.FIXED_POINT.value)
    outcome = jnp.where(refuted, Outcome.OUT_OF_TIME.value, end.outcome)
    return Relaxation(now, end.sweeps, outcome)


def trace(
    network: Network,
    dynamics: AbstractDynamics,
    stimulus: Stimulus,
    start: Configuration,
    key: Key,
    observe: Callable[[Configuration], Any],
    *,
    sweeps: int,
) -> Any:
    """Make a fixed number of sweeps and record what is observed after each.

    Args:
        network: the couplings.
        dynamics: the update rule.
        stimulus: the external field.
        start: where to begin.
        key: used as in `relax`: both follow the same trajectory.
        observe: a function from a configuration to arrays.
        sweeps: the number of sweeps.

    Returns:
        The observations, stacked along a new first axis of length `sweeps`.
    """

    def advance(now: Configuration, sweep: Int[Array, ""]) -> tuple[Configuration, Any]:
        after = dynamics.sweep(network, stimulus(sweep), now, jax.random.fold_in(key, sweep))
        return after, observe(after)

    return jax.lax.scan(advance, start, jnp.arange(sweeps))[1]
