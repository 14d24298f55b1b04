"""A recurrent network and a configuration of its spins."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from basinet._types import Field, Spins
from basinet.core.couplings import AbstractCouplings


class Configuration(eqx.Module):
    """Spins together with the recurrent field they cause.

    The two travel together because few spins change in a sweep and the field can follow.

    Attributes:
        spins: -1 or +1 (0 in a silent start), `[batch, n]`.
        recurrent: the field from the other neurons, without self-coupling and stimulus.
    """

    spins: Spins
    recurrent: Field


class Network(eqx.Module):
    """Binary neurons that act on one another, and on themselves through a self-coupling.

    The local field of neuron i is h_i = sum_j J_ij s_j + J_D s_i + (external field)_i.

    Attributes:
        couplings: J, from the population to itself, without self-synapses.
        self_coupling: J_D >= 0, one number for all neurons or one for each; never learnt.
    """

    couplings: AbstractCouplings
    self_coupling: Float[Array, ""] | Float[Array, " n"]

    def place(self, spins: Spins) -> Configuration:
        """Return the configuration with these spins, its recurrent field computed from scratch."""
        return Configuration(spins, self.couplings(spins))

    def move(self, now: Configuration, spins: Spins) -> Configuration:
        """Return the configuration after the spins of `now` became `spins`."""
        return Configuration(spins, now.recurrent + self.couplings.shift(spins - now.spins))

    def field(self, now: Configuration, external: Field) -> Field:
        """Return the full local field h, with self-coupling and external field."""
        return now.recurrent + self.self_coupling * now.spins + external

    def settled(self, now: Configuration, external: Field) -> Bool[Array, " batch"]:
        """Return for each pattern whether every spin agrees with its local field.

        A silent neuron (spin 0) does not, even where its field is zero: 0 is a start, no state.

        This is the certificate of a fixed point under any of the update rules; it is as good as
        `now.recurrent`, so certify a configuration from `place` where it must be beyond doubt.
        """
        agrees = align(self.field(now, external), now.spins) == now.spins
        return jnp.all(agrees & (now.spins != 0), axis=1)

    def is_idle(self, now: Configuration, external: Field) -> Bool[Array, ""]:
        """Return whether no update can change a spin, also where some are silent for ever."""
        return jnp.all(align(self.field(now, external), now.spins) == now.spins)


def silent(batch: int, neurons: int) -> Configuration:
    """Return the start of a relaxation: all spins and fields zero."""
    zeros = jnp.zeros((batch, neurons))
    return Configuration(zeros, zeros)


def align(field: Float[Array, "*shape"], spins: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return the spins that agree with the field: its sign, the present spin where it is zero."""
    return jnp.where(field == 0, spins, jnp.sign(field))
