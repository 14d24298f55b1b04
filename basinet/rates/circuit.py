"""A circuit: units and the couplings between them."""

from typing import Any

import equinox as eqx

from basinet._types import Field
from basinet.core import AbstractCouplings
from basinet.rates.flow import AbstractFlow


class Circuit(eqx.Module):
    """Units that hear one another.

    The field of a state is couplings(emit(state)) + external. Couplings store their weights as
    `[source, target]`; a matrix that a formula writes as W x is handed over as `Dense(W.T)`.

    Attributes:
        flow: the units.
        couplings: from what they emit to their fields.
    """

    flow: AbstractFlow
    couplings: AbstractCouplings

    def field(self, state: Any, external: Field) -> Field:
        """Return the field on the units, from the others and from outside."""
        return self.couplings(self.flow.emit(state)) + external
