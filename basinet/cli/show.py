"""What the commands share of what they show: bars, lines and JSON."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from basinet.folders import finite

IN_NOTEBOOK = "JPY_PARENT_PID" in os.environ
"""Whether a cell of a notebook runs the command: what looks like a terminal is none there."""

messages = Console(
    stderr=True, highlight=False, soft_wrap=True, force_terminal=False if IN_NOTEBOOK else None
)
"""Progress and remarks; plain text without colours when standard error is not a terminal."""

_PAUSE = 5.0
"""Seconds between two lines of progress in a notebook, where each stays."""


def as_json(value: Any) -> None:
    """Print a value as JSON on standard output; JSON has no number that is not finite."""
    print(json.dumps(finite(value), indent=2, allow_nan=False))


def remark(text: str) -> None:
    """Print a line about what is going on to standard error."""
    messages.print(text, markup=False)


class Pace:
    """Says how far something is, in a notebook not more often than people read."""

    def __init__(self) -> None:
        self.last = -_PAUSE

    def remark(self, text: str, *, last: bool = False) -> None:
        """Print a line about the progress, or leave it out.

        Args:
            text: the line.
            last: whether nothing follows, so that it is printed in any case.
        """
        now = time.monotonic()
        if not IN_NOTEBOOK or last or now - self.last >= _PAUSE:
            self.last = now
            remark(text)


def line(text: str = "") -> None:
    """Print a line of the result to standard output."""
    sys.stdout.write(f"{text}\n")


@contextmanager
def download_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function that shows how far each download is, on a terminal only."""
    if not messages.is_terminal:
        yield lambda name, done, total: None
        return
    # Imported here, since help must come at once.
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=messages, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)

        yield advance
