"""Settling: sweeps until nothing moves, with a certificate for each pattern.

A pattern is at rest when a sweep from its state would move no unit by more than a tolerance; it
then keeps this state, whatever the others of the batch still do, so that no answer depends on its
company. A state at rest that is settled again under the same conditions stays bit for bit.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from basinet.learners.contrastive.energy import Energy, Nudge, States


class Patience(NamedTuple):
    """How long a network may settle.

    Attributes:
        sweeps: the most sweeps, a whole number.
        tolerance: by how much a sweep may still move a unit at rest.
    """

    sweeps: int
    tolerance: Float[Array, ""] | float


class Settled(NamedTuple):
    """Where a network came to.

    Attributes:
        states: the activities.
        sweeps: how many each pattern made until it was at rest, `[batch]`.
        at_rest: whether a further sweep would move no unit of it by more than the tolerance.
    """

    states: States
    sweeps: Int[Array, " batch"]
    at_rest: Bool[Array, " batch"]


def settle(energy: Energy, start: States, nudge: Nudge, patience: Patience) -> Settled:
    """Sweep until every pattern is at rest, or for as long as patience allows."""
    batch = len(energy.drive)

    def goes_on(carried: tuple) -> Bool[Array, ""]:
        made, _, moving, _ = carried
        return (made < patience.sweeps) & jnp.any(moving)

    def advance(carried: tuple) -> tuple:
        made, states, moving, sweeps = carried
        after = energy.sweep(states, nudge)
        # Written so that a NaN counts as moving.
        moving = moving & ~(moved(states, after) <= patience.tolerance)
        kept = tuple(
            jnp.where(moving[:, None], new, old) for old, new in zip(states, after, strict=True)
        )
        return made + 1, kept, moving, sweeps + moving

    begun = jnp.ones(batch, bool), jnp.zeros(batch, jnp.int32)
    _, states, moving, sweeps = jax.lax.while_loop(
        goes_on, advance, (jnp.asarray(0), start, *begun)
    )
    return Settled(states, sweeps, ~moving)


def followed(
    energy: Energy, start: States, nudge: Nudge, sweeps: int
) -> tuple[States, Float[Array, "points batch"], Float[Array, "sweeps batch"]]:
    """Return the states after some sweeps, the energies on the way, and how much units moved.

    The energies are with the nudge, at the start and after each sweep.
    """

    def advance(states: States, _: None) -> tuple[States, tuple[Array, Array]]:
        after = energy.sweep(states, nudge)
        return after, (energy.nudged(after, nudge), moved(states, after))

    end, (values, steps) = jax.lax.scan(advance, start, length=sweeps)
    return end, jnp.concatenate([energy.nudged(start, nudge)[None], values]), steps


def moved(before: States, after: States) -> Float[Array, " batch"]:
    """Return by how much the unit of a pattern moved that moved most."""
    steps = [jnp.max(jnp.abs(new - old), axis=1) for old, new in zip(before, after, strict=True)]
    return jnp.max(jnp.stack(steps), axis=0)
