"""A reservoir that was built, a recipe for one, and what can be said of it."""

from abc import abstractmethod
from functools import partial

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from basinet._short import short
from basinet.core import Compressed, Dense, compressed, native
from basinet.rates.circuit import Circuit
from basinet.rates.leaky import LeakyMap

_SMALL = 300
"""Units below which all eigenvalues are computed."""

_FEW = 0.2
"""Share of synapses that exist up to which a list of them is sent through faster than a matrix."""


class Medium(eqx.Module):
    """A reservoir that was built.

    Attributes:
        circuit: its units, a `LeakyMap`, and couplings.
        inputs: from features to units.
        bias: a field that is always there.
    """

    circuit: Circuit
    inputs: Dense
    bias: Float[Array, " n"]

    @property
    def units(self) -> int:
        """The number of units."""
        return self.bias.shape[0]


class AbstractReservoir(eqx.Module):
    """A recipe for a reservoir."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def build(self, inputs: Float[np.ndarray, "steps features"], seed: int) -> Medium:
        """Return a reservoir for series such as these.

        Args:
            inputs: a series, to which it may adapt; of others only the number of features counts.
            seed: the source of everything random.
        """

    @abstractmethod
    def size(self) -> int:
        """Return the number of units."""

    @abstractmethod
    def shape_of(self, features: int) -> Medium:
        """Return a reservoir of this shape, filled with zeros, to be filled from a file."""


def quick(medium: Medium) -> Medium:
    """Return the same reservoir, its couplings in the form in which states are made fastest.

    On a CPU the states are the same to the last bit; elsewhere a matrix stays as it is.
    """
    couplings = medium.circuit.couplings
    if not isinstance(couplings, Dense) or not native.on_one_cpu():
        return medium
    weights = np.asarray(couplings.weights)
    if np.count_nonzero(weights) > _FEW * weights.size:
        return medium
    listed: Compressed = compressed(weights)
    return eqx.tree_at(lambda it: it.circuit.couplings, medium, listed)


def spectral_radius(weights: Float[np.ndarray, "n n"]) -> float:
    """Return the largest magnitude of an eigenvalue."""
    if len(weights) > _SMALL:
        import scipy.sparse.linalg  # here, since its import takes a while that few need

        try:
            start = np.random.default_rng(0).normal(size=len(weights))
            few = partial(scipy.sparse.linalg.eigs, k=6, which="LM", v0=start)
            found = few(scipy.sparse.csr_array(weights), return_eigenvectors=False)
            return float(np.abs(found).max())
        except scipy.sparse.linalg.ArpackError:
            pass
    return float(np.abs(np.linalg.eigvals(weights)).max())


def mean_jacobian_radius(medium: Medium, slopes: Float[np.ndarray, " n"]) -> float:
    """Return the spectral radius of the mean Jacobian, with each unit's mean slope of phi.

    Beside every result of a reservoir: what it remembers depends on this number more than on
    anything else, and adaptation changes it.
    """
    flow = medium.circuit.flow
    assert isinstance(flow, LeakyMap)
    couplings = medium.circuit.couplings
    assert isinstance(couplings, Dense)
    leak = float(flow.leak)
    jacobian = np.asarray(couplings.weights, float) * (leak * slopes)
    return spectral_radius(jacobian + (1 - leak) * np.eye(len(jacobian)))


def medium_of(units: LeakyMap, weights: np.ndarray, into: np.ndarray, bias: np.ndarray) -> Medium:
    """Return a reservoir from matrices `[source, target]`, in single precision."""
    single = (jnp.asarray(part, jnp.float32) for part in (weights, into, bias))
    recurrent, inputs, held = single
    return Medium(Circuit(units, Dense(recurrent)), Dense(inputs), held)


def zeros(units: LeakyMap, features: int) -> Medium:
    """Return a reservoir without synapses, to be filled from a file."""
    n = units.units
    return medium_of(units, np.zeros((n, n)), np.zeros((features, n)), np.zeros(n))
