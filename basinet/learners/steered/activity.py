"""What the readout counts of the neurons: their spins, or the phases in which they are up.

In phase k all neurons receive one common field theta_k, the same scalar for all, as an oscillation
of inhibition would bring it. Neuron i shows s_i^k = sign(h_i + theta_k), and the readout counts
over the phases. Every state is binary; the count m_i is graded.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from basinet._short import short
from basinet._types import Field, Spins
from basinet.core.layer import Scalar, Steps, Window
from basinet.learners._limits import at_least, number, positive, whole

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar


class AbstractActivity(eqx.Module):
    """How a neuron's field becomes what the readout counts, and which neurons may learn.

    Attributes:
        broadcast: the scalar that all neurons hear, in words; empty where there is none.
    """

    broadcast: AbstractClassVar[str]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def levels(self) -> Float[Array, " phases"]:
        """Return theta_k, the common field of each phase; nothing where there are none."""

    @abstractmethod
    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return m_i.

        Args:
            spins: the states at rest.
            field: h_i, from input, thresholds and other neurons, without the self-coupling.
        """

    @abstractmethod
    def steps(self) -> Steps | None:
        """Return the same count as one rounding of the field, None where it is none."""

    @abstractmethod
    def slope(self) -> Scalar:
        """Return by how much a count grows with the field, between the lowest and the highest."""

    @abstractmethod
    def window(self) -> Window:
        """Return the fields between which a neuron is near its threshold: only there it learns."""


class OneState(AbstractActivity):
    """The state at rest and nothing else: m_i = s_i.

    Attributes:
        reach: kappa > 0; a neuron learns where |h_i| < kappa.

    Raises:
        ValueError: when the reach is not above 0.
    """

    broadcast: ClassVar[str] = ""

    reach: float = number(5.0)

    def __check_init__(self):
        positive(self, "reach")

    def levels(self) -> Float[Array, " phases"]:
        """Return nothing: there are no phases."""
        return jnp.zeros(0)

    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return the spins."""
        del field
        return spins

    def steps(self) -> Steps | None:
        """Return None: at no field a spin stays what it was."""
        return None

    def slope(self) -> Scalar:
        """Return 1 / kappa: of the line from -1 to +1 across the window."""
        return 1 / self.reach

    def window(self) -> Window:
        """Return -kappa and kappa."""
        return Window(-self.reach, self.reach)


class TwoSided(AbstractActivity):
    """A common field that swings from -Theta to Theta: m_i is the mean of the K states.

    theta_k = Theta (2 k + 1 - K) / K, k = 0 .. K - 1.

    Attributes:
        phases: K, at least 1.
        swing: Theta > 0.
        reach: kappa > 0; a neuron learns where |h_i| < kappa.

    Raises:
        ValueError: when a value is outside its range.
    """

    broadcast: ClassVar[str] = "phase"

    phases: int = whole(8)
    swing: float = number(10.0)
    reach: float = number(5.0)

    def __check_init__(self):
        at_least(1, phases=self.phases)
        positive(self, "swing", "reach")

    def levels(self) -> Float[Array, " phases"]:
        """Return Theta (2 k + 1 - K) / K."""
        return self.swing * (2 * jnp.arange(self.phases) + 1 - self.phases) / self.phases

    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return the mean of sign(h_i + theta_k): one of K + 1 values from -1 to +1."""
        del spins
        return self.steps().of(field)

    def steps(self) -> Steps:
        """Return the count of the phases in which h_i + theta_k >= 0, from -1 to 1."""
        half = self.phases / 2
        return Steps(half / self.swing, half + 0.5, float(self.phases), 1 / half, -1.0)

    def slope(self) -> Scalar:
        """Return 1 / Theta."""
        return 1 / self.swing

    def window(self) -> Window:
        """Return -kappa and kappa."""
        return Window(-self.reach, self.reach)


class Ramp(AbstractActivity):
    """Inhibition that grows from 0 to Theta: m_i counts the phases in which the neuron is up.

    theta_k = -Theta (k + 1/2) / K, k = 0 .. K - 1, and m_i = (height / K) sum_k [s_i^k = +1]: with
    K = 1 a threshold at Theta / 2, with many phases a rectified rate that saturates,
    (height / Theta) clip(h_i, 0, Theta).

    Attributes:
        phases: K, at least 1.
        swing: Theta > 0.
        height: > 0, the activity of a neuron that is up in all phases.

    Raises:
        ValueError: when a value is outside its range.
    """

    broadcast: ClassVar[str] = "phase"

    phases: int = whole(8)
    swing: float = number(14.3)
    height: float = number(4.0)

    def __check_init__(self):
        at_least(1, phases=self.phases)
        positive(self, "swing", "height")

    def levels(self) -> Float[Array, " phases"]:
        """Return -Theta (k + 1/2) / K."""
        return -self.swing * (jnp.arange(self.phases) + 0.5) / self.phases

    def count(self, spins: Spins, field: Field) -> Float[Array, "batch n"]:
        """Return (height / K) times the number of phases in which h_i + theta_k >= 0."""
        del spins
        return self.steps().of(field)

    def steps(self) -> Steps:
        """Return the count of the phases in which h_i + theta_k >= 0, from 0 to the height."""
        return Steps(
            self.phases / self.swing, 0.5, float(self.phases), self.height / self.phases, 0.0
        )

    def slope(self) -> Scalar:
        """Return the height over the swing."""
        return self.height / self.swing

    def window(self) -> Window:
        """Return 0 and Theta: between them a neuron is up in some phases and not in all."""
        return Window(0.0, self.swing)
