"""What analyses ask of a network itself: to relax, and what couples the neurons of a layer."""

from collections.abc import Sequence
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int8, Real

from basinet._types import Key
from basinet.analysis.basins import Basins, perturb, summarise
from basinet.core import (
    AbstractCouplings,
    Blocks,
    Network,
    Outcome,
    Reciprocal,
    Recurrent,
    Relaxation,
    Sequential,
    certify,
    constant,
    relax,
)

FRACTIONS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Fractions of flipped spins, about evenly spaced on a logarithmic scale."""


class Settled(NamedTuple):
    """Where relaxations ended.

    Attributes:
        spins: the last states.
        fixed: whether each is a fixed point, verified from scratch.
    """

    spins: Int8[np.ndarray, "states n"]
    fixed: Bool[np.ndarray, " states"]


def settle(
    network: Network,
    external: Real[np.ndarray, "states n"],
    start: Real[np.ndarray, "states n"],
    *,
    seed: int,
    max_sweeps: int = 1000,
) -> Settled:
    """Relax states one neuron after the other, in random order, under a constant external field.

    Args:
        network: the couplings.
        external: the external field of each state; zeros for none.
        start: spins -1 or +1.
        seed: decides the order of the updates, shared by the states.
        max_sweeps: the most sweeps.

    Raises:
        ValueError: when the shapes differ.
    """
    if external.shape != start.shape:
        raise ValueError(
            f"external has shape {external.shape} and start has shape {start.shape};"
            " each state needs its own external field"
        )
    field, spins = jnp.asarray(external, jnp.float32), jnp.asarray(start, jnp.float32)
    end = _relax(network, field, spins, jax.random.key(seed), max_sweeps)
    return Settled(
        np.asarray(end.spins).astype(np.int8),
        np.asarray(end.outcome) == Outcome.FIXED_POINT.value,
    )


def basins(
    network: Network,
    external: Real[np.ndarray, "states n"],
    states: Real[np.ndarray, "states n"],
    *,
    fractions: Sequence[float] = FRACTIONS,
    repeats: int = 4,
    seed: int = 0,
    max_sweeps: int = 1000,
) -> Basins:
    """Measure how far from fixed points the dynamics still returns to them.

    For each fraction p, round(p n) distinct random spins of a fixed point are flipped and the
    network relaxes under the same external field, one neuron after the other in random order. The
    flips are independent for each trial; the order is fresh in each sweep and repeat, and shared
    by the states and fractions of a repeat.

    Args:
        network: the couplings.
        external: the external field under which each state is a fixed point; zeros for none.
        states: fixed points under it, spins -1 or +1, as `settle` certifies them.
        fractions: p in (0, 1], increasing. Those that flip the same number of spins are one, and
            those that flip none are left out.
        repeats: perturbations of each state and fraction, at least 1.
        seed: decides flips and orders.
        max_sweeps: the most sweeps of a relaxation.

    Raises:
        ValueError: when a state is no fixed point under its field, the fractions do not increase
            in (0, 1] or flip nothing, or a number is too small.
    """
    flipped = _flipped(fractions, states.shape[1])
    if repeats < 1:
        raise ValueError(f"repeats is {repeats}; it must be a whole number of at least 1")
    moved = ~settle(network, external, states, seed=seed, max_sweeps=0).fixed
    if moved.any():
        raise ValueError(
            f"{moved.sum()} of the {len(states)} states are not fixed points under their external"
            " field; relax them with settle and keep those that are"
        )
    rng = np.random.default_rng(seed)
    seeds = rng.integers(2**31, size=repeats).tolist()
    fields = np.tile(external, (len(flipped), 1))
    ends, settled = [], []
    for number in seeds:
        start = np.concatenate([perturb(states, p, rng) for p in flipped])
        end = settle(network, fields, start, seed=number, max_sweeps=max_sweeps)
        ends.append(end.spins.reshape(len(flipped), *states.shape))
        settled.append(end.fixed.reshape(len(flipped), len(states)))
    return summarise(flipped, states, np.stack(ends), np.stack(settled))


def layers(network: Network, neurons: int) -> tuple[int, ...]:
    """Return the number of neurons of each layer; all of them where the network has no layers."""
    couplings = network.couplings
    return couplings.sources if isinstance(couplings, Blocks) else (neurons,)


def split(
    states: Real[np.ndarray, "samples n"], sizes: tuple[int, ...]
) -> list[Real[np.ndarray, "samples h"]]:
    """Return the states of each layer.

    Args:
        states: states of all neurons.
        sizes: the neurons of each layer, as `layers` gives them.
    """
    return np.split(states, np.cumsum(sizes)[:-1], axis=1)


def inside(network: Network, neurons: int) -> list[Float[np.ndarray, "h h"]]:
    """Return the couplings among the neurons of each layer, `[source, target]`.

    The self-coupling is not part of them. Where synapses are sparse, pairs without one are zero.

    Args:
        network: the couplings.
        neurons: their number.
    """
    couplings = network.couplings
    if not isinstance(couplings, Blocks):
        return [_matrix(couplings, neurons)]
    found = []
    for layer, size in enumerate(couplings.sources):
        blocks = [
            _matrix(block, size)
            for path, block in zip(couplings.paths, couplings.blocks, strict=True)
            if path.source == path.target == layer
        ]
        found.append(sum(blocks[1:], blocks[0]) if blocks else np.zeros((size, size), np.float32))
    return found


def _matrix(couplings: AbstractCouplings, neurons: int) -> Float[np.ndarray, "h h"]:
    """Return all weights; those that are a matrix already are not copied."""
    if isinstance(couplings, Recurrent | Reciprocal):
        return np.asarray(couplings.weights)
    return np.asarray(couplings.rows(jnp.arange(neurons)))


def _flipped(fractions: Sequence[float], neurons: int) -> Float[np.ndarray, " fractions"]:
    """Return the distinct fractions that whole numbers of flipped spins make."""
    wanted = np.asarray(fractions, float)
    if not (wanted.size and (wanted > 0).all() and (wanted <= 1).all() and _increases(wanted)):
        raise ValueError(f"fractions is {tuple(fractions)}; expected increasing shares in (0, 1]")
    counts = np.unique([round(p * neurons) for p in wanted])
    counts = counts[counts > 0]
    if not counts.size:
        raise ValueError(
            f"fractions is {tuple(fractions)}, which flips none of {neurons} neurons; give"
            f" shares above {0.5 / neurons:g}"
        )
    return counts / neurons


def _increases(values: Float[np.ndarray, " fractions"]) -> bool:
    return bool((np.diff(values) > 0).all())


@eqx.filter_jit
def _relax(
    network: Network,
    external: Float[Array, "states n"],
    spins: Float[Array, "states n"],
    key: Key,
    max_sweeps: int,
) -> Relaxation:
    stimulus = constant(external)
    start = network.place(spins)
    end = relax(network, Sequential(), stimulus, start, key, max_sweeps=max_sweeps)
    return certify(network, stimulus, end)
