"""The native kernel of thermal sweeps over couplings in compressed rows."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float32, Int8, Int32, UInt32

Numbers = Int32[Array, "..."] | Float32[Array, "..."]

_INPUTS_OF_REPLICAS = {6: 0, 7: 1, 8: 3, 9: 4}
"""Of spins, draws, best and lowest: the place among the arguments -> that among the results."""


def anneal(
    starts: Int32[Array, " rows_and_end"],
    targets: Int32[Array, " entries"],
    weights: Numbers,
    bias: Numbers,
    order: Int32[Array, "rows visits"],
    betas: Float32[Array, " sweeps"],
    spins: Int8[Array, "replicas n"],
    draws: UInt32[Array, "replicas 4"],
    best: Int8[Array, "replicas n"],
    lowest: Numbers,
    *,
    narrow: bool,
    heat_bath: bool,
) -> tuple[Array, Array, Array, Array, Array]:
    """Make thermal sweeps of many replicas; see `basinet.annealing.sweeps`, the reference.

    Args:
        starts: of the row of each spin among the entries, and the end of the last.
        targets: the neighbour of each entry.
        weights: its coupling; whole numbers or floats.
        bias: the external field, `[n]`, of the type of the weights.
        order: rows of the spins that a sweep visits, which sweeps take by turns.
        betas: of each sweep, in units of the noise.
        spins: the replicas' spins, -1 or +1.
        draws: their random numbers.
        best: their states of the lowest energy so far.
        lowest: these energies, of the type of the weights.
        narrow: whether all fields fit into 16 bits, which is faster.
        heat_bath: whether heat bath takes the place of Metropolis.

    Returns:
        spins, draws, energies of the spins, best and lowest after the sweeps.
    """
    kind = jax.ShapeDtypeStruct(lowest.shape, lowest.dtype)
    spin = jax.ShapeDtypeStruct(spins.shape, spins.dtype)
    drawn = jax.ShapeDtypeStruct(draws.shape, draws.dtype)
    name = "basinet_anneal_floats" if weights.dtype == jnp.float32 else "basinet_anneal_whole"
    call = jax.ffi.ffi_call(
        name, (spin, drawn, kind, spin, kind), input_output_aliases=_INPUTS_OF_REPLICAS
    )
    given = (starts, targets, weights, bias, order, betas, spins, draws, best, lowest)
    spins, draws, energy, best, lowest = call(*given, narrow=narrow, heat_bath=heat_bath)
    return spins, draws, energy, best, lowest
