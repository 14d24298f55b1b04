"""A page in a browser on which a network or a world is steered by hand, by one person or several.

- `Stage`: what there is to see, what may be set, what hands may do;
- `Course`: a stage while it runs, without any clock or network: the same messages at the same ticks
  give the same state, bit for bit;
- `Room`: a course with watchers, each of which sees the present and slows nobody;
- `serve`: the page itself; `replay`: a course again from its log.

Names are imported when they are first used, so that the page is served before JAX is loaded.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from basinet.live.checks import Refused as Refused
    from basinet.live.course import Course as Course
    from basinet.live.frames import Frame as Frame
    from basinet.live.frames import decode as decode
    from basinet.live.frames import encode as encode
    from basinet.live.messages import read as read
    from basinet.live.replaying import Replayed as Replayed
    from basinet.live.replaying import replay as replay
    from basinet.live.stages import STAGES as STAGES
    from basinet.live.stages import Stage as Stage
    from basinet.live.stages import stage as stage

_HOMES = {
    "STAGES": "stages",
    "Course": "course",
    "Frame": "frames",
    "Refused": "checks",
    "Replayed": "replaying",
    "Stage": "stages",
    "decode": "frames",
    "encode": "frames",
    "read": "messages",
    "replay": "replaying",
    "stage": "stages",
}

__all__ = [
    "STAGES",
    "Course",
    "Frame",
    "Refused",
    "Replayed",
    "Stage",
    "decode",
    "encode",
    "read",
    "replay",
    "stage",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'basinet.live' has no attribute {name!r}")
    return getattr(import_module(f"basinet.live.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
