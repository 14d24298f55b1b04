"""Nudging: the two states of a pattern that are contrasted, and their factors.

A contrast is a pair of terms. Each says under which nudge the network settles and by which factor
the correlations of that state enter the step. The factors add up to zero, so that what both
states share teaches nothing. Scellier and Bengio 2017 (arXiv 1602.05179); for both signs Laborieux
et al. 2021 (arXiv 2006.03824); for clamped outputs Movellan 1991, Xie and Seung 2003.
"""

from abc import abstractmethod
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp

from basinet._short import short
from basinet._types import Key
from basinet.learners._limits import number
from basinet.learners.contrastive.costs import Rows

WEAKEST, STRONGEST = 1e-6, 1e6
"""Strengths between which a nudge can be told from rounding, and its factor from 0."""


class Term(NamedTuple):
    """One of the two states.

    Attributes:
        strength: beta of the nudge under which it settles; None for the free state.
        factor: by which its correlations enter the step.
    """

    strength: Rows | None
    factor: Rows


class Contrast(NamedTuple):
    """The two states in the order in which a network passes through them."""

    first: Term
    second: Term


class AbstractNudging(eqx.Module):
    """How the outputs are held towards the target."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the two terms for a batch of so many patterns."""


class PositiveNudge(AbstractNudging):
    """Towards the target, against the free state: the derivative, with a bias of order beta.

    Attributes:
        strength: beta > 0.

    Raises:
        ValueError: when it is not above 0.
    """

    strength: float = number(0.5)

    def __check_init__(self):
        _check_strength(self.strength, below_one=False)

    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the free state with -1 / beta, the nudged one with 1 / beta."""
        del patterns, key
        return Contrast(Term(None, -1 / self.strength), Term(self.strength, 1 / self.strength))


class NegativeNudge(AbstractNudging):
    """Away from the target, against the free state: the derivative, with a bias of order beta.

    Attributes:
        strength: beta, above 0 and below 1: from 1 on nothing would hold the outputs.

    Raises:
        ValueError: when it is outside.
    """

    strength: float = number(0.5)

    def __check_init__(self):
        _check_strength(self.strength, below_one=True)

    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the free state with 1 / beta, the nudged one with -1 / beta."""
        del patterns, key
        return Contrast(Term(None, 1 / self.strength), Term(-self.strength, -1 / self.strength))


class SymmetricNudge(AbstractNudging):
    """Towards the target against away from it: the derivative, with a bias of order beta^2.

    Attributes:
        strength: beta, above 0 and below 1: from 1 on nothing would hold the outputs.

    Raises:
        ValueError: when it is outside.
    """

    strength: float = number(0.5)

    def __check_init__(self):
        _check_strength(self.strength, below_one=True)

    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the state away from the target with -1 / (2 beta), the other with the opposite."""
        del patterns, key
        half = 1 / (2 * self.strength)
        return Contrast(Term(-self.strength, -half), Term(self.strength, half))


class RandomNudge(AbstractNudging):
    """Each pattern towards its target or away from it, by a coin, against its free state.

    The bias of order beta has the sign of the nudge, so that it is none on average.

    Attributes:
        strength: beta, above 0 and below 1: from 1 on nothing would hold the outputs.

    Raises:
        ValueError: when it is outside.
    """

    strength: float = number(0.5)

    def __check_init__(self):
        _check_strength(self.strength, below_one=True)

    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the free state with -s / beta, the one nudged by s beta with s / beta."""
        sign = jnp.where(jax.random.bernoulli(key, 0.5, (patterns, 1)), 1.0, -1.0)
        return Contrast(
            Term(None, -sign / self.strength), Term(sign * self.strength, sign / self.strength)
        )


class ClampedOutputs(AbstractNudging):
    """The outputs are the target, against the free state: contrastive Hebbian learning.

    What beta -> infinity makes of a nudge, with factors of -1 and 1. It follows the derivative of
    the loss only where feedback is weak.
    """

    def contrast(self, patterns: int, key: Key) -> Contrast:
        """Return the free state with -1, the clamped one with 1."""
        del patterns, key
        return Contrast(Term(None, -1.0), Term(float("inf"), 1.0))


def _check_strength(strength: float, *, below_one: bool) -> None:
    if isinstance(strength, jax.Array):  # traced; checked when it was made
        return
    right = isinstance(strength, float) and 0 < strength < (1 if below_one else float("inf"))
    if right and WEAKEST <= strength <= STRONGEST:
        return
    said = f"strength is {strength!r}; it must be a number above 0"
    if right and strength < WEAKEST:
        raise ValueError(
            f"strength is {strength!r}; below {WEAKEST:g} rounding hides what a nudge moves"
        )
    if right:
        raise ValueError(
            f"strength is {strength!r}; above {STRONGEST:g} nothing is learnt from what it moves;"
            " choose ClampedOutputs(), whose factors do not fall with the strength"
        )
    if not below_one:
        raise ValueError(said)
    raise ValueError(
        f"{said} and below 1: away from the target the energy of an output is curved by 1 -"
        " strength, so that it has no minimum from 1 on"
    )
