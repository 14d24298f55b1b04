"""A recipe for groups of neurons: dense inside each, sparse between them, in one wiring."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Int

from basinet._types import Key
from basinet.core.blocks import Blocks, Path
from basinet.core.couplings import AbstractCouplings, Recurrent, random_recurrent
from basinet.core.recipes import AbstractWithin
from basinet.core.sparse import from_synapses, random_sources


class Groups(AbstractWithin):
    """Equal groups, all pairs inside each coupled, and a few synapses from all other groups.

    Group g has the neurons g n/count, ..., (g + 1) n/count - 1. With k = n/count + synapses all
    plastic couplings are N(0, 1/k) at the start (after G2GNet, arXiv 2508.14140, where 15 % of the
    pairs of unlike groups are coupled). `Layers(rewire=...)` moves the synapses between groups.

    Attributes:
        count: number of groups, at least 2; it divides the number of neurons.
        synapses: of each neuron, from neurons of other groups, at least 1.

    Raises:
        ValueError: when a number is out of range.
    """

    count: int = eqx.field(static=True, default=8)
    synapses: int = eqx.field(static=True, default=20)

    def __check_init__(self):
        for name, least in (("count", 2), ("synapses", 1)):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                raise ValueError(
                    f"{name} is {value!r}; it must be a whole number of at least {least}"
                )

    def least(self) -> int:
        """Return the smallest number of neurons whose other groups have so many sources."""
        each = -(-self.synapses // (self.count - 1))
        return self.count * each

    def build(self, neurons: int, key: Key) -> AbstractCouplings:
        """Return the couplings of a population.

        Raises:
            ValueError: when the groups would not be equal.
        """
        if neurons % self.count:
            raise ValueError(
                f"{neurons} neurons cannot be divided into {self.count} equal groups; take a"
                f" multiple, such as {-(-neurons // self.count) * self.count}"
            )
        size = neurons // self.count
        key_dense, key_sources, key_weights = jax.random.split(key, 3)
        scale = (size / (size + self.synapses)) ** 0.5
        dense = tuple(
            Recurrent(scale * random_recurrent(size, k).weights)
            for k in jax.random.split(key_dense, self.count)
        )
        sizes = (size,) * self.count
        inside = Blocks(sizes, sizes, tuple(Path(g, g) for g in range(self.count)), dense)
        sources = _of_others(neurons, size, self.synapses, key_sources)
        weights = jax.random.normal(key_weights, sources.shape) / (size + self.synapses) ** 0.5
        across = from_synapses(sources, weights, neurons)
        both = (Path(0, 0), Path(0, 0))
        return Blocks((neurons,), (neurons,), both, (inside, across))


def _of_others(neurons: int, size: int, synapses: int, key: Key) -> Int[Array, "neurons synapses"]:
    """Random different sources of each neuron, none in its own group."""
    drawn = random_sources(neurons - size, neurons, synapses, key)
    first = jnp.arange(neurons)[:, None] // size * size
    return drawn + size * (drawn >= first)
