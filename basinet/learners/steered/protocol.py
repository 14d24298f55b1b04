"""What goes into a learning step and what comes out of it.

The step itself is `Steered.learn`: it steers the network towards a `Goal` and makes the states
that it finds more stable. Classes and patterns differ in their goal alone.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._types import Spins
from basinet.core import Relaxation
from basinet.core.plasticity import Margin
from basinet.learners._base import Info


class Goal(NamedTuple):
    """What the readout units are to show for each pattern of a batch.

    Attributes:
        clamped: the readout units y while they steer the network, -1 or +1, `[batch, units]`.
        targets: the targets t_c of the readout's perceptron rule, `[batch, units]`: the sign is
            that of y, the magnitude weights the step of the unit.
        weigh: phi, which weights the readout units in the feedback field W_back phi(y); also
            applied to the network's own guess, in which units may be 0.
    """

    clamped: Spins
    targets: Float[Array, "batch units"]
    weigh: Callable[[Spins], Spins]


class Lesson(NamedTuple):
    """What a learning step found before it changed anything.

    There is a row for each pattern and each of its states that are learnt.

    Attributes:
        stabilities: s_i h_i without the self-coupling, `[rows, n]`.
        margin: the stability up to which a neuron learns.
        readout: t_c (W_out s)_c, positive where a readout unit agrees with its target,
            `[rows, units]`.
        free: the relaxation after the feedback was withdrawn.
    """

    stabilities: Float[Array, "rows n"]
    margin: Margin
    readout: Float[Array, "rows units"]
    free: Relaxation

    def info(self) -> Info:
        """Return the means of `sweeps`, `unsettled` and `unstable`, see `Steered.step`."""
        return {
            "sweeps": jnp.mean(self.free.sweeps.astype(float)),
            "unsettled": jnp.mean((self.free.outcome != 0).astype(float)),
            "unstable": jnp.mean((self.stabilities <= self.margin).astype(float)),
        }
