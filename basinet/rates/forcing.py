"""Forcings: the external field in each step, and from which step on it is steady.

A forcing is constant during a step, also in the stages of a Runge-Kutta step.
"""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from basinet._short import short
from basinet._types import Field
from basinet.core import AbstractCouplings, Stimulus


class AbstractForcing(eqx.Module):
    """An external field that depends on the number of the step, counted from 0."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(self, step: Int[Array, ""]) -> Field:
        """Return the field during this step."""

    @abstractmethod
    def steady_from(self) -> int:
        """Return the step from which the field does not change any more.

        A run may end as rest or as an orbit only from this step on.
        """


class Constant(AbstractForcing):
    """The same field in every step.

    Attributes:
        field: `[batch, n]`.
    """

    field: Field

    def __call__(self, step: Int[Array, ""]) -> Field:
        """Return the field."""
        del step
        return self.field

    def steady_from(self) -> int:
        """Return 0."""
        return 0


class Series(AbstractForcing):
    """A series of inputs through couplings: field(k) = couplings(inputs[k]) + bias.

    After its last step the last input stays.

    Attributes:
        inputs: `[steps, batch, features]`, at least one step.
        couplings: from the features to the units.
        bias: a field that is always there.

    Raises:
        ValueError: when the series has no step.
    """

    inputs: Float[Array, "steps batch features"]
    couplings: AbstractCouplings
    bias: Float[Array, " n"] | float = 0.0

    def __check_init__(self) -> None:
        if not self.inputs.shape[0]:
            raise ValueError(
                f"inputs have shape {self.inputs.shape}; expected (steps, batch, features) with at"
                " least one step"
            )

    def __call__(self, step: Int[Array, ""]) -> Field:
        """Return the field of the input in this step."""
        last = self.inputs.shape[0] - 1
        return self.couplings(self.inputs[jnp.minimum(step, last)]) + self.bias

    def steady_from(self) -> int:
        """Return the number of the last input."""
        return self.inputs.shape[0] - 1


class AsStimulus(AbstractForcing):
    """A stimulus of the binary core as a forcing, whose sweeps are counted as steps.

    Attributes:
        stimulus: with its envelope.
    """

    stimulus: Stimulus

    def __call__(self, step: Int[Array, ""]) -> Field:
        """Return the external field in this sweep."""
        return self.stimulus(step)

    def steady_from(self) -> int:
        """Return the sweep from which the envelope is steady."""
        return self.stimulus.envelope.steady_from()
