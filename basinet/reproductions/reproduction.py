"""What a reproduction is: pieces of work, a figure, and claims with their verdicts."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, final

if TYPE_CHECKING:
    from basinet.viz import Figure

Settings = TypeVar("Settings", bound=tuple)

Results = Mapping[str, Mapping[str, Any]]
"""What the pieces found, by their names: plain numbers, texts and lists of them."""

REPRODUCED, AGREES, DIFFERENT, UNKNOWN, UNCOMPARED = (
    "reproduced",
    "agrees",
    "different",
    "no reference",
    "not compared",
)
"""The verdicts on a claim: within its tolerance of what was published or is exact; within that of a
second program; outside; there is no reference; less was done than for the reference."""


@final
class Program(str):
    """The source of a reference that no paper has as a number.

    A second program of the same rule found it, one that was written apart from the library.
    """

    __slots__ = ()


class Piece(NamedTuple):
    """A part of the work that is done, and kept, on its own.

    Attributes:
        name: of its file.
        compute: returns plain values; is given a folder that it may use, for example to go on with
            a training run that was stopped. What takes long is a generator that returns them, and
            says on its way how far it is ("epoch 3 of 30").
    """

    name: str
    compute: Callable[[Path], dict[str, Any] | Generator[str, None, dict[str, Any]]]


def epoch_of(number: int, epochs: int) -> str:
    """Say how far a network is."""
    return f"epoch {number} of {epochs}"


class Claim(NamedTuple):
    """A number that was measured, beside a reference.

    Attributes:
        quantity: in words.
        measured: what the pieces found.
        published: the reference: what was published or is exact, or what a second program found;
            None where there is none.
        tolerance: the largest difference with which it counts as reproduced: what a plot can be
            read to, what chance makes of as many samples, or the error of a formula.
        source: where the reference is from: paper, table, formula, or a `Program`.
        comparable: whether as much was done as in the source; quick versions often do less.
    """

    quantity: str
    measured: float
    published: float | None = None
    tolerance: float = 0.0
    source: str = ""
    comparable: bool = True

    @property
    def difference(self) -> float | None:
        """What was measured less the reference."""
        return None if self.published is None else self.measured - self.published

    @property
    def verdict(self) -> str:
        """One of the verdicts."""
        if self.difference is None:
            return UNKNOWN
        if not self.comparable:
            return UNCOMPARED
        # A number that is not finite is no reproduction of anything.
        if not abs(self.difference) <= self.tolerance:
            return DIFFERENT
        return AGREES if isinstance(self.source, Program) else REPRODUCED


@dataclass(frozen=True)
class Reproduction(Generic[Settings]):
    """A published result that is computed anew.

    Attributes:
        title: what is shown, in a line.
        source: the paper and where in it.
        quick: the settings of the version that takes minutes at most.
        full: those of the whole.
        minutes: what the two versions take on two cores, measured.
        pieces: the parts of the work at some settings and a seed, in their order.
        figure: draws what the pieces found.
        claims: states the numbers and their references.
    """

    title: str
    source: str
    quick: Settings
    full: Settings
    minutes: tuple[float, float]
    pieces: Callable[[Settings, int], Sequence[Piece]]
    figure: Callable[[Settings, Results], "Figure"]
    claims: Callable[[Settings, Results], Sequence[Claim]]

    def settings(self, *, quick: bool) -> Settings:
        """Return the settings of one of the two versions."""
        return self.quick if quick else self.full


def verdict(claims: Sequence[Claim]) -> str:
    """Return one word for all claims: the worst of those that were compared."""
    found = {claim.verdict for claim in claims}
    for one in (DIFFERENT, REPRODUCED, AGREES, UNCOMPARED):
        if one in found:
            return one
    return UNKNOWN
