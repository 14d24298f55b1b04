"""What a browser may say: one thing at a time, and nothing that is not known.

{"seen": 812}                             a frame has been drawn
{"set": {"coupling": 2.5}}                fields of the world, as its stage allows them
{"poke": {"at": [0.1, -0.3], "radius": 0.2, "strength": 1}}
{"act": {"name": "hold", "class": 3}}     what a hand does, as the stage lists it
{"pace": 30}  {"pause": true}  {"reset": 7}
"""

import json
from typing import TYPE_CHECKING, Any

from basinet._closest import close
from basinet.live.checks import Refused, number, whole

if TYPE_CHECKING:
    from basinet.live.stages.stage import Stage

LARGEST = 4096
"""Bytes of a message."""

FASTEST = 1000.0
"""Ticks in a second that may be asked for."""

KINDS = ("seen", "set", "poke", "act", "pace", "pause", "reset")


def parse(text: str | bytes) -> tuple[str, Any]:
    """Return what a message is about and what it says.

    Raises:
        Refused: when it is not a JSON object with one known name, or too long.
    """
    if len(text if isinstance(text, bytes) else text.encode(errors="replace")) > LARGEST:
        raise Refused(f"a message has more than {LARGEST} bytes")
    try:
        message = json.loads(text, parse_constant=_no_number, object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise Refused("a message is no JSON") from error
    if not isinstance(message, dict) or len(message) != 1:
        raise Refused(f"a message says one of {', '.join(KINDS)}, such as {{'pause': true}}")
    ((kind, value),) = message.items()
    if kind not in KINDS:
        raise Refused(f"there is no message {kind!r:.40}{close(kind[:40], KINDS)}")
    return kind, value


def read(kind: str, value: Any, stage: "Stage") -> Any:
    """Return what a message says, checked by the stage to which it is said.

    Args:
        kind: one of `KINDS`.
        value: as `parse` returns it.
        stage: what is shown.

    Raises:
        Refused: when a name is unknown, or a value is not allowed.
    """
    if kind == "set":
        return stage.fields(_object(kind, value))
    if kind == "act":
        return stage.action(_object(kind, value))
    if kind == "poke":
        return _poke(_object(kind, value))
    if kind == "pause":
        if not isinstance(value, bool):
            raise Refused(f"pause is {value!r:.40}; expected true or false")
        return value
    if kind == "pace":
        return number("pace", value, 0.1, FASTEST)
    return whole(kind, value, 0, 2**32 - 1)


def _poke(value: dict[str, Any]) -> dict[str, Any]:
    if value.keys() != {"at", "radius", "strength"}:
        raise Refused("a poke has at, radius and strength")
    at = value["at"]
    if not isinstance(at, list) or len(at) != 2:
        raise Refused(f"at is {at!r:.40}; expected two numbers")
    return {
        "at": [number("at", one, -1e6, 1e6) for one in at],
        "radius": number("radius", value["radius"], 0.0, 1e6),
        "strength": number("strength", value["strength"], -1e3, 1e3),
    }


def _object(kind: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise Refused(f"{kind} is {value!r:.40}; expected names with values")
    return value


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)
