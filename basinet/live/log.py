"""Logs of a course: every accepted message with its tick, as lines of JSON.

The first line says what was shown, with which seed; lines with a digest say which state there was.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from basinet._version import __version__
from basinet.live.checks import Refused

FORMAT = 2

LARGEST = 20_000_000
"""Bytes of a log; a course whose log is full accepts nothing any more."""


class Log:
    """A log that is being written, a line at a time.

    Attributes:
        path: the file.
        size: its bytes so far.
    """

    def __init__(self, path: Path, stage: str, seed: int, origin: Mapping[str, Any]):
        """Begin a log.

        Args:
            path: of a file that is not there yet.
            stage: what is shown.
            seed: of everything random.
            origin: from what the stage was made.

        Raises:
            OSError: when it cannot be written.
        """
        self.path, self.size = path, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._file = os.fdopen(handle, "w", encoding="utf-8", buffering=1)
        head = {"format": FORMAT, "basinet": __version__, "stage": stage, "seed": seed}
        self._line(head | {"origin": dict(origin)})

    def room(self) -> None:
        """Raise Refused when there is no room for another message."""
        if self.size > LARGEST:
            raise Refused("the log of this room is full; nothing can be changed any more")

    def accepted(self, clock: int, who: str, kind: str, value: Any) -> None:
        """Write a message, as it came.

        Args:
            clock: the ticks of the course when it took effect.
            who: said it.
            kind: what it is about.
            value: what it says.
        """
        self._line({"tick": clock, "who": who, kind: value})

    def digest(self, clock: int, digest: str) -> None:
        """Write which state there was at a tick."""
        self._line({"tick": clock, "digest": digest})

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _line(self, content: Mapping[str, Any]) -> None:
        text = json.dumps(content, separators=(",", ":")) + "\n"
        self.size += len(text)
        self._file.write(text)


def read_log(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the first line of a log and all others; a last line that is torn is left out.

    Raises:
        OSError: when it cannot be read.
        ValueError: when it is no log.
    """
    if path.exists() and (not path.is_file() or path.stat().st_size > 2 * LARGEST):
        raise ValueError(f"{path} is no file of at most {2 * LARGEST:,} bytes, as logs are")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            if number == len(lines) > 1:
                break
            raise ValueError(
                f"line {number} of {path} is no JSON; expected a log of a room"
            ) from error
        if not isinstance(found[-1], dict):
            raise ValueError(f"line {number} of {path} is no object; expected a log of a room")
    head = found[0] if found else {}
    if head.get("format") != FORMAT or not isinstance(head.get("stage"), str):
        raise ValueError(f"{path} is no log of a room that this version ({__version__}) knows")
    return head, found[1:]
