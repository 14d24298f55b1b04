"""Stimuli: external fields that depend on the number of the sweep.

A `Stimulus` is a sustained field plus a transient one whose amplitude an envelope sets:
external(t) = sustained + envelope(t) * transient. Learning by steering is a relaxation under such
a stimulus; inference is the same relaxation with the sustained part alone.
"""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from basinet._short import short
from basinet._types import Field


class AbstractEnvelope(eqx.Module):
    """Amplitude of the transient field as a function of the sweep number, counted from 0."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def __call__(self, sweep: Int[Array, ""]) -> Float[Array, ""]:
        """Return the amplitude in this sweep, from 0 to 1."""

    @abstractmethod
    def steady_from(self) -> int:
        """Return the sweep from which the amplitude does not change any more.

        A state that is stable under a field about to change is not a result: a relaxation may
        stop only from this sweep on.
        """


class Hold(AbstractEnvelope):
    """The transient field stays on for the whole relaxation."""

    def __call__(self, sweep: Int[Array, ""]) -> Float[Array, ""]:
        """Return 1."""
        return jnp.ones_like(sweep, dtype=jnp.float32)

    def steady_from(self) -> int:
        """Return 0: the amplitude never changes."""
        return 0


class StepOff(AbstractEnvelope):
    """The transient field is on before sweep `at` and off from then on.

    Attributes:
        at: the first sweep without it, 0 or later.

    Raises:
        ValueError: when it is negative.
    """

    at: int = eqx.field(static=True)

    def __check_init__(self):
        whole = isinstance(self.at, int | np.integer) and not isinstance(self.at, bool)
        if not whole or self.at < 0:
            raise ValueError(f"the field goes off in sweep {self.at}; it must be 0 or later")

    def __call__(self, sweep: Int[Array, ""]) -> Float[Array, ""]:
        """Return 1 before sweep `at`, else 0."""
        return jnp.where(sweep < self.at, 1.0, 0.0)

    def steady_from(self) -> int:
        """Return the sweep in which the field is withdrawn."""
        return self.at


class RampOff(AbstractEnvelope):
    """The transient field fades linearly: amplitude (stop - t) / (stop - start) in sweep t.

    Attributes:
        start: the last sweep with the full amplitude 1, at least 0.
        stop: the first sweep without the field, above `start`.

    Raises:
        ValueError: when the sweeps are not in this order.
    """

    start: int = eqx.field(static=True)
    stop: int = eqx.field(static=True)

    def __check_init__(self):
        if not 0 <= self.start < self.stop:
            raise ValueError(
                f"a ramp was asked for from sweep {self.start} to sweep {self.stop};"
                " it must begin at 0 or later and end after its beginning"
            )

    def __call__(self, sweep: Int[Array, ""]) -> Float[Array, ""]:
        """Return the amplitude, from 1 down to 0."""
        return jnp.clip((self.stop - sweep) / (self.stop - self.start), 0.0, 1.0)

    def steady_from(self) -> int:
        """Return the first sweep without the field."""
        return self.stop


class Stimulus(eqx.Module):
    """An external field: sustained + envelope(sweep) * transient.

    Attributes:
        sustained: the part that is always there, `[batch, n]`, usually the input field.
        transient: the part that is withdrawn, `[batch, n]`, usually the feedback field.
        envelope: its amplitude.
    """

    sustained: Field
    transient: Field
    envelope: AbstractEnvelope

    def __call__(self, sweep: Int[Array, ""] | int) -> Field:
        """Return the external field in this sweep."""
        return self.sustained + self.envelope(jnp.asarray(sweep)) * self.transient


def constant(field: Field) -> Stimulus:
    """Return the stimulus that is the same field in every sweep."""
    return Stimulus(field, jnp.zeros_like(field), Hold())
