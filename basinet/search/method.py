"""What a method of search is given and what it returns."""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int
from numpy.typing import NDArray

from basinet._short import short
from basinet._types import Key, Spins
from basinet.core import Network, Recurrent

Hold = Float[Array, " n"]


class Task(eqx.Module):
    """The network whose fixed points are looked for, on the device.

    All conditions depend on J_D and kappa only through b = J_D - kappa: s is a fixed point where
    s_i sum_j J_ij s_j + b_i > 0 for every i. b may be negative.

    Attributes:
        weights: `[n, n]`, entry (j, i) = J_ij, from source to target as in `basinet.core`.
        hold: b of each neuron, `[n]`, rounded down so that a tie is unstable in float32 too.
    """

    weights: Float[Array, "n n"]
    hold: Hold

    def network(self) -> Network:
        """Return the network whose dynamics flips exactly the neurons that violate a condition.

        With b in the place of the self-coupling, the field of neuron i is h_i + b_i s_i, which
        disagrees with s_i where s_i h_i + b_i < 0, whatever the sign of b_i.
        """
        return Network(Recurrent(self.weights), self.hold)


class Stop(eqx.Module):
    """Where a method stopped, for each start; nothing here is certified.

    Attributes:
        spins: the last states, `[starts, n]`.
        steps: sweeps or iterations until the state was found, or all that were made.
        flips: spins that flipped on the way; None for a method whose messages are no spins.
    """

    spins: Spins
    steps: Int[Array, " starts"]
    flips: Int[Array, " starts"] | None


class AbstractMethod(eqx.Module):
    """A way to look for fixed points."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def attempt(self, task: Task, start: Spins, key: Key) -> Stop:
        """Return where the method stops from each start.

        Args:
            task: the network.
            start: states of -1 and +1, `[starts, n]`; message passing takes their direction.
            key: for the random part. What comes of one start must not depend on the others.
        """


def task(couplings: NDArray, hold: NDArray[np.float64]) -> Task:
    """Return the task for couplings `[n, n]` (row = target) and b = J_D - kappa, `[n]`."""
    return Task(jnp.asarray(couplings.T, jnp.float32), jnp.asarray(_below(hold)))


def _below(hold: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest normal float32 numbers below b.

    In the dynamics of the core a neuron at exactly zero field keeps its spin, while a tie is no
    fixed point. The step down, a rounding error for couplings in general position, makes ties of
    couplings such as whole numbers flip.
    """
    nearest = hold.astype(np.float32)
    below = np.nextafter(nearest, np.float32(-np.inf))
    low = np.where(nearest < hold, nearest, below)
    tiny = np.finfo(np.float32).tiny
    return np.where(np.abs(low) < tiny, -tiny, low).astype(np.float32)
