"""Annealing schedules as values: the inverse temperature of each sweep.

Inverse temperatures belong to the value of the problem as it was given: a change that makes it
worse by x is accepted with probability exp(-beta x). Ends that are None are chosen from the
problem: from 0.1 to 5 where a flip changes the value by whole numbers, as in every graph of
unit weights, and divided by the smallest change elsewhere. Where typical changes are large against
the smallest, as in dense problems, the first is lowered until a random state is hot.
"""

from abc import abstractmethod

import equinox as eqx
import numpy as np
from jaxtyping import Float64

from basinet._short import short
from basinet.annealing.ising import Scale

LONGEST = 10_000_000
"""Sweeps of a course: the inverse temperatures of all its sweeps are held at once."""


class AbstractSchedule(eqx.Module):
    """The inverse temperature of each sweep of a course."""

    def __repr__(self) -> str:
        return short(self)

    @abstractmethod
    def betas(self, sweeps: int, scale: Scale) -> Float64[np.ndarray, " sweeps"]:
        """Return the inverse temperatures of a course of so many sweeps, at least 1."""


class Geometric(AbstractSchedule):
    """Each sweep colder than the one before by the same factor; the default.

    Attributes:
        first: beta of the first sweep, above 0; None to choose it.
        last: beta of the last, at least as large; None to choose it.

    Raises:
        ValueError: when one is not above 0.
    """

    first: float | None = None
    last: float | None = None

    def __check_init__(self):
        _check_ends(self.first, self.last, above=True)

    def betas(self, sweeps: int, scale: Scale) -> Float64[np.ndarray, " sweeps"]:
        """Return inverse temperatures in geometric progression."""
        first, last = _ends(self.first, self.last, scale)
        return np.geomspace(first, last, sweeps)


class Linear(AbstractSchedule):
    """Inverse temperatures that grow by equal steps.

    Attributes:
        first: beta of the first sweep, at least 0; None to choose it.
        last: beta of the last, at least as large; None to choose it.

    Raises:
        ValueError: when one is below 0.
    """

    first: float | None = None
    last: float | None = None

    def __check_init__(self):
        _check_ends(self.first, self.last, above=False)

    def betas(self, sweeps: int, scale: Scale) -> Float64[np.ndarray, " sweeps"]:
        """Return inverse temperatures in arithmetic progression."""
        first, last = _ends(self.first, self.last, scale)
        return np.linspace(first, last, sweeps)


class Constant(AbstractSchedule):
    """One temperature for all sweeps.

    Attributes:
        beta: the inverse temperature, at least 0.

    Raises:
        ValueError: when it is below 0 or no number.
    """

    beta: float

    def __check_init__(self):
        _check_ends(self.beta, None, above=False)

    def betas(self, sweeps: int, scale: Scale) -> Float64[np.ndarray, " sweeps"]:
        """Return the same inverse temperature for every sweep."""
        del scale
        return np.full(sweeps, self.beta)


class FowlerNordheim(AbstractSchedule):
    """The cooling of NeuroSA's devices: beta = factor ln(1 + t / (2 A)) with t from 1 to 2 A.

    From Z. Chen et al., "ON-OFF neuromorphic ISING machines using Fowler-Nordheim annealers",
    Nature Communications 16 (2025), arXiv 2406.05224. The published formulas can be read with the
    factors 4 and 2; only 4 comes to 99 % of the best known cuts. In the paper the step of t at
    each visit is given instead of the number of sweeps: delta = (2 A - 1) / (sweeps n). Over this
    window beta is nearly linear in t.

    Attributes:
        start: A, above 1/2: the time scale and about the first temperature.
        factor: 4, or 2 for the other reading; divided by the smallest change of the problem.

    Raises:
        ValueError: when A is not above 1/2 or the factor not above 0.
    """

    start: float = 60.0
    factor: float = 4.0

    def __check_init__(self):
        if not 0.5 < self.start < np.inf or not 0 < self.factor < np.inf:
            raise ValueError(
                f"start is {self.start} and factor {self.factor}; expected a start above 0.5 and a"
                " factor above 0"
            )

    def betas(self, sweeps: int, scale: Scale) -> Float64[np.ndarray, " sweeps"]:
        """Return the inverse temperatures of the device."""
        time = np.linspace(1.0, 2 * self.start, sweeps)
        return self.factor / scale.step * np.log1p(time / (2 * self.start))


SCHEDULES = {
    "geometric": Geometric,
    "linear": Linear,
    "fowler-nordheim": FowlerNordheim,
    "constant": Constant,
}
"""Their names on the command line."""


def _check_ends(first: float | None, last: float | None, *, above: bool) -> None:
    for name, value in (("first", first), ("last", last)):
        if value is not None and not ((value > 0 or not above) and 0 <= value < np.inf):
            least = "above 0" if above else "at least 0"
            raise ValueError(f"the {name} inverse temperature is {value}; it must be {least}")
    if first is not None and last is not None and first > last:
        raise ValueError(
            f"the schedule begins at beta {first} and ends at {last}, which is hotter; exchange"
            " them"
        )


def _ends(first: float | None, last: float | None, scale: Scale) -> tuple[float, float]:
    """The ends with what the problem says in the place of None, in order."""
    begin = scale.hot if first is None else first
    end = scale.cold if last is None else last
    if first is None:
        begin = min(begin, end)
    return begin, max(begin, end)
