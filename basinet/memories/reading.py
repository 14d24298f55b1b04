"""Cues as `Modern` reads them: centred, of unit length, with what is not known at the mean.

A cue whose hidden part was blacked out looks like one whose part is black. Both readings of its
zeros are compared with what is stored: as values over all components, as nothing known over the
others. The one that agrees better with some stored pattern, by the cosine, is taken. A hidden half
of a digit changes the cosine with its own picture from 1 to about 0.6, so that the two are easily
told apart.
"""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._types import PRECISION
from basinet.memories.preparations import AbstractPreparation

_TIE = 1e-4
"""By how much the cosine must be larger before zeros count as nothing known."""


def read(
    rows: Float[Array, "patterns n"],
    spare: Float[Array, " patterns"],
    mean: Float[Array, " n"],
    cues: Float[Array, "batch n"],
    known: Bool[Array, "batch n"] | None,
    preparation: AbstractPreparation,
) -> tuple[Float[Array, "batch n"], Bool[Array, "batch n"]]:
    """Return the states at which recall starts, and which of their components stay.

    Args:
        rows: the stored patterns, prepared.
        spare: -inf for each row that is no pattern, 0 for the others.
        mean: what was subtracted from them.
        cues: as they came.
        known: which of their components are known; None where that is not said.
        preparation: in which lengths vectors count.
    """
    if known is not None:
        return preparation.scaled(jnp.where(known, cues - mean, 0)), known
    whole, part = cues - mean, jnp.where(cues == 0, 0, cues - mean)
    seen = (cues != 0).astype(rows.dtype)
    lengths = jnp.sqrt(jnp.matmul(seen, (rows**2).T, precision=PRECISION))
    full = jnp.sqrt(jnp.sum(rows**2, axis=1))[None]
    by_part = jnp.max(_cosines(part, rows, lengths) + spare, axis=1)
    by_whole = jnp.max(_cosines(whole, rows, full) + spare, axis=1)
    hidden = jnp.any(cues == 0, axis=1) & (by_part > by_whole + _TIE)
    start = preparation.scaled(jnp.where(hidden[:, None], part, whole))
    return start, hidden[:, None] & (cues != 0)


def as_values(
    mean: Float[Array, " n"], cues: Float[Array, "batch n"], preparation: AbstractPreparation
) -> tuple[Float[Array, "batch n"], Bool[Array, "batch n"]]:
    """Return the states at which recall starts where zeros are values, and that nothing stays."""
    return preparation.scaled(cues - mean), jnp.zeros(cues.shape, bool)


def _cosines(
    vectors: Float[Array, "batch n"],
    rows: Float[Array, "patterns n"],
    lengths: Float[Array, "#batch patterns"],
) -> Float[Array, "batch patterns"]:
    scale = jnp.sqrt(jnp.sum(vectors**2, axis=1))[:, None] * lengths
    product = jnp.matmul(vectors, rows.T, precision=PRECISION)
    return jnp.where(scale > 0, product / jnp.where(scale > 0, scale, 1), 0)
