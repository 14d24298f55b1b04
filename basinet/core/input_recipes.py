"""Recipes for the couplings from an input.

`Everywhere`, `Patches` (local fields on an image), `FanInFrom` (a few random inputs a neuron).
"""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from basinet._short import short
from basinet._types import Key
from basinet.core.couplings import AbstractCouplings, random_dense
from basinet.core.recipes import Strength
from basinet.core.sparse import from_synapses, random_sources


class AbstractFromInput(eqx.Module):
    """How an input reaches the neurons of a population."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def build(self, features: int, neurons: int, gain: Strength, key: Key) -> AbstractCouplings:
        """Return the input couplings, N(0, gain^2 / K) with K inputs for each neuron.

        Raises:
            ValueError: when the input does not fit the recipe.
        """


class Everywhere(AbstractFromInput):
    """Every input reaches every neuron."""

    def build(self, features: int, neurons: int, gain: Strength, key: Key) -> AbstractCouplings:
        """Return dense input couplings."""
        return random_dense(features, neurons, gain, key)


class Patches(AbstractFromInput):
    """Every neuron sees a square patch of an image, the patches evenly spread over it.

    The weights are not shared: it is a locally connected field, not a convolution.

    Attributes:
        shape: rows and columns of the image.
        side: rows and columns of a patch.
    """

    shape: tuple[int, int] = eqx.field(static=True, default=(28, 28))
    side: int = eqx.field(static=True, default=7)

    def __check_init__(self):
        if not 1 <= self.side <= min(self.shape):
            raise ValueError(
                f"side is {self.side}, but the image is {self.shape[0]} x {self.shape[1]};"
                f" it must be from 1 to {min(self.shape)}"
            )

    def build(self, features: int, neurons: int, gain: Strength, key: Key) -> AbstractCouplings:
        """Return sparse input couplings.

        Raises:
            ValueError: when the image does not have as many pixels as there are features.
        """
        rows, columns = self.shape
        if rows * columns != features:
            raise ValueError(
                f"the patches are cut from images of {rows} x {columns} = {rows * columns} pixels,"
                f" but the input has {features} features"
            )
        # Upper left corners, evenly spread over all places where a patch fits.
        places = (rows - self.side + 1) * (columns - self.side + 1)
        corner = np.arange(neurons) * places // neurons
        top, left = np.divmod(corner, columns - self.side + 1)
        within = np.arange(self.side)
        pixels = (top[:, None, None] + within[:, None]) * columns + left[:, None, None] + within
        sources = jnp.asarray(pixels.reshape(neurons, -1))
        scale = gain / sources.shape[1] ** 0.5
        return from_synapses(sources, scale * jax.random.normal(key, sources.shape), features)


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
