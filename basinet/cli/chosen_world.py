"""The world that `basinet world` lets go: by its name, or a stored network or memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from basinet.live.stages import Stage
    from basinet.worlds import AbstractWorld, Evolution

SHIPPED = ("settling", "memory", "dense-memory")
"""Rooms of the live page that are no world without what is learnt or stored, which ships."""


@dataclass(frozen=True)
class Chosen:
    """A world before its first tick.

    Attributes:
        name: of it.
        world: the agents and their rule.
        fields: those that may be set, as plain values.
        changed: those of them that are not as they were.
        start: the state with which it begins; None for a drawn one.
        classes: what the agents can answer, by name; none in most worlds.
    """

    name: str
    world: "AbstractWorld"
    fields: Mapping[str, Any]
    changed: Mapping[str, Any]
    start: Any = None
    classes: Sequence[str] = ()

    def answer(self, found: "Evolution") -> str:
        """What a network or a memory answers at the end; empty where there is nothing to answer."""
        from basinet.worlds import Cells

        view = self.world.view(found.state)
        if not self.classes or not isinstance(view, Cells):
            return ""
        return self.classes[int(view.bars[0].argmax())]


def choose(name: str, values: Mapping[str, str], acts: Sequence[str], seed: int) -> Chosen:
    """Return a world by its name, or that of a run, a model file or a saved memory.

    Args:
        name: one of `basinet.worlds.WORLDS` or of `SHIPPED`, or a path.
        values: field -> text.
        acts: what hands do before the first tick, such as `hold class=3`.
        seed: of everything random.

    Raises:
        ValueError: when there is no such world, field or act, or a value is not allowed.
        TypeError: when a model's learner does not settle.
        OSError: when a file cannot be read.
    """
    from basinet.worlds import WORLDS, world

    if name in SHIPPED or (name not in WORLDS and Path(name).exists()):
        return _stored(name, values, acts, seed)
    made = world(name, values)
    if acts:
        raise ValueError(f"--act is for networks and memories; {name} has no acts")
    return _described(name, made, type(made)(), None)


def _stored(name: str, values: Mapping[str, str], acts: Sequence[str], seed: int) -> Chosen:
    from basinet.live.course import Course
    from basinet.live.stages import room_for, stage
    from basinet.settings import make

    path = None if name in SHIPPED else Path(name).absolute()
    shown = stage(name if path is None else room_for(path), path)
    known = [control.field for control in shown.controls]
    _check(values, known)
    course = Course(replace(shown, world=make(shown.world, values, shown.parts)), seed)
    for text in acts:
        course.apply("act", shown.action(_act(text)))
    named = name if path is None else path.name
    chosen = _described(named, course.world, shown.world, known)
    return replace(chosen, start=course.state, classes=_classes(shown))


def _described(name: str, world: Any, before: Any, known: Sequence[str] | None) -> Chosen:
    from basinet.settings import describe

    now, was = describe(world, known), describe(before, known)
    return Chosen(name, world, now, {one: v for one, v in now.items() if was[one] != v})


def _classes(shown: "Stage") -> list[str]:
    return [str(one) for one in shown.facts["classes"]]


def _check(values: Mapping[str, str], known: Sequence[str]) -> None:
    from basinet._closest import close

    for name in values:
        if name not in known:
            raise ValueError(
                f"{name!r} cannot be set{close(name, known)}; expected {', '.join(known)}"
            )


def _act(text: str) -> dict[str, Any]:
    """An act as the live page says it: `hold class=3` is {"name": "hold", "class": 3}."""
    name, *rest = text.split() or [""]
    said: dict[str, Any] = {"name": name}
    for word in rest:
        argument, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"--act {text!r} is not of the form NAME ARGUMENT=VALUE")
        said[argument] = _number(value)
    return said


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
