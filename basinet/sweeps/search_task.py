"""The task of searching for fixed points of a random network."""

import math
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np

from basinet.data import Reading
from basinet.search import (
    AbstractMethod,
    Asynchronous,
    FocusingBP,
    ReinforcedBP,
    Synchronous,
    find_fixed_points,
    random_couplings,
)
from basinet.settings import make, read_part, spell
from basinet.sweeps import quantities
from basinet.sweeps.task import AbstractTask, Outcome, Plain

METHODS: Mapping[str, type[AbstractMethod]] = {
    "Asynchronous": Asynchronous,
    "Synchronous": Synchronous,
    "ReinforcedBP": ReinforcedBP,
    "FocusingBP": FocusingBP,
}
"""Every method of search under its name in a sweep."""

_GIVEN = ("self_coupling", "margin", "neurons")


@dataclass(frozen=True)
class Searching(AbstractTask):
    """Search one random network for fixed points, from random states.

    The couplings are J_ij ~ N(0, 1/N), independent. The result has `solved`, the fraction of the
    starts that ended in a fixed point, certified in float64; `steps`, the median sweeps or
    iterations of those; `unstable`, the mean fraction of violated conditions at the end of all;
    and of the fixed points the mean `overlap` with the start, the mean `stability`
    s_i sum_j J_ij s_j + J_D of a neuron, and the fraction `free` of neurons that would be stable
    flipped, too. What is of solved starts only is None where there are none.

    Attributes:
        neurons: N, at least 1.
        self_coupling: J_D, any finite number.
        margin: kappa >= 0.
        method: of search, such as `Asynchronous()` or `FocusingBP()`.
        starts: random states for the network, at least 1.
        seed: of the network, the starts and the method, from 0 to 2^32 - 1.
        measure: quantities of `basinet.sweeps.quantities` to put beside, as `theory_<name>`; they
            know the self-coupling, the margin and the neurons.

    Raises:
        ValueError: when a value is out of range.
    """

    neurons: int = 200
    self_coupling: float = 0.5
    margin: float = 0.0
    method: AbstractMethod = field(default_factory=Asynchronous)
    starts: int = 1
    seed: int = 0
    measure: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, least, most in (("neurons", 1, math.inf), ("starts", 1, math.inf)):
            _check_whole(name, getattr(self, name), least, most)
        _check_whole("seed", self.seed, 0, 2**32 - 1)
        for name, least in (("self_coupling", -math.inf), ("margin", 0.0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"{name} is {value!r}; it must be a number")
            if not math.isfinite(value) or value < least:
                bound = "" if math.isinf(least) else " of at least 0"
                raise ValueError(f"{name} is {value!r}; it must be a finite number{bound}")
            object.__setattr__(self, name, float(value))
        if not isinstance(self.method, AbstractMethod):
            raise ValueError(
                f"method is {self.method!r}; expected one of {', '.join(METHODS)}, such as"
                f" {spell(FocusingBP())}"
            )
        quantities.check(self.measure, _GIVEN, "a sweep of [search]")

    def plain(self) -> dict[str, Plain]:
        """Return all fields."""
        measure = {"measure": ",".join(self.measure)} if self.measure else {}
        return {"task": "search"} | self._fields() | measure

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `search`, and the quantities beside."""
        return {"search": self._fields(), "measure": list(self.measure)}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        if name == "measure":
            raise ValueError("measure is no axis; it is a list beside the table")
        return replace(self, **{name: getattr(_made({name: value}), name)})

    def kind(self) -> Hashable:
        """Return all but the self-coupling and the seed."""
        return (self.neurons, self.margin, spell(self.method), self.starts, self.measure)

    def most_together(self) -> int:
        """Return 1: in a stack each network would wait for the slowest."""
        return 1

    def parts(self) -> int:
        """Return 1: a search is one computation."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: no data are needed."""
        return frozenset()

    def carry_out(self, others: Sequence["Searching"]) -> Iterator[list[Outcome]]:
        """Search the network of each task."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _fields(self) -> dict[str, Any]:
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        del own["measure"]
        return own | {"method": spell(self.method)}

    def _outcome(self) -> Outcome:
        started = time.perf_counter()
        couplings = random_couplings(self.neurons, self.seed)
        ends = find_fixed_points(
            couplings,
            self.self_coupling,
            self.margin,
            method=self.method,
            starts=self.starts,
            seed=self.seed,
        )
        found = ends.certified
        spins = ends.fixed_points.astype(np.float64)
        pull = spins * (spins @ couplings.T.astype(np.float64))
        free = np.abs(pull) < self.self_coupling - self.margin
        measured: dict[str, Plain] = {
            "solved": float(np.mean(found)),
            "steps": float(np.median(ends.steps[found])) if found.any() else None,
            "unstable": float(np.mean(ends.unstable)),
            "overlap": _mean(ends.overlap[found]),
            "stability": _mean(pull + self.self_coupling),
            "free": _mean(free),
        }
        given = {name: getattr(self, name) for name in _GIVEN}
        measured |= quantities.beside(self.measure, given)
        return Outcome(self, measured, time.perf_counter() - started)


def read_searching(base: dict[str, Any], measure: tuple[str, ...] = ()) -> Searching:
    """Return the task that a table describes, with quantities of theory beside.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    if "measure" in base:
        raise ValueError("measure stands beside the table [search], not in it")
    return replace(_made(base), measure=measure)


def _made(values: Mapping[str, Any]) -> Searching:
    """A task from plain values; a method is text."""
    method = values.get("method")
    if isinstance(method, str):
        values = {**values, "method": read_part("method", method, METHODS)}
    return make(Searching, values)


def _check_whole(name: str, value: Any, least: int, most: float | int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        bound = f"of at least {least}" if math.isinf(most) else f"from {least} to {most}"
        raise ValueError(f"{name} is {value!r}; it must be a whole number {bound}")


def _mean(values: np.ndarray) -> float | None:
    return float(np.mean(values)) if values.size else None
