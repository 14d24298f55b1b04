"""The task of storing pictures in a memory and recalling them from a part of each."""

import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

import numpy as np

from basinet._closest import close
from basinet.associative import Associator
from basinet.associative.door import Chosen
from basinet.associative.pictures import PARTS, trial
from basinet.associative.reading import read_memory
from basinet.data import Reading, load_quietly
from basinet.learners import Steered
from basinet.memories import Modern, Values
from basinet.settings import make, spell
from basinet.sweeps.recalling import column
from basinet.sweeps.task import AbstractTask, Outcome, Plain
from basinet.yardsticks import ASSOCIATIVE

_GREY = 2
_LEAST = {"store": 1, "cues": 1, "seed": 0}


@dataclass(frozen=True)
class Completing(AbstractTask):
    """Store the first pictures of a data set and recall them from cues.

    The result has the share `right` of cues whose stored picture is the nearest to what came back,
    the mean `overlap`, for black and white pictures the share `exact` without a wrong pixel, the
    share `at_rest` that ended in a fixed point, the mean `steps`, and beside them the shares of
    the yardsticks that apply: `nearest_pattern`, and for black and white pictures `hebb` and
    `pseudo_inverse`.

    Attributes:
        memory: such as `Modern(beta=128.0)`; memories of spins get pictures in black and white.
        data: name or path of grey pictures.
        store: how many are stored, at least 1.
        cues: how many of them are asked for at most, at least 1.
        hide: the hidden part, one of `basinet.associative.pictures.PARTS`.
        flipped: the fraction of pixels that are flipped, from 0 to below 0.5; for spins alone.
        told: whether the memory is told which pixels are hidden.
        seed: of the flips and of the memory, from 0.

    Raises:
        ValueError: when a value is out of range or two do not go together.
    """

    memory: Chosen = field(default_factory=Modern)
    data: str = "digits"
    store: int = 100
    cues: int = 1000
    hide: str = "lower"
    flipped: float = 0.0
    told: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise ValueError(f"{name} is {value!r}; it must be a whole number from {least} on")
        if self.hide not in PARTS:
            said = f"hide is {self.hide!r}{close(self.hide, PARTS)}"
            raise ValueError(f"{said}; expected one of {', '.join(PARTS)}")
        if isinstance(self.flipped, bool) or not isinstance(self.flipped, int | float):
            raise ValueError(f"flipped is {self.flipped!r}; it must be a number")
        if not 0 <= self.flipped < 0.5:
            raise ValueError(f"flipped is {self.flipped!r}; it must be from 0 to below 0.5")
        if not isinstance(self.told, bool):
            raise ValueError(f"told is {self.told!r}; it must be true or false")
        if self.flipped and not self._spins():
            raise ValueError("flipped pixels are for memories of spins, such as DenseHopfield")
        object.__setattr__(self, "flipped", float(self.flipped))

    def plain(self) -> dict[str, Plain]:
        """Return all fields."""
        return {"task": "pictures"} | self._fields()

    def table(self) -> dict[str, Any]:
        """Return all fields as the table `pictures`."""
        return {"pictures": self._fields()}

    def changed(self, name: str, value: Any) -> Self:
        """Return the task with another value in a field.

        Raises:
            ValueError: when there is no such field or the value is not allowed.
        """
        if name == "memory" and isinstance(value, str):
            value = read_memory(value)
        if name not in {one.name for one in fields(self)}:
            make(Completing, {name: value})  # refuses the name
        return replace(self, **{name: value})

    def kind(self) -> Hashable:
        """Return the whole description."""
        return tuple(self.plain().items())

    def most_together(self) -> int:
        """Return 1."""
        return 1

    def parts(self) -> int:
        """Return 1: storing and recalling is one computation."""
        return 1

    def sources(self) -> frozenset[Reading]:
        """Return the data set."""
        return frozenset({Reading(self.data)})

    def carry_out(self, others: Sequence["Completing"]) -> Iterator[list[Outcome]]:
        """Store and recall the pictures of each task."""
        yield [task._outcome() for task in (self, *others)]

    def files(self) -> dict[str, str]:
        """Return nothing: the description is in the result."""
        return {}

    def _spins(self) -> bool:
        return isinstance(self.memory, Steered) or self.memory.values is not Values.REALS

    def _fields(self) -> dict[str, Any]:
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return own | {"memory": spell(self.memory)}

    def _outcome(self) -> Outcome:
        started = time.perf_counter()
        pictures, shape = _pictures(self.data, self.store)
        given = {"hide": self.hide, "flipped": self.flipped, "seed": self.seed}
        task = trial(pictures, shape, cues=self.cues, spins=self._spins(), **given)
        found = task.with_memory(Associator(self.memory, random_state=self.seed), told=self.told)
        assert found.steps is not None
        measured: dict[str, Plain] = {
            "right": float(np.mean(found.right)),
            "overlap": found.overlap,
            "exact": found.exact if self._spins() else None,
            "at_rest": found.at_rest,
            "steps": float(np.mean(found.steps)),
            **dict.fromkeys(map(column, ASSOCIATIVE)),
        }
        for name in task.yardsticks():
            measured[column(name)] = float(np.mean(task.with_yardstick(name).right))
        return Outcome(self, measured, time.perf_counter() - started)


def _pictures(name: str, number: int) -> tuple[np.ndarray, tuple[int, int]]:
    """Return the first grey pictures of a data set, and their height and width."""
    dataset = load_quietly(Reading(name))
    shape = dataset.image_shape
    if shape is None or len(shape) != _GREY:
        raise ValueError(
            f"{dataset.name} holds no grey pictures; take mnist, fashion-mnist, digits"
        )
    if number > len(dataset.x_train):
        raise ValueError(f"store is {number}; {dataset.name} has {len(dataset.x_train)} pictures")
    height, width = shape
    return dataset.x_train[:number], (height, width)


def read_completing(base: Mapping[str, Any]) -> Completing:
    """Return the task that a table describes.

    Raises:
        ValueError: when a key is unknown or a value is not allowed.
    """
    known = {one.name for one in fields(Completing)}
    for name in base:
        if name not in known:
            raise ValueError(
                f"[pictures] has no {name!r}{close(name, known)}; it has {', '.join(sorted(known))}"
            )
    values = dict(base)
    if isinstance(values.get("memory"), str):
        values["memory"] = read_memory(values["memory"])
    return Completing(**values)
