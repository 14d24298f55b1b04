"""Reservoirs: recurrent networks that are drawn, perhaps adapted, and then stay as they are.

- `EchoState`: tanh units, scaled to a spectral radius (Jaeger 2001);
- `Balanced`: excitatory and inhibitory units with rates in (0, 1), whose inhibition can adapt.

What learns is a readout alone. `basinet.Reservoir` is the estimator around both.
"""

from abc import abstractmethod
from functools import partial

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import scipy.sparse.linalg
from jaxtyping import Array, Float

from basinet._short import short
from basinet.core import Compressed, Dense, compressed, native
from basinet.rates.checks import check_number, check_whole, number
from basinet.rates.circuit import Circuit
from basinet.rates.homeostasis import AbstractAdaptation, AbstractTargets, Equal, Parts, Static
from basinet.rates.leaky import LeakyMap
from basinet.rates.transfer import Logistic, Tanh

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


class EchoState(AbstractReservoir):
    """Units r <- (1 - leak) r + leak tanh(W r + V u + b).

    Each synapse exists with probability `density` and has a normal weight; then W is scaled to its
    spectral radius. V and b are uniform in [-input_scale, input_scale] and [-bias, bias].

    Attributes:
        units: number of them.
        radius: largest magnitude of an eigenvalue of W, above 0.
        density: above 0 and at most 1.
        input_scale: above 0.
        bias: at least 0.
        leak: above 0 and at most 1.

    Raises:
        ValueError: when a number is out of range.
    """

    units: int = eqx.field(default=300, static=True)
    radius: float = number(0.9)
    density: float = number(0.1)
    input_scale: float = number(0.2)
    bias: float = number(0.2)
    leak: float = number(1.0)

    def __check_init__(self) -> None:
        check_whole("units", self.units, 2)
        for name in ("radius", "density", "input_scale", "leak"):
            check_number(name, getattr(self, name))
        check_number("bias", self.bias, positive=False)
        for name in ("density", "leak"):
            if getattr(self, name) > 1:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be at most 1")

    def build(self, inputs: Float[np.ndarray, "steps features"], seed: int) -> Medium:
        """Return a reservoir; the inputs only tell how many features there are."""
        rng, n = np.random.default_rng([seed, 20]), self.units
        weights = rng.normal(size=(n, n)) * (rng.random((n, n)) < self.density)
        weights *= self.radius / max(spectral_radius(weights), 1e-12)
        into = rng.uniform(-1, 1, (inputs.shape[1], n)) * self.input_scale
        bias = rng.uniform(-1, 1, n) * self.bias
        return _medium(LeakyMap(n, float(self.leak), Tanh()), weights, into, bias)

    def size(self) -> int:
        """Return the number of units."""
        return self.units

    def shape_of(self, features: int) -> Medium:
        """Return a reservoir of zeros."""
        return _zeros(LeakyMap(self.units, float(self.leak), Tanh()), features)


class Balanced(AbstractReservoir):
    """Excitatory and inhibitory units r <- S(E r - I r + w u), S the logistic function.

    The first 80 % are excitatory. Links exist with probability `density`, none onto oneself, with
    weights U(0, 1); E is scaled so that the mean of its row sums is `gain`, I so that it is
    `gain / balance`: above 1 excitation is stronger. w is U(-input_scale, input_scale). Then
    `adaptation` may change I (arXiv 2504.12480; sizes are our reading).

    Attributes:
        units: number of them, at least 5.
        gain: above 0.
        balance: excitation over inhibition, above 0.
        density: above 0 and at most 1.
        input_scale: above 0.
        targets: which rates adaptation aims at.
        adaptation: how, if at all.

    Raises:
        ValueError: when a number is out of range.
    """

    units: int = eqx.field(default=200, static=True)
    gain: float = number(4.0)
    balance: float = number(1.0)
    density: float = number(0.1)
    input_scale: float = number(0.5)
    targets: AbstractTargets = Equal()
    adaptation: AbstractAdaptation = Static()

    def __check_init__(self) -> None:
        check_whole("units", self.units, 5)
        for name in ("gain", "balance", "density", "input_scale"):
            check_number(name, getattr(self, name))
        if self.density > 1:
            raise ValueError(f"density is {self.density!r}; it must be at most 1")

    def parts(self, features: int, seed: int) -> Parts:
        """Return excitation and inhibition as they are drawn, before they adapt."""
        rng, n = np.random.default_rng([seed, 21]), self.units
        excitatory = round(0.8 * n)
        links = rng.random((n, n)) * (rng.random((n, n)) < self.density)  # [source, target]
        np.fill_diagonal(links, 0)
        excitation, inhibition = links.copy(), links.copy()
        excitation[excitatory:] = 0
        inhibition[:excitatory] = 0
        excitation *= self.gain / max(excitation.sum() / n, 1e-12)
        inhibition *= self.gain / self.balance / max(inhibition.sum() / n, 1e-12)
        into = rng.uniform(-1, 1, (features, n)) * self.input_scale
        return Parts(excitation, inhibition, into, np.zeros(n), self.targets.draw(n, rng))

    def build(self, inputs: Float[np.ndarray, "steps features"], seed: int) -> Medium:
        """Return a reservoir that has adapted to the inputs."""
        drawn = self.parts(inputs.shape[1], seed)
        return assembled(self.adaptation.adapt(drawn, np.asarray(inputs, float)))

    def size(self) -> int:
        """Return the number of units."""
        return self.units

    def shape_of(self, features: int) -> Medium:
        """Return a reservoir of zeros."""
        return _zeros(LeakyMap(self.units, 1.0, Logistic()), features)


RESERVOIRS: dict[str, type[AbstractReservoir]] = {"EchoState": EchoState, "Balanced": Balanced}
"""Every reservoir under the name by which text and saved files refer to it."""


def assembled(parts: Parts) -> Medium:
    """Return a network of excitation and inhibition as a reservoir."""
    net = np.asarray(parts.excitation, float) - np.asarray(parts.inhibition, float)
    units = LeakyMap(len(net), 1.0, Logistic())
    return _medium(units, net, np.asarray(parts.inputs), -np.asarray(parts.threshold))


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


def _medium(units: LeakyMap, weights: np.ndarray, into: np.ndarray, bias: np.ndarray) -> Medium:
    single = (jnp.asarray(part, jnp.float32) for part in (weights, into, bias))
    recurrent, inputs, held = single
    return Medium(Circuit(units, Dense(recurrent)), Dense(inputs), held)


def _zeros(units: LeakyMap, features: int) -> Medium:
    n = units.units
    return _medium(units, np.zeros((n, n)), np.zeros((features, n)), np.zeros(n))
