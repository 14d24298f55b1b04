"""What the commands share of what they show: bars, lines and JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

messages = Console(stderr=True, highlight=False, soft_wrap=True)
"""Progress and remarks; plain text without colours when standard error is not a terminal."""


def as_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, indent=2))


def remark(text: str) -> None:
    """Print a line about what is going on to standard error."""
    messages.print(text, markup=False)


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
