"""What teaches a steered network: what steers it, which neurons learn, and how."""

from abc import abstractmethod

import equinox as eqx
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Field, Key, Spins
from basinet.learners._base import Story, Trial
from basinet.learners._tags import Tags
from basinet.learners.steered.protocol import Circuit, Goal, Lesson
from basinet.learners.steered.thresholds import AbstractThresholds
from basinet.learners.steered.wiring import Layers, Wiring


class AbstractTeaching(eqx.Module):
    """A learning step.

    Attributes:
        thresholds: whether neurons and readout units have thresholds.
    """

    thresholds: eqx.AbstractVar[AbstractThresholds]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def reach(self) -> float:
        """Return the stability up to which neurons learn."""

    @abstractmethod
    def tags(self) -> Tags:
        """Return what a learning step needs."""

    @abstractmethod
    def check(self, sweeps: int, feedback_gain: float) -> None:
        """Raise ValueError when a network of such sweeps and feedback cannot be taught so."""

    @abstractmethod
    def check_wiring(self, wiring: Layers) -> None:
        """Raise ValueError when a network with such a wiring cannot be taught so."""

    @abstractmethod
    def check_inputs(self, features: int) -> None:
        """Raise ValueError when inputs of so many features cannot be learnt so."""

    @abstractmethod
    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return what the readout counts of the states at rest, given the fields of the neurons."""

    @abstractmethod
    def learn(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> tuple[Wiring, Lesson]:
        """Return the synapses after one step on a batch, and what the step found."""

    @abstractmethod
    def trial(
        self,
        state: Wiring,
        x: Float[Array, "batch features"],
        goal: Goal,
        circuit: Circuit,
        key: Key,
    ) -> Trial:
        """Return the states that a learning step would go through."""

    @abstractmethod
    def story(self) -> Story:
        """Return what happens in a trial, in words."""
