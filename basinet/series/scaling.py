"""How features become inputs of a reservoir: each column minus a number, times a number."""

from typing import Any

import numpy as np
from jaxtyping import Float

from basinet.data import ENCODERS, AbstractEncoder, Raw, Rescale, Standardise
from basinet.settings import read_encoder

_ALLOWED = Standardise | Rescale | Raw


def scaler(given: Any) -> AbstractEncoder:
    """Return the encoder that a parameter means: an object or a name.

    Raises:
        ValueError: when it is none that shifts and scales, as free running needs one.
    """
    found = read_encoder(given) if isinstance(given, str) else given
    if not isinstance(found, _ALLOWED):
        names = ", ".join(name for name in ENCODERS if name != "binarise")
        raise ValueError(f"encoder is {given!r}; for series it must be one of {names}")
    return found


def measured(
    encoder: AbstractEncoder, x: Float[np.ndarray, "steps features"]
) -> tuple[Float[np.ndarray, " features"], Float[np.ndarray, " features"]]:
    """Return what is subtracted from each column, and by what it is multiplied then."""
    features = x.shape[1]
    found = encoder.measure(x)
    if not found or found.get("spins", False):
        return np.zeros(features), np.ones(features)
    spread = np.broadcast_to(found["deviation"], features).astype(float)
    scale = np.divide(1.0, spread, out=np.zeros(features), where=spread > 0)
    return np.broadcast_to(found["mean"], features).astype(float), scale
