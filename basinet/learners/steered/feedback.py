"""How the feedback weights come to what they are."""

from abc import abstractmethod

import equinox as eqx

from basinet._short import short
from basinet.core.layer import Scalar
from basinet.learners._limits import number, positive
from basinet.learners.steered.steps import Step


class AbstractFeedback(eqx.Module):
    """What happens to the feedback weights in a learning step."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def step(self, readout: Step, ratio: Scalar) -> Step:
        """Return the step of a feedback synapse; its two factors are those of the readout's.

        Args:
            readout: the step of a readout synapse, V_ci by e_c m_i.
            ratio: the scale of feedback weights over that of readout weights at the start.
        """


class FixedFeedback(AbstractFeedback):
    """Random weights that never change (Lillicrap et al. 2016, feedback alignment)."""

    def step(self, readout: Step, ratio: Scalar) -> Step:
        """Return nothing."""
        del readout, ratio
        return Step(0.0)


class LearntFeedback(AbstractFeedback):
    """The Hebbian change of the readout, read from the other side (Kolen and Pollack 1994).

    F_ic takes `rate` g times the change m_i e_c of V_ci, g being the ratio of their scales at the
    start, and decays as V_ci does: what is left of F - rate g V^T shrinks by the decay in every
    step, although the two start independent and neither sees the other.

    Attributes:
        rate: > 0.

    Raises:
        ValueError: when the rate is not above 0.
    """

    rate: float = number(1.0)

    def __check_init__(self):
        positive(self, "rate")

    def step(self, readout: Step, ratio: Scalar) -> Step:
        """Return the readout's step, as large as the feedback weights are."""
        relative = self.rate * ratio
        return Step(relative * readout.size, readout.decay / relative)
