"""Fields on a ring whose pixels are not Gaussian, and their Gaussian twin of equal covariance.

A Gaussian field z with <z_i z_j> = exp(-d_ij^2 / xi^2) goes through an error function, which
sharpens its edges: x = erf(g z) / Z. Two correlation lengths are the two classes (Ingrosso and
Goldt, arXiv 2202.00565). With a = 2 g^2 / (1 + 2 g^2) the factor Z^2 = (2/pi) arcsin(a) makes the
variance 1, and the covariance is arcsin(a c_ij) / arcsin(a).

No label changes when x is negated, while a steered network without thresholds starts from silence
and is odd: scores(-x) = -scores(x). `with_constant` adds what it
needs: one more input, which does not change.
"""

import numpy as np
from jaxtyping import Float, Float32, Int
from scipy.special import erf

_LEAST = 1e-12


def correlation(pixels: int, length: float) -> Float[np.ndarray, "pixels pixels"]:
    """Return exp(-d^2 / xi^2) on a ring, d the shorter way round.

    Raises:
        ValueError: when there are fewer than 2 pixels or the length is not above 0.
    """
    if pixels < 2 or not 0 < length < float("inf"):
        raise ValueError(f"pixels is {pixels} and length {length}; give at least 2, and above 0")
    apart = np.abs(np.subtract.outer(np.arange(pixels), np.arange(pixels)))
    return np.exp(-(np.minimum(apart, pixels - apart) ** 2) / length**2)


def covariance(pixels: int, length: float, gain: float) -> Float[np.ndarray, "pixels pixels"]:
    """Return the covariance of the pixels of both sets, arcsin(a c_ij) / arcsin(a).

    Raises:
        ValueError: when a number is out of range.
    """
    a = _share(gain)
    return np.arcsin(a * correlation(pixels, length)) / np.arcsin(a)


def nonlinear_gaussian(
    samples: int, pixels: int, length: float, gain: float, seed: int
) -> Float32[np.ndarray, "samples pixels"]:
    """Return fields whose pixels have negative excess kurtosis: the larger the gain, the sharper.

    Args:
        samples: how many.
        pixels: of the ring.
        length: xi, the correlation length in pixels.
        gain: g; towards 0 the fields become Gaussian, towards infinity +-1.
        seed: of the draw.

    Raises:
        ValueError: when a number is out of range.
    """
    scale = (2 / np.pi * np.arcsin(_share(gain))) ** 0.5
    drawn = _drawn(correlation(pixels, length), samples, seed)
    return (erf(gain * drawn) / scale).astype(np.float32)


def gaussian_twin(
    samples: int, pixels: int, length: float, gain: float, seed: int
) -> Float32[np.ndarray, "samples pixels"]:
    """Return Gaussian fields with the covariance of `nonlinear_gaussian`, with its arguments."""
    return _drawn(covariance(pixels, length, gain), samples, seed).astype(np.float32)


def two_lengths(
    samples: int,
    pixels: int = 40,
    lengths: tuple[float, float] = (2.0, 8.0),
    gain: float = 3.0,
    *,
    seed: int,
    gaussian: bool = False,
) -> tuple[Float32[np.ndarray, "samples pixels"], Int[np.ndarray, " samples"]]:
    """Return fields of two correlation lengths, mixed, and which of the two each has.

    Args:
        samples: how many of both together.
        pixels: of the ring.
        lengths: of class 0 and of class 1.
        gain: as for `nonlinear_gaussian`.
        seed: of the draw.
        gaussian: whether they are the Gaussian twins.
    """
    draw = gaussian_twin if gaussian else nonlinear_gaussian
    labels = np.random.default_rng([seed, 2]).integers(2, size=samples)
    both = [draw(samples, pixels, length, gain, 2 * seed + k) for k, length in enumerate(lengths)]
    return np.where(labels[:, None] == 0, *both), labels


def with_constant(
    x: Float32[np.ndarray, "samples pixels"], value: float = 3.0
) -> Float32[np.ndarray, "samples inputs"]:
    """Return patterns with one more input that is the same for all."""
    return np.concatenate([x, np.full((len(x), 1), value, np.float32)], axis=1)


def _share(gain: float) -> float:
    if not 0 < gain < float("inf"):
        raise ValueError(f"gain is {gain}; it must be a number above 0")
    return 2 * gain**2 / (1 + 2 * gain**2)


def _drawn(
    covariance: Float[np.ndarray, "pixels pixels"], samples: int, seed: int
) -> Float[np.ndarray, "samples pixels"]:
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, _LEAST * values[-1]))
    return np.random.default_rng(seed).standard_normal((samples, len(root))) @ root.T
