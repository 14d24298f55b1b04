"""Energies of overlaps: how N spins interact P at a time, and what a flip of one is worth.

A stored vector x, with components from -1 to +1, adds to H/(-N) one of

    powers:    ((1/N) sum_i x_i s_i)^P
    distinct:  (1/N^P) sum over i_1, .., i_P all different of x_{i_1} s_{i_1} .. x_{i_P} s_{i_P}.

The first contains terms in which a neuron meets itself, textbooks have the second. Neither needs
the tensor of N^P couplings: both are functions of sums over neurons that are carried along, one
for each stored vector (for distinct neurons one for every odd power of x below P, by Newton's
identities).
"""

import math
from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short


class AbstractInteraction(eqx.Module):
    """A function of carried sums, for any number P of neurons that interact, at least 2."""

    @abstractmethod
    def sums(self, order: int) -> int:
        """Return how many sums are carried along for each stored vector."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def vectors(
        self, sums: Float[Array, "patterns n"], counts: Float[Array, " patterns"], order: int
    ) -> Float[Array, "powers patterns n"]:
        """Return what the carried sums are sums of.

        Args:
            sums: for each stored vector the sum of its examples.
            counts: their numbers, so that x = sums / counts.
            order: P.
        """

    @abstractmethod
    def total(
        self,
        carried: Float[Array, "powers batch patterns"],
        vectors: Float[Array, "powers patterns n"],
        counts: Float[Array, " patterns"],
        order: int,
    ) -> Float[Array, " batch"]:
        """Return the sum over stored vectors of what each adds to H/(-N).

        Args:
            carried: the sums over neurons of `vectors` times the spins.
            vectors: as `vectors` returns them.
            counts: the numbers of examples.
            order: P.
        """

    @abstractmethod
    def gap(
        self,
        rest: Float[Array, "powers batch patterns"],
        own: Float[Array, "powers patterns"],
        even: Float[Array, "evens patterns"],
        counts: Float[Array, " patterns"],
        n: int,
        order: int,
    ) -> tuple[Float[Array, " batch"], Float[Array, " batch"]]:
        """Return what H/(-N) gains when one neuron is +1 instead of -1.

        The gain is the first value times e to the second, so that neither overflows.

        Args:
            rest: the carried sums without that neuron.
            own: its components of `vectors`.
            even: what `even` returned, less this neuron's part.
            counts: the numbers of examples.
            n: the number of neurons N.
            order: P.
        """

    @abstractmethod
    def even(
        self, vectors: Float[Array, "powers patterns n"], order: int
    ) -> Float[Array, "evens patterns n"]:
        """Return what is summed over neurons whatever the spins are."""


class Powers(AbstractInteraction):
    """Powers of overlaps, in which a neuron also meets itself."""

    def sums(self, order: int) -> int:
        """Return 1."""
        del order
        return 1

    def vectors(
        self, sums: Float[Array, "patterns n"], counts: Float[Array, " patterns"], order: int
    ) -> Float[Array, "powers patterns n"]:
        """Return the sums of examples: whole numbers, so that carried sums stay exact."""
        del counts, order
        return sums[None]

    def total(
        self,
        carried: Float[Array, "powers batch patterns"],
        vectors: Float[Array, "powers patterns n"],
        counts: Float[Array, " patterns"],
        order: int,
    ) -> Float[Array, " batch"]:
        """Return the sum of the powers of the overlaps."""
        overlaps = carried[0] / (counts * vectors.shape[-1])
        return jnp.sum(overlaps**order, axis=-1)

    def gap(
        self,
        rest: Float[Array, "powers batch patterns"],
        own: Float[Array, "powers patterns"],
        even: Float[Array, "evens patterns"],
        counts: Float[Array, " patterns"],
        n: int,
        order: int,
    ) -> tuple[Float[Array, " batch"], Float[Array, " batch"]]:
        """Return sum (S + x)^P - (S - x)^P, divided by the P-th power of the largest S."""
        del even
        up, down = (rest[0] + own[0]) / counts, (rest[0] - own[0]) / counts
        largest = jnp.max(jnp.maximum(jnp.abs(up), jnp.abs(down)), axis=-1)
        # A power of two as the unit: dividing by it rounds nothing.
        unit = jnp.exp2(jnp.ceil(jnp.log2(jnp.maximum(largest, 1e-30))))
        scale = 1 / unit[:, None]
        difference = _difference_of_powers(up * scale, down * scale, order)
        return jnp.sum(difference, axis=-1), order * jnp.log(unit / n)

    def even(
        self, vectors: Float[Array, "powers patterns n"], order: int
    ) -> Float[Array, "evens patterns n"]:
        """Return nothing."""
        del order
        return vectors[:0]


class Distinct(AbstractInteraction):
    """Products of P different neurons."""

    def sums(self, order: int) -> int:
        """Return one for every odd power up to P."""
        return (order + 1) // 2

    def vectors(
        self, sums: Float[Array, "patterns n"], counts: Float[Array, " patterns"], order: int
    ) -> Float[Array, "powers patterns n"]:
        """Return the odd powers of x up to P."""
        x = sums / counts[:, None]
        return jnp.stack([x**k for k in range(1, order + 1, 2)])

    def total(
        self,
        carried: Float[Array, "powers batch patterns"],
        vectors: Float[Array, "powers patterns n"],
        counts: Float[Array, " patterns"],
        order: int,
    ) -> Float[Array, " batch"]:
        """Return the sum of P! e_P / N^P, e_P the elementary symmetric polynomial."""
        del counts
        even, n = jnp.sum(self.even(vectors, order), axis=-1), vectors.shape[-1]
        total = jnp.sum(self._symmetric(carried, even, n, order), axis=-1)
        return total * (_unit(n) / n) ** order

    def gap(
        self,
        rest: Float[Array, "powers batch patterns"],
        own: Float[Array, "powers patterns"],
        even: Float[Array, "evens patterns"],
        counts: Float[Array, " patterns"],
        n: int,
        order: int,
    ) -> tuple[Float[Array, " batch"], Float[Array, " batch"]]:
        """Return sum 2 x (P/U) (P-1)! e_{P-1} / U^{P-1} of the other neurons, U as `_unit`."""
        del counts
        others = self._symmetric(rest, even, n, order - 1)
        gain = jnp.sum(2 * own[0] * order / _unit(n) * others, axis=-1)
        return gain, jnp.full_like(gain, order * math.log(_unit(n) / n))

    def even(
        self, vectors: Float[Array, "powers patterns n"], order: int
    ) -> Float[Array, "evens patterns n"]:
        """Return the even powers of x up to P."""
        return jnp.stack([vectors[0] ** k for k in range(2, order + 1, 2)])

    def _symmetric(self, odd: Array, even: Array, n: int, order: int) -> Array:
        """Return m! e_m / U^m for m = order from sums of powers p_k, by Newton's identities.

        m e_m = sum_{k=1}^m (-1)^{k-1} e_{m-k} p_k, U as `_unit`.
        """
        sums = [odd[k // 2] if k % 2 else even[k // 2 - 1] for k in range(1, order + 1)]
        powers = [p / _unit(n) ** (k + 1) for k, p in enumerate(sums)]
        found = [jnp.ones_like(odd[0])]
        for m in range(1, order + 1):
            terms, weight = jnp.zeros_like(odd[0]), 1.0
            for k in range(1, m + 1):
                terms = terms + (-1) ** (k - 1) * weight * found[m - k] * powers[k - 1]
                weight *= m - k
            found.append(terms)
        return found[order]


def _unit(n: int) -> float:
    """Return the power of two by which sums over N neurons are divided, which rounds nothing."""
    return float(1 << (n - 1).bit_length())


def _difference_of_powers(
    one: Float[Array, "batch patterns"], other: Float[Array, "batch patterns"], order: int
) -> Float[Array, "batch patterns"]:
    """Return one^P - other^P without the cancellation of subtracting the powers.

    a^(2k) - b^(2k) = (a^k - b^k)(a^k + b^k) and a^(k+1) - b^(k+1) = a (a^k - b^k) + (a - b) b^k.
    """
    step = one - other
    difference, high, low = step, one, other
    for bit in bin(order)[3:]:
        difference, high, low = difference * (high + low), high * high, low * low
        if bit == "1":
            difference = one * difference + step * low
            high, low = high * one, low * other
    return difference
