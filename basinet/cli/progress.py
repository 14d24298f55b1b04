"""How far many runs are: a bar on a terminal, and what is said of the run under way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from basinet.cli.show import messages

if TYPE_CHECKING:
    from basinet.sweeps import Outcome

Move = Callable[[float | int, str], None]
"""Moves a bar to a number of runs, not always a whole one, and writes a text beside it."""


def stay(completed: float | int, text: str) -> None:
    """Move nothing: there is no bar."""
    del completed, text


@contextmanager
def run_bar(what: str, total: int, done: int = 0) -> Iterator[Move]:
    """Give a function that moves a bar over runs, on a terminal only."""
    if not messages.is_terminal:
        yield stay
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    columns = (
        SpinnerColumn(),
        TextColumn(what),
        MofNCompleteColumn(),
        BarColumn(bar_width=16),
        # On a narrow terminal the text is cut, not the times.
        TextColumn("{task.fields[beside]}", table_column=Column(no_wrap=True, ratio=1)),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, speed_estimate_period=600, expand=True) as bar:
        task = bar.add_task("", total=total, completed=done, beside="compiling" if total else "")

        def move(completed: float | int, text: str) -> None:
            bar.update(task, completed=completed, beside=text)

        yield move


def epoch_of(outcomes: Sequence["Outcome"]) -> str:
    """Say at which epoch runs are that advance together; nothing where they have none."""
    history = outcomes[0].history if outcomes else []
    if not history:
        return ""
    company = f" of {len(outcomes)} runs" if len(outcomes) > 1 else ""
    return f"epoch {history[-1]['epoch']}/{outcomes[0].task.parts()}{company}"
