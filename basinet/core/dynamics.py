"""Update rules: how the spins of a network change in one sweep.

A sweep offers each neuron one update. All rules are deterministic given a key. Random choices
are drawn for each sweep and neuron and shared by the patterns of a batch, so that the result for
one pattern does not depend on the others; independent noise comes from `jax.vmap` over keys.
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp

from basinet._types import Field, Key
from basinet.core.network import Configuration, Network, align


class AbstractDynamics(eqx.Module):
    """A rule that updates the spins once."""

    @abstractmethod
    def is_deterministic(self) -> bool:
        """Return whether each sweep applies the same map: a state met before proves a cycle."""

    @abstractmethod
    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration after one sweep under the external field.

        A neuron at exactly zero field keeps its spin.
        """


class Synchronous(AbstractDynamics):
    """Every neuron takes the sign of its field at once."""

    def is_deterministic(self) -> bool:
        """Return True."""
        return True

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration in which every spin agrees with its field before the sweep."""
        del key
        return network.move(now, align(network.field(now, external), now.spins))


class RandomSubset(AbstractDynamics):
    """Each neuron takes the sign of its field with probability `fraction`, all at once.

    Attributes:
        fraction: p in (0, 1]; 1 is the synchronous rule.

    Raises:
        ValueError: when the fraction is outside (0, 1].
    """

    fraction: float = 0.85

    def __check_init__(self):
        if isinstance(self.fraction, float | int) and not 0 < self.fraction <= 1:
            raise ValueError(
                f"fraction is {self.fraction}; the share of neurons that update in a sweep must"
                " be above 0 and at most 1"
            )

    def is_deterministic(self) -> bool:
        """Return False, whatever the fraction."""
        return False

    def sweep(
        self, network: Network, external: Field, now: Configuration, key: Key
    ) -> Configuration:
        """Return the configuration in which a random subset of the spins followed its field."""
        chosen = jax.random.bernoulli(key, self.fraction, now.spins.shape[1:])
        aligned = align(network.field(now, external), now.spins)
        return network.move(now, jnp.where(chosen, aligned, now.spins))
