"""Entangled images: signs of random projections, a task in which no input is a pixel."""

import numpy as np
from jaxtyping import Float32

_STRIP_ROWS = 4096


def entangle(
    x: Float32[np.ndarray, "samples pixels"], features: int = 100, seed: int = 0
) -> Float32[np.ndarray, "samples features"]:
    """Project each image on fixed random directions and keep the signs.

    The output is sign(x G), with one matrix G of independent standard normal entries
    [pixels features], the same for all rows; the sign of 0 is +1. This is the construction of
    "Entangled MNIST" (arXiv 2510.11984).

    Args:
        x: pixels in [0, 1], one image per row.
        features: number of random directions, at least 1.
        seed: seed of the matrix: the same seed gives the same task.

    Returns:
        Spins, -1 or +1.

    Raises:
        ValueError: x is not a matrix with values in [0, 1], or features is below 1.
    """
    if x.ndim != 2:
        raise ValueError(f"x has the shape {x.shape}; expected [samples pixels]")
    if features < 1:
        raise ValueError(f"features is {features}; expected at least 1")
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(
            f"the pixels run from {x.min()} to {x.max()}; expected [0, 1]: divide grey values by"
            " 255"
        )
    matrix = np.random.default_rng(seed).standard_normal((x.shape[1], features))
    spins = np.empty((len(x), features), np.float32)
    for start in range(0, len(x), _STRIP_ROWS):
        # float64: so that rounding decides no sign of a field that is not zero.
        fields = x[start : start + _STRIP_ROWS].astype(np.float64) @ matrix
        spins[start : start + _STRIP_ROWS] = np.where(fields >= 0, 1, -1)
    return spins
