"""How do learners compare: accuracy against the data they were given, and against their time?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from basinet.viz import style

_COLOURS = (style.BLUE, style.VERMILION, "#009e73", "#a3508b", style.GOLD, "#56b4e9")
_MARKS = ("o", "^", "D", "v", "P", "X", "<")
"""Learners are told apart by colour and by mark; 6 x 7 of them before two look alike."""


_YARDSTICK_MARKS = ("s", "p", "h")


@dataclass(frozen=True, eq=False)
class Contender:
    """One learner.

    Attributes:
        name: what it is called.
        fractions: parts of the training data, increasing, `[points]`.
        accuracy: mean over seeds, `[points]`.
        spread: its standard deviation; NaN for one seed.
        seconds: until the accuracy was reached with the largest part; None where unknown.
        yardstick: whether it is no member of the family; drawn dashed.
    """

    name: str
    fractions: np.ndarray
    accuracy: np.ndarray
    spread: np.ndarray
    seconds: float | None
    yardstick: bool = False


@style.house_style()
def comparison(contenders: Sequence[Contender], *, title: str, note: str = "") -> Figure:
    """Draw learning curves, and the accuracy with the most data against the seconds it took.

    Args:
        contenders: at least one.
        title: what they learnt.
        note: a quieter word after it.

    Raises:
        ValueError: when there is nobody to draw.
    """
    if not contenders:
        raise ValueError("there is no learner to draw; expected at least one")
    figure = style.blank(9.4, 4.4)
    curves, times = figure.subplots(1, 2, sharey=True, width_ratios=(1.25, 1))
    members = [contender for contender in contenders if not contender.yardstick]
    yardsticks = [contender for contender in contenders if contender.yardstick]
    for contender in contenders:
        colour, mark = style.MUTED, "s"
        if contender.yardstick:
            mark = _YARDSTICK_MARKS[yardsticks.index(contender) % len(_YARDSTICK_MARKS)]
        if not contender.yardstick:
            place = members.index(contender)
            colour, mark = _COLOURS[place % len(_COLOURS)], _MARKS[place % len(_MARKS)]
        _draw_curve(curves, contender, colour, mark)
        _draw_time(times, contender, colour, mark)
    curves.set_xscale("log")
    times.set_xscale("log")
    parts = sorted({float(f) for one in contenders for f in one.fractions})
    curves.set_xticks(parts, [style.percent(part, 0 if part >= 0.01 else 1) for part in parts])
    curves.set_xticks([], minor=True)
    curves.set_xlabel("part of the training data")
    seconds = [one.seconds for one in contenders if one.seconds is not None]
    if seconds:
        style.log_ticks(times.xaxis, min(seconds), max(seconds))
    times.set_xlabel("seconds until within half a per cent of the best epoch")
    style.percent_axis(curves.yaxis)
    for axes in (curves, times):
        style.quiet_sides(axes)
    curves.legend(frameon=False, loc="lower right")
    style.head(curves, title, note)
    style.head(times, "With the most data")
    return style.finish(figure)


def _draw_curve(axes: Axes, contender: Contender, colour: str, mark: str) -> None:
    axes.errorbar(
        contender.fractions,
        contender.accuracy,
        yerr=np.nan_to_num(contender.spread),
        color=colour,
        linestyle="--" if contender.yardstick else "-",
        linewidth=1.6,
        marker=mark,
        markersize=4.5,
        capsize=2.5,
        label=contender.name,
    )


def _draw_time(axes: Axes, contender: Contender, colour: str, mark: str) -> None:
    if contender.seconds is None:
        return
    axes.errorbar(
        contender.seconds,
        contender.accuracy[-1],
        yerr=float(np.nan_to_num(contender.spread[-1])),
        color=colour,
        marker=mark,
        markersize=6,
        capsize=2.5,
        linestyle="none",
    )
