"""How far a sweep is, while it works."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from basinet.cli.progress import epoch_of, run_bar, stay
from basinet.cli.quantities import duration, last_part, spell
from basinet.cli.show import Pace, messages

if TYPE_CHECKING:
    from basinet.sweeps import Outcome, Sweep

SILENT = 10.0
"""Seconds after which a line says how far the runs under way are, where there is no bar."""


class Progress:
    """Shows how many runs are done, the epoch of those under way, the best, and the time left."""

    def __init__(self, described: "Sweep") -> None:
        self.total = self.done = 0
        self.best = _Best(described)
        self.started = self.told = 0.0
        self.warm: tuple[float, int] | None = None  # when the first group was done, and its runs
        self.move, self.pace = stay, Pace()

    def watch(self, outcomes: Sequence["Outcome"], share: float) -> None:
        """Show how far the runs under way are; called from the thread that computes."""
        inside, completed = epoch_of(outcomes), self.done + share * len(outcomes)
        self.move(completed, "  ".join(filter(None, (inside, self.best.text))))
        if not messages.is_terminal and inside and time.monotonic() - self.told > SILENT:
            self._tell(completed, inside)

    def follow(self, groups: Iterable[list["Outcome"]], total: int) -> Iterator[list["Outcome"]]:
        """Pass outcomes on and show how far it is to the total of runs."""
        self.total, self.started = total, time.monotonic()
        self.told = self.started
        with run_bar("runs", total) as self.move:
            for outcomes in groups:
                self.done += len(outcomes)
                self.best.see(outcomes)
                self.move(self.done, self.best.text)
                now = time.monotonic()
                self.warm = self.warm or (now, self.done)
                due = now - self.told > 0.02 * (now - self.started) or self.done == self.total
                if due and not messages.is_terminal:
                    self._tell(self.done)
                yield outcomes

    def _tell(self, completed: float | int, inside: str = "") -> None:
        self.told = time.monotonic()
        # The first group is slower than all others: what it needs is compiled.
        began, before = self.warm or (self.started, 0)
        if completed == before:
            began, before = self.started, 0
        left = (self.told - began) / (completed - before) * (self.total - completed)
        parts = (f"{self.done}/{self.total} runs", inside, self.best.text)
        text = "  ".join(filter(None, (*parts, f"about {duration(left)} left")))
        self.pace.remark(text, last=self.done == self.total)


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
