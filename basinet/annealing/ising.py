"""An Ising problem as a value: couplings in compressed rows, a field, an offset."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse
from jaxtyping import Float64, Int8, Int32, Int64
from numpy.typing import NDArray

LARGEST = 2**30
"""Sum of all whole numbers of a problem from which its energies would not fit into 32 bits."""

_DENOMINATORS = (1, *(2**k for k in range(1, 11)), 10, 20, 50, 100, 200, 1000, 10_000)


@dataclass(frozen=True)
class Scale:
    """The sizes of the changes of a problem's value, from which schedules are chosen.

    Attributes:
        step: the smallest, above 0.
        hot: an inverse temperature at which nearly everything is accepted.
        cold: one at which nearly nothing is accepted that makes it worse.
    """

    step: float
    hot: float
    cold: float


@dataclass(frozen=True, eq=False)
class Ising:
    """The energy E(s) = offset - unit (sum_{i<j} J_ij s_i s_j + sum_i b_i s_i), to be minimised.

    The couplings lie in compressed rows, each pair in both rows. Where couplings and field are
    whole numbers they are kept as such, and all arithmetic on them is exact.

    Attributes:
        starts: int32 `[n + 1]`, where the row of each spin begins.
        targets: int32 `[2 pairs]`, the other spin of each entry.
        weights: J of each entry; int32, or float64 where they are not whole or too large.
        bias: b, `[n]`, of the same type.
        unit: energy of one, above 0.
        offset: energy that no state changes.
    """

    starts: Int32[np.ndarray, " rows_and_end"]
    targets: Int32[np.ndarray, " entries"]
    weights: NDArray
    bias: NDArray
    unit: float
    offset: float

    @property
    def n(self) -> int:
        """Number of spins."""
        return len(self.bias)

    @property
    def whole(self) -> bool:
        """Whether couplings and field are whole numbers."""
        return self.weights.dtype.kind == "i"

    @property
    def narrow(self) -> bool:
        """Whether every field that can occur fits into 16 bits."""
        return self.whole and bool((self.reach <= np.iinfo(np.int16).max).all())

    @cached_property
    def matrix(self) -> scipy.sparse.csr_array:
        """J as a sparse matrix `[n, n]` of int64 or float64."""
        kind = np.int64 if self.whole else np.float64
        entries = (self.weights.astype(kind), self.targets, self.starts)
        return scipy.sparse.csr_array(entries, shape=(self.n, self.n))

    @cached_property
    def reach(self) -> Float64[np.ndarray, " n"]:
        """The largest field that each spin can get, sum_j |J_ij| + |b_i|."""
        around = abs(self.matrix).sum(axis=1)
        return np.asarray(around, np.float64) + np.abs(self.bias.astype(np.float64))

    def fields(self, spins: Int8[np.ndarray, "states n"]) -> NDArray:
        """Return h = J s + b of each state, `[states, n]`, in int64 or float64."""
        kind = self.matrix.dtype
        return (self.matrix @ spins.astype(kind).T).T + self.bias.astype(kind)

    def energies(self, spins: Int8[np.ndarray, "states n"]) -> Float64[np.ndarray, " states"]:
        """Return the energy of each state, computed anew in int64 or float64."""
        kind = self.matrix.dtype
        doubled = np.sum(spins * (self.fields(spins) + self.bias.astype(kind)), axis=1)
        return self.offset - self.unit * doubled.astype(np.float64) / 2

    def apart(self, spins: Int8[np.ndarray, " n"], other: Int8[np.ndarray, " n"]) -> float:
        """Return the energy of one state less that of another; 0 where it is nothing but rounding.

        Couplings that both satisfy, or neither, are left out, so that large ones hide no small.
        """
        senders = np.repeat(np.arange(self.n), np.diff(self.starts))
        once = senders < self.targets
        a, b = senders[once], self.targets[once]
        bonds = spins[a] * spins[b] - other[a] * other[b]
        terms = np.concatenate([self.weights[once] * bonds, self.bias * (spins - other)])
        energy = math.fsum(terms.tolist())
        return -self.unit * energy if abs(energy) > 1e-12 * np.abs(terms).sum() else 0.0

    @property
    def countable(self) -> bool:
        """Whether no number is so small that the rounding of an energy hides it."""
        sizes = np.abs(np.concatenate([self.weights, self.bias]))
        return self.whole or bool((sizes[sizes > 0] > 1e-14 * sizes.sum()).all())

    @property
    def scale(self) -> Scale:
        """The sizes of the changes of the energy.

        It is hot where a typical change in a random state is accepted, at 0.1 steps or hotter.
        """
        squares = self.matrix.power(2).sum() + np.sum(self.bias.astype(np.float64) ** 2)
        typical = 2 * self.unit * math.sqrt(float(squares) / max(self.n, 1))
        step = self._step()
        hot = 0.1 / step
        return Scale(step, min(hot, 0.7 / typical) if typical else hot, 5 / step)

    def _step(self) -> float:
        """The smallest energy by which flips can differ; a typical coupling where not whole.

        Whole fields h_i are the field of the state of all +1 less twice some couplings. Without
        a field the step is that of the couplings alone, so that a graph has the same one whether
        its degrees are odd or even.
        """
        if not self.whole:
            sizes = np.abs(np.concatenate([self.weights, self.bias])).astype(np.float64)
            return 2 * self.unit * float(np.median(sizes[sizes > 0])) if sizes.any() else 1.0
        couplings = int(np.gcd.reduce(self.weights, initial=0))
        if not self.bias.any():
            return 2 * self.unit * (couplings or 1)
        up = self.fields(np.ones((1, self.n), np.int8))[0]
        return 2 * self.unit * (math.gcd(int(np.gcd.reduce(up)), 2 * couplings) or 1)


def compress(
    n: int,
    pairs: Int64[np.ndarray, "pairs 2"],
    couplings: Float64[np.ndarray, " pairs"],
    bias: Float64[np.ndarray, " n"],
    unit: float,
    offset: float,
) -> Ising:
    """Return the problem with these couplings and this field.

    Args:
        n: number of spins.
        pairs: of different spins, each once in either order.
        couplings: J of each pair; float64 holds whole numbers up to 2^53 exactly.
        bias: b.
        unit: energy of one.
        offset: energy that no state changes.
    """
    pairs, couplings = pairs[couplings != 0], couplings[couplings != 0]
    couplings, bias, unit = _whole(couplings, bias, unit)
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    entries = np.concatenate([couplings, couplings])[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends[:, 0], minlength=n))])
    targets = ends[order, 1].astype(np.int32)
    return Ising(starts.astype(np.int32), targets, entries, bias, unit, offset)


def _whole(
    couplings: Float64[np.ndarray, " pairs"], bias: Float64[np.ndarray, " n"], unit: float
) -> tuple[NDArray, NDArray, float]:
    """Couplings and field as int32 in a smaller unit where that is exact, else as they are."""
    numbers = np.concatenate([couplings, bias])
    # What is not nothing beside the others may not become nothing.
    real = np.abs(numbers) > 1e-12 * np.abs(numbers).max(initial=0.0)
    for denominator in _DENOMINATORS:
        scaled = numbers * denominator
        near = np.round(scaled)
        if np.abs(near).sum() >= LARGEST:
            break
        if (near[real] == 0).any():
            continue
        if np.allclose(scaled, near, rtol=1e-12, atol=1e-9 if denominator > 1 else 0.0):
            whole = near.astype(np.int32)
            return whole[: len(couplings)], whole[len(couplings) :], unit / denominator
    return couplings, bias, unit
