"""The past inputs themselves as a network: what a linear model of delayed inputs sees."""

import equinox as eqx
import numpy as np
from jaxtyping import Float

from basinet.rates.checks import check_whole
from basinet.rates.leaky import LeakyMap
from basinet.rates.medium import AbstractReservoir, Medium, medium_of, zeros
from basinet.rates.transfer import Identity


class DelayLine(AbstractReservoir):
    """A shift register: unit k of a feature holds its input of k - 1 steps ago.

    With a `Ridge` readout it is linear regression on delayed inputs, the yardstick of every other
    reservoir: what they do better is nonlinear, or longer ago. Nothing of it is random, and its
    memory capacity is its number of delays.

    Attributes:
        units: shared equally by the features, at least one for each; a rest hears nothing.

    Raises:
        ValueError: when there are no units, or fewer than features.
    """

    units: int = eqx.field(default=40, static=True)

    def __check_init__(self) -> None:
        check_whole("units", self.units)

    def build(self, inputs: Float[np.ndarray, "steps features"], seed: int) -> Medium:
        """Return the register; of the inputs only the number of features counts."""
        del seed
        features = inputs.shape[1]
        delays = self.units // features
        if not delays:
            raise ValueError(
                f"units is {self.units}; a delay line for {features} features needs at least"
                f" {features}"
            )
        weights, into = np.zeros((self.units, self.units)), np.zeros((features, self.units))
        for feature in range(features):
            first = feature * delays
            into[feature, first] = 1
            at = np.arange(first, first + delays - 1)
            weights[at, at + 1] = 1
        return medium_of(LeakyMap(self.units, 1.0, Identity()), weights, into, np.zeros(self.units))

    def size(self) -> int:
        """Return the number of units."""
        return self.units

    def shape_of(self, features: int) -> Medium:
        """Return a register of zeros."""
        return zeros(LeakyMap(self.units, 1.0, Identity()), features)
