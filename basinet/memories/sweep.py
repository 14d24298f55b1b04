"""One heat-bath sweep in terms of overlaps: each neuron in turn, at the cost of the stored vectors.

The sums over neurons on which the energy depends are carried along and change by one neuron's part
with each flip, so that an update costs a number of operations proportional to the stored vectors,
whatever the order of the interaction.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._types import PRECISION, Key, Spins
from basinet.memories.interactions import AbstractInteraction


class Energy(eqx.Module):
    """H = -N w sum over stored vectors of an interaction, as a function of spins.

    Attributes:
        interaction: what a stored vector adds.
        order: P, of how many neurons.
        vectors: as the interaction returns them.
        counts: for each stored vector the number of its examples.
        log_weight: ln w.
    """

    interaction: AbstractInteraction
    order: int
    vectors: Float[Array, "powers patterns n"]
    counts: Float[Array, " patterns"]
    log_weight: Float[Array, ""]

    def __call__(self, spins: Spins) -> Float[Array, " batch"]:
        """Return H of states, computed from scratch."""
        total = self.interaction.total(self.carried(spins), self.vectors, self.counts, self.order)
        return -self.vectors.shape[-1] * jnp.exp(self.log_weight) * total

    def carried(self, spins: Spins) -> Float[Array, "powers batch patterns"]:
        """Return the sums over neurons, computed from scratch."""
        return jnp.einsum("kpn,bn->kbp", self.vectors, spins, precision=PRECISION)


def sweep(
    energy: Energy,
    spins: Spins,
    held: Bool[Array, "batch n"],
    temperature: Float[Array, ""],
    key: Key,
) -> Spins:
    """Return the spins after each neuron was updated once, in an order that is the same for all.

    Neuron i becomes +1 with probability 1/(1 + exp(-(H(s_i=-1) - H(s_i=+1))/T)); at temperature
    zero it takes the sign of the difference and stays as it is where that is zero. The energy
    then never rises.

    Args:
        energy: H.
        spins: the states.
        held: neurons that are not updated.
        temperature: T >= 0, in units of H.
        key: for the order of the neurons, and at T > 0 for their fluctuations, which are the
            same for all rows.
    """
    n = spins.shape[1]
    key_order, key_heat = jax.random.split(key)
    order = jax.random.permutation(key_order, n)
    # ln u/(1-u): the heat bath compares the gap with a logistic random number.
    heat = jax.random.logistic(key_heat, (n,)) * temperature
    columns = jnp.moveaxis(energy.vectors, -1, 0)
    evens = jnp.moveaxis(energy.interaction.even(energy.vectors, energy.order), -1, 0)
    all_even = jnp.sum(evens, axis=0)

    def update(number: Array, now: tuple[Array, Array]) -> tuple[Array, Array]:
        carried, rows = now
        i = order[number]
        own, before = columns[i], rows[i]
        rest = carried - own[:, None, :] * before[:, None]
        gain, log_unit = energy.interaction.gap(
            rest, own, all_even - evens[i], energy.counts, n, energy.order
        )
        gap = gain * n * jnp.exp(log_unit + energy.log_weight)
        # At temperature zero only the sign counts, which must not be lost where the gap is tiny.
        push = jnp.where(temperature > 0, gap - heat[i], gain)
        after = jnp.where(held[:, i] | (push == 0), before, jnp.where(push > 0, 1.0, -1.0))
        return rest + own[:, None, :] * after[:, None], rows.at[i].set(after)

    start = energy.carried(spins), spins.T
    return jax.lax.fori_loop(0, n, update, start)[1].T
