"""How far a sweep is, while it works."""

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from basinet.cli.quantities import duration, last_part, spell
from basinet.cli.show import messages, remark

if TYPE_CHECKING:
    from basinet.sweeps import Outcome, Sweep


def shown(
    groups: Iterable[list["Outcome"]], described: "Sweep", total: int
) -> Iterator[list["Outcome"]]:
    """Pass outcomes on and show how far it is, the best so far, and how long it will take."""
    best = _Best(described)
    if not messages.is_terminal:
        done, started, told = 0, time.monotonic(), 0.0
        for outcomes in groups:
            done += len(outcomes)
            best.see(outcomes)
            elapsed = time.monotonic() - started
            if elapsed - told > 0.02 * elapsed or done == total:
                told = elapsed
                left = elapsed / done * (total - done)
                remark(f"{done}/{total} runs  {best.text}  about {duration(left)} left")
            yield outcomes
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

    columns = (
        SpinnerColumn(),
        TextColumn("runs"),
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("{task.fields[best]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, speed_estimate_period=600) as bar:
        task = bar.add_task("", total=total, best="compiling" if total else "")
        for outcomes in groups:
            best.see(outcomes)
            bar.update(task, advance=len(outcomes), best=best.text)
            yield outcomes


class _Best:
    """The largest value so far of what the sweep shows, and where it was."""

    def __init__(self, described: "Sweep") -> None:
        self.show, self.axes = described.show, [axis.name for axis in described.axes]
        self.value: float | None = None
        self.text = ""

    def see(self, outcomes: list["Outcome"]) -> None:
        for outcome in outcomes:
            value = outcome.measured.get(self.show)
            if isinstance(value, int | float) and (self.value is None or value > self.value):
                plain = outcome.task.plain()
                where = ", ".join(f"{last_part(n)} {spell(plain[n])}" for n in self.axes)
                self.value, self.text = value, f"best {self.show} {value:.4f} ({where})"
