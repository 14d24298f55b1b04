"""Random numbers of replicas, in whole numbers only: the same on every device.

Each replica has a generator of its own, so that what becomes of it does not depend on the others.
The native kernel (`basinet/core/native/chance.h`) makes the same numbers.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float32, Int8, Int32, UInt32
from numpy.random import PCG64, SeedSequence

NOISE_UNIT = 2.0**23 / np.log(2.0)
"""What an exponential number of mean 1 is multiplied by: the noise is log2 in units of 2^-23."""


def start(
    seed: int, course: int, replicas: int, n: int
) -> tuple[UInt32[np.ndarray, "replicas 4"], Int8[np.ndarray, "replicas n"]]:
    """Return generators and uniformly random spins for the replicas of one course.

    Those of a replica depend on (seed, course, its number) alone.
    """
    words = np.empty((replicas, 4), np.uint32)
    spins = np.empty((replicas, n), np.int8)
    for replica in range(replicas):
        source = PCG64(SeedSequence((seed, course, replica)))
        raw = np.asarray(source.random_raw(2 + -(-n // 64))).astype("<u8")
        words[replica] = raw[:2].view("<u4")
        spins[replica] = 2 * np.unpackbits(raw[2:].view(np.uint8), count=n).astype(np.int8) - 1
    words[~words.any(axis=1)] = 1  # a generator of zeros gives nothing else
    return words, spins


def advance(
    state: UInt32[Array, "replicas 4"],
) -> tuple[UInt32[Array, "replicas 4"], UInt32[Array, " replicas"]]:
    """Return the generators after one step and 32 random bits of each.

    It is xoshiro128++ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 2021).
    """
    a, b, c, d = state.T
    bits = _rotated(a + d, 7) + a
    shifted = b << 9
    c = c ^ a
    d = d ^ b
    b = b ^ c
    a = a ^ d
    return jnp.stack([a, b, c ^ shifted, _rotated(d, 11)], axis=1), bits


def exponential(bits: UInt32[Array, " replicas"]) -> Int32[Array, " replicas"]:
    """Return -log2(u) in units of 2^-23 of numbers u in (0, 1] that have these bits.

    The exponent and the fraction f of u as a float are its logarithm but for a rest
    f (1 - f) q(f) with a polynomial q, here in fixed point. The error is below 2^-16.
    """
    u = ((bits >> 1) | 1).astype(jnp.float32)
    log = jax.lax.bitcast_convert_type(u, jnp.int32)
    f = ((log + 64) >> 7) & 0xFFFF
    q = 6220 - (((f >> 1) * 1652) >> 15)
    for coefficient in (11882, 18049, 29001):
        q = coefficient - (((f >> 1) * q) >> 15)
    bend = (f * (65536 - f)) >> 14
    return (158 << 23) - log - ((bend * q) >> 11)


def metropolis(bits: UInt32[Array, " replicas"]) -> Float32[Array, " replicas"]:
    """Return exponential noise: a flip that costs x is made where x is at most the noise."""
    return exponential(bits).astype(jnp.float32)


def heat_bath(bits: UInt32[Array, " replicas"]) -> Float32[Array, " replicas"]:
    """Return logistic noise, with which a spin takes each value as often as in equilibrium."""
    return (exponential(bits) - exponential(~bits)).astype(jnp.float32)


def _rotated(words: UInt32[Array, " replicas"], by: int) -> UInt32[Array, " replicas"]:
    return (words << by) | (words >> (32 - by))
