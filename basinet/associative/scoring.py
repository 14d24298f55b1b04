"""How well patterns were retrieved."""

import numpy as np
from jaxtyping import Bool, Float, Shaped
from sklearn.metrics import pairwise_distances_argmin

from basinet.memories import Values


def overlaps(
    found: Shaped[np.ndarray, "patterns units"],
    wanted: Shaped[np.ndarray, "patterns units"],
    values: Values,
) -> Float[np.ndarray, " patterns"]:
    """Return the overlap of what was retrieved with what should have been.

    m = sum y t / sum t^2 for spins and diluted patterns, which is 1 for a perfect retrieval
    whatever is blank; the cosine for real vectors.

    Args:
        found: y.
        wanted: t.
        values: what the components are.
    """
    y, t = found.astype(float), wanted.astype(float)
    scale = np.sum(t * t, axis=1)
    if values is Values.REALS:
        scale = np.sqrt(scale * np.sum(y * y, axis=1))
    return np.sum(y * t, axis=1) / np.where(scale > 0, scale, 1)


def nearest_is_own(
    found: Float[np.ndarray, "patterns units"],
    wanted: Float[np.ndarray, "patterns units"],
    stored: Float[np.ndarray, "stored units"],
) -> Bool[np.ndarray, " patterns"]:
    """Return whether the stored pattern nearest to what was retrieved is the wanted one.

    Args:
        found: what was retrieved.
        wanted: what should have been.
        stored: all patterns among which to look.
    """
    nearest = stored[pairwise_distances_argmin(found, stored)]
    return np.all(nearest == wanted, axis=1)
