"""Thermal sweeps: every spin visited in turn, flipped with the probability of its cost.

A flip of spin i costs 2 s_i h_i, h = J s + b. Metropolis makes it where the cost is at most T e,
e exponential of mean 1: with probability min(1, exp(-cost / T)). Heat bath makes it where the cost
is at most T l, l standard logistic: the spin is drawn from its distribution given the others.
Both leave the Boltzmann distribution as it is. Here is the reference, which runs on every device;
the native kernel, which has the same random numbers, takes its place on a CPU.
"""

from dataclasses import dataclass
from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Float32, Int8, Int32, UInt32

from basinet.annealing import draws
from basinet.annealing.ising import Ising
from basinet.core import native
from basinet.core.native.anneal import Numbers, anneal


class Rows(eqx.Module):
    """The arrays of an `Ising` on a device, in rows for the native kernel or as a table.

    Attributes:
        starts: as there.
        targets: as there, or a table `[n, most]` filled up with n.
        weights: as there, or a table of the same shape filled up with 0.
        bias: as there.
        narrow: as there.
    """

    starts: Int32[Array, " rows_and_end"]
    targets: Int32[Array, "..."]
    weights: Numbers
    bias: Numbers
    narrow: bool = eqx.field(static=True)


class Replicas(eqx.Module):
    """States of the same problem that know nothing of each other.

    Attributes:
        spins: -1 or +1.
        draws: their random number generators.
        best: for each, its state of lowest energy at the end of a sweep, so far.
        lowest: that energy, -s'Js/2 - b's, in the numbers of the couplings.
    """

    spins: Int8[Array, "replicas n"]
    draws: UInt32[Array, "replicas 4"]
    best: Int8[Array, "replicas n"]
    lowest: Numbers


@dataclass(frozen=True)
class Sweeper:
    """What makes the sweeps of one problem.

    Attributes:
        rows: its couplings.
        by_hand: whether the native kernel makes them.
        heat_bath: whether by heat bath instead of Metropolis.
    """

    rows: Rows
    by_hand: bool
    heat_bath: bool

    def run(
        self,
        order: Int32[np.ndarray, "rows visits"],
        betas: Float[np.ndarray, " sweeps"],
        replicas: Replicas,
    ) -> tuple[Replicas, Numbers]:
        """Return the replicas after some sweeps, and the energies of their spins.

        Args:
            order: rows of the spins that a sweep visits, which sweeps take by turns.
            betas: the inverse temperature of each sweep, of s_i h_i: twice that of the cost.
                What is NaN at the end are no sweeps, so that one length does for all.
            replicas: before; their memory may be used again.
        """
        noise = (betas * draws.NOISE_UNIT).astype(np.float32)
        made = _made_natively if self.by_hand else _made_in_jax
        return made(self.rows, jnp.asarray(order), jnp.asarray(noise), replicas, self.heat_bath)


def sweeper(ising: Ising, *, heat_bath: bool = False, by_hand: bool | None = None) -> Sweeper:
    """Return what makes sweeps of a problem, by the native kernel where it can be used.

    Args:
        ising: the problem.
        heat_bath: heat bath instead of Metropolis.
        by_hand: whether the native kernel is used; None where it is there.
    """
    ready = native.on_one_cpu()
    chosen = ready if by_hand is None else by_hand
    targets, weights = (ising.targets, ising.weights) if chosen else _table(ising)
    kind = np.int32 if ising.whole else np.float32
    rows = Rows(
        jnp.asarray(ising.starts),
        jnp.asarray(targets),
        jnp.asarray(weights.astype(kind)),
        jnp.asarray(ising.bias.astype(kind)),
        ising.narrow,
    )
    return Sweeper(rows, chosen, heat_bath)


def replicas_of(
    spins: Int8[np.ndarray, "replicas n"], words: UInt32[np.ndarray, "replicas 4"], whole: bool
) -> Replicas:
    """Return replicas before their first sweep, whose best states are still to come."""
    worst = np.iinfo(np.int32).max if whole else np.inf
    lowest = np.full(len(spins), worst, np.int32 if whole else np.float32)
    return Replicas(*map(jnp.array, (spins, words, spins, lowest)))


def _table(ising: Ising) -> tuple[np.ndarray, np.ndarray]:
    """The rows as tables, whose free places point behind the last spin."""
    counts = np.diff(ising.starts)
    most = max(1, int(counts.max(initial=0)))
    filled = np.arange(most) < counts[:, None]
    targets = np.full(filled.shape, ising.n, np.int32)
    weights = np.zeros(filled.shape, ising.weights.dtype)
    targets[filled], weights[filled] = ising.targets, ising.weights
    return targets, weights


@partial(jax.jit, static_argnames="heat_bath", donate_argnames="replicas")
def _made_natively(
    rows: Rows,
    order: Int32[Array, "rows visits"],
    betas: Float32[Array, " sweeps"],
    replicas: Replicas,
    heat_bath: bool,
) -> tuple[Replicas, Numbers]:
    spins, words, energy, best, lowest = anneal(
        *(rows.starts, rows.targets, rows.weights, rows.bias, order, betas),
        *(replicas.spins, replicas.draws, replicas.best, replicas.lowest),
        narrow=rows.narrow,
        heat_bath=heat_bath,
    )
    return Replicas(spins, words, best, lowest), energy


@partial(jax.jit, static_argnames="heat_bath")
def _made_in_jax(
    rows: Rows,
    order: Int32[Array, "rows visits"],
    betas: Float32[Array, " sweeps"],
    replicas: Replicas,
    heat_bath: bool,
) -> tuple[Replicas, Numbers]:
    kind = rows.weights.dtype
    spins = replicas.spins.T.astype(kind)
    # A row more, behind the last spin, which the free places of the table point to.
    fields = jnp.pad(_fields(rows, spins), ((0, 1), (0, 0)))
    bias = rows.bias[:, None]
    energy = -jnp.sum(spins * (fields[:-1] + bias), axis=0) / 2
    noise = draws.heat_bath if heat_bath else draws.metropolis

    def visit(at: tuple[Array, ...], which: Array, beta: Array) -> tuple[Array, ...]:
        spins, fields, words, energy = at
        words, bits = draws.advance(words)
        gain = spins[which] * fields[which]
        flip: Bool[Array, " replicas"] = gain.astype(jnp.float32) * beta <= noise(bits)
        change = jnp.where(flip, -2 * spins[which], 0)
        fields = fields.at[rows.targets[which]].add(rows.weights[which][:, None] * change)
        spins = spins.at[which].add(change)
        return spins, fields, words, energy + jnp.where(flip, 2 * gain, 0)

    def sweep(t: Array, at: tuple[Array, ...]) -> tuple[Array, ...]:
        visited = order[t % order.shape[0]]
        one = jax.lax.fori_loop(
            0, len(visited), lambda v, now: visit(now, visited[v], betas[t]), at[:4]
        )
        spins, energy, (best, lowest) = one[0], one[3], at[4:]
        better = energy < lowest
        return (*one, jnp.where(better, spins, best), jnp.where(better, energy, lowest))

    best = replicas.best.T.astype(kind)
    first = spins, fields, replicas.draws, energy.astype(kind), best, replicas.lowest
    sweeps = jnp.sum(~jnp.isnan(betas))
    spins, _, words, energy, best, lowest = jax.lax.fori_loop(0, sweeps, sweep, first)
    return Replicas(spins.T.astype(jnp.int8), words, best.T.astype(jnp.int8), lowest), energy


def _fields(rows: Rows, spins: Numbers) -> Numbers:
    """The fields of spins `[n, replicas]`, from tables."""
    around = jnp.pad(spins, ((0, 1), (0, 0)))[rows.targets]
    return jnp.sum(rows.weights[:, :, None] * around, axis=1) + rows.bias[:, None]
