"""A circuit: units and the couplings between them."""

from typing import Any

import equinox as eqx

from basinet._types import Field
from basinet.core import AbstractCouplings, Dense
from basinet.core.kernels import product
from basinet.rates.flow import AbstractFlow

_FEW = 4
"""Patterns up to which a plain product is faster than the native kernel for few flips (measured
with 500 units: no component of a graded state is zero)."""


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
        sent = self.flow.emit(state)
        if isinstance(self.couplings, Dense) and sent.shape[0] <= _FEW:
            return product(sent, self.couplings.weights) + external
        return self.couplings(sent) + external
