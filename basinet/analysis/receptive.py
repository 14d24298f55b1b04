"""Receptive fields: how localised the input weights of neurons are, and where they look."""

import numpy as np
from jaxtyping import Float

Fields = Float[np.ndarray, "neurons pixels"]


def participation(fields: Fields) -> Float[np.ndarray, " neurons"]:
    """Return the inverse participation ratio, sum w^4 / (sum w^2)^2, of each neuron.

    1 for a single pixel, 1/n for a flat field, 3/(2n) for a wave, about 3/n for Gaussian weights
    (Ingrosso and Goldt, arXiv 2202.00565); NaN where all weights are 0.
    """
    squares = np.asarray(fields, float) ** 2
    total = squares.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(total > 0, (squares**2).sum(axis=1) / total**2, np.nan)


def centres(fields: Fields) -> Float[np.ndarray, " neurons"]:
    """Return the place on a ring of n pixels around which w^2 lies, from 0 to below n."""
    angle = np.angle(_moment(fields))
    pixels = fields.shape[1]
    return (angle / (2 * np.pi) * pixels) % pixels


def widths(fields: Fields) -> Float[np.ndarray, " neurons"]:
    """Return the circular deviation of w^2 on the ring, in pixels: 0 for a single one."""
    length = np.clip(np.abs(_moment(fields)), 1e-300, 1.0)
    return np.sqrt(-2 * np.log(length)) * fields.shape[1] / (2 * np.pi)


def coverage(places: Float[np.ndarray, " neurons"], pixels: int, boxes: int) -> float:
    """Return which share of equal parts of the ring has a centre in it: 1 where fields tile it.

    Raises:
        ValueError: when there are no such parts.
    """
    if not 1 <= boxes <= pixels:
        raise ValueError(f"boxes is {boxes}; it must be from 1 to {pixels}")
    return len(np.unique((places * boxes / pixels).astype(int) % boxes)) / boxes


def _moment(fields: Fields) -> np.ndarray:
    squares = np.asarray(fields, float) ** 2
    angles = 2j * np.pi * np.arange(fields.shape[1]) / fields.shape[1]
    total = squares.sum(axis=1)
    return (squares @ np.exp(angles)) / np.where(total > 0, total, np.nan)
