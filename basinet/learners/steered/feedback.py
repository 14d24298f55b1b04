"""How the feedback weights come to what they are."""

from abc import abstractmethod

import equinox as eqx
from jaxtyping import Array, Float

from basinet.core import Blocks
from basinet.learners.steered.protocol import Rates


class AbstractFeedback(eqx.Module):
    """What happens to the feedback weights in a learning step."""

    @abstractmethod
    def learn(
        self,
        feedback: Blocks,
        activity: Float[Array, "batch n"],
        error: Float[Array, "batch units"],
        rates: Rates,
    ) -> Blocks:
        """Return the feedback weights after the step.

        Args:
            feedback: F, from the readout units to the neurons.
            activity: m, what the readout counts.
            error: e, what is fed back.
            rates: those of the step; the readout changes by `readout` for each synapse.
        """


class FixedFeedback(AbstractFeedback):
    """Random weights that never change (Lillicrap et al. 2016, feedback alignment)."""

    def learn(
        self,
        feedback: Blocks,
        activity: Float[Array, "batch n"],
        error: Float[Array, "batch units"],
        rates: Rates,
    ) -> Blocks:
        """Return the same weights."""
        del activity, error, rates
        return feedback


class LearntFeedback(AbstractFeedback):
    """The Hebbian change of the readout, read from the other side (Kolen and Pollack 1994).

    F_ic takes g times the change m_i e_c of V_ci and decays as V does, with g = lambda_b
    sqrt(H / C), the ratio of their scales at the start: what is left of F - g V^T shrinks by the
    decay in every step, although the two start independent and neither sees the other.
    """

    def learn(
        self,
        feedback: Blocks,
        activity: Float[Array, "batch n"],
        error: Float[Array, "batch units"],
        rates: Rates,
    ) -> Blocks:
        """Return the weights after their Hebbian step."""
        # `learn` divides by the square root of the number of units, and its decay is relative.
        units, neurons = error.shape[1], activity.shape[1]
        gain = rates.feedback_gain * neurons**0.5
        return feedback.learn(
            activity, error, gain * rates.readout, rates.decay * units**0.5 / gain
        )
