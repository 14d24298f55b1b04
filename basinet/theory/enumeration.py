"""All fixed points of a small network, by asking every state.

The neurons are split into two halves. The field of a neuron is the sum of what the two halves
contribute, and each half has only 2^(n/2) states, so that all contributions fit into two small
tables. A state is then tested by one sum and one comparison for each neuron, on blocks of
states at once. Without an external field s and -s are fixed points together and half of the
states suffices.
"""

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from basinet._html import table
from basinet.theory.conditions import Conditions, conditions

LARGEST = 24
"""The largest number of neurons that is enumerated: 2^24 states, seconds, and less than 1 GB."""

_BLOCK = 2**16
"""States tested at once: their float32 products fit into the cache of one core."""


@dataclass(frozen=True, eq=False)
class FixedPoints:
    """All fixed points of one network.

    Attributes:
        spins: int8 `[count, n]` of -1 and +1, in lexicographic order with -1 before +1.
        conditions: what they satisfy.
    """

    spins: NDArray[np.int8]
    conditions: Conditions

    def __len__(self) -> int:
        return len(self.spins)

    def _repr_html_(self) -> str:
        """Return how many there are and how firm, as a table."""
        rows: list[tuple[str, object]] = [
            ("fixed points", f"{len(self):,}"),
            ("neurons", f"{self.spins.shape[1]:,}"),
        ]
        if len(self):
            rows.append(("least stability", f"{self.stabilities().min():.3g}"))
        return table("All fixed points", rows)

    def stabilities(self) -> NDArray[np.float64]:
        """Return Delta of every neuron in every fixed point, `[count, n]`, all above the margin."""
        return self.conditions.stabilities(self.spins)

    def distances(self) -> NDArray[np.uint8]:
        """Return the number of neurons in which each two fixed points differ, `[count, count]`.

        The matrix has count^2 bytes; `pair_counts` needs no matrix.
        """
        states = self.spins.astype(np.float32)
        return np.rint((self.spins.shape[1] - states @ states.T) / 2).astype(np.uint8)

    def pair_counts(self) -> NDArray[np.int64]:
        """Return the number of ordered pairs at each distance 0, 1, ..., n, `[n + 1]`.

        Exact, for any number of fixed points, and without visiting pairs: with f the indicator of
        the fixed points and F its Walsh-Hadamard transform, the number of pairs at distance k is
        2^-n sum_j K_k(j) sum_{|u| = j} F(u)^2, K_k a Krawtchouk polynomial (the MacWilliams
        identity; MacWilliams and Sloane 1977, chapter 5). The entry 0 is the number of fixed
        points; `pair_counts` averaged over networks is the k-th term of E[N_fp^2].
        """
        n = self.spins.shape[1]
        indicator = np.zeros(2**n)
        indicator[_pack(self.spins)] = 1
        squares = _walsh_hadamard(indicator) ** 2
        weight = np.bitwise_count(np.arange(2**n, dtype=np.uint32))
        # By Parseval the squares sum to 2^n count <= 2^48: float64 holds these sums exactly.
        by_weight = [int(total) for total in np.bincount(weight, squares, n + 1)]
        return np.array(
            [
                sum(_krawtchouk(n, k, j) * total for j, total in enumerate(by_weight)) // 2**n
                for k in range(n + 1)
            ],
            np.int64,
        )


def enumerate_fixed_points(
    couplings: NDArray,
    self_coupling: NDArray | float,
    margin: float = 0.0,
    external: NDArray | None = None,
) -> FixedPoints:
    """Return all fixed points of a network of at most 24 neurons.

    A state s of -1 and +1 is a fixed point where s_i (sum_j J_ij s_j + f_i) + J_D,i > kappa for
    every neuron i; a tie is unstable. Each state that is returned was verified from scratch in
    float64, and none is missing: candidates are selected with a tolerance far above rounding.

    Args:
        couplings: `[n, n]`; entry (i, j) is J_ij, the influence of neuron j on neuron i; the
            diagonal must be zero. (The weights of `basinet.core` are the transpose.)
        self_coupling: J_D, one number or one for each neuron.
        margin: kappa >= 0.
        external: the field f, `[n]`; None for no field.

    Raises:
        ValueError: when there are more than 24 neurons, a shape does not fit, a number is not
            finite, the margin is negative or the diagonal is not zero.
    """
    asked = conditions(couplings, self_coupling, margin, external)
    if asked.neurons > LARGEST:
        raise ValueError(
            f"the network has {asked.neurons} neurons; all 2^n states can be asked up to"
            f" n = {LARGEST}; for larger networks search with basinet.search.find_fixed_points"
        )
    return FixedPoints(_unpack(_codes(asked), asked.neurons), asked)


def _codes(asked: Conditions) -> NDArray[np.uint32]:
    """The fixed points as sorted numbers, bit by bit from neuron 0 (highest) to n - 1."""
    n = asked.neurons
    low_neurons = n // 2
    high, low = _all_states(n - low_neurons), _all_states(low_neurons)
    mirrored = not np.any(asked.external)
    if mirrored:
        high = high[: len(high) // 2]
    rows = max(1, _BLOCK // len(low))
    found = []
    for first in range(0, len(high), rows):
        alive = _candidates(asked, high[first : first + rows], low)
        at_high, at_low = np.nonzero(alive)
        codes = ((at_high + first) * len(low) + at_low).astype(np.uint32)
        found.append(codes[asked.hold(_unpack(codes, n))])
    half = np.concatenate(found)
    # -s is the bitwise complement of s, so that the order of the second half is reversed.
    return np.concatenate([half, (2**n - 1 - half)[::-1]]) if mirrored else half


def _candidates(
    asked: Conditions, high: NDArray[np.float32], low: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Which of the states (high, low) may be fixed points, `[high, low]`; never misses one.

    Computed in float32 with every row divided by the sum of its absolute values, so that the
    tolerance is far above the error of rounding whatever the scale of the couplings.
    """
    split = high.shape[1]
    constants = np.abs(asked.external) + np.abs(asked.self_coupling) + asked.margin
    scale = np.abs(asked.couplings).sum(axis=1) + constants
    scale[scale == 0] = 1
    J = (asked.couplings / scale[:, None]).astype(np.float32)
    from_high = high @ J[:, :split].T + (asked.external / scale).astype(np.float32)
    from_low = low @ J[:, split:].T
    least = ((asked.margin - asked.self_coupling) / scale - 1e-5).astype(np.float32)
    alive = np.ones((len(high), len(low)), bool)
    for i in range(asked.neurons):
        # s_i belongs to one half; the contribution of the other half is multiplied by it.
        if i < split:
            own = high[:, i]
            bound = least[i] - own * from_high[:, i]
            alive &= own[:, None] * from_low[:, i] > bound[:, None]
        else:
            own = low[:, i - split]
            bound = least[i] - own * from_low[:, i]
            alive &= from_high[:, i, None] * own > bound
    return alive


def _all_states(neurons: int) -> NDArray[np.float32]:
    """All states of some neurons, `[2^neurons, neurons]`, in the order of their codes."""
    return _unpack(np.arange(2**neurons, dtype=np.uint32), neurons).astype(np.float32)


def _unpack(codes: NDArray[np.uint32], neurons: int) -> NDArray[np.int8]:
    """The states with these codes, `[count, neurons]`."""
    spins = np.empty((len(codes), neurons), np.int8)
    for i in range(neurons):
        spins[:, i] = codes >> np.uint32(neurons - 1 - i) & np.uint32(1)
    spins *= 2
    spins -= 1
    return spins


def _pack(spins: NDArray[np.int8]) -> NDArray[np.uint32]:
    """The codes of states `[count, n]`."""
    codes = np.zeros(len(spins), np.uint32)
    for column in spins.T:
        codes = codes << np.uint32(1) | (column > 0)
    return codes


def _walsh_hadamard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """F(u) = sum_x (-1)^popcount(x & u) f(x) over all codes; six bits at a time as a product."""
    left = values.size.bit_length() - 1
    while left > 0:
        bits = min(6, left)
        # Transforms the leading bits and moves them to the end: after all steps all are back.
        values = (values.reshape(2**bits, -1).T @ hadamard(2**bits)).ravel()
        left -= bits
    return values


def _krawtchouk(n: int, k: int, j: int) -> int:
    """K_k(j), the sum of (-1)^(x.u) over all x with k ones, for a u with j ones."""
    return sum((-1) ** i * comb(j, i) * comb(n - j, k - i) for i in range(min(j, k) + 1))
