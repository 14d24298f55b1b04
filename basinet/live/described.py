"""What a page is told of a course in words."""

import shlex
from pathlib import Path
from typing import Any

from basinet.live.course import Course
from basinet.live.stages.stage import Choice, Control, Count, Slider
from basinet.settings import describe


def of_stage(course: Course) -> dict[str, Any]:
    """Return what does not change while a course goes on."""
    stage = course.stage
    return {
        "name": stage.name,
        "title": stage.title,
        "about": stage.about,
        "window": stage.window,
        "observables": dict(course.world.observables),
        "controls": [_of_control(control) for control in stage.controls],
        "acts": list(stage.acts),
        "poke": stage.poke,
        "radius": stage.radius,
        "strength": stage.strength,
        "facts": dict(stage.facts),
    }


def of_now(course: Course, log: Path | None) -> dict[str, Any]:
    """Return what changes: fields, seed, pace, what theory says, and how to repeat it.

    Args:
        course: what goes on.
        log: its log, None where none is written.
    """
    return {
        "fields": course.fields(),
        "seed": course.seed,
        "clock": course.clock,
        "time": int(course.state.time),
        "pace": course.pace,
        "paused": course.paused,
        "shown": course.shown,
        "expected": course.world.expected(),
        "commands": commands(course, log),
    }


def commands(course: Course, log: Path | None) -> list[str]:
    """Return the commands that repeat what is seen: from the log, and without hands."""
    found = []
    if log is not None:
        replay = ["basinet", "live", "--replay", str(log), "--until", str(course.clock)]
        found.append(shlex.join(replay))
    name = course.stage.origin.get("world")
    if name is not None:
        words = ["basinet", "world", str(name)]
        words += [f"--set={one}" for one in _changed(course)]
        steps = max(2, int(course.state.time))
        found.append(shlex.join([*words, f"--seed={course.seed}", f"--steps={steps}"]))
    return found


def _changed(course: Course) -> list[str]:
    default = describe(type(course.world)())
    now = describe(course.world)
    return [f"{name}={value}" for name, value in now.items() if default[name] != value]


def _of_control(control: Control) -> dict[str, Any]:
    plain: dict[str, Any] = {"field": control.field, "label": control.label}
    if isinstance(control, Slider | Count):
        kind = "slider" if isinstance(control, Slider) else "count"
        return plain | {
            "kind": kind,
            "low": control.low,
            "high": control.high,
            "step": control.step,
        }
    if isinstance(control, Choice):
        return plain | {"kind": "choice", "values": dict(control.values)}
    return plain | {"kind": "text", "longest": control.longest}
