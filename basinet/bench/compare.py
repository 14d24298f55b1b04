"""What became slower between two files of results, beyond the noise.

The noise of a median of n repeats is estimated from their quartiles: a spread of IQR / 1.35, as
for normal noise, over sqrt(n), times 1.25 because it is a median. A change counts when it is more
than three times the noise of both medians together, and more than a tolerance that stands for
what differs between two runs of the same code.
"""

import statistics
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from basinet.bench.result import Result, Results

TOLERANCE = 0.05
"""Relative change below which nothing is reported: two runs of one program differ by as much."""

_SIGMAS = 3.0


@dataclass(frozen=True)
class Change:
    """One quantity in both files.

    Attributes:
        name: what it is.
        label: the same for people.
        unit: its unit.
        machine: whether it belongs to the machine.
        old: the median before.
        new: the median after.
        ratio: new over old in time: above 1 is slower, whatever the unit.
        threshold: the relative change of time that is still noise, or None where one of the two
            was measured only once.
        verdict: "slower", "faster", "same", or "not judged" without a threshold.
    """

    name: str
    label: str
    unit: str
    machine: bool
    old: float
    new: float
    ratio: float
    threshold: float | None
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """Two files of results side by side.

    Attributes:
        changes: the quantities in both, in the order of the newer.
        missing: names that only the older has.
        added: names that only the newer has.
        machines: what differs between the machines, as (what, before, after).
    """

    changes: list[Change]
    missing: list[str]
    added: list[str]
    machines: list[tuple[str, Any, Any]]

    @property
    def slower(self) -> list[Change]:
        """What basinet does more slowly."""
        return [c for c in self.changes if c.verdict == "slower" and not c.machine]

    def to_plain(self) -> dict[str, Any]:
        """Return the comparison as values that JSON can hold."""
        return asdict(self) | {"slower": [change.name for change in self.slower]}


def compare(old: Results, new: Results, tolerance: float = TOLERANCE) -> Comparison:
    """Compare two results of the same task.

    Args:
        old: the results before.
        new: those after.
        tolerance: relative change that does not count, at least 0.

    Raises:
        ValueError: when the tolerance is negative, the tasks differ, or nothing is in both.
    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance is {tolerance}; it must be a number of at least 0")
    for what in ("name", "patterns", "features", "classes", "batch_size"):
        if old.task.get(what) != new.task.get(what):
            raise ValueError(
                f"the tasks differ: {what} is {old.task.get(what)!r} in the older file and"
                f" {new.task.get(what)!r} in the newer; only times on one task compare"
            )
    before, after = old.by_name(), new.by_name()
    both = [name for name in after if name in before]
    if not both:
        raise ValueError("the two files have no quantity in common; give --hidden alike")
    return Comparison(
        [_change(before[name], after[name], tolerance) for name in both],
        [name for name in before if name not in after],
        [name for name in after if name not in before],
        [
            (what, old.machine.get(what), new.machine.get(what))
            for what in _MACHINE
            if old.machine.get(what) != new.machine.get(what)
        ],
    )


_MACHINE = ("processor", "cores", "devices", "platform", "python", "jax", "jaxlib", "threads")
"""What must be alike for a difference to be that of basinet."""


def _change(old: Result, new: Result, tolerance: float) -> Change:
    ratio = new.median / old.median if old.unit == "s" else old.median / new.median
    threshold = None
    verdict = "not judged"
    if min(len(old.values), len(new.values)) > 1:
        threshold = max(tolerance, _SIGMAS * float(np.hypot(noise(old), noise(new))))
        slower, faster = ratio > 1 + threshold, ratio < 1 / (1 + threshold)
        verdict = "slower" if slower else "faster" if faster else "same"
    return Change(
        new.name,
        new.label,
        new.unit,
        new.machine,
        old.median,
        new.median,
        ratio,
        threshold,
        verdict,
    )


def noise(result: Result) -> float:
    """Return the standard error of a median relative to it, from the quartiles of the repeats."""
    low, high = np.percentile(result.values, [25, 75])
    spread = float(high - low) / 1.35
    return 1.25 * spread / len(result.values) ** 0.5 / statistics.median(result.values)
