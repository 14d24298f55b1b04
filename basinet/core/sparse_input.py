"""Sparse plastic input: every neuron hears a few random inputs."""

import equinox as eqx
import jax

from basinet._types import Key
from basinet.core.couplings import AbstractCouplings
from basinet.core.recipes import AbstractFromInput, Strength
from basinet.core.sparse import from_synapses, random_sources


class FanInFrom(AbstractFromInput):
    """Each neuron has `synapses` random inputs, N(0, gain^2 / synapses) at the start, plastic.

    Attributes:
        synapses: K, from 1 to the number of inputs.

    Raises:
        ValueError: when it is no whole number of at least 1.
    """

    synapses: int = eqx.field(static=True, default=20)

    def __check_init__(self):
        if not isinstance(self.synapses, int) or self.synapses < 1:
            raise ValueError(
                f"synapses is {self.synapses!r}; it must be a whole number of at least 1"
            )

    def build(self, features: int, neurons: int, gain: Strength, key: Key) -> AbstractCouplings:
        """Return sparse input couplings.

        Raises:
            ValueError: when there are fewer inputs than synapses.
        """
        if self.synapses > features:
            raise ValueError(
                f"each neuron is to have {self.synapses} inputs, but there are only {features};"
                f" give FanInFrom(synapses=...) at most {features}"
            )
        key_sources, key_weights = jax.random.split(key)
        sources = random_sources(features, neurons, self.synapses, key_sources)
        scale = gain / self.synapses**0.5
        weights = scale * jax.random.normal(key_weights, sources.shape)
        return from_synapses(sources, weights, features)
