"""Dense networks at a temperature: chains of heat-bath sweeps and the overlaps along them."""

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import ArrayLike

from basinet._types import PRECISION, Key
from basinet.memories._base import lifted
from basinet.memories._values import Values, as_table
from basinet.memories.dense import DenseHopfield, Examples
from basinet.memories.sweep import sweep


class Chain(NamedTuple):
    """A sample of the thermal distribution.

    Attributes:
        overlaps: after each sweep that was kept, of each chain with each archetype, from -1 to 1,
            `[sweeps, batch, archetypes]`.
        spins: the last states, `[batch, n]`.
    """

    overlaps: Float[np.ndarray, "sweeps batch archetypes"]
    spins: Float[np.ndarray, "batch n"]


def thermal(
    memory: DenseHopfield,
    state: Examples,
    start: ArrayLike,
    archetypes: ArrayLike,
    temperature: float,
    *,
    sweeps: int,
    burn: int,
    key: Key,
) -> Chain:
    """Return overlaps along heat-bath chains, one chain for each start.

    The overlap m = sum_i s_i t_i / N follows the energy's own definition: N neurons, blanks
    included.

    Args:
        memory: whose energy counts.
        state: what it stored.
        start: first states, -1 and +1, `[batch, n]`.
        archetypes: with which overlaps are taken, -1, 0 and +1, `[archetypes, n]`.
        temperature: T >= 0, in the units of `memory.energy`.
        sweeps: how many are kept, at least 1.
        burn: how many before them are not, at least 0.
        key: for order and fluctuations; chains of one call share them, so take another key for an
            independent chain.

    Raises:
        ValueError: when an array or a number is not allowed.
    """
    first = as_table("start", start, Values.SPINS)
    patterns = as_table("archetypes", archetypes, Values.DILUTED)
    n = state.sums.shape[1]
    for name, table in (("start", first), ("archetypes", patterns)):
        if table.shape[1] != n:
            raise ValueError(f"{name} has {table.shape[1]} components; the memory has {n} neurons")
    if not 0 <= temperature < np.inf:
        raise ValueError(f"temperature is {temperature!r}; it must be a number of at least 0")
    for name, value, least in (("sweeps", sweeps, 1), ("burn", burn, 0)):
        if value < least:
            raise ValueError(f"{name} is {value}; it must be a whole number of at least {least}")
    full, heat = memory.filled(state), jnp.asarray(temperature, jnp.float32)
    begin = jnp.asarray(first), jnp.asarray(patterns)
    found = _chain(lifted(memory), full, *begin, heat, sweeps, burn, key)
    return Chain(*jax.device_get(found))


@eqx.filter_jit
def _chain(
    memory: DenseHopfield,
    state: Examples,
    start: Float[Array, "batch n"],
    archetypes: Float[Array, "archetypes n"],
    temperature: Float[Array, ""],
    sweeps: int,
    burn: int,
    key: Key,
) -> tuple[Float[Array, "sweeps batch archetypes"], Float[Array, "batch n"]]:
    energy, held = memory.energy_of(state), jnp.zeros(start.shape, bool)

    def advance(spins: Array, number: Array) -> tuple[Array, Array]:
        after = sweep(energy, spins, held, temperature, jax.random.fold_in(key, number))
        return after, jnp.matmul(after, archetypes.T, precision=PRECISION) / after.shape[1]

    burnt = jax.lax.fori_loop(0, burn, lambda number, spins: advance(spins, number)[0], start)
    end, overlaps = jax.lax.scan(advance, burnt, burn + jnp.arange(sweeps))
    return overlaps, end
