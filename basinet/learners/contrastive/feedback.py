"""The weights against the stream: the forward ones read backwards, or others that learn."""

from abc import abstractmethod
from typing import ClassVar

import equinox as eqx
import jax
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import in_range, number, positive
from basinet.learners.contrastive.energy import Weights


class AbstractBackward(eqx.Module):
    """What the backward weights are.

    Attributes:
        has_energy: whether settling descends an energy.
    """

    has_energy: ClassVar[bool]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def start(self, forward: tuple[Float[Array, "_ _"], ...], key: Key) -> tuple:
        """Return the backward weights of all layers but the first before learning."""

    @abstractmethod
    def gradient(self, forward: tuple[Float[Array, "_ _"], ...]) -> tuple:
        """Return what the backward synapses see, from what the forward ones do."""

    @abstractmethod
    def decayed(self, weights: Weights, rate: Float[Array, ""] | float) -> Weights:
        """Return the weights with what fades of them in a step of this size."""


class SymmetricWeights(AbstractBackward):
    """One synapse serves both directions, and an energy is descended."""

    has_energy: ClassVar[bool] = True

    def start(self, forward: tuple[Float[Array, "_ _"], ...], key: Key) -> tuple:
        """Return nothing: the forward weights serve."""
        del forward, key
        return ()

    def gradient(self, forward: tuple[Float[Array, "_ _"], ...]) -> tuple:
        """Return nothing."""
        del forward
        return ()

    def decayed(self, weights: Weights, rate: Float[Array, ""] | float) -> Weights:
        """Return the weights."""
        del rate
        return weights


class LearntWeights(AbstractBackward):
    """Synapses of their own that start at random and learn from the same two units.

    Both directions of a pair change by the same correlation and fade alike, so that what they
    differ by fades, although neither sees the other (Kolen and Pollack 1994). Until then the
    network descends no energy, and the contrast is no derivative.

    Attributes:
        gain: > 0, the range of the weights at the start, relative to that of the forward ones.
        decay: at least 0: w <- w (1 - decay step) in each step; 0 keeps the difference for ever.

    Raises:
        ValueError: when a value is outside its range.
    """

    has_energy: ClassVar[bool] = False

    gain: float = number(1.0)
    decay: float = number(0.1)

    def __check_init__(self):
        positive(self, "gain")
        in_range(self, 0.0, float("inf"), "decay")

    def start(self, forward: tuple[Float[Array, "_ _"], ...], key: Key) -> tuple:
        """Return weights of the same distribution as the forward ones, times the gain."""
        keys = jax.random.split(key, len(forward))
        return tuple(
            self.gain * jax.random.permutation(one, weights.ravel()).reshape(weights.shape[::-1])
            for one, weights in zip(keys[1:], forward[1:], strict=True)
        )

    def gradient(self, forward: tuple[Float[Array, "_ _"], ...]) -> tuple:
        """Return the same correlations, from the other side."""
        return tuple(weights.T for weights in forward[1:])

    def decayed(self, weights: Weights, rate: Float[Array, ""] | float) -> Weights:
        """Return weights that faded in both directions, those from the inputs as they are."""
        keep = 1 - self.decay * rate
        first, *others = weights.forward
        forward = (first, *(keep * one for one in others))
        return Weights(forward, weights.biases, tuple(keep * one for one in weights.backward))
