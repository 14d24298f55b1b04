"""Which synapses a rewiring gives up, which it takes, and with which weight they begin."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar


class AbstractRule(eqx.Module):
    """Which synapses move, to which candidates, and with which weight they begin there.

    Attributes:
        asks_credit: whether it reads the credit, which is then measured while the network learns.
    """

    asks_credit: AbstractClassVar[bool]

    @abstractmethod
    def worth(
        self, weights: Float[Array, " k"], credit: Float[Array, " k"], noise: Float[Array, " k"]
    ) -> Float[Array, " k"]:
        """Return what each synapse of a neuron is worth; the least are given up."""

    @abstractmethod
    def promise(self, credit: Float[Array, " m"], noise: Float[Array, " m"]) -> Float[Array, " m"]:
        """Return what each candidate promises; the greatest are taken."""

    @abstractmethod
    def better(self, worth: Float[Array, " n"], promise: Float[Array, " n"]) -> Bool[Array, " n"]:
        """Return which of the moves pay: the least worth beside the greatest promise, and so on."""

    @abstractmethod
    def begin(self, given_up: Float[Array, " n"]) -> Float[Array, " n"]:
        """Return the weights of new synapses, given those of the ones that they replace."""


class SmallestWeights(AbstractRule):
    """The smallest weights go, any candidate comes, and begins at 0."""

    asks_credit: ClassVar[bool] = False

    def worth(
        self, weights: Float[Array, " k"], credit: Float[Array, " k"], noise: Float[Array, " k"]
    ) -> Float[Array, " k"]:
        """Return the size of the weight."""
        del credit, noise
        return jnp.abs(weights)

    def promise(self, credit: Float[Array, " m"], noise: Float[Array, " m"]) -> Float[Array, " m"]:
        """Return noise."""
        del credit
        return noise

    def better(self, worth: Float[Array, " n"], promise: Float[Array, " n"]) -> Bool[Array, " n"]:
        """Return True: it is not asked."""
        return jnp.ones_like(worth, bool)

    def begin(self, given_up: Float[Array, " n"]) -> Float[Array, " n"]:
        """Return zeros."""
        return jnp.zeros_like(given_up)


class LeastCredit(AbstractRule):
    """The least credit goes, the greatest comes, and begins at 0.

    A weight that moved with its synapse would keep a sign that the new source knows nothing of.
    """

    asks_credit: ClassVar[bool] = True

    def worth(
        self, weights: Float[Array, " k"], credit: Float[Array, " k"], noise: Float[Array, " k"]
    ) -> Float[Array, " k"]:
        """Return the credit."""
        del weights, noise
        return credit

    def promise(self, credit: Float[Array, " m"], noise: Float[Array, " m"]) -> Float[Array, " m"]:
        """Return the credit."""
        del noise
        return credit

    def better(self, worth: Float[Array, " n"], promise: Float[Array, " n"]) -> Bool[Array, " n"]:
        """Return where the candidate has earned more."""
        return promise > worth

    def begin(self, given_up: Float[Array, " n"]) -> Float[Array, " n"]:
        """Return zeros."""
        return jnp.zeros_like(given_up)


class AnySynapse(AbstractRule):
    """Any synapse goes, any candidate comes, and begins at 0: the control."""

    asks_credit: ClassVar[bool] = False

    def worth(
        self, weights: Float[Array, " k"], credit: Float[Array, " k"], noise: Float[Array, " k"]
    ) -> Float[Array, " k"]:
        """Return noise."""
        del weights, credit
        return noise

    def promise(self, credit: Float[Array, " m"], noise: Float[Array, " m"]) -> Float[Array, " m"]:
        """Return noise."""
        del credit
        return noise

    def better(self, worth: Float[Array, " n"], promise: Float[Array, " n"]) -> Bool[Array, " n"]:
        """Return True: it is not asked."""
        return jnp.ones_like(worth, bool)

    def begin(self, given_up: Float[Array, " n"]) -> Float[Array, " n"]:
        """Return zeros."""
        return jnp.zeros_like(given_up)
