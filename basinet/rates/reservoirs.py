"""Reservoirs: recurrent networks that are drawn, perhaps adapted, and then stay as they are.

- `EchoState`: tanh units, scaled to a spectral radius (Jaeger 2001);
- `Balanced`: excitatory and inhibitory units with rates in (0, 1), whose inhibition can adapt;
- `basinet.rates.delays.DelayLine`: the past inputs themselves, a yardstick.

What learns is a readout alone. `basinet.Reservoir` is the estimator around them.
"""

import equinox as eqx
import numpy as np
from jaxtyping import Float

from basinet.rates.checks import check_number, check_whole, number
from basinet.rates.delays import DelayLine
from basinet.rates.homeostasis import AbstractAdaptation, AbstractTargets, Equal, Parts, Static
from basinet.rates.leaky import LeakyMap
from basinet.rates.medium import AbstractReservoir, Medium, medium_of, spectral_radius, zeros
from basinet.rates.transfer import Logistic, Tanh


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
        return medium_of(LeakyMap(n, float(self.leak), Tanh()), weights, into, bias)

    def size(self) -> int:
        """Return the number of units."""
        return self.units

    def shape_of(self, features: int) -> Medium:
        """Return a reservoir of zeros."""
        return zeros(LeakyMap(self.units, float(self.leak), Tanh()), features)


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
        return zeros(LeakyMap(self.units, 1.0, Logistic()), features)


RESERVOIRS: dict[str, type[AbstractReservoir]] = {
    "EchoState": EchoState,
    "Balanced": Balanced,
    "DelayLine": DelayLine,
}
"""Every reservoir under the name by which text and saved files refer to it."""


def assembled(parts: Parts) -> Medium:
    """Return a network of excitation and inhibition as a reservoir."""
    net = np.asarray(parts.excitation, float) - np.asarray(parts.inhibition, float)
    units = LeakyMap(len(net), 1.0, Logistic())
    return medium_of(units, net, np.asarray(parts.inputs), -np.asarray(parts.threshold))
