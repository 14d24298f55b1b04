"""Stages: a world with what people may set of it, and what their hands may do."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from basinet._closest import close
from basinet.live.checks import Refused, number, whole
from basinet.worlds import AbstractWorld


@dataclass(frozen=True)
class Slider:
    """A number that may be set.

    Attributes:
        field: of the world.
        label: what the page calls it.
        low, high: its range.
        step: of the slider.
    """

    field: str
    label: str
    low: float
    high: float
    step: float

    restarts = False

    def read(self, value: Any) -> float:
        """Return a value of a message."""
        return number(self.field, value, self.low, self.high)


@dataclass(frozen=True)
class Count:
    """A whole number, such as that of the agents; when it is set, the world begins anew."""

    field: str
    label: str
    low: int
    high: int
    step: int = 1

    restarts = True

    def read(self, value: Any) -> int:
        """Return a value of a message."""
        return whole(self.field, value, self.low, self.high)


@dataclass(frozen=True)
class Choice:
    """One of several values, as text.

    Attributes:
        field: of the world.
        label: what the page calls it.
        values: value -> what the page calls it.
        restarts: whether the world begins anew when it is set.
    """

    field: str
    label: str
    values: Mapping[str, str]
    restarts: bool = False

    def read(self, value: Any) -> str:
        """Return a value of a message."""
        if not isinstance(value, str) or value not in self.values:
            known = ", ".join(self.values)
            raise Refused(f"{self.field} is {value!r:.60}; expected one of {known}")
        return value


@dataclass(frozen=True)
class Text:
    """A line of text, which the world itself checks; when it is set, the world begins anew."""

    field: str
    label: str
    longest: int

    restarts = True

    def read(self, value: Any) -> str:
        """Return a value of a message."""
        if not isinstance(value, str) or not 0 < len(value) <= self.longest:
            raise Refused(f"{self.field} is no text of 1 to {self.longest} letters")
        return value


Control = Slider | Count | Choice | Text

Read = Callable[[str, Any], Any]
"""Returns an argument from its name and its value in a message, or raises `Refused`."""


def numbers(low: float, high: float) -> Read:
    """Return what reads numbers of a range."""
    return lambda name, value: number(name, value, low, high)


def wholes(low: int, high: int) -> Read:
    """Return what reads whole numbers of a range."""
    return lambda name, value: whole(name, value, low, high)


def pictures(count: int) -> Read:
    """Return what reads a picture of so many brightnesses from 0 to 1."""
    return lambda name, value: _levels(name, value, count)


@dataclass(frozen=True)
class Act:
    """What a hand may do beside a poke.

    Attributes:
        arguments: name -> what reads it.
        done: returns the state after it, from the world, the state, a key and the arguments.
    """

    arguments: Mapping[str, Read]
    done: Callable[..., Any]


@dataclass(frozen=True)
class Stage:
    """What there is to see, what may be set, and what hands may do.

    Attributes:
        name: by which it is found.
        title: of the page.
        world: as it begins.
        controls: which of its fields may be set.
        acts: what hands may do, by name.
        pace: ticks in a second, until somebody changes it.
        poke: what a poke of this strength and radius does, in words; empty where nothing.
        radius, strength: of a poke on the page.
        facts: further plain values for the page.
        parts: what a field of the world may be made of.
        origin: plain values from which the same stage is made again.
        about: what there is to see, in a sentence or two.
        opening: acts that are done whenever the world begins, so that there is something to see.
        window: the ticks that a curve shows.
    """

    name: str
    title: str
    world: AbstractWorld
    controls: tuple[Control, ...] = ()
    acts: Mapping[str, Act] = field(default_factory=dict)
    pace: float = 30.0
    poke: str = ""
    radius: float = 0.2
    strength: float = 1.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    opening: tuple[Mapping[str, Any], ...] = ()
    window: int = 1000

    def fields(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a message that sets some.

        Raises:
            Refused: when one may not be set, or not so.
        """
        known = {control.field: control for control in self.controls}
        for name in values:
            if name not in known:
                hint = close(name[:40], known)
                raise Refused(f"{name!r:.40} cannot be set{hint}; expected {', '.join(known)}")
        return {name: known[name].read(value) for name, value in values.items()}

    def restarts(self, names: Mapping[str, Any]) -> bool:
        """Return whether the world begins anew when these fields are set."""
        return any(control.restarts for control in self.controls if control.field in names)

    def action(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the name of an act of a message, and its arguments.

        Raises:
            Refused: when there is no such act, or an argument is wrong, missing or too many.
        """
        name = values.get("name")
        if not isinstance(name, str) or name not in self.acts:
            hint = close(str(name)[:40], self.acts)
            raise Refused(f"there is no act {name!r:.40}{hint}; expected {', '.join(self.acts)}")
        arguments = self.acts[name].arguments
        given = {key: value for key, value in values.items() if key != "name"}
        if given.keys() != arguments.keys():
            raise Refused(f"{name} takes {', '.join(arguments) or 'nothing'}")
        return name, {key: arguments[key](key, value) for key, value in given.items()}


def _levels(name: str, value: Any, count: int) -> np.ndarray:
    """Brightnesses of a message, bytes in base 64, as numbers from 0 to 1."""
    try:
        found = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError) as error:
        raise Refused(f"{name} is no text in base 64") from error
    if len(found) != count:
        raise Refused(f"{name} holds {len(found)} bytes; expected {count} in base 64")
    return np.frombuffer(found, np.uint8).astype(np.float32) / 255
