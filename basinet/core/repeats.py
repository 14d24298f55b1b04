"""Sweeps that need not be made: those of a relaxation that goes in a circle."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Int

from basinet.core.network import Configuration

FIRST = 8
"""Sweep after which a configuration is first kept; most patterns have settled then."""

CERTAIN = 64
"""Returns of all spins after which they go in a circle also where fields are rounded otherwise."""


class Kept(eqx.Module):
    """A configuration by which a circle is recognised, under dynamics that are the same map.

    Kept after 8, 16, 32, ... sweeps, so that a cycle of any length is found (Brent 1980).

    Attributes:
        configuration: what is kept.
        sweep: after which sweep; 0 for none.
        returns: how often all spins have come back to it.
    """

    configuration: Configuration
    sweep: Int[Array, ""]
    returns: Int[Array, ""]


def nothing_kept(like: Configuration) -> Kept:
    """Return what is kept at the start of a relaxation."""
    return Kept(like, jnp.asarray(0), jnp.asarray(0))


def seen(
    kept: Kept,
    now: Configuration,
    after: Int[Array, ""],
    most: Int[Array, ""] | int,
    steady_from: Int[Array, ""] | int,
) -> tuple[Int[Array, ""], Kept]:
    """Return how many sweeps count as made, and what is kept from now on.

    Spins that come back with the same field to the last bit come back for ever: whole rounds are
    left out, and the configuration after `most` sweeps is the same. Where the rounding of fields
    differs from round to round, many rounds are made before. The last two sweeps, which tell how
    the relaxation ended, belong to the circle.

    Args:
        kept: what is kept so far.
        now: the configuration.
        after: the number of the sweep that led to it.
        most: the largest number of sweeps.
        steady_from: the sweep from which on all sweeps are the same map.
    """
    back = (kept.sweep > 0) & jnp.all(now.spins == kept.configuration.spins)
    returns, way = kept.returns + back, after - kept.sweep
    exact = jnp.all(now.recurrent == kept.configuration.recurrent)
    certain = back & (way > 1) & (exact | (returns >= CERTAIN))
    counted = jnp.where(certain, most - (most - after) % jnp.maximum(way, 1), after)
    keep = (after >= jnp.maximum(FIRST, steady_from)) & (after & (after - 1) == 0)
    of = jax.tree.map(partial(jnp.where, keep), now, kept.configuration)
    return counted, Kept(of, jnp.where(keep, after, kept.sweep), jnp.where(keep, 0, returns))
