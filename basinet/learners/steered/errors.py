"""The readout's error, which steers: one number for each class and pattern."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import equinox as eqx
import jax
from jaxtyping import Array, Float

from basinet._short import short
from basinet.learners._limits import in_range, number
from basinet.learners.steered.protocol import Goal

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar


class AbstractError(eqx.Module):
    """What is fed back to the neurons and learnt by the readout.

    Attributes:
        broadcast: the scalar that all readout units hear, in words; empty where there is none.
    """

    broadcast: AbstractClassVar[str]

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def check(self, goal: Goal) -> None:
        """Raise ValueError when this error is not defined for goals of this kind."""

    @abstractmethod
    def __call__(
        self, read: Float[Array, "batch units"], goal: Goal
    ) -> Float[Array, "batch units"]:
        """Return e_c, given the fields of the readout units and what they should show."""


class SoftmaxError(AbstractError):
    """The goal minus the network's own guess: e_c = t_c - softmax(o)_c with t one-hot.

    The sum in the softmax is one scalar that all readout units hear. Goals are classes.
    """

    broadcast: ClassVar[str] = "softmax sum"

    def check(self, goal: Goal) -> None:
        """Raise ValueError where the goal is a pattern instead of a class."""
        if not goal.is_class:
            raise ValueError(
                "SoftmaxError() needs one right class for each pattern, but the goals are whole"
                " patterns; choose teaching.error=ThreeValuedError()"
            )

    def __call__(
        self, read: Float[Array, "batch units"], goal: Goal
    ) -> Float[Array, "batch units"]:
        """Return the one-hot goal minus the softmax of the fields."""
        return (goal.clamped + 1) / 2 - jax.nn.softmax(read)


class ThreeValuedError(AbstractError):
    """Each readout unit by itself: silent where it is right by a margin, else a spike of its sign.

    e_c = t_c where y_c o_c <= margin, and 0 elsewhere; y_c = -1 or +1 is the goal and t_c its
    sign with the weight that balances classes (C / 4 and -sqrt(C) / 4). Nothing is broadcast.

    Attributes:
        margin: kappa_out >= 0.

    Raises:
        ValueError: when it is negative.
    """

    broadcast: ClassVar[str] = ""

    margin: float = number(1.0)

    def __check_init__(self):
        in_range(self, 0.0, float("inf"), "margin")

    def check(self, goal: Goal) -> None:
        """Accept goals of both kinds."""
        del goal

    def __call__(
        self, read: Float[Array, "batch units"], goal: Goal
    ) -> Float[Array, "batch units"]:
        """Return the targets of the units that are not right by the margin."""
        return goal.targets * (goal.clamped * read <= self.margin)
