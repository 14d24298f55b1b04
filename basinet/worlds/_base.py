"""What a world is: many simple agents under one local rule, and what there is to see of them.

A world is neither a learner nor a framework for agents: five pure functions. Its numbers are plain
Python scalars in its own dataclass; `evolve` lifts the floats to traced scalars, so that a sweep
over them compiles once.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

import equinox as eqx
from jaxtyping import Array, Bool, Float, Int

from basinet._types import Key

if TYPE_CHECKING:  # as Equinox advises: type checkers know no abstract class variables
    from typing import ClassVar as AbstractClassVar
else:
    from equinox import AbstractClassVar

State = TypeVar("State")

Scalar: TypeAlias = Float[Array, ""] | float

Seen: TypeAlias = dict[str, Float[Array, ""]]
"""Observables of one moment by their names."""


class Points(eqx.Module):
    """Agents as points.

    Attributes:
        xy: where they are.
        hue: their colour on a circle of colours, an angle in [-pi, pi).
        reach: the picture shows [-reach, reach] in both directions; 0 where it follows the points.
        ground: what lies beneath them, from 0 to 1, the first row at the top; None where nothing.
    """

    xy: Float[Array, "agents 2"]
    hue: Float[Array, " agents"]
    reach: float = eqx.field(static=True, default=1.0)
    ground: Float[Array, "rows columns"] | None = None


class Bars(eqx.Module):
    """Agents as bars in a row.

    Attributes:
        height: of each, in (0, 1].
        kind: a number for its colour, from 0.
    """

    height: Float[Array, " agents"]
    kind: Int[Array, " agents"]


class Cells(eqx.Module):
    """Agents as cells in rows, and a picture beside them.

    Attributes:
        level: how bright each is, in [-1, 1].
        marked: which of them are framed.
        columns: cells in a row.
        beside: the brightness of the cells of a second picture, in [-1, 1].
        beside_columns: cells in a row of that one.
        bars: rows of numbers that are drawn as bars.
    """

    level: Float[Array, " agents"]
    marked: Bool[Array, " agents"]
    beside: Float[Array, " cells"]
    bars: Float[Array, "rows bars"]
    columns: int = eqx.field(static=True)
    beside_columns: int = eqx.field(static=True)


View: TypeAlias = Points | Bars | Cells


class Poke(eqx.Module):
    """A hand in the picture.

    Attributes:
        at: where, in the coordinates of the view; for bars the first is a place in the row.
        radius: how far it reaches, at least 0.
        strength: how much is done to what it reaches; each world says what that means.
    """

    at: Float[Array, "2"]
    radius: Scalar
    strength: Scalar


class AbstractWorld(eqx.Module, Generic[State]):
    """Agents and their rule: `init` makes a state, `step` moves it on by one tick.

    A state is any tree of arrays with a field `time`, the ticks that it has seen (int32).

    Attributes:
        observables: what can be measured at each moment: name -> meaning, the main one first.
    """

    observables: AbstractClassVar[dict[str, str]]

    @abstractmethod
    def init(self, key: Key) -> State:
        """Return a state at time 0."""

    @abstractmethod
    def step(self, state: State, key: Key) -> State:
        """Return the state one tick later; everything random comes from the key."""

    @abstractmethod
    def observe(self, state: State) -> Seen:
        """Return the observables of a state."""

    @abstractmethod
    def view(self, state: State) -> View:
        """Return what a picture of a state needs."""

    @abstractmethod
    def poke(self, state: State, poke: Poke) -> State:
        """Return the state after a hand reached into it, at the same time."""

    @abstractmethod
    def expected(self) -> dict[str, float]:
        """Return what theory says of observables in the long run; of most worlds nothing."""
