"""The task of storing random patterns in a memory and recalling them from damaged cues."""

import math
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np

from basinet._closest import close
from basinet.associative import Archetypes, Associator, DilutedPatterns
from basinet.associative.door import Chosen
from basinet.associative.reading import read_memory
from basinet.data import Reading
from basinet.memories import DenseHopfield
from basinet.settings import make, spell
from basinet.sweeps import quantities, recalling
from basinet.sweeps.task import AbstractTask, Outcome, Plain

_RANGES: dict[str, tuple[float, float, type]] = {
    "units": (2, math.inf, int),
    "load": (0, math.inf, float),
    "patterns": (1, math.inf, int),
    "flipped": (0, 0.5, float),
    "dilution": (0, 1, float),
    "examples": (1, math.inf, int),
    "quality": (0, 1, float),
    "temperature": (0, math.inf, float),
    "cues": (1, math.inf, int),
    "sweeps": (1, math.inf, int),
    "seed": (0, 2**32 - 1, int),
}
"""The least and the largest value of each number, and its kind."""

_GIVEN = (
    *("load", "order", "temperature", "quality", "examples", "neurons"),
    *("dilution", "patterns"),
)


@dataclass(frozen=True)
class Remembering(AbstractTask):
    """Store random patterns under themselves and recall them.

    The result has the number of `patterns`, the mean `overlap` of what is retrieved with what was
    stored, the fraction `exact` without an error, and of recalls at temperature zero the fraction
    `at_rest` that ended in a fixed point and the median `steps`; the three largest overlaps of a
    state with stored patterns, `overlap_1` to `overlap_3`, (1/N) sum_i x_i s_i by size, for
    patterns that are retrieved at once; and without blanks the overlaps of the yardsticks
    `hebb`, `pseudo_inverse` and `nearest_pattern`, which get what the memory gets, but no teacher.

    Attributes:
        memory: such as `DenseHopfield(order=3)` or `Modern(beta=50.0)`. Its `quality` and
            `examples` are set to those of the task.
        units: N, components of a pattern, at least 2.
        load: alpha, above 0; there are alpha N^(P-1) patterns for a dense network of order P and
            alpha N for others, at least 1.
        flipped: the fraction of a cue's components that are flipped, from 0 to below 0.5.
        dilution: the probability of a blank, from 0 to below 1.
        examples: M, at least 1; more than one, or a quality below 1, and the memory sees examples.
        quality: r of the examples, above 0 and at most 1.
        teacher: whether the memory is told of which pattern each is an example.
        temperature: T >= 0; above 0 for dense networks alone, whose heat-bath chain starts at
            the cue.
        cues: how many patterns are asked for at most.
        sweeps: of a chain: so many are made before as many are measured.
        patterns: their number, where it is given in the place of the load; at least 1.
        seed: of everything random, from 0 to 2^32 - 1.
        measure: quantities of `basinet.sweeps.quantities` to put beside, as `theory_<name>`; they
            know load, order, temperature, quality, examples, dilution and the number of patterns.

    Raises:
        ValueError: when a value is out of range or two do not go together.
    """

    memory: Chosen = field(default_factory=lambda: DenseHopfield(order=3))
    units: int = 100
    load: float = 0.02
    flipped: float = 0.0
    dilution: float = 0.0
    examples: int = 1
    quality: float = 1.0
    teacher: bool = True
    temperature: float = 0.0
    cues: int = 100
    sweeps: int = 20
    patterns: int | None = None
    seed: int = 0
    measure: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, (least, most, kind) in _RANGES.items():
            value = getattr(self, name)
            if name == "patterns" and value is None:
                continue
            wanted = "number" if kind is float else "whole number"
            allowed = int | float if kind is float else int
            if isinstance(value, bool) or not isinstance(value, allowed):
                raise ValueError(f"{name} is {value!r}; it must be a {wanted}")
            if not least <= value <= most or math.isinf(value):
                bound = f"of at least {least}" if math.isinf(most) else f"from {least} to {most}"
                raise ValueError(f"{name} is {value!r}; it must be a {wanted} {bound}")
            object.__setattr__(self, name, kind(value))
        for name in ("load", "quality"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name} is 0; it must be above 0")
        for name, end in (("flipped", 0.5), ("dilution", 1.0)):
            if getattr(self, name) == end:
                raise ValueError(f"{name} is {end}; it must be below {end}")
        if not isinstance(self.teacher, bool):
            raise ValueError(f"teacher is {self.teacher!r}; it must be true or false")
        self._check_together()
        quantities.check(self.measure, _GIVEN, "a sweep of [memory]")

    def plain(self) -> dict[str, Plain]:
        """Return all fields."""
        measure = {"measure": ",".join(self.measure)} if self.measure else {}
        return {"task": "memory"} | self._fields() | measure

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `memory`, and the quantities beside."""
        return {"memory": self._fields(), "measure": list(self.measure)}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        if name == "measure":
            raise ValueError("measure is no axis; it is a list beside the table")
        if name == "memory" and isinstance(value, str):
            value = read_memory(value)
        if name not in {one.name for one in fields(self)}:
            make(Remembering, {name: value})  # refuses the name
        return replace(self, **{name: value})

    def kind(self) -> Hashable:
        """Return the whole description: each has patterns of its own."""
        return tuple(self.plain().items())

    def most_together(self) -> int:
        """Return 1."""
        return 1

    def parts(self) -> int:
        """Return 1: storing and recalling is one computation."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return nothing: no data are needed."""
        return frozenset()

    def carry_out(self, others: Sequence["Remembering"]) -> Iterator[list[Outcome]]:
        """Store and recall the patterns of each task."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _check_together(self) -> None:
        dense = isinstance(self.memory, DenseHopfield)
        learns = self.examples > 1 or self.quality < 1
        if self.temperature and not dense:
            raise ValueError(f"temperature is {self.temperature}; only DenseHopfield takes one")
        if learns and not dense:
            raise ValueError("examples of archetypes are for DenseHopfield")
        if self.dilution and type(self.memory).__name__ == "Steered":
            raise ValueError("Steered takes no blanks; leave dilution at 0")

    def _fields(self) -> dict[str, Any]:
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        del own["measure"]
        if self.patterns is None:
            del own["patterns"]
        return own | {"memory": spell(self.memory)}

    def _order(self) -> int:
        return self.memory.order if isinstance(self.memory, DenseHopfield) else 2

    def _outcome(self) -> Outcome:
        started = time.perf_counter()
        source = DilutedPatterns(self.units, self.dilution, self.flipped)
        stored = source.draw(self._number(), self.seed)[0]
        cues = source.corrupt(stored[: self.cues], self.seed)
        memory, given = self._filled(stored)
        if self.temperature:
            chain = self.temperature, self.sweeps, self.seed
            measured = recalling.along_a_chain(memory, cues, stored, *chain)
        else:
            measured = recalling.recalled(memory, cues, stored)
        yardsticks = recalling.beside(given, cues, stored[: self.cues])
        theory = quantities.beside(self.measure, self._known())
        results = {"patterns": len(stored)} | measured | yardsticks | theory
        return Outcome(self, results, time.perf_counter() - started)

    def _number(self) -> int:
        if self.patterns is not None:
            return self.patterns
        return max(1, round(self.load * float(self.units) ** (self._order() - 1)))

    def _known(self) -> dict[str, Any]:
        """Return what theory may ask for."""
        number = self._number()
        load = self.load
        if self.patterns is not None:
            load = number / float(self.units) ** (self._order() - 1)
        names = ("temperature", "quality", "examples", "dilution")
        own = {name: getattr(self, name) for name in names}
        order, neurons = self._order(), self.units
        return {"load": load, "order": order, "neurons": neurons, "patterns": number, **own}

    def _filled(self, stored: np.ndarray) -> tuple[Associator, np.ndarray]:
        """Return a memory that has stored the patterns, or examples of them, and what it got."""
        memory = self.memory
        if isinstance(memory, DenseHopfield):
            alone = 1 if self.teacher else self.examples
            memory = replace(memory, quality=self.quality, examples=alone)
        model = Associator(memory, random_state=self.seed)
        if self.examples == 1 and self.quality == 1:
            return model.fit(stored), stored
        shown = Archetypes(self.units, self.examples, self.quality).show(stored, self.seed)
        named = shown.teacher if self.teacher else None
        return model.fit(shown.examples, teacher=named), shown.examples


def read_remembering(base: Mapping[str, Any], measure: tuple[str, ...] = ()) -> Remembering:
    """Return the task that a table describes, with quantities of theory beside.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    if "measure" in base:
        raise ValueError("measure stands beside the table [memory], not in it")
    known = {one.name for one in fields(Remembering)}
    for name in base:
        if name not in known:
            raise ValueError(
                f"[memory] has no {name!r}{close(name, known)}; it has {', '.join(sorted(known))}"
            )
    values = dict(base)
    if isinstance(values.get("memory"), str):
        values["memory"] = read_memory(values["memory"])
    return Remembering(**values, measure=measure)
